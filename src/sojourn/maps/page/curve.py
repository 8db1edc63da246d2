"""The feelings curve, column by column: each cell draws its own piece, so that it fits columns of any width.

A piece runs from the edge with the column before to its point and on to the edge with the next. Between two points the
curve leaves each one level (no point is overshot), so that at the edge it is half way between them.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane
from sojourn.maps import words
from sojourn.maps.telling import Told, told

HEIGHT, EDGE, LABEL = 116.0, 20.0, 26.0
"""Height of the drawing, how far +2 and -2 keep from its edges, and how far apart labels must be.

Its width is 100, stretched to the column.
"""


class Piece(Struct, frozen=True):
    """Half a curve between two points; `asserted` where either end is not measured."""

    path: str
    asserted: bool


class Point(Struct, frozen=True):
    """What one curve draws in a column: its point, its label, its pieces and the bands of the likely range.

    `mark` is the number of its curve, by which it gets another shape; `low`: the lowest point of all, below neutral.
    `span` is the likely range from top to bottom, where no band shows it: of a point that stands alone. `measured` is
    where the figure lies that a belief is held to, with its own range in `span`.
    """

    told: Told
    y: float
    label: str
    label_y: float
    mark: int
    name: str
    low: bool = False
    asserted: bool = False
    pieces: tuple[Piece, ...] = ()
    bands: tuple[str, ...] = ()
    span: tuple[float, float] | None = None
    measured: float | None = None
    opens: str = ""


class Curve(Struct, frozen=True):
    """A column of the plot: the points of all curves in it; without any, what is said of the gap."""

    points: tuple[Point, ...] = ()
    nothing: str = ""
    again: bool = False


class _Value(Struct, frozen=True):
    value: float
    lower: float
    upper: float
    asserted: bool


NOBODY = "Nobody was asked here. Add a survey or an assumption."


def curves_of(lanes: Sequence[tuple[Lane, Sequence[Cell | None]]]) -> tuple[Curve, ...]:
    """The columns of the plot; each lane is a curve of its own, with one cell (or None) for each column."""
    known = [found.value for _, cells in lanes for cell in cells if cell is not None and (found := _value(cell))]
    lowest = min(known, default=0.0)
    drawn = [_points(lane, cells, mark, lowest) for mark, (lane, cells) in enumerate(lanes)]
    columns: list[Curve] = []
    for k in range(len(lanes[0][1])):
        points = _apart([one[k] for one in drawn if one[k] is not None])
        here = [(lane, cell) for (lane, cells) in lanes if (cell := cells[k]) is not None]
        nothing = "" if points else _gap(here)
        again = bool(nothing) and bool(columns) and columns[-1].nothing == nothing
        columns.append(Curve(tuple(points), nothing, again))
    return tuple(columns)


def _gap(cells: Sequence[tuple[Lane, Cell]]) -> str:
    """What is said where no curve has a point: that figures are hidden, or that nobody was asked. Exits are silent."""
    if not cells:
        return ""
    said = [remark for lane, cell in cells for remark in told(cell, lane).remarks if remark.startswith("Hidden")]
    return said[0] if said else NOBODY


def _value(cell: Cell) -> _Value | None:
    if cell.provenance != "asserted" and (figure := _figure(cell)) is not None:
        return figure
    if cell.asserted is not None:
        return _Value(cell.asserted, cell.asserted, cell.asserted, asserted=True)
    return None


def _figure(cell: Cell) -> _Value | None:
    """What was measured on the scale of the curve; None where nothing was, or it is hidden."""
    figure = cell.measured
    if figure is None or figure.value is None or figure.hidden is not None or figure.scale != "feeling":
        return None
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    return _Value(figure.value, low, high, asserted=False)


def _points(lane: Lane, cells: Sequence[Cell | None], mark: int, lowest: float) -> list[Point | None]:
    values = [None if cell is None else _value(cell) for cell in cells]
    return [None if values[k] is None else _point(lane, cells[k], values, k, mark, lowest) for k in range(len(cells))]


def _point(
    lane: Lane, cell: Cell | None, values: Sequence[_Value | None], k: int, mark: int, lowest: float
) -> Point | None:
    value = values[k]
    if cell is None or value is None:
        return None
    sides = [(values[k - 1] if k else None, True), (values[k + 1] if k + 1 < len(values) else None, False)]
    neighbours = [(other, left) for other, left in sides if other is not None]
    bands = tuple(_band(value, one, left) for one, left in neighbours if not (value.asserted or one.asserted))
    seen = _figure(cell)
    return Point(
        told(cell, lane),
        y=_y(value.value),
        label=words.scaled(value.value, "feeling"),
        label_y=_y(value.value) - 10,
        mark=mark,
        name=lane.title,
        low=value.value == lowest and value.value < 0,
        asserted=value.asserted,
        pieces=tuple(
            Piece(_half(value.value, one.value, left), value.asserted or one.asserted) for one, left in neighbours
        ),
        bands=bands,
        span=(_y(seen.upper), _y(seen.lower)) if seen is not None and not bands and seen.lower < seen.upper else None,
        measured=_y(seen.value) if seen is not None and value.asserted else None,
        opens=cell.id if cell.measured is not None and cell.binding is not None and not value.asserted else "",
    )


def _apart(points: Sequence[Point | None]) -> list[Point]:
    """Points of one column, with labels that do not lie on one another: the lower of two has its label below it."""
    found = sorted((point for point in points if point is not None), key=lambda point: point.y)
    placed: list[Point] = []
    for point in found:
        below = bool(placed) and point.y - placed[-1].y < LABEL
        placed.append(msgspec.structs.replace(point, label_y=point.y + 19) if below or point.low else point)
    return placed


def _y(value: float) -> float:
    return round(HEIGHT / 2 - value / 2 * (HEIGHT / 2 - EDGE), 1)


def _half(here: float, there: float, left: bool) -> str:
    """From the point in the middle of the column to its edge."""
    return f"M50 {_y(here)} {_to_edge(here, there, left)}"


def _to_edge(here: float, there: float, left: bool) -> str:
    """The half of a cubic curve that is level at both of its ends (de Casteljau at the middle)."""
    side = -1 if left else 1
    middle = (here + there) / 2
    return (
        f"C{50 + 25 * side:g} {_y(here)} {50 + 37.5 * side:g} {_y((here + middle) / 2)} {50 + 50 * side:g} {_y(middle)}"
    )


def _band(here: _Value, there: _Value, left: bool) -> str:
    """The likely range between a point and the edge, as a closed path."""
    side = -1 if left else 1
    edge, low_middle = 50 + 50 * side, (here.lower + there.lower) / 2
    back = (
        f"C{50 + 37.5 * side:g} {_y((here.lower + low_middle) / 2)} {50 + 25 * side:g} {_y(here.lower)} "
        f"50 {_y(here.lower)}"
    )
    return f"M50 {_y(here.upper)} {_to_edge(here.upper, there.upper, left)} L{edge:g} {_y(low_middle)} {back} Z"
