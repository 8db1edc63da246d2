"""A map as slides with native shapes: text boxes, lines and freeforms that people go on working with."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sojourn.documents.map import MapDocument
from sojourn.errors import MissingExtra
from sojourn.maps.pictures.columns import Columns
from sojourn.maps.pictures.figures import HEADS, FigureRow, figures_of
from sojourn.maps.pictures.heading import badge, context, data_up_to, quoted
from sojourn.maps.pictures.layout import badge_shapes
from sojourn.maps.pictures.look import SLIDE
from sojourn.maps.pictures.shapes import Frame, Point, Sheet
from sojourn.maps.pictures.slides import BOTTOM, HEIGHT, TOP, WIDTH, foot, map_slides, title_slide
from sojourn.maps.pictures.text import clean, wrap

_NO_DATE = dt.datetime(2000, 1, 1)
_WIDTHS = (120.0, 130.0, 180.0, 260.0, 210.0)
_MARGIN = 4.0
_MOST = 12


def pptx(document: MapDocument, columns: Columns | None = None) -> bytes:
    """The map as slides of 16:9: a title, the map over as many slides as it needs, its figures with their sources.

    No words are smaller than 10 points. Words too long for a slide are shortened there, which is said, and stand in
    full in its notes. `columns` as in `plan_of`. The same document gives the same bytes. Raises MissingExtra without
    python-pptx.
    """
    try:
        from pptx import Presentation
    except ImportError as error:
        raise MissingExtra("python-pptx", "export") from error
    from sojourn.maps.pictures.pptx_shapes import draw

    deck = Presentation()
    _prepare(deck, document)
    sheets = (title_slide(document), *map_slides(document, columns))
    for number, sheet in enumerate(sheets):
        slide = _slide(deck, sheet, first=number == 0)
        for shape in sheet.shapes:
            draw(slide, shape)
    for number, rows in enumerate(_pages(figures_of(document)), 1):
        _figures(deck, document, rows, number)
    return _packed(deck)


def _prepare(deck: Any, document: MapDocument) -> None:
    """16:9, the masters stretched along, and properties that say nothing about this machine."""
    from pptx.util import Pt

    stretch = Pt(WIDTH) / deck.slide_width
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.shapes:
            if shape.element.find(".//{*}xfrm") is not None:
                shape.left, shape.width = round(shape.left * stretch), round(shape.width * stretch)
    for owner in (deck.part.package, deck.part):
        for number, relation in list(owner._rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/printerSettings")):
                owner._rels.pop(number)
    up_to = data_up_to(document)
    stamp = dt.datetime.combine(up_to, dt.time()) if up_to else _NO_DATE
    about = deck.core_properties
    about.title, about.subject = clean(document.title), clean(context(document))[:255]
    about.keywords, about.category = ", ".join(map(clean, document.tags))[:255], clean(badge(document))[:255]
    about.author = about.last_modified_by = "Sojourn"
    about.comments, about.revision = "", 1
    about.created = about.modified = about.last_printed = stamp


def _slide(deck: Any, sheet: Sheet, *, first: bool = False) -> Any:
    """An empty slide with its title and notes."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = slide.shapes.title
    right = WIDTH - SLIDE.margin if first else _free_until(sheet)
    title.left, title.width = Pt(SLIDE.margin), Pt(right - SLIDE.margin)
    title.top, title.height = (Pt(90), Pt(130)) if first else (Pt(14), Pt(42))
    size = _title_size(sheet.title, 34 if first else 16, title.width / Pt(1), title.height / Pt(1))
    _write_title(title, sheet.title, size)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if first else MSO_ANCHOR.MIDDLE
    if sheet.notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(map(clean, sheet.notes))
    return slide


def _free_until(sheet: Sheet) -> float:
    """Where the room for a slide's title ends: before the badge."""
    badges = [shape.box.x - 14 for shape in sheet.shapes if isinstance(shape, Frame) and shape.kind == "badge"]
    return min(badges, default=WIDTH - SLIDE.margin)


def _title_size(text: str, size: float, room: float, height: float) -> float:
    """The size at which a title fits, at least 10 points."""
    while size > 10 and len(wrap(text, room, size, "serif bold")) * size * 1.2 > height:
        size -= 1
    return size


def _write_title(title: Any, text: str, size: float) -> None:
    from pptx.enum.text import PP_ALIGN

    from sojourn.maps.pictures.pptx_shapes import SERIF, write

    frame = title.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    write(paragraph, clean(text).replace("\n", " "), size, SERIF, bold=True)


def _pages(rows: tuple[FigureRow, ...]) -> list[list[FigureRow]]:
    """Rows of the table for each slide."""
    pages: list[list[FigureRow]] = []
    used = BOTTOM
    for row in rows:
        height = _row_height(row.texts)
        if used + height > BOTTOM:
            pages.append([])
            used = TOP + _row_height(HEADS)
        pages[-1].append(row)
        used += height
    return pages


def _row_height(texts: tuple[str, ...]) -> float:
    lines = [min(len(wrap(text, room - 2 * _MARGIN, 10)), _MOST) for text, room in zip(texts, _WIDTHS, strict=True)]
    return max(lines) * 13.2 + 2 * _MARGIN


def _figures(deck: Any, document: MapDocument, rows: list[FigureRow], number: int) -> None:
    """A slide with a table of figures."""
    from pptx.util import Pt

    from sojourn.maps.pictures.pptx_shapes import draw, fill_cell

    long = tuple(
        text for row in rows for text, room in zip(row.texts, _WIDTHS, strict=True) if _shown(text, room) != text
    )
    badges, _ = badge_shapes(document, Point(WIDTH - SLIDE.margin, 16), SLIDE) if document.simulated else ([], 0.0)
    shapes = (*badges, *foot(document, SLIDE))
    slide = _slide(deck, Sheet(WIDTH, HEIGHT, f"{quoted(document.title)}: figures ({number})", shapes, long))
    heights = [_row_height(HEADS), *(_row_height(row.texts) for row in rows)]
    place = (Pt(SLIDE.margin), Pt(TOP), Pt(sum(_WIDTHS)), Pt(sum(heights)))
    frame = slide.shapes.add_table(len(rows) + 1, len(HEADS), *place)
    frame.name = "Figures and what they rest on"
    for column, room in zip(frame.table.columns, _WIDTHS, strict=True):
        column.width = Pt(room)
    for line, (height, texts) in enumerate(zip(heights, [HEADS, *(row.texts for row in rows)], strict=True)):
        frame.table.rows[line].height = Pt(height)
        for place_in_row, (text, room) in enumerate(zip(texts, _WIDTHS, strict=True)):
            fill_cell(frame.table.cell(line, place_in_row), _shown(text, room), head=line == 0, margin=_MARGIN)
    for shape in shapes:
        draw(slide, shape)


def _shown(text: str, room: float) -> str:
    """A text as the table has it: too long ones end with a word that says where the rest is."""
    lines = wrap(text, room - 2 * _MARGIN, 10)
    if len(lines) <= _MOST:
        return text
    return "".join(line.said for line in lines[: _MOST - 2]) + "… (all of it in the notes)"


def _packed(deck: Any) -> bytes:
    """The file, with the same times in it whenever it is made."""
    made, packed = BytesIO(), BytesIO()
    deck.save(made)
    with ZipFile(made) as before, ZipFile(packed, "w") as after:
        for entry in before.infolist():
            info = ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            after.writestr(info, before.read(entry.filename))
    return packed.getvalue()
