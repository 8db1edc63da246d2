from __future__ import annotations

from math import exp, factorial, isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.estimates import wilson
from sojourn.measures import bootstrap
from sojourn.measures.bootstrap import BUCKETS, buckets_of, kernel, merge, quantile_of, ratio, share, shares, weights_of

Record = tuple[int, int, int, int]  # customer, numerator, denominator, group
records = st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 9), st.integers(0, 9), st.integers(0, 2)), max_size=40)


def hashes(n: int, seed: int = 7) -> bootstrap.Hashes:
    return np.random.default_rng(seed).integers(0, 2**64, n, dtype=np.uint64)


def sums_of(rows: list[Record], resamples: int = 30) -> bootstrap.Floats:
    customer, numerator, denominator, group = np.array(rows, np.int64).reshape(-1, 4).T
    return kernel(hashes(6), customer, numerator.astype(float), denominator.astype(float), group, 3, resamples)


def test_average_order_value_by_customer() -> None:
    """Four customers, six orders: revenue is the numerator, each order adds 1 to the denominator."""
    customer = np.array([0, 0, 0, 1, 2, 3])
    revenue = np.array([10.0, 12.0, 11.0, 50.0, 20.0, 30.0])
    orders = np.ones(6)
    sums = kernel(hashes(4), customer, revenue, orders, np.zeros(6, np.int64), 1, 500)
    found = ratio(sums[0], revenue.sum(), orders.sum(), n=6)
    assert found.value == pytest.approx(133 / 6)
    assert 10 < found.low < found.value < found.high <= 50
    assert found.method == "bootstrap by customer"


@given(records)
def test_equals_plain_python(rows: list[Record]) -> None:
    plain = np.zeros((3, 30, 2))
    for r in range(30):
        weights = weights_of(hashes(6), r)
        for customer, numerator, denominator, group in rows:
            plain[group, r] += weights[customer] * np.array([numerator, denominator])
    assert np.array_equal(sums_of(rows), plain)


@given(records, st.integers(0, 40))
def test_order_and_partitions_do_not_matter(rows: list[Record], cut: int) -> None:
    shuffled = sorted(rows, key=lambda row: (row[1], row[0]))
    whole = sums_of(rows)
    assert np.array_equal(sums_of(shuffled), whole)
    assert np.array_equal(merge([sums_of(rows[:cut]), sums_of(rows[cut:])]), whole)


def test_a_weight_is_the_splitmix_draw_turned_into_a_poisson_number() -> None:
    """Splitmix64 known answer: from seed 0 its first output is e220a8397b1dcdaf (Vigna's splitmix64.c)."""
    assert bootstrap._mix(bootstrap._STEP) == 0xE220A8397B1DCDAF
    draw = 0xE220A8397B1DCDAF / 2**64
    below = [sum(exp(-1) / factorial(k) for k in range(weight + 1)) for weight in range(9)]
    assert weights_of(np.zeros(1, np.uint64), 0)[0] == sum(draw >= limit for limit in below)


def test_weights_are_poisson_with_mean_and_variance_one() -> None:
    weights = np.concatenate([weights_of(hashes(20_000), r) for r in range(50)])
    assert weights.mean() == pytest.approx(1, abs=0.005)
    assert weights.var() == pytest.approx(1, abs=0.01)
    shares = np.bincount(weights) / len(weights)
    assert shares[:5] == pytest.approx([exp(-1) / factorial(k) for k in range(5)], abs=0.002)


def test_customers_numbered_in_a_row_are_drawn_independently() -> None:
    """Hashes that differ in few bits, or by one step of the stream, still give unrelated weights."""
    step = int(bootstrap._STEP)
    for numbers in (range(200), [k * step % 2**64 for k in range(200)]):
        drawn = np.array([weights_of(np.array(list(numbers), np.uint64), r) for r in range(400)])
        between = np.corrcoef(drawn.T) - np.eye(200)
        assert np.abs(between).max() < 0.3
        assert np.abs(between.mean()) < 0.005


def test_nothing_measured_is_no_value() -> None:
    sums = sums_of([])
    assert isnan(ratio(sums[0], 0.0, 0.0, 0).value)
    assert isnan(share(sums[0], 0, 0, 0).value)
    assert isnan(quantile_of(np.array([]), np.array([], np.int64), hashes(3), 0.5).value)


def test_a_share_without_successes_still_has_an_upper_limit() -> None:
    customer = np.repeat(np.arange(6), 4)
    none, each, group = np.zeros(24), np.ones(24), np.zeros(24, np.int64)
    sums = kernel(hashes(6), customer, none, each, group, 1, 100)[0]
    assert ratio(sums, 0, 24, 24).high == 0
    found = share(sums, 0, 24, customers=6)
    assert (found.value, found.low, found.n) == (0, 0, 24)
    assert found.high == wilson(0, 6).high
    assert share(sums[:, ::-1], 24, 24, customers=6).low == wilson(6, 6).low


def test_shares_by_bucket_are_wilson_unless_customers_repeat() -> None:
    won, tried = np.zeros((BUCKETS, 2), np.int64), np.zeros((BUCKETS, 2), np.int64)
    buckets = buckets_of(hashes(400))
    np.add.at(tried[:, 0], buckets, 5)
    np.add.at(won[:, 0], buckets[:100], 5)
    assert shares(won, tried) == (wilson(500, 2000), wilson(0, 0))
    found, nothing = shares(won, tried, np.array([400, 0]))
    alike = wilson(100, 400)  # each customer's five tries end alike, so that they count as one
    assert (found.value, found.n, found.method) == (0.25, 2000, "bootstrap by customer")
    assert (found.low, found.high) == pytest.approx((alike.low, alike.high), abs=0.01)
    assert isnan(nothing.value)


def test_buckets_are_filled_evenly_and_keep_to_their_range() -> None:
    filled = np.bincount(buckets_of(hashes(100 * BUCKETS)), minlength=BUCKETS)
    assert len(filled) == BUCKETS
    assert 50 < filled.min() < filled.max() < 150


Value = tuple[int, int]  # customer, value


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 50)), min_size=1, max_size=30), st.floats(0, 1))
def test_quantile_equals_plain_python(rows: list[Value], q: float) -> None:
    customer, values = np.array(rows, np.int64).T
    plain = []
    for r in range(40):
        drawn = np.repeat(values, weights_of(hashes(5), r)[customer])
        if len(drawn):
            plain.append(np.quantile(drawn, q))
    found = quantile_of(values.astype(float), customer, hashes(5), q, resamples=40)
    assert found.value == pytest.approx(np.quantile(values, q))
    if plain:
        assert (found.low, found.high) == pytest.approx(tuple(np.quantile(plain, [0.025, 0.975])))


@pytest.mark.slow
def test_covers_where_customers_repeat_and_wilson_does_not() -> None:
    """400 worlds of 300 customers, each with its own inclination and 1 to 12 tries; the true share is 0.3."""
    random = np.random.default_rng(20260101)
    by_customer = by_try = 0
    for _ in range(400):
        tries = random.integers(1, 13, 300)
        customer = np.repeat(np.arange(300), tries)
        won = (random.random(len(customer)) < random.beta(0.6, 1.4, 300)[customer]).astype(float)
        who = random.integers(0, 2**64, 300, dtype=np.uint64)
        sums = kernel(who, customer, won, np.ones(len(won)), np.zeros(len(won), np.int64), 1, 500)
        found, plain = ratio(sums[0], won.sum(), len(won), len(won)), wilson(int(won.sum()), len(won))
        by_customer += found.low <= 0.3 <= found.high
        by_try += plain.low <= 0.3 <= plain.high
    assert 0.92 <= by_customer / 400 <= 0.98
    assert by_try / 400 < 0.80


@pytest.mark.slow
def test_quantiles_cover_where_customers_repeat() -> None:
    """400 worlds of 200 customers with 1 to 6 waits each, around the customer's own wait; true median 1."""
    random = np.random.default_rng(20260102)
    covered = 0
    for _ in range(400):
        customer = np.repeat(np.arange(200), random.integers(1, 7, 200))
        waits = np.exp(random.normal(0, 1, 200)[customer] + random.normal(0, 0.5, len(customer)))
        found = quantile_of(waits, customer, random.integers(0, 2**64, 200, dtype=np.uint64), 0.5)
        covered += found.low <= 1 <= found.high
    assert 0.92 <= covered / 400 <= 0.98
