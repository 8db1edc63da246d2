"""What a figure says towards a ranking: customers a month, and how sure one can be.

Reach: the customers counted (of a share those who make it up), per month of 30.44 days. Customers who come again are
in the count once, so over less than a month it is an upper limit, over many months a lower one.

Confidence: 1 - half the width of the likely range / the value, at least 0.1 and at most 1. Feelings and points have
no true zero: there the width is held against 2 and 100, half of their whole scale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import MapDocument
from sojourn.insights.opportunities.filling import DAYS_A_MONTH
from sojourn.insights.opportunities.valuing import surely

_SCALES = {"feeling": 2.0, "points": 100.0}

Window = tuple[dt.date, dt.date]


class Measured(NamedTuple):
    """A field of a score that was measured, and how people read it."""

    name: str
    value: float
    said: str


class Evidence(NamedTuple):
    """A figure, the cell it stands in, and the first and last day it counts, where they are known."""

    figure: Figure
    cell: Cell
    window: Window | None

    @property
    def reach(self) -> float:
        """Customers a month; of the whole period, where nobody knows how long it is."""
        counted = _counted(self.figure)
        if self.window is None:
            return float(counted)
        return counted * DAYS_A_MONTH / max(1, (self.window[1] - self.window[0]).days + 1)


def measured_inputs(document: MapDocument, cell: Cell) -> tuple[Measured, ...]:
    """Reach and confidence from an opportunity's own figure, or else from the pain points it is about.

    Of several pain points the one with the most customers speaks: how many meet more than one is not known.
    """
    evidence = _evidence(document, cell)
    if evidence is None:
        return ()
    confidence = confidence_of(evidence.figure)
    reach = Measured("reach", evidence.reach, _reach_said(evidence))
    return (reach,) if confidence is None else (reach, Measured("confidence", confidence, _sure(evidence, confidence)))


def confidence_of(figure: Figure) -> float | None:
    """How sure a figure is, 0.1..1, by the rule above; None without a likely range or where the value is zero."""
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    return surely(figure.value, figure.low, figure.high, _SCALES.get(figure.scale))


def _evidence(document: MapDocument, cell: Cell) -> Evidence | None:
    if _usable(cell):
        return _of(document, cell)
    found = [_of(document, other) for other in _about(document, cell) if _usable(other)]
    known = [evidence for evidence in found if evidence is not None]
    return max(known, key=lambda evidence: evidence.reach, default=None)


def _about(document: MapDocument, cell: Cell) -> Iterator[Cell]:
    """The cells that an opportunity is about, and the pain points that name it."""
    for lane, _, other in document.cells():
        names_it = lane.kind == "pain_points" and bool(cell.id) and cell.id in other.about
        if (other.id and other.id in cell.about) or names_it:
            yield other


def _usable(cell: Cell) -> bool:
    figure = cell.measured
    return figure is not None and figure.value is not None and figure.hidden is None and _counted(figure) > 0


def _of(document: MapDocument, cell: Cell) -> Evidence | None:
    return None if cell.measured is None else Evidence(cell.measured, cell, _window(document, cell, cell.measured))


def _window(document: MapDocument, cell: Cell, figure: Figure) -> Window | None:
    if figure.first and figure.last:
        return figure.first, figure.last
    return (cell.binding and cell.binding.window) or document.scope.between


def _counted(figure: Figure) -> int:
    """The customers behind a figure, else what makes up the share, else all that it counts."""
    known = [number for number in (figure.count, figure.customers) if number is not None]
    return min(known, default=figure.n)


def _reach_said(evidence: Evidence) -> str:
    figure = evidence.figure
    of = "customers" if _counted(figure) == figure.customers else figure.of
    counted = f"{_counted(figure):,} {of}"
    if evidence.window is None:
        return f"{counted}; the period is not known, so they count as a month's"
    days = (evidence.window[1] - evidence.window[0]).days + 1
    return f"{evidence.reach:,.0f} a month: {counted} in {days:,} days"


def _sure(evidence: Evidence, confidence: float) -> str:
    figure = evidence.figure
    return f"{confidence:.2f}: measured {figure.value:.4g}, likely {figure.low:.4g} to {figure.high:.4g}"
