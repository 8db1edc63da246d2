"""CSV: the first row steps, the first column lanes. In any dialect; out with commas, for spreadsheets."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO

from sojourn.documents.map import MapDocument
from sojourn.errors import UnreadableSource
from sojourn.maps.formats.content import decoded
from sojourn.maps.formats.records import Given, Taken
from sojourn.maps.formats.tables.facts import facts_of
from sojourn.maps.formats.tables.grid import taken
from sojourn.maps.formats.tables.layout import laid_out, lost
from sojourn.maps.formats.tables.sheet import sheet_of

_DELIMITERS = ",;\t|"
_PAGE = re.compile(r"\s*<(!doctype|html|\?xml|table|head|body)\b", re.IGNORECASE)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def read(content: bytes, name: str) -> Taken:
    """The map that a CSV file holds (see `sojourn.maps.formats.tables.grid`). `name` goes into errors and sources.

    Raises UnreadableSource for what is no CSV, DefinitionError for what cannot be in a map.
    """
    text = decoded(content, name, "CSV")
    if _PAGE.match(text):
        raise UnreadableSource(f"{name} is a web page or XML, not CSV. Save the table itself as CSV.")
    rows = [[_without_guard(field) for field in row] for row in _rows(text, name)]
    return taken(sheet_of(name, rows))


def write(document: MapDocument) -> Given:
    """The whole grid, below what the map says of itself: UTF-8 with a mark, so that spreadsheets know it."""
    grid = laid_out(document)
    rows = [list(fact) for fact in facts_of(document)]
    rows += [[]] if rows else []
    rows += [list(row) for row in grid.rows]
    width = max(map(len, rows), default=0)
    out = StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerows([_guarded(field) for field in row] + [""] * (width - len(row)) for row in rows)
    return Given(out.getvalue().encode("utf-8-sig"), lost(document, "CSV"))


def _rows(text: str, name: str) -> list[list[str]]:
    if text[:4].lower() == "sep=":
        delimiter, (_, _, text) = text[4:5], text.partition("\n")
        return [[], *_parsed(text, delimiter, name)]
    return _parsed(text, max(_DELIMITERS, key=lambda delimiter: _fit(text, delimiter)), name)


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    """How many rows have the width that most have, and that width; a single column is no table."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in rows if len(row) > 1)
    except csv.Error:
        return 0, 0
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _parsed(text: str, delimiter: str, name: str) -> list[list[str]]:
    """Quotes are read strictly where the file keeps to them, otherwise as they come."""
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            row = sum(1 for _ in csv.reader(StringIO(text, newline=""), delimiter=delimiter))
            raise UnreadableSource(
                f"{name} opens a quote in row {row} that it never closes. Close it, or double the quotes in the text."
            ) from error
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableSource(f"{name} cannot be read as CSV: {error}. Save it as CSV again.") from error


def _guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: those that could be get an apostrophe before them."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _without_guard(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
