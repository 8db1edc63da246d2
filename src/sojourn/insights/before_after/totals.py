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
from sojourn.measures.kpis.records import Floats, Ints
from sojourn.measures.kpis.steps import events_of, picked
from sojourn.periods import Calendar

TOTALS = ("count", "value")
"""How many steps of an `event` there were, and the sum of their values."""
Partial = tuple[Ints, Ints, Floats]


def totals(units: Units, calendar: Calendar, name: str, every: str, options: Mapping[str, Any]) -> Measure:
    """The steps of `event` in each period up to the one that is not over. Raises UsageError without an event."""
    for option in options:
        if option != "event":
            raise UsageError(f'"{name}" has no option "{option}".{did_you_mean(option, ("event",))} It has: event.')
    if options.get("event") is None:
        raise UsageError(
            f'"{name}" needs an event. Give it (in Python event="Order Completed", in a shell --option '
            'event="Order Completed").'
        )
    events = events_of(units, "", "event", options["event"])

    def task(view: View) -> Partial:
        steps = picked(view, events)
        number, place = np.unique(calendar.index(steps.time, every), return_inverse=True)
        worth = np.bincount(place, np.nan_to_num(view.steps["value"][steps.at]), len(number))
        return number, np.bincount(place, minlength=len(number)), worth.astype(np.float64)

    total = merge(units.collect(task))
    now = calendar.number(units.manifest.data_up_to or 0, every)
    rows = tuple(_row(calendar, every, number, *total.get(number, (0, 0.0)), name, now) for number in _span(total, now))
    what = "Number of" if name == "count" else "Value of"
    unit = "times" if name == "count" else "value"
    return Measure(name, f"{what} {options['event']}.", unit, "higher", rows, notes=events.notes)


def merge(partials: list[Partial]) -> dict[int, tuple[int, float]]:
    """By the number of the period: how many, and their value."""
    found: dict[int, tuple[int, float]] = {}
    for numbers, counts, worth in partials:
        for number, count, value in zip(numbers.tolist(), counts.tolist(), worth.tolist(), strict=True):
            had = found.get(number, (0, 0.0))
            found[number] = (had[0] + count, had[1] + value)
    return found


def _span(total: dict[int, tuple[int, float]], now: int) -> range:
    """All periods from the first in which it happened: one in which it did not is a figure too."""
    return range(min(total), now + 1) if total else range(0)


def _row(calendar: Calendar, every: str, number: int, count: int, worth: float, name: str, now: int) -> Row:
    value = float(count) if name == "count" else worth
    return Row({}, calendar.start(number, every), Estimate(value, nan, nan, max(1, count), "total"), number >= now)
