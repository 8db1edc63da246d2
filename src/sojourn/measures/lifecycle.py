"""Lifecycle: in each calendar period, who is new, who returns, who comes back from a pause, and who fell silent."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.activity import Between, activity, asked_periods, timeline, warm_from
from sojourn.measures.notes import unknown_names
from sojourn.periods import Calendar
from sojourn.results import Measured

Partial = NDArray[np.int64]
NEW, RETURNING, RESURRECTING, DORMANT = range(4)
EARLY = 'Where the records begin everybody looks new. Leave those periods out with, for example, warm_up="90d".'


class LifecyclePeriod(Struct, frozen=True):
    """One period of `Lifecycle`."""

    period: date
    new: int
    returning: int
    resurrecting: int
    dormant: int
    open: bool


class Lifecycle(Measured, frozen=True):
    """By period: `new` customers are active for the first time ever, `returning` ones were in the period before too,
    `resurrecting` ones before that. `dormant` counts, below zero, who was active in the period before and is not.

    `open`: the period is not over yet, so that who is dormant may still come, and others too.
    """

    periods: tuple[date, ...]
    new: tuple[int, ...]
    returning: tuple[int, ...]
    resurrecting: tuple[int, ...]
    dormant: tuple[int, ...]
    open: tuple[bool, ...]

    def records(self) -> tuple[LifecyclePeriod, ...]:
        """One record a period."""
        columns = (self.periods, self.new, self.returning, self.resurrecting, self.dormant, self.open)
        return tuple(LifecyclePeriod(*row) for row in zip(*columns, strict=True))


@compiled
def kernel(active, first, count, last):  # type: ignore[no-untyped-def]  # numba infers the types
    """Counts int64[4, count] for the periods from number `first`; none is dormant in periods after number `last`."""
    counts = np.zeros((4, count), np.int64)
    for unit in range(len(active.offset) - 1):
        begin, end = active.offset[unit], active.offset[unit + 1]
        for k in range(begin, end):
            number = active.number[k]
            place = number - first
            if 0 <= place < count:
                if k == begin:
                    counts[NEW, place] += 1
                elif active.number[k - 1] == number - 1:
                    counts[RETURNING, place] += 1
                else:
                    counts[RESURRECTING, place] += 1
            stays = k + 1 < end and active.number[k + 1] == number + 1
            if 0 <= place + 1 < count and not stays and number < last:
                counts[DORMANT, place + 1] -= 1
    return counts


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions."""
    total: Partial = np.sum(partials, axis=0)
    return total


def lifecycle(
    units: Units,
    calendar: Calendar,
    period: str = "day",
    between: Between | None = None,
    *,
    event: Step | None = None,
    warm_up: str | timedelta | None = None,
    by: str | None = None,
) -> Lifecycle:
    """The periods that touch `between` (default: all), each counted as a whole; active means any step, or one `event`.

    `units` are whole histories: who is new is decided by the whole records, not by the window.
    `warm_up`: leave out periods that begin sooner than this after the first step of the records.
    """
    when = timeline(units, calendar, period)
    window = asked_periods(calendar, period, when, between)
    start = max(window.start, warm_from(calendar, period, when, warm_up))
    asked = range(start, max(start, window.stop))

    def task(view: View) -> Partial:
        found: Partial = kernel(activity(units, view, when, event), asked.start, len(asked), when.last)
        return found

    def finish(partials: list[Partial]) -> Lifecycle:
        starts = tuple(calendar.start(number, period) for number in asked)
        new, returning, resurrecting, dormant = (tuple(column) for column in merge(partials).tolist())
        is_open = tuple(number >= when.last for number in asked)
        return Lifecycle(starts, new, returning, resurrecting, dormant, is_open)

    early = (EARLY,) if when.first in asked else ()
    return replace(units.measure(task, finish, by), notes=unknown_names(units, event) + early)
