"""How often something happened, or what it came to, in each period: the plainest series there is."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Any

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UsageError, did_you_mean
from sojourn.estimates import Estimate
from sojourn.journeys.view import View
from sojourn.measures.kpis import Measure, Row
from sojourn.measures.kpis.currencies import VALUES, Currencies, currencies, valued
from sojourn.measures.kpis.records import Floats, Ints
from sojourn.measures.kpis.steps import Events, events_of, picked
from sojourn.periods import Calendar

TOTALS = ("count", "value")
"""How many steps of an `event` there were, and the sum of their values."""
OPTIONS = {"count": ("event",), "value": ("event", "currency")}
Partial = tuple[Ints, Ints, Floats]


def totals(
    units: Units, calendar: Calendar, name: str, every: str, options: Mapping[str, Any], currency: str | None = None
) -> Measure:
    """The steps of `event` in each period up to the one that is not over.

    Only values in one `currency` are added up, without one that of most of these steps in the whole log. Raises
    UsageError without an event.
    """
    _check(name, options)
    events = events_of(units, "", "event", options["event"])
    money, others = _money(units, events, options.get("currency") or currency) if name == "value" else (None, ())

    def task(view: View) -> Partial:
        steps = picked(view, events)
        number, place = np.unique(calendar.index(steps.time, every), return_inverse=True)
        value = np.zeros(len(place)) if money is None else money.values(view, steps.at)
        worth = np.bincount(place, value, len(number))
        return number, np.bincount(place, minlength=len(number)), worth.astype(np.float64)

    total = merge(units.collect(task))
    span, now = _span(units, calendar, every, min(total, default=None))
    rows = tuple(_row(calendar, every, number, *total.get(number, (0, 0.0)), name, now) for number in span)
    what = "Number of" if name == "count" else "Value of"
    unit = "times" if name == "count" else "value"
    return Measure(name, f"{what} {options['event']}.", unit, "higher", rows, notes=events.notes + others)


def _check(name: str, options: Mapping[str, Any]) -> None:
    """Raises UsageError for options that are not known, and without an event."""
    has = OPTIONS[name]
    for option in options:
        if option not in has:
            raise UsageError(f'"{name}" has no option "{option}".{did_you_mean(option, has)} It has: {", ".join(has)}.')
    if options.get("event") is None:
        raise UsageError(
            f'"{name}" needs an event. Give it (in Python event="Order Completed", in a shell --option '
            'event="Order Completed").'
        )


def _money(units: Units, events: Events, base: str | None) -> tuple[Currencies, tuple[str, ...]]:
    return currencies(units, lambda _, view: valued(view, picked(view, events).at), base, VALUES)


def merge(partials: list[Partial]) -> dict[int, tuple[int, float]]:
    """By the number of the period: how many, and their value."""
    found: dict[int, tuple[int, float]] = {}
    for numbers, counts, worth in partials:
        for number, count, value in zip(numbers.tolist(), counts.tolist(), worth.tolist(), strict=True):
            had = found.get(number, (0, 0.0))
            found[number] = (had[0] + count, had[1] + value)
    return found


def _span(units: Units, calendar: Calendar, every: str, first: int | None) -> tuple[range, int]:
    """All periods from the `first` in which it happened, and the first that is not over.

    One in which it did not happen is a figure too. But journeys of a window are all there only from its begin to its
    end: nobody starts later, so a period outside is no quiet one; the one it ends in is not over where it cuts it.
    """
    ended = units.manifest.data_up_to or 0
    begin, stop = units.window or (-(2**63), 2**63 - 1)
    last = calendar.number(min(ended, stop - 1), every)
    if first is None:
        return range(0), last
    if calendar.start_us(first, every) < begin:
        first += 1
    whole = stop <= ended and calendar.start_us(last + 1, every) <= stop
    return range(first, last + 1), last + 1 if whole else last


def _row(calendar: Calendar, every: str, number: int, count: int, worth: float, name: str, now: int) -> Row:
    value = float(count) if name == "count" else worth
    return Row({}, calendar.start(number, every), Estimate(value, nan, nan, max(1, count), "total"), number >= now)
