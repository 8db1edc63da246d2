"""In which calendar periods each customer was active: what retention, lifecycle and stickiness count from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Mask, Units
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.periods import Calendar, Times, parse_duration, parse_window

EVERY_STEP: Mask = np.zeros(0, np.bool_)
Between = tuple[str | date | None, str | date | None]
NEVER = -(2**31)


class Activity(NamedTuple):
    """Unit u was active in the periods `number[offset[u]:offset[u + 1]]`, ascending, each once (int32)."""

    number: NDArray[np.int32]
    offset: NDArray[np.int64]


class Timeline(NamedTuple):
    """The calendar periods from the first to the last step: `edges[k]` is where period number `first + k` begins.

    `last` is the number of the period in which the records end, the first that is not over yet. `start_us` is the
    time of the first step. Without any step there is one empty period, and `last` and `start_us` lie before all time.
    """

    first: int
    last: int
    edges: Times
    start_us: int


def timeline(units: Units, calendar: Calendar, period: str) -> Timeline:
    """The periods that customers can be active in. Raises UnknownName for a period that is not."""
    calendar.affine(period)
    data_up_to = units.manifest.data_up_to
    spans = units.collect(lambda view: span(view.steps["occurred_at"], view.begin, view.end))
    first_us, last_us = min(first for first, _ in spans), max(last for _, last in spans)
    if first_us > last_us or data_up_to is None:
        return Timeline(NEVER, NEVER, np.zeros(2, np.int64), NEVER)
    edges = calendar.edges(period, first_us, last_us)
    return Timeline(calendar.number(first_us, period), calendar.number(data_up_to, period), edges, first_us)


def asked_periods(calendar: Calendar, period: str, when: Timeline, between: Between | None) -> range:
    """The numbers of the periods that touch a window, by default from the first step to the end of the records.

    A period is in or out as a whole. A date alone means that day in the calendar's timezone; None leaves a side open.
    Raises UsageError for times that are not in order.
    """
    first, last = between or (None, None)
    parse_window((first, last))
    begin = when.first if first is None else calendar.holding(first, period)
    end = when.last if last is None else calendar.holding(last, period)
    return range(begin, end + 1) if begin != NEVER else range(0)


def warm_from(calendar: Calendar, period: str, when: Timeline, warm_up: str | timedelta | None) -> int:
    """The number of the first period that begins at least `warm_up` after the first step; NEVER where nothing says."""
    if warm_up is None or when.first == NEVER:
        return NEVER
    return calendar.number(when.start_us + parse_duration(warm_up) - 1, period) + 1


@compiled
def span(occurred_at: Times, begin: Times, end: Times) -> tuple[int, int]:
    """Times of the first and the last step of all units; the first comes after the last where there is no unit."""
    first, last = 2**62, -(2**62)
    for unit in range(len(begin)):
        first = min(first, occurred_at[begin[unit]])
        last = max(last, occurred_at[end[unit] - 1])
    return first, last


@compiled
def kernel(occurred_at, counts, begin, end, edges, first):  # type: ignore[no-untyped-def]  # numba infers the types
    """Walk each unit's steps in time order; a period is looked up only when a step leaves the one before.

    `counts` says which steps count, bool[steps], or is empty where all do. Periods are nearly equally long, so that
    a division guesses the place in `edges` and a step or two beside it sets it right.
    """
    steps = 0
    for unit in range(len(begin)):
        steps += end[unit] - begin[unit]
    number = np.empty(steps, np.int32)
    offset = np.zeros(len(begin) + 1, np.int64)
    last = len(edges) - 2
    a_period = (last + 1) / max(edges[last + 1] - edges[0], 1)
    n = 0
    for unit in range(len(begin)):
        stop = edges[0]
        for i in range(begin[unit], end[unit]):
            time = occurred_at[i]
            if time < stop or (len(counts) and not counts[i]):
                continue
            place = int((time - edges[0]) * a_period)
            place = min(place, last)
            while edges[place] > time:
                place -= 1
            while edges[place + 1] <= time:
                place += 1
            stop = edges[place + 1]
            number[n] = first + place
            n += 1
        offset[unit + 1] = n
    return number[:n], offset


def activity(units: Units, view: View, when: Timeline, step: Step | None = None) -> Activity:
    """The periods in which each unit of a view took a step, or one that is `step`."""
    counts = EVERY_STEP if step is None else units.matching(step, view)
    return Activity(*kernel(view.steps["occurred_at"], counts, view.begin, view.end, when.edges, when.first))
