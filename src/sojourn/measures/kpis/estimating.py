"""From what came together for one row to its estimate.

Where a customer counts more than once, the interval is the bootstrap over customers; elsewhere the plain formula.
"""

from __future__ import annotations

from collections.abc import Callable
from math import nan

import numpy as np

from sojourn import estimates
from sojourn.estimates import Estimate, unknown, wilson
from sojourn.measures import bootstrap, survival
from sojourn.measures.bootstrap import RESAMPLES, weights_of
from sojourn.measures.kpis.records import Cell, Floats, Ints


def share(cell: Cell) -> Estimate:
    """The share of things that succeeded: Wilson, or the bootstrap over customers."""
    successes, trials = int(cell.numerator.sum()), int(cell.denominator.sum())
    if not repeats(cell):
        return wilson(successes, trials)
    return _with_width(bootstrap.share(_sums(cell), successes, trials, _customers(cell)))


def ratio(cell: Cell) -> Estimate:
    """Sum by sum, such as revenue by orders: always the bootstrap over customers; n is the denominator."""
    numerator, denominator = float(cell.numerator.sum()), float(cell.denominator.sum())
    return _with_width(bootstrap.ratio(_sums(cell), numerator, denominator, round(denominator)))


def mean(cell: Cell) -> Estimate:
    """The mean of single values (each with denominator 1): t, or the bootstrap over customers."""
    if repeats(cell):
        return ratio(cell)
    return _with_width(estimates.mean_of(cell.numerator[cell.denominator > 0]))


def points(cell: Cell) -> Estimate:
    """The net promoter score, from answers of 1 (promoter), 0 and -1 (detractor).

    Adjusted Wald by answers; where customers repeat, the bootstrap, unless all answered alike: then adjusted Wald
    over the customers, because resamples would all be alike too.
    """
    promoters, detractors = int(np.sum(cell.numerator > 0)), int(np.sum(cell.numerator < 0))
    n = int(cell.denominator.sum())
    if not repeats(cell):
        return estimates.nps(promoters, detractors, n)
    if n in (promoters, detractors, n - promoters - detractors):
        customers = _customers(cell)
        alike = estimates.nps(customers if promoters else 0, customers if detractors else 0, customers)
        return Estimate(alike.value, alike.low, alike.high, n, "adjusted wald over customers")
    found = ratio(cell)
    return Estimate(100 * found.value, 100 * found.low, 100 * found.high, n, found.method)


def wait(q: float) -> Callable[[Cell], Estimate]:
    """The time in seconds by which a share `q` of waits were over; those that go on are censored (Kaplan-Meier).

    Infinity where it cannot be said because too many go on. The interval is Brookmeyer and Crowley's, or the
    bootstrap over customers where a customer waited more than once.
    """

    def estimate(cell: Cell) -> Estimate:
        plain = survival.kaplan_meier(cell.numerator, ~cell.open).quantile(q)
        if not repeats(cell):
            return plain
        waiting = _of_its_customers(cell)
        times, place = np.unique(waiting.numerator, return_inverse=True)
        drawn = np.array([_resampled_wait(waiting, times, place, r, q) for r in range(RESAMPLES)])
        drawn = drawn[~np.isnan(drawn)]
        tail = (1 - estimates.CONFIDENCE) / 2
        # Of waits that may be infinite there is no mean of two: each limit is one of the waits drawn.
        low, high = np.quantile(drawn, [tail, 1 - tail], method="inverted_cdf")
        return Estimate(plain.value, float(low), float(high), plain.n, f"{survival.METHOD}, {bootstrap.METHOD}")

    return estimate


def _of_its_customers(cell: Cell) -> Cell:
    """The same cell with the hashes of its own customers only: weights are drawn for no others."""
    customers, place = np.unique(cell.customer, return_inverse=True)
    return cell._replace(hash=cell.hash[customers], customer=place)


def _resampled_wait(cell: Cell, times: Floats, place: Ints, resample: int, q: float) -> float:
    """The wait in one resample; `times` are the different waits, in order, and `place` which of them each is."""
    weight = weights_of(cell.hash, resample)[cell.customer]
    over = np.bincount(place, weight * ~cell.open, len(times)).astype(np.int64)
    going_on = np.bincount(place, weight * cell.open, len(times)).astype(np.int64)
    seen = over + going_on > 0
    return survival.curve(survival.Partial(times[seen], over[seen], going_on[seen])).quantile(q).value


def gone_by(seconds: float) -> Callable[[Cell], Estimate]:
    """The share whose time was over after `seconds`, by the product-limit curve (interval: Greenwood)."""

    def estimate(cell: Cell) -> Estimate:
        if len(cell.numerator) == 0:
            return unknown(survival.METHOD)
        left = survival.kaplan_meier(cell.numerator, ~cell.open).at(seconds)
        return Estimate(1 - left.value, 1 - left.high, 1 - left.low, left.n, left.method)

    return estimate


def _with_width(found: Estimate) -> Estimate:
    """No interval rather than one without width: of one customer, or of customers all alike, nothing can be said."""
    if found.low < found.high:
        return found
    return Estimate(found.value, nan, nan, found.n, found.method)


def repeats(cell: Cell) -> bool:
    """Whether any customer counts more than once, in the numerator's own records or in the others."""
    counts = cell.denominator != 0
    return _has_repeat(cell.customer[counts]) or _has_repeat(cell.customer[~counts & (cell.numerator != 0)])


def _has_repeat(customer: Ints) -> bool:
    return bool(np.any(customer[1:] == customer[:-1]))


def _customers(cell: Cell) -> int:
    return len(np.unique(cell.customer[cell.denominator > 0]))


def _sums(cell: Cell) -> Floats:
    """Resampled sums of numerator and denominator, float64[resamples, 2]; each customer's records added up first."""
    if len(cell.customer) == 0:
        return np.zeros((RESAMPLES, 2))
    first = np.flatnonzero(np.r_[True, cell.customer[1:] != cell.customer[:-1]])
    sums: Floats = bootstrap.kernel(
        cell.hash,
        cell.customer[first],
        np.add.reduceat(cell.numerator, first),
        np.add.reduceat(cell.denominator, first),
        np.zeros(len(first), np.int64),
        1,
        RESAMPLES,
    )[0]
    return sums
