"""Whether what was measured confirms or contradicts a belief, with the figures that say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf, isfinite
from typing import Literal, NamedTuple

from msgspec import Struct

from sojourn.documents.cells import UNASKED, Cell, Figure, Scale
from sojourn.insights.beliefs.currencies import another_currency
from sojourn.insights.beliefs.telling import amount_text, range_text, value_text

Status = Literal["confirmed", "contradicted", "no data yet"]

FEELING, POINTS, SCORE, PART, FACTOR = 0.5, 10.0, 0.5, 0.2, 1.5
"""How far a belief may be off: on the scale of feelings, NPS points, on a scale of scores, a part of the belief itself
(money, counts; of a share a part of the way to its nearer end), a factor (times)."""

SHARE, NEAR, LEAST = 0.05, 0.5, 0.01
"""Of a share so many points at least; near 0 and 1 no more than a part of the way to the end, and one point more."""

ASKED = ("answers", "ratings")
"""What figures count that customers are asked for. One of a single kind of score says which ("CSAT answers")."""


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


def _part(value: float) -> _Band:
    return _around(PART * abs(value))(value)


def _share(value: float) -> _Band:
    """The same for a share and for the share of all others; no share is below 0 or above 1."""
    end = min(value, 1 - value)
    width = max(PART * end, min(SHARE, NEAR * end + LEAST))
    return _Band(max(0.0, value - width), min(1.0, value + width))


TOLERANCES: Mapping[Scale, Callable[[float], _Band]] = {
    "feeling": _around(FEELING),
    "points": _around(POINTS),
    "score": _around(SCORE),
    "share": _share,
    "money": _part,
    "count": _part,
    "seconds": lambda value: _Band(value / FACTOR, value * FACTOR),
}
"""From a believed value to the lowest and highest value that it still holds for, by scale.

Feelings +-0.5; NPS +-10; mean scores +-0.5; money and counts a fifth; times a factor of 1.5 either way. Shares +-5
points, from 25 to 75 % a fifth of the way to 0 or 100 %, below 8 % and above 92 % half of that way and one point: 50 %
+-10, 90 % +-5, 2 % +-2, 0 % +-1.
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
    other = another_currency(cell, figure.currency) if figure.scale == "money" else None
    if other:
        return Verdict("no data yet", f"believed in {other}, but sums here are in {figure.currency}", *band)
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
        if figure.n == 0 and figure.notes and figure.of == UNASKED:
            return figure.notes[0].rstrip(".")
        return "nobody was asked here" if figure.of in ASKED else f"no {figure.of} here yet"
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
