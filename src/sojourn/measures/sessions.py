"""Sessions: stretches of activity without a long pause; how many, how long, how many a customer has.

Source: the inactivity time-out of web analytics; 30 minutes since Catledge and Pitkow, Computer Networks and ISDN
Systems 27 (1995).
"""

from __future__ import annotations

from datetime import timedelta
from math import nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.estimates import Estimate, mean, unknown
from sojourn.journeys.view import View
from sojourn.measures import bootstrap
from sojourn.periods import SECOND, parse_duration
from sojourn.results import Measured

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LONG = 255
"""Sessions of that many steps and more are counted together in the table that intervals are drawn from."""


class Sessions(Measured, frozen=True):
    """`sessions` of `customers`. `mean_duration` is in seconds; a session of one step lasts 0 seconds.

    Ranges are by customer. Where half of the sessions have 255 steps or more, the median has no range.
    """

    sessions: int
    customers: int
    mean_steps: Estimate
    median_steps: Estimate
    mean_duration: Estimate
    per_customer: Estimate

    def records(self) -> tuple[Any, ...]:
        """One row: this result."""
        return (self,)


class Partial(NamedTuple):
    """What one partition knows, by bucket of customers.

    `lengths` int64[buckets, LONG + 1]: sessions by steps; `sums` float64[buckets, 2]: steps and seconds; `long` the
    steps of each session with LONG or more; `squares`: of sessions per customer.
    """

    lengths: Ints
    sums: Floats
    long: Ints
    customers: int
    squares: float


@compiled
def _count(steps, row, long):  # type: ignore[no-untyped-def]  # numba infers the types
    """Count one session by its steps."""
    row[min(steps, LONG)] += 1
    if steps >= LONG:
        long.append(steps)


@compiled
def kernel(occurred_at, begin, end, customer, bucket, buckets, gap):  # type: ignore[no-untyped-def]
    """One pass over all steps. Units of a customer lie together: `had` counts the sessions of the current one."""
    lengths, sums = np.zeros((buckets, LONG + 1), np.int64), np.zeros((buckets, 2), np.float64)
    long = [np.int64(0)]  # a value tells numba the type of an empty list
    customers, had, squares = 0, 0, 0.0
    for unit in range(len(begin)):
        if unit == 0 or customer[unit] != customer[unit - 1]:
            customers, had, squares = customers + 1, 0, squares + had * had
        own, first, spent = bucket[customer[unit]], begin[unit], 0
        row = lengths[own]
        since = before = occurred_at[first]
        for i in range(first + 1, end[unit]):
            now = occurred_at[i]
            if now - before > gap:
                _count(i - first, row, long)
                had, spent = had + 1, spent + before - since
                first, since = i, now
            before = now
        _count(end[unit] - first, row, long)
        had, spent = had + 1, spent + before - since
        sums[own, 0] += end[unit] - begin[unit]
        sums[own, 1] += spent / SECOND
    return lengths, sums, np.array(long[1:]), customers, squares + had * had


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions."""
    lengths, sums, long, customers, squares = zip(*partials, strict=True)
    return Partial(sum(lengths), sum(sums), np.concatenate(long), sum(customers), sum(squares))


def sessions(units: Units, gap: str | timedelta = "30m", by: str | None = None) -> Sessions:
    """Sessions within each unit: a pause longer than `gap` begins another one, a pause as long as `gap` does not."""
    pause = parse_duration(gap)

    def task(view: View) -> Partial:
        bucket = bootstrap.buckets_of(view.customers.hash)
        occurred_at = view.steps["occurred_at"]
        return Partial(*kernel(occurred_at, view.begin, view.end, view.customer, bucket, bootstrap.BUCKETS, pause))

    return units.measure(task, lambda partials: result(merge(partials)), by)


def result(total: Partial) -> Sessions:
    """Figures from sums, ranges from the same sums drawn again bucket by bucket."""
    by_bucket = np.column_stack([total.lengths.sum(axis=1), total.sums])
    count, steps, seconds = by_bucket.sum(axis=0).tolist()
    n = int(count)
    weights = bootstrap.weights_of_buckets()
    drawn = bootstrap.drawn_sums(weights, by_bucket)
    return Sessions(
        sessions=n,
        customers=total.customers,
        mean_steps=bootstrap.ratio(drawn[:, [1, 0]], steps, count, n),
        median_steps=_median(total, weights),
        mean_duration=bootstrap.ratio(drawn[:, [2, 0]], seconds, count, n),
        per_customer=mean(total.customers, count, total.squares),
    )


def _median(total: Partial, weights: Floats) -> Estimate:
    """The median number of steps: the middle of all sessions, its range from those drawn in each resample."""
    reached = np.cumsum(total.lengths.sum(axis=0))
    n = int(reached[-1])
    if n == 0:
        return unknown(bootstrap.METHOD)
    value = (_steps_at((n - 1) // 2, reached, total.long) + _steps_at(n // 2, reached, total.long)) / 2
    used = int(np.searchsorted(reached, n)) + 1
    drawn = np.cumsum(bootstrap.drawn_sums(weights, total.lengths[:, :used].astype(float)), axis=1)
    drawn = drawn[drawn[:, -1] > 0]
    lower, upper = (_steps_in_each(places // 2, drawn) for places in (drawn[:, -1:] - 1, drawn[:, -1:]))
    if upper.max(initial=0) >= LONG:
        return Estimate(value, nan, nan, n, bootstrap.METHOD)
    return bootstrap.ratio(np.column_stack([(lower + upper) / 2, np.ones(len(drawn))]), value, 1, n)


def _steps_at(place: int, reached: Ints, long: Ints) -> int:
    """How many steps the session at a place has, counted from 0, when all are put in order."""
    steps = int(np.searchsorted(reached, place, side="right"))
    return steps if steps < LONG else int(np.sort(long)[place - reached[LONG - 1]])


def _steps_in_each(place: Floats, reached: Floats) -> Ints:
    """The same for each resample (rows), where LONG stands for all long sessions."""
    steps: Ints = np.count_nonzero(reached <= place, axis=1)
    return steps
