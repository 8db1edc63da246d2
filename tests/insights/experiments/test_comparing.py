"""Two arms compared from their counts, means and variances; intervals for one look and for any number of looks."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.insights.experiments import always_valid
from sojourn.insights.experiments.arms import Arm, arm_of, arm_of_ratio, arm_of_share
from sojourn.insights.experiments.comparing import difference


def test_two_shares_are_compared() -> None:
    found = difference(arm_of_share(1_000, 10_000), arm_of_share(1_120, 10_000), planned=20_000)
    assert found.fixed.value == pytest.approx(0.012)
    assert (found.fixed.low, found.fixed.high) == pytest.approx((0.0034, 0.0206), abs=1e-4)
    assert found.anytime.low < found.fixed.low < found.fixed.high < found.anytime.high
    assert found.relative.value == pytest.approx(0.12)
    assert found.p == pytest.approx(0.0060, abs=2e-4)
    assert found.p < found.p_anytime < 1


def test_welch_is_welch() -> None:
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(3)
    one, other = rng.normal(0, 1, 60), rng.normal(0.4, 2, 90)
    low, high = ttest_ind(other, one, equal_var=False).confidence_interval()
    found = difference(arm_of(one), arm_of(other)).fixed
    assert (found.low, found.high) == pytest.approx((low, high), rel=2e-3)


def test_a_ratio_has_the_interval_of_the_delta_method() -> None:
    rng = np.random.default_rng(4)
    ratios = []
    for _ in range(400):
        orders = rng.poisson(3, 500)
        revenue = orders * rng.gamma(2, 10, 500)
        ratios.append((revenue.sum() / orders.sum(), arm_of_ratio(revenue, orders)))
    values = np.array([value for value, _ in ratios])
    assert [arm.mean for _, arm in ratios] == pytest.approx(values)
    error = np.sqrt(np.mean([arm.error for _, arm in ratios]))
    assert error == pytest.approx(values.std(), rel=0.1)


def test_the_p_value_and_the_bound_say_the_same() -> None:
    for n in (50, 5_000, 500_000):
        at_bound = always_valid.bound(n, planned=5_000)
        assert always_valid.p_value(at_bound, n, planned=5_000) == pytest.approx(0.05)


def test_the_bound_is_narrowest_where_it_was_planned() -> None:
    n = np.array([1_000.0, 10_000, 100_000])
    widths = always_valid.bound(n, planned=10_000) / always_valid.bound(n, planned=n)
    assert widths[1] == pytest.approx(1)
    assert widths[0] > 1 < widths[2]


@pytest.mark.parametrize("draw", ["numbers", "shares"])
def test_looking_a_hundred_times_raises_no_more_false_alarms_than_promised(draw: str) -> None:
    rng, runs, looks, step = np.random.default_rng(5), 1_500, 100, 60
    size = (looks, runs, 2)
    if draw == "shares":
        sums = rng.binomial(step, 0.1, size).cumsum(axis=0)
        squares = sums
    else:
        sums = rng.normal(0, np.sqrt(step), size).cumsum(axis=0)
        squares = (sums * 0 + step).cumsum(axis=0)
    n = step * np.arange(1, looks + 1)[:, None, None]
    variances = squares / n - (sums / n) ** 2
    z = np.diff(sums / n, axis=2) / np.sqrt(variances.sum(axis=2, keepdims=True) / n)
    peeking = np.mean(np.any(np.abs(z) > 1.96, axis=0))
    anytime = np.mean(np.any(np.abs(z) > always_valid.bound(2 * n, planned=2 * step * looks), axis=0))
    assert 0.33 < peeking < 0.44
    assert anytime < 0.03


@pytest.mark.parametrize(("share", "planned"), [(0.5, 60), (0.1, 200), (0.03, 1_000)])
def test_looking_after_every_customer_from_the_first_on_raises_no_more(share: float, planned: int) -> None:
    """As the verdict does: nothing is said of fewer than 30 in an arm, nor of a share that fewer than 10 have."""
    rng, runs, size = np.random.default_rng(6), 600, 2_000
    treated, won = rng.random((runs, size)) < 0.5, rng.random((runs, size)) < share
    n, sums = (np.stack([np.cumsum(one, axis=1) for one in pair]) for pair in (
        (~treated, treated), (won & ~treated, won & treated),
    ))  # fmt: skip
    told = (n.min(axis=0) >= 30) & (sums.sum(axis=0) >= 10)
    means = sums / np.maximum(n, 1)
    errors = np.sqrt((means * (1 - means) / np.maximum(n - 1, 1)).sum(axis=0))
    bound = always_valid.bound(np.arange(1, size + 1), planned)
    alarms = np.any(told & (np.abs(means[1] - means[0]) > bound * errors), axis=1)
    assert np.mean(alarms) < 0.045


@given(st.integers(30, 5_000), st.floats(-5, 5), st.floats(0.01, 9))
def test_swapping_arms_turns_the_difference_round(n: int, mean: float, variance: float) -> None:
    one, other = Arm(n, 1.0, 2.0), Arm(2 * n, mean, variance)
    there, back = difference(one, other), difference(other, one)
    assert there.fixed.low == pytest.approx(-back.fixed.high)
    assert there.anytime.high == pytest.approx(-back.anytime.low)
    assert there.p == pytest.approx(back.p)


def test_nothing_is_said_where_nothing_can_be() -> None:
    nobody_ever = difference(arm_of_share(0, 500), arm_of_share(0, 500))
    few = difference(arm_of_share(2, 10), arm_of_share(9, 10))
    for found in (nobody_ever, few, difference(arm_of([]), arm_of([1.0]))):
        assert isnan(found.fixed.low)
        assert isnan(found.anytime.low)
        assert found.p == found.p_anytime == 1
    with pytest.raises(UsageError, match="variance"):
        difference(Arm(50, 1, -1), Arm(50, 1, 1))
