"""Retention: of the customers active in one calendar period, how many are active in the periods after it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.estimates import Estimate
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.activity import NEVER, Timeline, activity, timeline, warm_from
from sojourn.measures.bootstrap import BUCKETS, buckets_of, shares
from sojourn.measures.notes import unknown_names
from sojourn.periods import Calendar
from sojourn.results import Measured

Counts = NDArray[np.int64]
KINDS = ("recurring", "first_time")
EARLY = 'Where the records begin everybody looks new. Leave those cohorts out with, for example, warm_up="90d".'
RISING = "Whoever comes back later still counts as retained, so figures of periods that are over can rise too."


class Cohort(Struct, frozen=True):
    """The `size` customers of the period that begins at `start`, and how many of them came back.

    `retained[n]` were active n periods later (n = 0: in the same period). `open[n]`: that period is not over yet.
    """

    start: date
    size: int
    retained: list[int]
    open: list[bool]


class Retention(Measured, frozen=True):
    """All cohorts, and `average[n]`: the share retained after n periods, over all cohorts whose n-th period is over."""

    cohorts: tuple[Cohort, ...]
    average: tuple[Estimate, ...]


class Asked(NamedTuple):
    """What the kernel needs to know: `start` and `over` are the numbers of the first cohort's period and of the last
    period that is over; `periods` says how many cohorts there are, and for how many periods each is followed.
    """

    start: int
    over: int
    periods: int
    once: bool
    unbounded: bool


class Partial(NamedTuple):
    """What one partition knows. `size` is by cohort, `retained` by cohort and offset.

    For the average, which rests on periods that are over: `returned` and `members`, by bucket of customers and offset,
    and by offset how many different `customers` the members are.
    """

    size: Counts
    retained: Counts
    returned: Counts
    members: Counts
    customers: Counts


@compiled
def kernel(entered, active, bucket, buckets, asked):  # type: ignore[no-untyped-def]  # numba infers the types
    """One pass over the periods of each unit, which ascend: those it `entered` a cohort in, those it was `active` in.

    `members` and `customers` are counted at the last offset that is over and summed up from the right: all offsets
    before it are over too. A unit's earliest cohort has the most offsets that are over, so it alone counts `customers`.
    """
    periods = asked.periods
    size, customers = np.zeros(periods, np.int64), np.zeros(periods, np.int64)
    retained = np.zeros((periods, periods), np.int64)
    returned, members = np.zeros((buckets, periods), np.int64), np.zeros((buckets, periods), np.int64)
    for unit in range(len(bucket)):
        own = bucket[unit]
        back, stop = active.offset[unit], active.offset[unit + 1]
        first = True
        for k in range(entered.offset[unit], entered.offset[unit + 1]):
            number = entered.number[k]
            cohort, reach = number - asked.start, min(asked.over - number, periods - 1)
            if cohort >= periods:
                break
            if cohort >= 0:
                size[cohort] += 1
                if reach >= 0:
                    members[own, reach] += 1
                    customers[reach] += first
                first = False
                while back < stop and active.number[back] < number:
                    back += 1
                if asked.unbounded and back < stop:
                    for offset in range(min(active.number[stop - 1] - number + 1, periods)):
                        retained[cohort, offset] += 1
                        returned[own, offset] += offset <= reach
                elif not asked.unbounded:
                    for i in range(back, stop):
                        offset = active.number[i] - number
                        if offset >= periods:
                            break
                        retained[cohort, offset] += 1
                        returned[own, offset] += offset <= reach
            if asked.once:
                break
    for offset in range(periods - 2, -1, -1):
        customers[offset] += customers[offset + 1]
        members[:, offset] += members[:, offset + 1]
    return size, retained, returned, members, customers


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions."""
    return Partial(*(sum(column) for column in zip(*partials, strict=True)))


def retention(
    units: Units,
    calendar: Calendar,
    period: str = "week",
    periods: int = 12,
    kind: str = "recurring",
    start: str | date | None = None,
    *,
    unbounded: bool = False,
    first_event: Step | None = None,
    return_event: Step | None = None,
    warm_up: str | timedelta | None = None,
    by: str | None = None,
) -> Retention:
    """`periods` cohorts, each followed for `periods` calendar periods, from `start` or from where the records begin.

    A customer is in a cohort by doing `first_event` (default: anything), and retained by doing `return_event`
    (default: anything) in a period. kind "recurring": in the cohort of every period with a first event;
    "first_time": only in that of the first one ever. `unbounded`: retained[n] counts who was seen n periods later or
    any time after that. `warm_up`: leave out cohorts that begin sooner than this after the first step of the records.
    `units` are whole histories. The average's interval is Wilson's for first_time; customers who are in several
    cohorts ("recurring") get one by customer.
    """
    _check(periods, kind)
    when = timeline(units, calendar, period)
    begin = _start(calendar, period, when, start, warm_up)
    asked = Asked(begin, when.last - 1, periods, kind == "first_time", unbounded)

    def task(view: View) -> Partial:
        entered = activity(units, view, when, first_event)
        active = entered if first_event == return_event else activity(units, view, when, return_event)
        return Partial(*kernel(entered, active, buckets_of(view.customers.hash)[view.customer], BUCKETS, asked))

    found = units.measure(task, lambda partials: result(merge(partials), calendar, period, asked), by)
    return replace(found, notes=unknown_names(units, first_event, return_event) + _notes(asked, warm_up))


def result(total: Partial, calendar: Calendar, period: str, asked: Asked) -> Retention:
    """Counts to cohorts; none where there is nothing to begin with."""
    average = shares(total.returned, total.members, None if asked.once else total.customers)
    if asked.start == NEVER:
        return Retention((), average)
    cohorts = [
        Cohort(
            calendar.start(asked.start + k, period),
            int(total.size[k]),
            total.retained[k].tolist(),
            [asked.start + k + n > asked.over for n in range(asked.periods)],
        )
        for k in range(asked.periods)
    ]
    return Retention(tuple(cohorts), average)


def _check(periods: int, kind: str) -> None:
    if periods < 1:
        raise UsageError(f"periods is at least 1, not {periods}.")
    if kind not in KINDS:
        raise UnknownName(f'kind is "recurring" or "first_time", not "{kind}".{did_you_mean(kind, KINDS)}')


def _start(
    calendar: Calendar, period: str, when: Timeline, start: str | date | None, warm_up: str | timedelta | None
) -> int:
    """The number of the first cohort's period; NEVER where nothing says."""
    number = when.first if start is None else calendar.holding(start, period)
    return max(number, warm_from(calendar, period, when, warm_up))


def _notes(asked: Asked, warm_up: str | timedelta | None) -> tuple[str, ...]:
    early = (EARLY,) if asked.once and warm_up is None else ()
    return early + ((RISING,) if asked.unbounded else ())
