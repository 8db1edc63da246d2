"""Trends in sentences."""

from __future__ import annotations

from datetime import date, datetime
from math import isnan

import msgspec

from sojourn.estimates import Estimate
from sojourn.insights.trends.records import Drift, Odd
from sojourn.insights.trends.surprises import Kind
from sojourn.insights.words import day, percent

_IN = {
    "hour": "At",
    "day": "On",
    "week": "In the week from",
    "month": "In",
    "quarter": "In the quarter from",
    "year": "In",
}
_FORM = {"month": "%B %Y", "year": "%Y"}


def told_odd(row: Odd, kind: Kind, every: str) -> Odd:
    """The row with its sentence: "On 3 March 2026, 120 customers came to checkout; about 180 were to be expected"."""
    when = f"{_IN.get(every, 'In')} {_day(row.period, every)}"
    expected = f"{figure(row.expected.value, kind)} {'was' if kind != 'count' else 'were'} to be expected"
    likely = f"likely {figure(row.expected.low, kind)} to {figure(row.expected.high, kind)}"
    if kind == "count":
        said = f"{when}, {figure(row.figure, kind)} customers {_came(row)}; about {expected} ({likely})."
    else:
        said = f"{when}, {called(row.measure)}{_place(row)} was {figure(row.figure, kind)}; {expected} ({likely})."
    return msgspec.structs.replace(row, sentence=said)


def told_drift(row: Drift, kind: Kind, middle: float) -> Drift:
    """The row with its sentence, where it is rising or falling."""
    if row.why_not or isnan(row.change.value):
        return row
    way = "rising" if row.change.value > 0 else "falling"
    what = f"The number of customers{_who_come(row)}" if kind == "count" else f"{called(row.measure)}{_place(row)}"
    by = _change(row.change, kind)
    return msgspec.structs.replace(row, sentence=f"{what[:1].upper()}{what[1:]} is {way}: {by} over the whole time.")


def _change(change: Estimate, kind: Kind) -> str:
    """For example "by 120 (likely 80 to 160)"; shares in points."""
    value, low, high = (abs(bound) for bound in (change.value, change.low, change.high))
    low, high = min(low, high), max(low, high)
    if kind == "share":
        return f"by {_points(value)} points (likely {_points(low)} to {_points(high)})"
    return f"by {figure(value, kind)} (likely {figure(low, kind)} to {figure(high, kind)})"


def _points(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0")


def figure(value: float, kind: Kind) -> str:
    """A count whole, a share in percent, a mean with a decimal or two."""
    if kind == "count":
        return f"{value:,.0f}"
    return percent(value) if kind == "share" else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _day(period: date, every: str) -> str:
    if isinstance(period, datetime):
        return f"{period.hour}:{period.minute:02} on {day(period)}"
    return f"{period:{_FORM[every]}}" if every in _FORM else day(period)


_SCORES = {"nps": "NPS", "csat": "satisfaction (CSAT)", "ces": "the effort score (CES)", "rating": "the star rating",
           "aov": "the value of an order"}  # fmt: skip


def called(measure: str) -> str:
    """A measure in words."""
    return _SCORES.get(measure, measure.replace("_", " "))


def _came(row: Odd) -> str:
    return "came" if not row.name else _verb(row.over, row.name)


def _who_come(row: Drift) -> str:
    return "" if not row.name else f" who {_verb(row.over, row.name)}".replace("came", "come").replace("were", "are")


def _verb(over: str, name: str) -> str:
    """What customers of a value did: came to a touchpoint or stage, were on a channel, had an event, were a segment."""
    if over in ("touchpoint", "stage"):
        return f"came to {name}"
    if over == "channel":
        return f"came by {name}"
    kind, _, field = over.partition(":")
    return f'came to "{name}"' if kind == "event" else f"with {field} {name} came"


def _place(row: Odd | Drift) -> str:
    """Where a figure is of: " at checkout", " among plan pro"; nothing for all."""
    if not row.name:
        return ""
    kind, _, field = row.over.partition(":")
    if kind in ("segment", "property"):
        return f" where {field} is {row.name}"
    return f" by {row.name}" if kind == "channel" else f" at {row.name}"
