"""What every format turns a source into: a relation of the scratch DuckDB with named columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple


class Column(NamedTuple):
    """One column: the name people know it by, the SQL that reads it, and its DuckDB type."""

    name: str
    sql: str
    type: str

    @property
    def is_text(self) -> bool:
        """Whether the values are text."""
        return self.type == "VARCHAR"


class BrokenRow(NamedTuple):
    """A row that the format's parser refused: its place and its original text."""

    place: int
    original: str


def no_broken_rows() -> Iterator[BrokenRow]:
    """Formats whose parser refuses none."""
    return iter(())


class Table(NamedTuple):
    """A source as rows, in their original order.

    `body` names the column that holds a whole JSON object, for documents; None for tables of columns.
    `place` is the column with the row's place in the source; None where places are simply 1, 2, 3 ...
    `consumed_roles` are the roles of the user's `columns` that the format has used up itself.
    `broken` gives the rows the parser refused, once all others have been read.
    """

    relation: str
    columns: tuple[Column, ...]
    body: str | None = None
    place: str | None = None
    expected_rows: int | None = None
    notes: tuple[str, ...] = ()
    consumed_roles: frozenset[str] = frozenset()
    broken: Callable[[], Iterator[BrokenRow]] = no_broken_rows
