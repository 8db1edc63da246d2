"""Trends in sentences."""

from __future__ import annotations

from datetime import date, datetime
from math import isnan

import msgspec

from sojourn.estimates import Estimate
from sojourn.insights.trends.records import Drift, Odd
from sojourn.insights.trends.surprises import Kind
from sojourn.insights.words import capitalised, day, figures, percent

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


def told_drift(row: Drift, kind: Kind) -> Drift:
    """The row with its sentence: where it is heading, or that it shows no clear trend. The range tells the rest."""
    if row.why_not or isnan(row.change.value):
        return row
    what = f"The number of customers{_who_come(row)}" if kind == "count" else f"{called(row.measure)}{_place(row)}"
    if row.found:
        said = f"is {'rising' if row.change.value > 0 else 'falling'}: {_change(row.change, kind)} over the whole time"
    else:
        said = "shows no clear trend"
    return msgspec.structs.replace(row, sentence=f"{capitalised(what)} {said}.")


def _change(change: Estimate, kind: Kind) -> str:
    """With its sign, and a range that holds it: "-120 (likely -160 to -80)"; shares in points."""
    if kind != "share":
        return figures(change, signed=True)
    scaled = msgspec.structs.replace(change, value=100 * change.value, low=100 * change.low, high=100 * change.high)
    value, _, likely = figures(scaled, signed=True).partition(" ")
    return f"{value} points {likely}".rstrip()


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
