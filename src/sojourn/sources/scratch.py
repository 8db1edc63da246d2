"""A DuckDB of its own for one source: parses foreign data, spills to a temporary folder, and is gone afterwards.

The workspace's own DuckDB must not read files (DESIGN.md section 4); this one may, and holds nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from sojourn.sources.table import Column


class Scratch:
    """An in-memory DuckDB and a folder for what does not fit, both for one source only."""

    def __init__(self, folder: Path, memory_limit: str, timezone: str) -> None:
        """`timezone` is where times without a zone are taken to be."""
        self.folder = folder
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("SET memory_limit = ?", [memory_limit])
        self.connection.execute("SET temp_directory = ?", [str(folder)])
        self.connection.execute("SET TimeZone = ?", [timezone])
        self.connection.execute("SET enable_progress_bar = false")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a small query."""
        fetched: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
        return fetched

    def batches(self, sql: str, rows: int) -> Iterator[pa.RecordBatch]:
        """The rows of a query in order, streamed, at most `rows` in a batch."""
        yield from self.connection.sql(sql).to_arrow_reader(rows)

    def register(self, name: str, data: object) -> None:
        """Make Arrow data readable by SQL under `name`, without a copy."""
        self.connection.register(name, data)

    def columns(self, relation: str) -> tuple[Column, ...]:
        """The columns of a relation, by their own names and DuckDB types."""
        described = self.rows(f"DESCRIBE SELECT * FROM {relation}")
        return tuple(_column(name, kind) for name, kind, *_ in described)


def _column(name: str, kind: str) -> Column:
    if kind.startswith("ENUM"):
        return Column(name, f"{quoted(name)}::VARCHAR", "VARCHAR")
    if kind == "TIMESTAMPTZ_NS":  # pandas' own kind of time; few functions take it
        return Column(name, f"{quoted(name)}::TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE")
    return Column(name, quoted(name), kind)


@contextmanager
def scratch(temp_directory: Path | None, memory_limit: str, timezone: str) -> Iterator[Scratch]:
    """Open a scratch DuckDB; close it and remove its files at the end, whatever happens."""
    with TemporaryDirectory(prefix="sojourn-load-", dir=temp_directory, ignore_cleanup_errors=True) as folder:
        opened = Scratch(Path(folder), memory_limit, timezone)
        try:
            yield opened
        finally:
            opened.connection.close()


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def one_of(sql: str, words: Iterable[str], also: str | None = None) -> str:
    """SQL: whether a text is one of some words, but for case and outer blanks, or matches `also`.

    A regular expression, because DuckDB evaluates a long IN list for all rows, even in a branch that takes none.
    """
    alternatives = [re.escape(word) for word in words] + ([also] if also else [])
    return f"regexp_full_match(lower(trim({sql})), {literal('|'.join(alternatives))})"


def escaped(path: Path) -> str:
    """A path as DuckDB takes it: as a glob, in which brackets keep its signs literal."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))
