"""Intervals "by customer": for figures to which one customer can add many orders, answers or journeys.

A resample draws customers with replacement. Here each customer instead gets a Poisson(1) weight per resample,
computed from the customer's own hash: the same data give the same interval, whatever the order or partition,
and partitions merge by adding up.

Source: Hanley and MacGibbon, "Creating non-parametric bootstrap samples using Poisson frequencies" (2006);
Chamandy et al., "Estimating uncertainty for massive data streams" (2012). Percentile intervals: Efron (1981).
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import lru_cache
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.estimates import CONFIDENCE, Estimate, unknown, wilson

RESAMPLES = 500
BUCKETS = 1024
METHOD = "bootstrap by customer"

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

# Splitmix64 (Steele, Lea and Flood 2014). Typed, because uint64 with a plain int becomes a float in numba.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)


def _poisson_limits() -> Hashes:
    """`limits[k]` = 2^64 P(weight <= k), exactly, as far as 64 bits can tell it from certainty."""
    limits = []
    with localcontext(prec=60):
        chance = reached = Decimal(-1).exp()
        for weight in range(1, 21):
            limits.append(int(reached * 2**64))
            chance /= weight
            reached += chance
    return np.array(limits, np.uint64)


_LIMITS = _poisson_limits()


@compiled
def _mix(state: np.uint64) -> np.uint64:
    """Splitmix64's output function: every bit of the state changes half of the result."""
    state = (state ^ (state >> _30)) * _FIRST
    state = (state ^ (state >> _27)) * _SECOND
    return state ^ (state >> _31)


@compiled
def _weight(stream: np.uint64, resample: int) -> int:
    """How often the customer with this random stream is drawn in one resample: Poisson(1)."""
    draw = _mix(stream + np.uint64(resample + 1) * _STEP)
    weight = 0
    while weight < len(_LIMITS) and draw >= _LIMITS[weight]:
        weight += 1
    return weight


@compiled
def weights_of(customer_hash: Hashes, resample: int) -> Ints:
    """The weight of each customer in one resample, int64[customers]: what the other kernels use."""
    weights = np.empty(len(customer_hash), np.int64)
    for c in range(len(customer_hash)):
        weights[c] = _weight(_mix(customer_hash[c]), resample)
    return weights


@compiled
def kernel(
    customer_hash: Hashes,
    customer: Ints,
    numerator: Floats,
    denominator: Floats,
    group: Ints,
    groups: int,
    resamples: int,
) -> Floats:
    """Weighted sums of numerator and denominator, float64[groups, resamples, 2].

    `customer` (row in `customer_hash`), `numerator`, `denominator` and `group` (0 .. groups - 1) have one
    entry per record. Records of one customer should lie together: weights are drawn once per run of records.
    A million customers with 200 resamples take about half a second on one core; time grows with either.
    """
    sums = np.zeros((groups, resamples, 2), np.float64)
    weights = np.zeros(resamples, np.int64)
    last = -1
    for i in range(len(customer)):
        if customer[i] != last:
            last = customer[i]
            stream = _mix(customer_hash[last])
            for r in range(resamples):
                weights[r] = _weight(stream, r)
        own = sums[group[i]]
        for r in range(resamples):
            own[r, 0] += weights[r] * numerator[i]
            own[r, 1] += weights[r] * denominator[i]
    return sums


@compiled
def buckets_of(customer_hash: Hashes) -> Ints:
    """The bucket of each customer, int64[customers], 0 .. BUCKETS - 1, for figures with very many customers.

    Drawing whole buckets of customers with replacement gives intervals as wide as drawing customers (the buckets'
    sums are independent and their variances add up), known to about 2 %, and costs the same for any number of
    customers. Source: Wolter, Introduction to Variance Estimation (2007), chapter 2, "random groups".
    """
    buckets = np.empty(len(customer_hash), np.int64)
    for c in range(len(customer_hash)):
        buckets[c] = np.int64(_mix(customer_hash[c] + _STEP) >> np.uint64(54))
    return buckets


def buckets_holding(most: int, there: int) -> int:
    """How many buckets, from the first on, hold about `most` of what is `there`: a draw by hash, always the same."""
    return ceil(min(1.0, most / max(1, there)) * BUCKETS)


@compiled
def drawn_sums(weights, sums):  # type: ignore[no-untyped-def]  # numba infers the types
    """`weights` @ `sums`: sums by bucket, [BUCKETS, columns], as each resample draws them, [RESAMPLES, columns].

    Not by numpy, whose library of linear algebra keeps its threads spinning for a while: the next question's kernels
    would share the processors with them.
    """
    drawn = np.zeros((len(weights), sums.shape[1]), np.float64)
    for resample in range(len(weights)):
        row = drawn[resample]
        for bucket in range(len(sums)):
            weight, own = weights[resample, bucket], sums[bucket]
            for column in range(len(row)):
                row[column] += weight * own[column]
    return drawn


@lru_cache(maxsize=1)
def weights_of_buckets() -> Floats:
    """How often each bucket is drawn in each resample: whole numbers, float64[RESAMPLES, BUCKETS], read-only."""
    buckets = np.arange(BUCKETS, dtype=np.uint64)
    drawn = np.array([weights_of(buckets, resample) for resample in range(RESAMPLES)], np.float64)
    drawn.setflags(write=False)
    return drawn


def shares(numerator: NDArray[Any], denominator: NDArray[Any], customers: Ints | None = None) -> tuple[Estimate, ...]:
    """One share for each column of sums by bucket, [BUCKETS, columns].

    `customers` says how many different customers stand behind each denominator; None: nobody counts twice.
    """
    won, tried = numerator.sum(axis=0).tolist(), denominator.sum(axis=0).tolist()
    if customers is None:
        return tuple(wilson(int(k), int(n)) for k, n in zip(won, tried, strict=True))
    both = np.concatenate([numerator, denominator], axis=1).astype(np.float64)
    drawn = drawn_sums(weights_of_buckets(), both).reshape(RESAMPLES, 2, len(tried))
    return tuple(
        share(drawn[:, :, k], *each) for k, each in enumerate(zip(won, tried, customers.tolist(), strict=True))
    )


def merge(partials: list[Floats]) -> Floats:
    """Add partials up; a customer's records may lie in several of them."""
    total: Floats = np.sum(partials, axis=0)
    return total


def ratio(sums: Floats, numerator: float, denominator: float, n: int, method: str = METHOD) -> Estimate:
    """numerator / denominator, with the range of the middle 95 % of resamples.

    `sums` is float64[resamples, 2], one group of the kernel's; `n` is what the reader should see counted.
    Resamples without a denominator are left out. Too narrow for fewer than about 30 customers.
    """
    if denominator == 0:
        return unknown(method, n)
    drawn = sums[sums[:, 1] > 0]
    low, high = _middle(drawn[:, 0] / drawn[:, 1])
    return Estimate(numerator / denominator, low, high, n, method)


def share(sums: Floats, successes: float, trials: int, customers: int) -> Estimate:
    """A share of `trials` that repeat within `customers`: `ratio`, but never a range without width.

    Where all or none succeed, resamples are all alike; the interval then is Wilson's over the customers.
    """
    if 0 < successes < trials:
        return ratio(sums, successes, trials, trials)
    if trials == 0:
        return unknown(METHOD)
    plain = wilson(customers if successes else 0, customers)
    return Estimate(plain.value, plain.low, plain.high, trials, "wilson over customers")


def quantile_of(
    values: Floats, customer: Ints, customer_hash: Hashes, q: float, resamples: int = RESAMPLES
) -> Estimate:
    """The q-quantile (0.5: the median) of finite `values`, linear between values, with its range by customer.

    `customer[i]` is the row in `customer_hash` of the customer that `values[i]` belongs to. Quantiles do not
    add up: bring the values of all partitions together first. A million customers of one value each with 200
    resamples take about two seconds on one core.
    """
    if len(values) == 0:
        return unknown(METHOD)
    order = np.argsort(values, kind="stable")
    ranked = np.asarray(values, np.float64)[order]
    drawn = quantile_kernel(ranked, np.asarray(customer)[order], customer_hash, q, resamples)
    low, high = _middle(drawn)
    return Estimate(float(np.quantile(ranked, q)), low, high, len(values), METHOD)


@compiled
def quantile_kernel(ranked: Floats, customer: Ints, customer_hash: Hashes, q: float, resamples: int) -> Floats:
    """The quantile in each resample, float64[resamples]; NaN where nobody was drawn. `ranked` ascends."""
    found = np.full(resamples, np.nan)
    for r in range(resamples):
        weights = weights_of(customer_hash, r)
        total = 0
        for i in range(len(customer)):
            total += weights[customer[i]]
        if total > 0:
            found[r] = _value_at(ranked, customer, weights, q * (total - 1))
    return found


@compiled
def _value_at(ranked: Floats, customer: Ints, weights: Ints, place: float) -> float:
    """The value at a place, counted from 0, of the list in which each value stands as often as its weight."""
    lower, upper = floor(place), ceil(place)
    seen = 0
    below: float = np.nan
    for i in range(len(ranked)):
        seen += weights[customer[i]]
        if seen > lower and np.isnan(below):
            below = ranked[i]
        if seen > upper:
            break
    between: float = below + (place - lower) * (ranked[i] - below)
    return between


def _middle(drawn: Floats) -> tuple[float, float]:
    """The range of the middle 95 % of what was drawn; NaN where nothing was."""
    known = drawn[np.isfinite(drawn)]
    if len(known) == 0:
        return float("nan"), float("nan")
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)
