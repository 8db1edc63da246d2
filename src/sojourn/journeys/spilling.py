"""Rows on their way to partitions: in memory while they fit, else in one file beside the partitions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sojourn.journeys.builder import GIVEN, RowsOfLog
from sojourn.journeys.rows import together
from sojourn.journeys.splitting import Split, gather

BYTES_A_ROW = 44
"""What a row takes on its way: customer, time, seq, kind, and what is given of sequence, value and score."""


class Splits(Protocol):
    """Takes rows in any order and gives those of a partition; may be asked from several threads."""

    def add(self, rows: Split) -> None:
        """Keep the rows of one batch."""
        ...

    def gather(self, partition: int) -> RowsOfLog:
        """All rows of one partition."""
        ...


def fits(rows: int, memory: int) -> bool:
    """Whether so many rows fit into `memory` bytes."""
    return rows * BYTES_A_ROW <= memory


@contextmanager
def splits_within(memory: int, rows: int, folder: Path) -> Iterator[Splits]:
    """In memory where so many rows fit into `memory` bytes, else in a file in `folder` that is gone afterwards."""
    if fits(rows, memory):
        yield InMemory()
        return
    path = folder / "rows.spill"
    with path.open("w+b") as file:
        try:
            yield Spilled(file)
        finally:
            path.unlink(missing_ok=True)


class InMemory:
    """Keeps all batches as they are."""

    def __init__(self) -> None:
        """Without rows."""
        self._splits: list[Split] = []

    def add(self, rows: Split) -> None:
        """Keep the rows of one batch."""
        self._splits.append(rows)

    def gather(self, partition: int) -> RowsOfLog:
        """All rows of one partition."""
        return gather(self._splits, partition)


class _Column(NamedTuple):
    """Where a column of a batch lies in the file."""

    name: str
    kind: np.dtype[Any]
    offset: int


class _Batch(NamedTuple):
    columns: list[_Column]
    bounds: NDArray[np.int64]


class Spilled:
    """Writes batches one after the other, and reads back what belongs to one partition.

    Read with plain reads, not mapped: what is mapped would count as memory in use.
    """

    def __init__(self, file: BinaryIO) -> None:
        """`file` is open for reading and writing."""
        self._file, self._batches, self._one_at_a_time = file, list[_Batch](), Lock()

    def add(self, rows: Split) -> None:
        """Write the rows of one batch."""
        columns = []
        for name, column in _columns(rows.rows).items():
            columns.append(_Column(name, column.dtype, self._file.tell()))
            column.tofile(self._file)
        self._batches.append(_Batch(columns, rows.bounds))

    def gather(self, partition: int) -> RowsOfLog:
        """Read all rows of one partition."""
        with self._one_at_a_time:
            return together([self._read(batch, *batch.bounds[partition : partition + 2]) for batch in self._batches])

    def _read(self, batch: _Batch, first: int, stop: int) -> RowsOfLog:
        found = {column.name: self._column(column, int(first), int(stop)) for column in batch.columns}
        given = {name: column for name, column in found.items() if name in GIVEN}
        return RowsOfLog(found["customer"], found["occurred_at"], found["seq"], found["kind"], given)

    def _column(self, column: _Column, first: int, stop: int) -> NDArray[Any]:
        self._file.seek(column.offset + first * column.kind.itemsize)
        return np.fromfile(self._file, column.kind, stop - first)


def _columns(rows: RowsOfLog) -> dict[str, NDArray[Any]]:
    named: dict[str, NDArray[Any]] = {
        "customer": rows.customer,
        "occurred_at": rows.occurred_at,
        "seq": rows.seq,
        "kind": rows.kind,
    }
    return {**named, **rows.given}
