"""The workbook that XLSX is written as: the map as a grid, all figures in rows, and what the map is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import Lane, MapDocument
from sojourn.maps.formats.content import cleaned, extra, plain
from sojourn.maps.formats.records import badge
from sojourn.maps.formats.tables.facts import facts_of, is_fact
from sojourn.maps.formats.tables.layout import Grid, laid_out
from sojourn.maps.formats.tables.sheet import Field
from sojourn.maps.telling import PROVENANCE, told
from sojourn.maps.words import counted

FIGURES = "Figures"
ABOUT = "About"
LONGEST = 32_767
"""Characters of the longest text that a field of a workbook holds."""

COLUMNS = (
    "place", "lane", "text", "value", "low", "high", "n", "of", "first", "last", "data up to", "provenance", "source",
    "author", "date", "scale", "currency", "believed", "verdict",
)  # fmt: skip
"""The columns of the sheet Figures: one row a cell of the map."""

_WIDTHS = (22, 20, 50, 10, 10, 10, 10, 14, 11, 11, 11, 14, 24, 16, 11, 10, 9, 10, 14)
_ON_TOP = ("persona", "scenario", "goal")


class _Styles(NamedTuple):
    title: Any
    badge: Any
    simulated: Any
    word: Any
    text: Any
    phase: Any
    step: Any
    lane: Any
    field: Any
    day: Any


def workbook(document: MapDocument, losses: tuple[str, ...]) -> bytes:
    """The workbook's bytes; the same map gives the same ones."""
    with extra("xlsxwriter"):
        import xlsxwriter
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": plain(document.title)[:255], "created": dt.datetime(2000, 1, 1)})
        styles = _styles(book)
        _map_sheet(book.add_worksheet("Map"), document, styles)
        _figures_sheet(book.add_worksheet(FIGURES), document, styles)
        _about_sheet(book.add_worksheet(ABOUT), document, losses, styles)
    return out.getvalue()


def too_long(grid: Grid) -> list[str]:
    """A sentence where texts are longer than a field can be."""
    long = sum(len(field) > LONGEST for row in grid.rows for field in row)
    return [f"XLSX holds {LONGEST:,} characters a field: {counted(long, 'field')} were cut."] if long else []


def _styles(book: Any) -> _Styles:
    top = {"text_wrap": True, "valign": "top"}
    head = {**top, "bold": True, "border": 1, "border_color": "#B9C0C8"}
    return _Styles(
        title=book.add_format({"bold": True, "font_size": 18}),
        badge=book.add_format({"italic": True, "font_color": "#444444"}),
        simulated=book.add_format({"bold": True, "font_size": 20, "font_color": "#A40000"}),
        word=book.add_format({"bold": True, "valign": "top"}),
        text=book.add_format(top),
        phase=book.add_format({**head, "bg_color": "#22384D", "font_color": "#FFFFFF", "font_size": 12}),
        step=book.add_format({**head, "bg_color": "#DCE6EE"}),
        lane=book.add_format({**head, "bg_color": "#F1F4F6"}),
        field=book.add_format({**top, "border": 1, "border_color": "#D5DADF"}),
        day=book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
    )


def _map_sheet(sheet: Any, document: MapDocument, styles: _Styles) -> None:
    grid = laid_out(document)
    facts_on_top = dict(facts_of(document))
    row = _heading(sheet, document, styles)
    for word in _ON_TOP:
        if word in facts_on_top:
            _write(sheet, row, 0, word.capitalize(), styles.word)
            _write(sheet, row, 1, facts_on_top[word], None)
            row += 1
    row += 1
    _write_grid(sheet, grid, row, styles)
    sheet.freeze_panes(row + grid.heads, 1)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, max(1, len(grid.places)), 34)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(row, row + grid.heads - 1)
    sheet.set_footer("&L" + badge(document).replace("&", "&&")[:200] + "&RPage &P of &N")


def _heading(sheet: Any, document: MapDocument, styles: _Styles) -> int:
    """Title and badge; returns the row below them. A title that would be read as a fact says that it is the title."""
    title = plain(document.title)
    if is_fact((Field(title, 1, 1),)):
        _write(sheet, 0, 0, "Title", styles.word)
        _write(sheet, 0, 1, title, styles.title)
    else:
        _write(sheet, 0, 0, title, styles.title)
    if badge(document):
        _write(sheet, 1, 0, plain(badge(document)), styles.simulated if document.simulated else styles.badge)
        sheet.set_row(1, 28 if document.simulated else None)
    return 2 if badge(document) else 1


def _write_grid(sheet: Any, grid: Grid, top: int, styles: _Styles) -> None:
    for number, fields in enumerate(grid.rows):
        for column, text in enumerate(fields):
            style = _style_of(number, column, grid, styles)
            if text or style is not styles.field:
                _write(sheet, top + number, column, text, style)
            else:
                sheet.write_blank(top + number, column, None, style)
    if grid.heads == 2:
        _merge_phases(sheet, grid, top, styles)


def _style_of(number: int, column: int, grid: Grid, styles: _Styles) -> Any:
    if number == 0:
        return styles.phase
    if number < grid.heads:
        return styles.step
    return styles.lane if column == 0 else styles.field


def _merge_phases(sheet: Any, grid: Grid, top: int, styles: _Styles) -> None:
    """The title of a phase stands across all its columns."""
    begins = [column for column, place in enumerate(grid.places, 1) if _begins(grid, column - 1)]
    for first, after in zip(begins, [*begins[1:], len(grid.places) + 1], strict=True):
        if after - first > 1:
            sheet.merge_range(top, first, top, after - 1, "", styles.phase)
            _write(sheet, top, first, grid.rows[0][first], styles.phase)


def _begins(grid: Grid, index: int) -> bool:
    return index == 0 or grid.places[index].phase is not grid.places[index - 1].phase


def _figures_sheet(sheet: Any, document: MapDocument, styles: _Styles) -> None:
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        _write(sheet, 0, column, name, styles.step)
        sheet.set_column(column, column, width)
    titles = {
        place.id: " · ".join(part for part in (place.phase.title, place.step and place.step.title) if part)
        for place in document.places()
    }
    rows = list(document.cells())
    for number, (lane, place, cell) in enumerate(rows, 1):
        for column, value in enumerate(_figures(titles.get(place, place), lane, cell)):
            _write(sheet, number, column, value, styles.day if isinstance(value, dt.date) else styles.text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)


def _figures(place: str, lane: Lane, cell: Cell) -> tuple[object, ...]:
    """A row of COLUMNS. A figure that is hidden says nothing but that."""
    said, figure = told(cell, lane), cell.measured
    text = "\n".join(part for part in (said.text, said.sentence) if part)
    rests = cell.provenance and PROVENANCE[cell.provenance]
    believed = (cell.asserted, said.verdict or None)
    if figure is not None and figure.hidden is not None:
        few = (None, None, None, f"fewer than {figure.hidden}", figure.of)
        return (place, lane.title, text, *few, *[None] * 3, rests, *[None] * 5, *believed)
    values = _values(figure) if figure else (None,) * 8
    scale = (figure.scale, figure.currency) if figure else (None, None)
    return (place, lane.title, text, *values, rests, cell.source, cell.author, cell.date, *scale, *believed)


def _values(figure: Figure) -> tuple[object, ...]:
    """From "value" to "data up to"."""
    numbers = (figure.value, figure.low, figure.high, figure.n, figure.of)
    return (*numbers, figure.first, figure.last, figure.data_up_to)


def _about_sheet(sheet: Any, document: MapDocument, losses: tuple[str, ...], styles: _Styles) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for number, (word, text) in enumerate(_about(document, losses)):
        _write(sheet, number, 0, word, styles.word)
        _write(sheet, number, 1, text, styles.text)


def _about(document: MapDocument, losses: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for word, value in facts_of(document):
        yield word.capitalize(), value
    yield "Figures", "The sheet Figures has one row for each cell: its value, its likely range (low to high) and n."
    for provenance, word in PROVENANCE.items():
        yield word, _MEANING[provenance]
    for loss in losses:
        yield "Not in this file", loss
    yield "Made with", "Sojourn"


_MEANING = {
    "measured": "Counted in the data; the range says how sure the figure is.",
    "cited": "From research that somebody did; the source is named.",
    "asserted": "Somebody believes it; no data yet.",
    "inferred": "Estimated from other figures.",
}


def _write(sheet: Any, row: int, column: int, value: object, style: Any) -> None:
    """A number as a number, a day as a day, everything else as text, which is never taken for a formula."""
    if value is None:
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, int | float):
        _write_number(sheet, row, column, value, style)
    else:
        sheet.write_string(row, column, cleaned(str(value))[:LONGEST], style)


def _write_number(sheet: Any, row: int, column: int, value: float, style: Any) -> None:
    """A workbook knows neither NaN nor infinity: nothing is written."""
    if value == value and abs(value) != float("inf"):
        sheet.write_number(row, column, value, style)
