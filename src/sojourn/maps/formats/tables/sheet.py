"""A table as a format read it: fields with their place, blank ones left out."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from sojourn.errors import UnreadableSource
from sojourn.maps.formats.content import cleaned

MOST_ROWS = 2_000
MOST_COLUMNS = 500


class Field(NamedTuple):
    """A field that says something. `row` and `column` count from 1; `turned` where they have been swapped."""

    text: str
    row: int
    column: int
    turned: bool = False

    @property
    def at(self) -> str:
        """Where it stands in the file: "row 4, column C"."""
        row, column = (self.column, self.row) if self.turned else (self.row, self.column)
        return f"row {row}, column {letters(column)}"


Row = tuple[Field, ...]


class Sheet(Struct, frozen=True):
    """The rows that say something. `covered`: for each field hidden by a merged one, the column where that begins."""

    name: str
    rows: tuple[Row, ...]
    covered: dict[tuple[int, int], int] = {}

    def turned(self) -> Sheet:
        """Rows as columns; each field still knows where it stands in the file."""
        columns: dict[int, list[Field]] = {}
        for row in self.rows:
            for field in row:
                columns.setdefault(field.column, []).append(Field(field.text, field.column, field.row, True))
        return Sheet(self.name, tuple(tuple(columns[column]) for column in sorted(columns)))


def sheet_of(name: str, texts: list[list[str]], covered: dict[tuple[int, int], int] | None = None) -> Sheet:
    """A sheet of rows of texts. Raises UnreadableSource where it is larger than any map."""
    rows = tuple(row for number, line in enumerate(texts, 1) if (row := _row(line, number)))
    columns = max((row[-1].column for row in rows), default=0)
    if len(rows) > MOST_ROWS or columns > MOST_COLUMNS:
        raise UnreadableSource(
            f"{name} has {len(rows):,} rows and {columns:,} columns; a map has at most {MOST_ROWS:,} and "
            f"{MOST_COLUMNS:,}. Is it a log? Load it with: sojourn load"
        )
    return Sheet(name, rows, covered or {})


def letters(column: int) -> str:
    """A column's letters in a spreadsheet: 1 is A, 27 is AA."""
    before, last = divmod(column - 1, 26)
    return (letters(before) if before else "") + chr(ord("A") + last)


def _row(texts: list[str], number: int) -> Row:
    fields = (Field(cleaned(text), number, column) for column, text in enumerate(texts, 1))
    return tuple(field for field in fields if field.text)
