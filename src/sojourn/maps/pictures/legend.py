"""The legend: only what the map has, each with the sign itself and its word."""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.documents.map import MapDocument
from sojourn.maps.pictures.blocks import basis, frame_of
from sojourn.maps.pictures.curve import feeling
from sojourn.maps.pictures.look import Look
from sojourn.maps.pictures.shapes import Band, Box, Dot, Frame, Path, Point, Shape, Words
from sojourn.maps.pictures.text import RESERVE, width

SIGN = 26.0
"""The width of a sign."""

_WORDS = {
    "measured": "measured",
    "range": "likely range",
    "assumed": "assumption or estimate",
    "assumption": "assumption: framed by dashes",
    "pain": "pain point",
    "possible": "possible pain point: cause and cost not tested",
}


def legend(document: MapDocument, room: Box, look: Look) -> tuple[list[Shape], float]:
    """The signs in lines within the width of `room`, from its top; also where they end."""
    style = look.styles["note"]
    shapes: list[Shape] = []
    x, y = room.x, room.y
    for sign in _signs(document):
        wide = width(_WORDS[sign], style.size, style.face) * RESERVE + 1
        if x > room.x and x + SIGN + 7 + wide > room.right:
            x, y = room.x, y + style.leading + 4
        shapes += _sign(sign, Box(x, y, SIGN, style.leading))
        words = look.paragraph(_WORDS[sign], "note", wide)
        shapes.append(Words(Box(x + SIGN + 7, y, wide, words.height), (words,), "Legend"))
        x += SIGN + 7 + wide + 18
    return shapes, y + (style.leading if shapes else 0)


def _signs(document: MapDocument) -> Iterator[str]:
    cells = [(lane, cell) for lane, _, cell in document.cells()]
    felt = [values for lane, cell in cells if lane.kind == "feelings" and (values := feeling(cell))]
    frames = {frame_of(cell, lane) for lane, cell in cells}
    if any(measured for *_, measured in felt):
        yield "measured"
    if any(measured and low < high for _, low, high, measured in felt):
        yield "range"
    if any(not measured for *_, measured in felt):
        yield "assumed"
    if any(basis(cell) == "asserted" for _, cell in cells):
        yield "assumption"
    yield from (frame for frame in ("pain", "possible") if frame in frames)


def _sign(sign: str, box: Box) -> Iterator[Shape]:
    middle = box.y + box.height / 2
    ends = (Point(box.x, middle), Point(box.right, middle))
    if sign == "measured":
        yield Path(ends, "measured")
        yield Dot(Point(box.x + box.width / 2, middle), "measured", 0.0)
    elif sign == "assumed":
        yield Path(ends, "assumed")
        yield Dot(Point(box.x + box.width / 2, middle), "assumed", 0.0)
    elif sign == "range":
        yield Band(
            (
                Point(box.x, middle - 4),
                Point(box.right, middle - 4),
                Point(box.right, middle + 4),
                Point(box.x, middle + 4),
            )
        )
    elif sign == "assumption":
        yield Frame(Box(box.x + 2, box.y + 1, box.width - 4, box.height - 2), "assumption")
    elif sign == "pain":
        yield Frame(Box(box.x + box.width / 2, box.y, 4, box.height), "pain")
    else:
        yield Frame(Box(box.x + box.width / 2, box.y, 4, box.height), "possible")
