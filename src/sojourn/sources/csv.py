"""CSV in any dialect: all columns as text, so that nothing is lost; broken rows are kept, the rest is read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from sojourn.errors import UnreadableSource
from sojourn.sources.frames import apart
from sojourn.sources.scratch import Scratch, escaped, literal, quoted
from sojourn.sources.table import BrokenRow, Column, Table
from sojourn.sources.text import chunks_of, plain_text

_DELIMITERS = ",;\t|"
_LINES = 200
_LONGEST_LINE = 4_000_000
_MOST_OPEN_QUOTES = 20
_PIECE = 4 * 1024 * 1024


def open_csv(opened: Scratch, path: Path) -> Table:
    """A delimited text file as a table of text columns.

    Columns without a name are called column1, column2 ...; a name that comes twice gets a number.
    Raises UnreadableSource where no header can be found, a compressed file breaks off, or quotes are a mess.
    """
    text, encoding = plain_text(path, opened.folder)
    with text.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        head = [line for line, _ in zip(file, range(_LINES), strict=False)]
    skipped = 1 if head and head[0].lower().startswith("sep=") else 0
    delimiter = head[0].strip()[4:5] if skipped else _delimiter(head)
    names = _header(head[skipped:], delimiter, path)
    dialect = _Dialect(delimiter, len(names), skipped)
    parsed = _without_open_quotes(opened, text, dialect, path)
    return Table(
        dialect.relation(parsed),
        tuple(Column(name, quoted(f"c{i}"), "VARCHAR") for i, name in enumerate(names)),
        expected_rows=_expected_rows(text, head),
        notes=() if encoding.startswith("utf") else (f"read as {encoding}",),
        broken=lambda: _broken(opened, text),
    )


class _Dialect(NamedTuple):
    delimiter: str
    width: int
    skipped: int

    def relation(self, text: Path) -> str:
        """Strict, because a lax parser drops surplus cells silently. Only the double quote quotes."""
        types = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(self.width))
        return (
            f"read_csv({literal(escaped(text))}, auto_detect = false, header = true, skip = {self.skipped}, "
            f"delim = {literal(self.delimiter)}, quote = '\"', escape = '\"', columns = {{{types}}}, "
            f"max_line_size = {_LONGEST_LINE}, store_rejects = true)"
        )


def _header(lines: list[str], delimiter: str, path: Path) -> list[str]:
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        cells = next(row for row in rows if row)
    except (StopIteration, csv.Error) as error:
        raise UnreadableSource(f"{path} has no header line. Put the names of the columns first.") from error
    seen: set[str] = set()
    return [apart(cell.strip() or f"column{i}", seen) for i, cell in enumerate(cells, start=1)]


def _delimiter(lines: list[str]) -> str:
    """The sign that splits most lines into as many cells as the header, then into most cells."""

    def fit(sign: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        width = widths[0] if widths else 0
        return (sum(one == width for one in widths) if width > 1 else 0, width)

    return max(_DELIMITERS, key=fit)


def _expected_rows(text: Path, head: list[str]) -> int | None:
    taken = sum(len(line.encode()) for line in head)
    return round(text.stat().st_size / taken * len(head)) if taken else None


def _without_open_quotes(opened: Scratch, text: Path, dialect: _Dialect, path: Path) -> Path:
    """The file, or a copy in which every line that opens a quote and never closes it is blanked out.

    Such a quote swallows all lines up to the next one. Blanked, the line is refused alone; its place stays.
    """
    if not any(b'"' in chunk for chunk in chunks_of(text)):
        return text
    copy = text
    for _ in range(_MOST_OPEN_QUOTES + 1):
        opened.rows(f"SELECT count({quoted('c0')}) FROM {dialect.relation(copy)}")
        culprits = [position for (position,) in opened.rows(_OPEN_QUOTES)]
        opened.rows("TRUNCATE reject_errors")
        if not culprits:
            return copy
        copy = _blanked(text if copy == text else copy, culprits, opened.folder / "mended.txt")
    raise UnreadableSource(
        f"{path} opens more than {_MOST_OPEN_QUOTES} quotes that it never closes. "
        "Write it again with every quote inside a cell doubled."
    )


_OPEN_QUOTES = """
    SELECT DISTINCT line_byte_position FROM reject_errors
    WHERE error_type IN ('UNQUOTED VALUE', 'LINE SIZE OVER MAXIMUM')
      AND (contains(rtrim(csv_line, chr(10) || chr(13)), chr(10)) OR length(csv_line) >= 10000)
"""


def _blanked(text: Path, positions: list[int], copy: Path) -> Path:
    """A copy with the lines at these positions (1-based bytes) overwritten with blanks."""
    if text != copy:
        copyfile(text, copy)
    with copy.open("r+b") as file:
        for position in positions:
            file.seek(position - 1)
            line = file.readline().rstrip(b"\r\n")
            file.seek(position - 1)
            file.write(b" " * len(line))
    return copy


def _broken(opened: Scratch, text: Path) -> Iterator[BrokenRow]:
    """The lines that the parser refused, by number, as they stand in the file."""
    found = opened.rows("SELECT DISTINCT line_byte_position FROM reject_errors ORDER BY 1")
    line, at = 1, 0
    with text.open("rb") as file:
        for (position,) in found:
            while at < position - 1:
                piece = file.read(min(_PIECE, position - 1 - at))
                at += len(piece)
                line += piece.count(b"\n")
            original = file.readline(_LONGEST_LINE)
            at = file.tell()
            yield BrokenRow(line, original.decode("utf-8", "replace").rstrip("\r\n"))
            line += original.endswith(b"\n")
