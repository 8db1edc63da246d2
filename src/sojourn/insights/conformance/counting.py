"""From rows of the kernel to counts by row, calendar period and bucket of customers, and to figures."""

from __future__ import annotations

import sys
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.estimates import Estimate
from sojourn.insights.conformance.failing import Failing
from sojourn.insights.conformance.kernel import Planned, Steps, Taken, kernel
from sojourn.insights.conformance.plan import Plan
from sojourn.insights.conformance.records import Change, Point
from sojourn.journeys.view import View
from sojourn.measures.activity import Timeline
from sojourn.measures.bootstrap import BUCKETS, buckets_of, shares
from sojourn.periods import Calendar

Ints = NDArray[np.int64]
FEWEST = 5
"""A deviation of fewer units has no trend."""
CLEAR = 0.5
"""Of many deviations some differ by chance: a change counts where the gap between two ranges is at least half as wide
as they are."""
STILL_OPEN = 0.1
"""A period of which more units may still go on is not over yet: they have had less time to deviate."""


class Periods(NamedTuple):
    """The calendar periods in which units began; `when` is None where the whole time is one period."""

    calendar: Calendar
    every: str | None
    when: Timeline | None

    @property
    def size(self) -> int:
        """How many there are."""
        return 1 if self.when is None else len(self.when.edges) - 1

    def of(self, view: View) -> Ints:
        """The period of each unit, int64[units], from 0."""
        if self.when is None or self.every is None:
            return np.zeros(len(view.begin), np.int64)
        return self.calendar.index(view.steps["occurred_at"][view.begin], self.every) - self.when.first


class Partial(NamedTuple):
    """What one partition knows.

    `key`: (row * periods + period) * buckets + bucket, ascending, and `units` of it; `row`, ascending, and different
    `customers` of it; `moment`: row * periods + period, ascending, and different customers of it (`at_moment`); `base`
    int64[periods, buckets]: all units; `people` int64[periods + 1]: different customers of each period and overall;
    `steps` int64[3, planned steps]: units that reached each, ended before it, may come to it; `open` int64[periods]:
    units that may still go on.
    """

    key: Ints
    units: Ints
    row: Ints
    customers: Ints
    moment: Ints
    at_moment: Ints
    base: Ints
    people: Ints
    steps: Ints
    open: Ints


class Comparison(NamedTuple):
    """What is compared: a plan on a log, with who is still open."""

    units: Units
    plan: Plan
    failing: Failing

    def deviations(self, view: View) -> tuple[Ints, Ints, Ints, Taken]:
        """Row and unit of each deviation in a view, int64[3, planned steps] of who came how far, and what was taken."""
        plan, steps = self.plan, view.steps
        planned = plan.classes(steps["event"], steps["touchpoint"], steps["stage"])
        row, of_unit, came, taken = kernel(
            Steps(planned, self.failing.of(view), steps["event"], steps["touchpoint"]),
            view.begin,
            view.end,
            self.is_open(view),
            Planned(
                plan.offsets,
                plan.candidates,
                np.array([step.rank for step in plan.steps], np.int64),
                np.array([step.step.optional for step in plan.steps], np.bool_),
                np.array([step.step.repeatable for step in plan.steps], np.bool_),
                len(self.units.names("touchpoint")),
            ),
        )
        return row, of_unit, came, taken

    def is_open(self, view: View) -> NDArray[np.uint8]:
        """Which units may still go on."""
        return view.open if self.units.censors else np.zeros_like(view.open)

    def counted(self, view: View, periods: Periods) -> Partial:
        """All of one partition."""
        row, unit, steps, _ = self.deviations(view)
        period = periods.of(view)
        repeats = self.units.repeats
        bucket = buckets_of(view.customers.hash)[view.customer] if repeats else np.zeros(len(view.begin), np.int64)
        buckets = BUCKETS if repeats else 1
        customers = len(view.customers.hash)
        people = np.unique(period * customers + view.customer) // customers
        moment = row * periods.size + period[unit]
        key, in_key = np.unique(moment * buckets + bucket[unit], return_counts=True)
        rows, in_row = _different(row, view.customer[unit], customers)
        moments, at_moment = _different(moment, view.customer[unit], customers)
        base = np.bincount(period * buckets + bucket, minlength=periods.size * buckets).reshape(periods.size, buckets)
        people_by_period = np.bincount(people, minlength=periods.size)
        return Partial(
            key, in_key, rows, in_row, moments, at_moment, base,
            np.r_[people_by_period, len(np.unique(view.customer))], steps,
            np.bincount(period[self.is_open(view) > 0], minlength=periods.size),
        )  # fmt: skip


def _different(place: Ints, customer: Ints, customers: int) -> tuple[Ints, Ints]:
    """The places that occur, ascending, and how many different customers (rows below `customers`) are at each."""
    found: tuple[Ints, Ints] = np.unique(np.unique(place * customers + customer) // customers, return_counts=True)
    return found


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions."""
    return reduce(_added, partials)


def _added(one: Partial, other: Partial) -> Partial:
    return Partial(
        *_summed(one.key, one.units, other.key, other.units),
        *_summed(one.row, one.customers, other.row, other.customers),
        *_summed(one.moment, one.at_moment, other.moment, other.at_moment),
        one.base + other.base,
        one.people + other.people,
        one.steps + other.steps,
        one.open + other.open,
    )


def _summed(key: Ints, count: Ints, other_key: Ints, other_count: Ints) -> tuple[Ints, Ints]:
    """The keys of both, ascending, and their counts added up."""
    keys, place = np.unique(np.r_[key, other_key], return_inverse=True)
    total = np.zeros(len(keys), np.int64)
    np.add.at(total, place, np.r_[count, other_count])
    return keys, total


class Figures:
    """Counts of a row as shares, overall and by period."""

    def __init__(self, total: Partial, repeats: bool, periods: Periods) -> None:
        """`repeats`: customers may have several units, so that ranges are drawn by customer."""
        self._total, self._repeats, self._periods = total, repeats, periods
        self._base = np.vstack([total.base.sum(axis=0), total.base]).T

    @property
    def rows(self) -> list[int]:
        """The rows that occur."""
        return [int(row) for row in self._total.row]

    def customers(self, row: int) -> int:
        """How many different customers are behind a row."""
        return int(self._total.customers[self._total.row == row].sum())

    def units(self, row: int) -> int:
        """How many units are behind a row."""
        return int(self._of(row)[:, 0].sum())

    def share(self, row: int) -> Estimate:
        """Of all units."""
        return self._shares(self._of(row)[:, :1], [-1])[0]

    def told(self, row: int) -> tuple[int, Estimate, tuple[Point, ...]]:
        """How many units, which share of all, and by period; a trend only where there are a few."""
        won = self._of(row)
        units = int(won[:, 0].sum())
        when, every = self._periods.when, self._periods.every
        if when is None or every is None or 0 < units < FEWEST:
            return units, self.share(row), ()
        overall, *by_period = self._shares(won, [-1, *range(self._periods.size)])
        start = self._periods.calendar.start
        trend = (
            Point(
                start(when.first + k, every),
                int(won[:, k + 1].sum()),
                share.n,
                share,
                self._customers_then(row, k),
                int(self._total.people[k]),
                self._is_open(k),
            )
            for k, share in enumerate(by_period)
            if share.n
        )
        return units, overall, tuple(trend)

    def _customers_then(self, row: int, period: int) -> int:
        return int(self._total.at_moment[self._total.moment == row * self._periods.size + period].sum())

    def _is_open(self, period: int) -> bool:
        when = self._periods.when
        still_open, n = int(self._total.open[period]), int(self._base[:, period + 1].sum())
        return (when is not None and when.first + period >= when.last) or still_open > STILL_OPEN * n

    def _shares(self, won: Ints, periods: list[int]) -> tuple[Estimate, ...]:
        """Shares of all units of some periods (-1: overall), by customer where customers repeat."""
        tried = self._base[:, [k + 1 for k in periods]]
        return shares(won, tried, self._total.people[periods] if self._repeats else None)

    def _of(self, row: int) -> Ints:
        """Units of a row, int64[buckets, 1 + periods]: overall, then by period."""
        buckets, periods = self._base.shape[0], self._base.shape[1] - 1
        size = buckets * periods
        first, stop = np.searchsorted(self._total.key, [row * size, (row + 1) * size])
        cell = self._total.key[first:stop] - row * size
        found = np.zeros(self._base.shape, np.int64)
        found[cell % buckets, cell // buckets + 1] = self._total.units[first:stop]
        found[:, 0] = found[:, 1:].sum(axis=1)
        return found


def change(trend: tuple[Point, ...]) -> Change:
    """How the latest complete period compares with the first: another only where their ranges are clearly apart."""
    whole = [point.share for point in trend if not point.open]
    if len(whole) < 2:
        return "cannot tell"
    first, last = whole[0], whole[-1]
    least = max(CLEAR * (first.high - first.low + last.high - last.low) / 2, sys.float_info.min)
    return "up" if last.low - first.high >= least else "down" if first.low - last.high >= least else "same"
