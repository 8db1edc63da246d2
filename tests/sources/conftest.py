"""Reads a source to its end, for tests that look at rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from sojourn.events.schema import batch_schema
from sojourn.sources import open_source


class Read(NamedTuple):
    """What one or more readings gave."""

    rows: list[dict[str, Any]]
    notes: list[str]
    columns: dict[str, str]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["reason"] is None]

    @property
    def rejects(self) -> list[tuple[str, int]]:
        return [(row["reason"], row["place"]) for row in self.rows if row["reason"] is not None]

    def reasons(self) -> dict[str, int]:
        return dict(Counter(reason for reason, _ in self.rejects))

    def each(self, column: str) -> list[Any]:
        return [row.get(column) for row in self.events]


@pytest.fixture
def read() -> Callable[..., Read]:
    def read_all(source: object, **options: Any) -> Read:
        rows: list[dict[str, Any]] = []
        notes: list[str] = []
        columns: dict[str, str] = {}
        for reading in open_source(source, **options):
            for batch in reading.batches():
                schema = batch_schema()
                assert all(column == schema.field(column.name) for column in batch.schema)
                rows += batch.to_pylist()
            notes += reading.notes
            columns |= reading.columns
        return Read(rows, notes, columns)

    return read_all
