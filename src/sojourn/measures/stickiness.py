"""Stickiness: in how many calendar periods of a window customers were active."""

from __future__ import annotations

from datetime import date

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.estimates import Estimate, mean, wilson
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.activity import Between, activity, asked_periods, timeline
from sojourn.measures.notes import unknown_names
from sojourn.periods import Calendar
from sojourn.results import Measured

Partial = NDArray[np.int64]
OPEN = "The last period is not over yet: some who have been active in fewer periods may still be active in it."


class ActiveIn(Struct, frozen=True):
    """`customers` were active in exactly so many periods; `share` is theirs of all who were active at all."""

    periods: int
    customers: int
    share: Estimate


class Stickiness(Measured, frozen=True):
    """`customers[i]` were active in exactly i + 1 of the `periods`.

    There is one entry more than periods. It is always 0: a curve drawn through the entries ends on the axis.
    `mean_periods`: in how many periods a customer who was active at all was active on average.
    """

    periods: tuple[date, ...]
    customers: tuple[int, ...]
    mean_periods: Estimate

    def records(self) -> tuple[ActiveIn, ...]:
        """One record for each number of periods."""
        total = sum(self.customers)
        return tuple(ActiveIn(i + 1, count, wilson(count, total)) for i, count in enumerate(self.customers))


@compiled
def kernel(active, first, count):  # type: ignore[no-untyped-def]  # numba infers the types
    """How many units were active in exactly i + 1 of the `count` periods from number `first`; int64[count + 1]."""
    units = np.zeros(count + 1, np.int64)
    for unit in range(len(active.offset) - 1):
        inside = 0
        for k in range(active.offset[unit], active.offset[unit + 1]):
            inside += 0 <= active.number[k] - first < count
        if inside:
            units[inside - 1] += 1
    return units


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions."""
    total: Partial = np.sum(partials, axis=0)
    return total


def stickiness(
    units: Units,
    calendar: Calendar,
    period: str = "week",
    between: Between | None = None,
    *,
    event: Step | None = None,
    by: str | None = None,
) -> Stickiness:
    """Over the periods that touch `between` (default: all), each counted as a whole; active means any step, or one
    `event`. `units` are whole histories.
    """
    when = timeline(units, calendar, period)
    asked = asked_periods(calendar, period, when, between)

    def task(view: View) -> Partial:
        found: Partial = kernel(activity(units, view, when, event), asked.start, len(asked))
        return found

    def finish(partials: list[Partial]) -> Stickiness:
        return result(merge(partials), tuple(calendar.start(number, period) for number in asked))

    notes = unknown_names(units, event) + ((OPEN,) if when.last in asked else ())
    return replace(units.measure(task, finish, by), notes=notes)


def result(total: Partial, periods: tuple[date, ...]) -> Stickiness:
    """Counts to a record; `mean_periods` from the counts alone."""
    number = np.arange(1, len(total) + 1)
    average = mean(int(total.sum()), float(total @ number), float(total @ number**2))
    return Stickiness(periods, tuple(total.tolist()), average)
