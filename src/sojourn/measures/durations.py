"""Durations: how long units last, or how long it takes them from one step to another.

Medians where some may still get there: the product-limit curve of `sojourn.measures.survival`.
"""

from __future__ import annotations

from datetime import timedelta
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn import estimates
from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate, unknown
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures import bootstrap, survival
from sojourn.measures.funnel.records import Bin
from sojourn.measures.funnel.times import histogram
from sojourn.measures.notes import unknown_names
from sojourn.periods import SECOND
from sojourn.results import Measured

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ABSENT, NEVER = -1, -2
"""In place of a time: the unit does not have the first step; it ended without the second."""
BINS = 1000
"""Ranges by customer look at this many places of the distribution at most."""


class Durations(Measured, frozen=True):
    """Estimates are in seconds.

    `n` units got there. `n_open` may still get there (known only of journeys cut by a pause): `median` and `p90` count
    them as not yet there, as if all of them came some day. `n_never` ended before: they are left out. `mean`,
    `shortest`, `longest` and `histogram` are of the `n`; with open units the mean is too low.
    """

    n: int
    n_open: int
    n_never: int
    median: Estimate
    p90: Estimate
    mean: Estimate
    shortest: timedelta | None
    longest: timedelta | None
    histogram: tuple[Bin, ...] = ()

    def records(self) -> tuple[Any, ...]:
        """One row: this result."""
        return (self,)


class Partial(NamedTuple):
    """What one partition knows of each unit that counts: its time, whether it is still open, its customer's bucket."""

    time: Ints
    is_open: Mask
    bucket: Ints
    never: int


@compiled
def kernel(occurred_at, begin, end, is_open, starts, stops, now):  # type: ignore[no-untyped-def]  # numba infers
    """Per unit the time from its first start to the first stop after that step, microseconds int64[units].

    Where there is no stop, an open unit has waited until `now`: the second array, bool[units], says which. Others are
    ABSENT or NEVER.
    """
    time, waiting = np.full(len(begin), ABSENT, np.int64), np.zeros(len(begin), np.bool_)
    for unit in range(len(begin)):
        first = begin[unit]
        while first < end[unit] and not starts[first]:
            first += 1
        if first == end[unit]:
            continue
        last = first + 1
        while last < end[unit] and not stops[last]:
            last += 1
        time[unit] = NEVER
        if last < end[unit]:
            time[unit] = occurred_at[last] - occurred_at[first]
        elif is_open[unit]:
            time[unit], waiting[unit] = max(now - occurred_at[first], 0), True
    return time, waiting


def merge(partials: list[Partial]) -> Partial:
    """Lay times end to end: quantiles do not add up."""
    time, is_open, bucket, never = zip(*partials, strict=True)
    return Partial(np.concatenate(time), np.concatenate(is_open), np.concatenate(bucket), sum(never))


def durations(
    units: Units,
    from_: Step | None = None,
    to: Step | None = None,
    over: str = "event",
    by: str | None = None,
) -> Durations:
    """The time from the first `from_` of each unit to the first `to` after it; without both, from first to last step.

    Both are names of `over`, or conditions. Raises UsageError where only one is given.
    """
    if (from_ is None) != (to is None):
        raise UsageError("Give both from_ and to, or none of them for the duration of whole journeys.")

    def task(view: View) -> Partial:
        bucket = bootstrap.buckets_of(view.customers.hash)[view.customer]
        if from_ is None or to is None:
            occurred_at = view.steps["occurred_at"]
            whole = occurred_at[view.end - 1] - occurred_at[view.begin]
            return Partial(whole, view.open.astype(np.bool_), bucket, 0)
        time, waiting = kernel(
            view.steps["occurred_at"], view.begin, view.end, view.open, units.matching(from_, view, over),
            units.matching(to, view, over), units.manifest.data_up_to or 0,
        )  # fmt: skip
        known = time >= 0
        return Partial(time[known], waiting[known], bucket[known], int(np.count_nonzero(time == NEVER)))

    notes = unknown_names(units, from_, to, over=over)
    return units.measure(task, lambda partials: result(merge(partials), units.repeats, notes), by)


def result(total: Partial, repeats: bool, notes: tuple[str, ...] = ()) -> Durations:
    """Figures and their ranges, by customer where customers repeat."""
    seconds, over = total.time / SECOND, ~total.is_open
    bucket = total.bucket if repeats else None
    ended = np.sort(total.time[over])
    if len(ended) < len(total.time):
        notes = (*notes, f"{len(total.time) - len(ended)} are still open: the mean of the others is too low.")
    return Durations(
        n=len(ended),
        n_open=len(total.time) - len(ended),
        n_never=total.never,
        median=quantile(seconds, over, bucket, 0.5),
        p90=quantile(seconds, over, bucket, 0.9),
        mean=_mean(seconds[over], None if bucket is None else bucket[over]),
        shortest=timedelta(microseconds=int(ended[0])) if len(ended) else None,
        longest=timedelta(microseconds=int(ended[-1])) if len(ended) else None,
        histogram=histogram(ended) if len(ended) else (),
        notes=notes,
    )


def quantile(seconds: Floats, over: Mask, bucket: Ints | None, q: float) -> Estimate:
    """The time by which a share `q` got there; those not `over` wait still (Kaplan-Meier, then a time that occurs).

    The range is Brookmeyer and Crowley's, or, where `bucket` says whose each time is, drawn by customer. Infinity where
    too many wait.
    """
    if len(seconds) == 0:
        return unknown(survival.METHOD)
    plain = survival.kaplan_meier(seconds, over).quantile(q)
    value = float(np.quantile(seconds, q)) if over.all() else plain.value
    low, high, method = plain.low, plain.high, survival.METHOD
    if bucket is not None:
        drawn = _drawn(seconds, over, bucket, q)
        tail = (1 - estimates.CONFIDENCE) / 2
        # Of times that may be infinite there is no mean of two: each limit is one of the times drawn.
        low, high = np.quantile(drawn, [tail, 1 - tail], method="inverted_cdf").tolist()
        method = f"{survival.METHOD}, {bootstrap.METHOD}"
    return Estimate(value, min(low, value), max(high, value), len(seconds), method)


def _drawn(seconds: Floats, over: Mask, bucket: Ints, q: float) -> Floats:
    """The quantile in each resample, from how many got there, and how many wait, by bucket and place in the order."""
    times = np.unique(seconds)
    if len(times) > BINS:
        times = np.unique(np.quantile(seconds, np.linspace(0, 1, BINS), method="higher"))
    cell, size = bucket * len(times) + np.searchsorted(times, seconds), bootstrap.BUCKETS * len(times)
    weights = bootstrap.weights_of_buckets()
    got_there, there = (
        weights @ np.bincount(some, minlength=size).reshape(bootstrap.BUCKETS, -1) for some in (cell[over], cell)
    )
    at_risk = there.sum(axis=1, keepdims=True) - np.cumsum(there, axis=1) + there
    left = np.cumprod(1 - got_there / np.maximum(at_risk, 1), axis=1)
    reached = left <= 1 - q + 1e-12  # products of shares miss a round number by a few ulp
    found = np.where(reached.any(axis=1), times[np.argmax(reached, axis=1)], inf)
    drawn: Floats = found[at_risk[:, 0] > 0]
    return drawn


def _mean(seconds: Floats, bucket: Ints | None) -> Estimate:
    if bucket is None:
        centre = float(seconds.mean()) if len(seconds) else 0.0
        apart = estimates.mean(len(seconds), float((seconds - centre).sum()), float(((seconds - centre) ** 2).sum()))
        return Estimate(apart.value + centre, apart.low + centre, apart.high + centre, apart.n, apart.method)
    sums = [np.bincount(bucket, weight, bootstrap.BUCKETS) for weight in (seconds, np.ones(len(seconds)))]
    drawn = bootstrap.weights_of_buckets() @ np.column_stack(sums)
    return bootstrap.ratio(drawn, float(seconds.sum()), len(seconds), len(seconds))
