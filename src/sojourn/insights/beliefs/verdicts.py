"""Whether what was measured confirms or contradicts a belief, with the figures that say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf, isfinite
from typing import Literal, NamedTuple

from msgspec import Struct

from sojourn.documents.cells import Cell, Figure, Scale
from sojourn.insights.beliefs.telling import amount_text, range_text, value_text

Status = Literal["confirmed", "contradicted", "no data yet"]

FEELING, POINTS, SCORE, SHARE, PART, FACTOR = 0.5, 10.0, 0.5, 0.05, 0.2, 1.5
"""How far a belief may be off: on the scale of feelings, NPS points, on a scale of scores, of a share at least so much,
a part of the belief itself (shares, money, counts), a factor (times)."""

ASKED = ("feeling", "score", "points")
"""Scales of figures that customers are asked for."""


class Verdict(Struct, frozen=True):
    """What the data say of a belief. `reason` is a clause with the figures, or why there are none.

    The belief holds from `low` to `high` on the scale of its figure (infinite where it has no limit).
    """

    status: Status
    reason: str
    low: float = -inf
    high: float = inf


class _Band(NamedTuple):
    low: float
    high: float


def _around(width: float) -> Callable[[float], _Band]:
    return lambda value: _Band(value - width, value + width)


def _part(least: float) -> Callable[[float], _Band]:
    def band(value: float) -> _Band:
        width = max(least, PART * abs(value))
        return _Band(value - width, value + width)

    return band


TOLERANCES: Mapping[Scale, Callable[[float], _Band]] = {
    "feeling": _around(FEELING),
    "points": _around(POINTS),
    "score": _around(SCORE),
    "share": _part(SHARE),
    "money": _part(0.0),
    "count": _part(0.0),
    "seconds": lambda value: _Band(value / FACTOR, value * FACTOR),
}
"""From a believed value to the lowest and highest value that it still holds for, by scale.

Feelings +-0.5; NPS +-10; mean scores +-0.5; shares +-5 points or a fifth of the belief, whichever is more; money and
counts a fifth; times a factor of 1.5 either way.
"""


def verdict_of(cell: Cell) -> Verdict:
    """Judge a belief (`asserted`) by the figure beside it (`measured`).

    Limits in the binding's options, `at_least` and `at_most`, say what the belief holds for; without them it holds
    within the tolerance of the figure's scale. Contradicted: the whole likely range lies outside of that. Confirmed:
    the measured value lies inside, and its range is no wider than the tolerance (of a belief with one limit: lies
    inside too). Anything else is "no data yet", with the reason: few data are no proof in either direction.
    """
    figure = cell.measured
    if figure is None:
        return Verdict("no data yet", "not measured yet" if cell.binding else "nothing here measures it")
    band = _band(cell, figure.scale)
    if band is None:
        return Verdict("no data yet", "nobody said what the figure is believed to be")
    believed = [limit for limit in (cell.asserted, *_limits(cell)) if limit is not None]
    if figure.scale == "share" and not all(0 <= limit <= 1 for limit in believed):
        return Verdict("no data yet", "the belief is no share from 0 to 1, but what is measured is", *band)
    nothing = _nothing(figure)
    if nothing:
        return Verdict("no data yet", nothing, *band)
    return _judged(cell, figure, band)


def _band(cell: Cell, scale: Scale) -> _Band | None:
    """What the belief holds for; None where it says no figure."""
    least, most = _limits(cell)
    if least is not None or most is not None:
        return _Band(-inf if least is None else least, inf if most is None else most)
    return None if cell.asserted is None else TOLERANCES[scale](cell.asserted)


def _nothing(figure: Figure) -> str:
    """Why there is no figure to judge by; empty where there is one."""
    if figure.hidden is not None:
        return f"hidden: fewer than {figure.hidden} customers"
    if figure.value is None or not isfinite(figure.value):
        if figure.n == 0 and figure.notes and figure.of == "figures":
            return figure.notes[0].rstrip(".")
        asked = figure.scale in ASKED or figure.of == "answers"
        return "nobody was asked here" if asked else f"no {figure.of} here yet"
    return ""


def _judged(cell: Cell, figure: Figure, band: _Band) -> Verdict:
    value = figure.value if figure.value is not None else inf
    low, high = figure.low, figure.high
    currency = figure.currency
    believed = amount_text(cell.asserted, *_limits(cell), figure.scale, currency)
    measured = value_text(value, figure.scale, currency)
    if low is None or high is None or not (isfinite(low) and isfinite(high)):
        return Verdict("no data yet", f"too few to tell: believed {believed}, measured {measured}", *band)
    said = f"believed {believed}, measured {measured} (likely {range_text(low, high, figure.scale, currency)})"
    if high < band.low or low > band.high:
        return Verdict("contradicted", said, *band)
    if not band.low <= value <= band.high:
        return Verdict("no data yet", f"too close to tell: {said}", *band)
    narrow = (
        high - low <= band.high - band.low if isfinite(band.high - band.low) else band.low <= low and high <= band.high
    )
    return Verdict("confirmed", said, *band) if narrow else Verdict("no data yet", f"too few to tell: {said}", *band)


def _limits(cell: Cell) -> tuple[float | None, float | None]:
    options = cell.binding.options if cell.binding else {}
    return options.get("at_least"), options.get("at_most")
