"""XLSX: a workbook with the map, its figures, and what it is. In from any workbook whose first sheet is a grid."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from io import BytesIO
from typing import Any

from sojourn.documents.map import MapDocument
from sojourn.errors import DefinitionError, UnreadableSource
from sojourn.maps.formats.content import bounded, extra
from sojourn.maps.formats.records import Given, Taken
from sojourn.maps.formats.tables.facts import facts, is_fact
from sojourn.maps.formats.tables.grid import taken
from sojourn.maps.formats.tables.layout import laid_out, lost
from sojourn.maps.formats.tables.sheet import MOST_COLUMNS, Sheet, letters, sheet_of
from sojourn.maps.formats.tables.workbook import ABOUT, FIGURES, too_long, workbook
from sojourn.maps.words import listed

MOST_FIELDS = 1_000_000
"""Rows times columns of the largest sheet, with those that hold only a format."""

_LARGEST_UNPACKED = 60_000_000
_ZIPPED = b"PK\x03\x04"


def read(content: bytes, name: str) -> Taken:
    """The map on the first sheet that says something; facts may stand on a sheet called About. Formulas give values.

    Raises UnreadableSource for what is no workbook, DefinitionError for what cannot be in a map, MissingExtra without
    openpyxl.
    """
    bounded(content, name)
    _check_packing(content, name)
    values, formulas = _opened(content, name, True), _opened(content, name, False)
    try:
        found = [
            sheet
            for sheet in map(_visible, values.worksheets)
            if sheet is not None and sheet.title not in (FIGURES, ABOUT)
        ]
        for sheet in found:
            rows = _texts(sheet, formulas[sheet.title], name)
            if any(any(row) for row in rows):
                return _taken(values, sheet.title, sheet_of(name, rows, _covered(sheet)), name)
    finally:
        values.close()
        formulas.close()
    raise UnreadableSource(f"{name} is empty: no sheet with a grid. Put the steps in the first row, lanes below.")


def write(document: MapDocument) -> Given:
    """The workbook: the grid, all figures in rows, and what the map is. Raises MissingExtra without xlsxwriter."""
    losses = (*lost(document, "XLSX"), *too_long(laid_out(document)))
    return Given(workbook(document, losses), losses)


def _check_packing(content: bytes, name: str) -> None:
    """Refuse what is no workbook, or one that unpacks to more than any map needs."""
    if content[:4] != _ZIPPED:
        old = content[:4] == b"\xd0\xcf\x11\xe0"
        what = "is an old .xls workbook, or one with a password" if old else "is not an XLSX workbook"
        raise UnreadableSource(f"{name} {what}. Save it as .xlsx without a password, or as .csv.")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
            names = packed.namelist()
    except zipfile.BadZipFile as error:
        raise UnreadableSource(f"{name} is a broken workbook: {error}. Copy or save it again.") from error
    if unpacked > _LARGEST_UNPACKED:
        raise UnreadableSource(
            f"{name} unpacks to {unpacked:,} bytes; a map has at most {_LARGEST_UNPACKED:,}. Keep maps apart from data."
        )
    if not any(part.startswith("xl/") for part in names):
        raise UnreadableSource(f"{name} is a packed file, but no workbook. Save the table as .xlsx and read that.")


def _opened(content: bytes, name: str, values: bool) -> Any:
    with extra("openpyxl"):
        import openpyxl
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(BytesIO(content), data_only=values)
        except Exception as error:
            raise UnreadableSource(f"{name} is a broken workbook: {error}. Open it, save it again as .xlsx.") from error


def _visible(sheet: Any) -> Any:
    return sheet if sheet.sheet_state == "visible" else None


def _texts(values: Any, formulas: Any, name: str) -> list[list[str]]:
    """Every field as text. Raises DefinitionError for a formula whose value was never calculated."""
    if values.max_row * values.max_column > MOST_FIELDS:
        raise UnreadableSource(
            f"{name} reaches to row {values.max_row:,}, column {letters(values.max_column)}: too far for a map. "
            "Delete the rows and columns beyond it, even where they look empty."
        )
    rows = list(values.iter_rows())
    for row in rows:
        for field in row:
            if field.value is None and formulas.cell(field.row, field.column).data_type == "f":
                raise DefinitionError(
                    f"{name}, row {field.row}, column {letters(field.column)}: a formula without a value. "
                    "Open the file in a spreadsheet program and save it, or put the text there."
                )
    return [[_text(field) for field in row] for row in rows]


def _text(field: Any) -> str:
    """A value as somebody sees it: 1 rather than 1.0, 45 % rather than 0.45."""
    value = field.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        percent = "%" in (field.number_format or "")
        return f"{100 * value:.12g} %" if percent else f"{value:.12g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def _covered(sheet: Any) -> dict[tuple[int, int], int]:
    """For each field in a row under a merged one, the column where that begins."""
    return {
        (area.min_row, column): area.min_col
        for area in sheet.merged_cells.ranges
        for column in range(area.min_col + 1, min(area.max_col, MOST_COLUMNS) + 1)
    }


def _taken(book: Any, title: str, sheet: Sheet, name: str) -> Taken:
    """The map, with facts from the sheet called About; what other sheets hold is named."""
    others = [other for other in book.sheetnames if other not in (title, ABOUT)]
    found = taken(sheet, _about(book, name) if ABOUT in book.sheetnames else {})
    return Taken(found.document, (*found.losses, *_left_out(others)))


def _about(book: Any, name: str) -> dict[str, Any]:
    """The facts on the sheet called About."""
    place = f"{name}, sheet {ABOUT}"
    rows = [[_text(field) for field in row] for row in book[ABOUT].iter_rows(max_row=100, max_col=2)]
    return facts([row for row in sheet_of(place, rows).rows if len(row) == 2 and is_fact(row)], place)


def _left_out(sheets: list[str]) -> list[str]:
    were = "was" if len(sheets) == 1 else "were"
    return [f"Only the first sheet is read as a map: {listed(sheets)} {were} left out."] if sheets else []
