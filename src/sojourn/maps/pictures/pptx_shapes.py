"""Each shape of a sheet as a native shape of a slide. Only `pptx` imports this: it needs python-pptx."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from sojourn.maps.pictures import look as colours
from sojourn.maps.pictures.look import SLIDE
from sojourn.maps.pictures.shapes import Band, Bar, Box, Dot, Frame, Path, Point, Rule, RuleKind, Shape, Words
from sojourn.maps.pictures.text import clean

SANS, SERIF = "Arial", "Georgia"
_ALIGN = {"left": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_RULES: dict[RuleKind, tuple[str, float]] = {
    "heavy": (colours.INK, 1.0),
    "grid": (colours.LINE, 0.75),
    "faint": (colours.RAIL, 0.75),
    "zero": (colours.STRONG_LINE, 0.75),
    "blueprint": (colours.SOFT, 1.25),
}


def draw(slide: Any, shape: Shape) -> None:
    """Put a shape on a slide."""
    match shape:
        case Words():
            _words(slide, shape)
        case Frame():
            _frame(slide, shape)
        case Bar():
            _bar(slide, shape)
        case Rule():
            colour, width = _RULES[shape.kind]
            dash = MSO_LINE.ROUND_DOT if shape.kind == "blueprint" else None
            _line(slide, shape.start, shape.end, colour, width, dash, f"Line, {shape.kind}")
        case Path():
            _path(slide, shape)
        case Band():
            _freeform(slide, shape.points, "Likely range", fill=colours.RANGE)
        case Dot():
            _dot(slide, shape)


def write(paragraph: Any, text: str, size: float, face: str, *, bold: bool = False) -> Any:
    """A run of words in a paragraph, in ink."""
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.name, run.font.bold = Pt(size), face, bold
    run.font.color.rgb = _rgb(colours.INK)
    return run


def fill_cell(cell: Any, text: str, *, head: bool, margin: float) -> None:
    """Words in a cell of a table."""
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Pt(margin)
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb(colours.RAIL if head else colours.PAPER)
    cell.text_frame.word_wrap = True
    cell.vertical_anchor = MSO_ANCHOR.TOP
    write(cell.text_frame.paragraphs[0], text, 10, SANS, bold=head)


def _words(slide: Any, words: Words) -> None:
    box = slide.shapes.add_textbox(*_place(words.box))
    box.name = _said(words.name) or "Words"
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, paragraph in enumerate(words.paragraphs):
        style = SLIDE.styles[paragraph.role]
        line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        line.alignment, line.line_spacing = _ALIGN[words.align], Pt(style.leading)
        face = SERIF if style.face.startswith("serif") else SANS
        run = write(line, paragraph.text, style.size, face, bold=style.face.endswith("bold"))
        run.font.italic = style.face.endswith("italic")
        run.font.color.rgb = _rgb(colours.TONES[style.tone])


def _frame(slide: Any, frame: Frame) -> None:
    if frame.kind in ("pain", "possible"):
        x = frame.box.x + 1.5
        dash = MSO_LINE.SQUARE_DOT if frame.kind == "possible" else None
        name = "Pain point" if frame.kind == "pain" else "Possible pain point"
        _line(slide, Point(x, frame.box.y), Point(x, frame.box.bottom), colours.PAIN, 3, dash, name)
        return
    data = frame.kind == "badge"
    box = _shape(slide, MSO_SHAPE.RECTANGLE, frame.box, "Data" if data else "Assumption")
    _fill(box, colours.DATA_SOFT if data else None)
    _pen(box, colours.DATA if data else colours.ASSUMED, 1.5 if data else 0.75, None if data else MSO_LINE.DASH)


def _bar(slide: Any, bar: Bar) -> None:
    rail = _shape(slide, MSO_SHAPE.RECTANGLE, bar.box, bar.name)
    _fill(rail, colours.RAIL)
    rail.line.fill.background()
    if bar.share > 0:
        box = bar.box._replace(width=max(bar.box.width * bar.share, 1.5))
        filled = _shape(slide, MSO_SHAPE.RECTANGLE, box, bar.name)
        _fill(filled, colours.MEASURED)
        filled.line.fill.background()


def _path(slide: Any, path: Path) -> None:
    measured = path.kind == "measured"
    name = f"Feelings, {'measured' if measured else 'assumed'}: {path.name}"
    shape = _freeform(slide, path.points, name)
    _pen(shape, colours.MEASURED if measured else colours.ASSUMED, 2.25, None if measured else MSO_LINE.DASH)


def _dot(slide: Any, dot: Dot) -> None:
    radius = 5.0 if dot.kind == "lowest" else 4.0
    box = Box(dot.at.x - radius, dot.at.y - radius, 2 * radius, 2 * radius)
    shape = _shape(slide, MSO_SHAPE.OVAL, box, f"Feeling {dot.name}".strip())
    if dot.kind in ("assumed", "belief"):
        _fill(shape, colours.PAPER)
        _pen(shape, colours.ASSUMED, 1.5, MSO_LINE.ROUND_DOT if dot.kind == "belief" else None)
        return
    _fill(shape, colours.PAIN if dot.kind == "lowest" else colours.MEASURED)
    shape.line.fill.background()


def _freeform(slide: Any, points: tuple[Point, ...], name: str, fill: str | None = None) -> Any:
    """A line through points, or the area within them where it is filled."""
    start, *rest = [(Pt(point.x), Pt(point.y)) for point in points]
    builder = slide.shapes.build_freeform(*start)
    builder.add_line_segments(rest, close=fill is not None)
    shape = builder.convert_to_shape()
    _named(shape, name)
    _fill(shape, fill)
    if fill:
        shape.line.fill.background()
    return shape


def _line(slide: Any, start: Point, end: Point, colour: str, width: float, dash: Any, name: str) -> None:
    ends = (Pt(start.x), Pt(start.y), Pt(end.x), Pt(end.y))
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
    line.name = name
    _pen(line, colour, width, dash)


def _shape(slide: Any, kind: Any, box: Box, name: str) -> Any:
    shape = slide.shapes.add_shape(kind, *_place(box))
    _named(shape, name)
    return shape


def _named(shape: Any, name: str) -> None:
    """A name, which is also what readers by ear get; and no shadow."""
    shape.name = _said(name)
    shape.element.nvSpPr.cNvPr.set("descr", _said(name))
    shape.shadow.inherit = False


def _said(name: str) -> str:
    return clean(name).replace("\n", " ")


def _fill(shape: Any, colour: str | None) -> None:
    if colour is None:
        shape.fill.background()
        return
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(colour)


def _pen(shape: Any, colour: str, width: float, dash: Any) -> None:
    shape.line.color.rgb = _rgb(colour)
    shape.line.width = Pt(width)
    if dash is not None:
        shape.line.dash_style = dash


def _place(box: Box) -> tuple[int, int, int, int]:
    return Pt(box.x), Pt(box.y), Pt(box.width), Pt(box.height)


def _rgb(colour: str) -> Any:
    made: Any = RGBColor
    return made.from_string(colour.removeprefix("#").upper())
