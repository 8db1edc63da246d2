"""The curve of feelings: points at their heights, the likely range around them, gaps where nobody was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import nan

from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane
from sojourn.maps.pictures.blocks import basis
from sojourn.maps.pictures.columns import Entry
from sojourn.maps.pictures.shapes import Band, Box, Dot, DotKind, Path, PathKind, Point, Shape

LIMIT = 2.0
"""Feelings go from -2 to 2."""

SAMPLES = 12
"""Straight pieces between two points of the curve."""

GUTTER = 64.0
"""Room at the left of the plot for the words of its axis; where a column has several points, they keep out of it."""

EDGE = 22.0
"""Room above +2 and below -2, for the words of the axis."""


class Felt(Struct, frozen=True):
    """A point of the curve: `x` on the sheet, the likely range where there is one, and whether it was measured.

    `belief` is what somebody believed beside a measured value; `after_gap`: no line leads here from the point before.
    """

    x: float
    value: float
    low: float
    high: float
    measured: bool
    belief: float | None
    after_gap: bool
    name: str

    @property
    def ranged(self) -> bool:
        """Whether it has a likely range."""
        return self.low < self.high


def feeling(cell: Cell) -> tuple[float, float, float, bool] | None:
    """Value, low, high and whether it was measured; None where there is nothing to plot."""
    figure = cell.measured
    if figure and figure.scale == "feeling" and figure.value is not None and figure.hidden is None:
        ends = [value for value in (figure.low, figure.high) if value is not None]
        low, high = ends if len(ends) == 2 else (figure.value, figure.value)
        return figure.value, min(low, figure.value), max(high, figure.value), basis(cell) in ("measured", "")
    if cell.asserted is not None:
        return cell.asserted, cell.asserted, cell.asserted, False
    return None


def lowest_of(lane: Lane) -> float:
    """The lowest measured feeling of a lane where it is below neutral; otherwise no number at all (NaN)."""
    values = [value for cells in lane.cells.values() for value in map(feeling, cells) if value and value[3]]
    lowest = min((value[0] for value in values), default=0.0)
    return lowest if lowest < 0 else nan


def felt(slots: list[tuple[Box, tuple[Entry, ...]]]) -> tuple[Felt, ...]:
    """The points of a curve. A slot is the box of a cell in the plot; one without points is a gap."""
    points: list[Felt] = []
    gap = True
    for number, (box, entries) in enumerate(slots):
        gap = gap or not entries
        for place, entry in enumerate(entries):
            values = feeling(entry.cell)
            if values:
                x = _across(box, place, len(entries), first=number == 0)
                points.append(_felt(x, values, entry.cell, after_gap=gap))
            gap = not values
    return tuple(points)


def _felt(x: float, values: tuple[float, float, float, bool], cell: Cell, *, after_gap: bool) -> Felt:
    value, low, high, measured = values
    belief = cell.asserted if cell.measured and measured else None
    return Felt(x, value, low, high, measured, belief, after_gap, signed(value))


def signed(value: float) -> str:
    """A feeling as it stands at its point: "+0.6", "−0.9", "0.0"."""
    rounded = round(value, 1)
    return "0.0" if rounded == 0 else f"{rounded:+.1f}".replace("-", "−")


def height_of(value: float, plot: Box) -> float:
    """Where a feeling stands in the plot: +2 at its top, -2 at its bottom, each with room for the words there."""
    share = (LIMIT - min(max(value, -LIMIT), LIMIT)) / (2 * LIMIT)
    return plot.y + EDGE + share * (plot.height - 2 * EDGE)


def drawn(points: tuple[Felt, ...], plot: Box, lowest: float) -> Iterator[Shape]:
    """Likely ranges first, then the pieces of the curve, then its points; those of the lowest value are marked."""
    middle, high, low = (_pieces(points, of, plot) for of in (_value, _high, _low))
    joined = [not after.after_gap for _, after in pairwise(points)]
    solid = [join and a.measured and b.measured for join, (a, b) in zip(joined, pairwise(points), strict=True)]
    for place, point in enumerate(points):
        if solid[place : place + 1] == [True] and (point.ranged or points[place + 1].ranged):
            yield _band(middle[place], high[place], low[place])
        if point.measured and point.ranged and not any(solid[max(place - 1, 0) : place + 1]):
            yield _alone(point, plot)
    for place, (before, after) in enumerate(pairwise(points)):
        if joined[place]:
            kind: PathKind = "measured" if solid[place] else "assumed"
            yield Path(tuple(middle[place]), kind, f"{before.name} to {after.name}")
    for point in points:
        yield from _dots(point, plot, lowest)


def _dots(point: Felt, plot: Box, lowest: float) -> Iterator[Dot]:
    """The point itself, and what somebody believed it was."""
    if point.belief is not None:
        name = f"believed {signed(point.belief)}"
        yield Dot(Point(point.x, height_of(point.belief, plot)), "belief", point.belief, name)
    kind: DotKind = "measured" if point.measured else "assumed"
    if point.measured and point.value == lowest:
        kind = "lowest"
    yield Dot(Point(point.x, height_of(point.value, plot)), kind, point.value, point.name)


def _across(box: Box, place: int, count: int, *, first: bool) -> float:
    """Alone in the middle of its column, otherwise spread over it."""
    left = box.x + (GUTTER if first and count > 1 else 0)
    return left + (box.right - left) * (place + 0.5) / count


def _alone(point: Felt, plot: Box) -> Band:
    """The likely range of a point that no measured piece of the curve touches."""
    high, low = height_of(point.high, plot), height_of(point.low, plot)
    left, right = point.x - 9, point.x + 9
    return Band((Point(left, high), Point(right, high), Point(right, low), Point(left, low)))


def _band(middle: list[Point], high: list[Point], low: list[Point]) -> Band:
    """The outline of the likely range between two points; the curve itself is always within."""
    above = [Point(a.x, min(a.y, b.y)) for a, b in zip(high, middle, strict=True)]
    below = [Point(a.x, max(a.y, b.y)) for a, b in zip(low, middle, strict=True)]
    return Band((*above, *reversed(below)))


def _value(point: Felt) -> float:
    return point.value


def _high(point: Felt) -> float:
    return point.high


def _low(point: Felt) -> float:
    return point.low


def _pieces(points: tuple[Felt, ...], of: Callable[[Felt], float], plot: Box) -> list[list[Point]]:
    """From each point to the next, whether they are joined or not."""
    slopes = _slopes(points, of)
    pairs = zip(pairwise(points), pairwise(slopes), strict=True)
    return [_piece(a, b, (of(a), of(b), *slope), plot) for (a, b), slope in pairs]


def _piece(before: Felt, after: Felt, ends: tuple[float, float, float, float], plot: Box) -> list[Point]:
    """A cubic (Hermite form) as straight pieces; `ends` are both values, then both slopes."""
    value, end, leaving, arriving = ends
    run = after.x - before.x
    made = []
    for number in range(SAMPLES + 1):
        t = number / SAMPLES
        rest = 1 - t
        height = (1 + 2 * t) * rest * rest * value + t * t * (3 - 2 * t) * end
        height += run * (t * rest * rest * leaving - t * t * rest * arriving)
        made.append(Point(before.x + t * run, height_of(height, plot)))
    return made


def _slopes(points: tuple[Felt, ...], of: Callable[[Felt], float]) -> list[float]:
    """The slope at each point, so that the curve never goes beyond its points.

    The harmonic mean of the slopes beside a point, none at a turning point or an end (Fritsch and Butland 1984).
    """
    secants = [(of(after) - of(before)) / max(after.x - before.x, 1e-9) for before, after in pairwise(points)]
    inner = [2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(secants)]
    return [0.0, *inner, 0.0][: len(points)]
