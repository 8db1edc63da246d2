"""A map as one SVG file: text stays text, nothing comes from elsewhere, and readers by ear get it in words."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from xml.sax.saxutils import escape

from sojourn.documents.map import MapDocument
from sojourn.maps.pictures import look as colours
from sojourn.maps.pictures.columns import Columns
from sojourn.maps.pictures.heading import description
from sojourn.maps.pictures.layout import BESIDE, sheet_of
from sojourn.maps.pictures.look import PAGE
from sojourn.maps.pictures.shapes import Band, Bar, Dot, Frame, Path, Point, Rule, RuleKind, Shape, Sheet, Words
from sojourn.maps.pictures.text import Face, clean

SANS = "system-ui, 'Segoe UI', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
SERIF = "'Palatino Linotype', Palatino, 'Source Serif 4', Georgia, serif"

_FACES: dict[Face, str] = {
    "sans": f'font-family="{SANS}"',
    "sans bold": f'font-family="{SANS}" font-weight="700"',
    "serif bold": f'font-family="{SERIF}" font-weight="700"',
    "serif italic": f'font-family="{SERIF}" font-style="italic"',
}
_RULES: dict[RuleKind, str] = {
    "heavy": f'stroke="{colours.INK}"',
    "grid": f'stroke="{colours.LINE}"',
    "faint": f'stroke="{colours.RAIL}"',
    "zero": f'stroke="{colours.STRONG_LINE}"',
    "blueprint": f'stroke="{colours.SOFT}" stroke-width="1.5" stroke-dasharray="2 4" stroke-linecap="round"',
}


def svg(document: MapDocument, columns: Columns | None = None, *, beside: int | None = BESIDE) -> str:
    """The whole map as an SVG picture, in light colours. Nothing is shortened.

    `columns` as in `plan_of`; `beside` is how many columns stand side by side before the map goes on below (None:
    all of them). The same document gives the same text.
    """
    return svg_of(sheet_of(document, columns, beside), description(document))


def svg_of(sheet: Sheet, described: str) -> str:
    """A sheet as SVG; `described` says what is to be seen."""
    mark = sha256(f"{sheet.title}\n{described}".encode("utf-8", "replace")).hexdigest()[:8]
    size = f'width="{_n(sheet.width)}" height="{_n(sheet.height)}" viewBox="0 0 {_n(sheet.width)} {_n(sheet.height)}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title-{mark} desc-{mark}">',
        f'<title id="title-{mark}">{_text(sheet.title)}</title>',
        f'<desc id="desc-{mark}">{_text(described)}</desc>',
        f'<rect width="100%" height="100%" fill="{colours.PAPER}"/>',
        *(line for shape in sheet.shapes for line in _drawn(shape)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _drawn(shape: Shape) -> Iterator[str]:
    match shape:
        case Words():
            yield from _words(shape)
        case Frame():
            yield _frame(shape)
        case Bar():
            yield from _bar(shape)
        case Rule():
            yield _rule(shape)
        case Path():
            yield _path(shape)
        case Band():
            yield f'<polygon points="{_points(shape.points)}" fill="{colours.RANGE}"/>'
        case Dot():
            yield _dot(shape)


def _words(words: Words) -> Iterator[str]:
    """A text element for each paragraph, a tspan for each line."""
    anchor = {"left": "", "middle": ' text-anchor="middle"', "right": ' text-anchor="end"'}[words.align]
    x = words.box.x + {"left": 0.0, "middle": words.box.width / 2, "right": words.box.width}[words.align]
    top = words.box.y
    for paragraph in words.paragraphs:
        style = PAGE.styles[paragraph.role]
        yield f'<text {_FACES[style.face]} font-size="{_n(style.size)}" fill="{colours.TONES[style.tone]}"{anchor}>'
        for number, line in enumerate(paragraph.lines):
            baseline = top + number * style.leading + 0.98 * style.size
            # The space is for those who copy the text: lines are set by their places.
            last = number == len(paragraph.lines) - 1
            space = " " if line.said.endswith(" ") and not last else ""
            yield f'<tspan x="{_n(x)}" y="{_n(baseline)}">{_text(line.shown)}{space}</tspan>'
        yield "</text>"
        top += paragraph.height


def _frame(frame: Frame) -> str:
    x, y, wide, high = frame.box
    box = f'x="{_n(x + 0.5)}" y="{_n(y + 0.5)}" width="{_n(wide - 1)}" height="{_n(high - 1)}"'
    if frame.kind == "assumption":
        return f'<rect {box} rx="3" fill="none" stroke="{colours.ASSUMED}" stroke-dasharray="4 3"/>'
    if frame.kind == "badge":
        return f'<rect {box} rx="3" fill="{colours.DATA_SOFT}" stroke="{colours.DATA}" stroke-width="1.5"/>'
    dots = ' stroke-dasharray="3 3"' if frame.kind == "possible" else ""
    ends = f'x1="{_n(x + 1.5)}" y1="{_n(y)}" x2="{_n(x + 1.5)}" y2="{_n(y + high)}"'
    return f'<line {ends} stroke="{colours.PAIN}" stroke-width="3"{dots}/>'


def _bar(bar: Bar) -> Iterator[str]:
    x, y, wide, high = bar.box
    place = f'x="{_n(x)}" y="{_n(y)}" height="{_n(high)}" rx="2"'
    yield f'<rect {place} width="{_n(wide)}" fill="{colours.RAIL}"/>'
    if bar.share > 0:
        yield f'<rect {place} width="{_n(max(wide * bar.share, 1.5))}" fill="{colours.MEASURED}"/>'


def _rule(rule: Rule) -> str:
    ends = f'x1="{_n(rule.start.x)}" y1="{_n(rule.start.y)}" x2="{_n(rule.end.x)}" y2="{_n(rule.end.y)}"'
    return f"<line {ends} {_RULES[rule.kind]}/>"


def _path(path: Path) -> str:
    drawn = (
        f'stroke="{colours.MEASURED}"'
        if path.kind == "measured"
        else f'stroke="{colours.ASSUMED}" stroke-dasharray="6 5"'
    )
    return f'<polyline points="{_points(path.points)}" fill="none" stroke-width="2.5" stroke-linejoin="round" {drawn}/>'


def _dot(dot: Dot) -> str:
    at = f'cx="{_n(dot.at.x)}" cy="{_n(dot.at.y)}"'
    if dot.kind in ("assumed", "belief"):
        pen = 'stroke-width="1.5" stroke-dasharray="2 2"' if dot.kind == "belief" else 'stroke-width="2"'
        return f'<circle {at} r="4.5" fill="{colours.PAPER}" stroke="{colours.ASSUMED}" {pen}/>'
    low = dot.kind == "lowest"
    return f'<circle {at} r="{6 if low else 4.5}" fill="{colours.PAIN if low else colours.MEASURED}"/>'


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_n(point.x)},{_n(point.y)}" for point in points)


def _n(number: float) -> str:
    """A length, to a hundredth."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return escape(clean(text))
