"""The feelings of a map as one number a phase or step, for formats that hold no more than that."""

from __future__ import annotations

from typing import NamedTuple

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument
from sojourn.maps.formats.losses import Key


class Point(NamedTuple):
    """A feeling from -2 to +2, and the key of the cell that says it."""

    value: float
    key: Key


class Curve(NamedTuple):
    """The feelings lane that stands for the map, and its number among the lanes; no lane where there is none."""

    number: int = -1
    lane: Lane | None = None

    def point(self, place: str) -> Point | None:
        """The first number at a place: what was measured, or else what is believed; None where nobody knows."""
        for position, cell in enumerate(self.lane.cells.get(place, ()) if self.lane else ()):
            value = _value(cell)
            if value is not None:
                return Point(value, (self.number, place, position))
        return None


def curve(document: MapDocument) -> Curve:
    """The first feelings lane of a map."""
    found = ((number, lane) for number, lane in enumerate(document.lanes) if lane.kind == "feelings")
    return next((Curve(number, lane) for number, lane in found), Curve())


def score(value: float) -> str:
    """A feeling from -2 to +2 as a score from 1 to 5, with two decimals at most."""
    return f"{round(max(-2.0, min(2.0, value)) + 3, 2):g}"


def is_rounded(value: float) -> bool:
    """Whether the score says less than the number, or another one."""
    return abs(float(score(value)) - 3 - value) > 1e-9


def _value(cell: Cell) -> float | None:
    figure = cell.measured
    if figure is None or figure.scale != "feeling" or figure.hidden is not None or figure.value is None:
        return cell.asserted
    return figure.value
