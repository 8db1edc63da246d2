"""The effect of an exposure, adjusted for what was measured before it."""

from __future__ import annotations

import json
from math import isnan

import msgspec
import numpy as np
import pytest

from sojourn.effects import Effect, Sample, adjusted_effect
from sojourn.effects.adjusting import naive
from sojourn.errors import UsageError
from tests.effects.made import confounded


def test_what_is_measured_before_is_adjusted_for() -> None:
    effect = adjusted_effect(confounded(8000, effect=-0.1))
    assert effect.naive.low > -0.1, "those who are keen are exposed more often, and buy more often"
    assert effect.estimate.low < -0.1 < effect.estimate.high < 0
    assert effect.p < 0.001
    assert effect.outcome_exposed - effect.outcome_comparable == pytest.approx(effect.estimate.value)
    assert effect.overlap == 1
    assert effect.note == ""


def test_the_same_sample_gives_the_same_effect_in_whatever_order_its_rows_are() -> None:
    sample = confounded(2000, visits=2)
    order = np.random.default_rng(1).permutation(2000)
    one, other = adjusted_effect(sample), adjusted_effect(sample.take(order))
    assert one == adjusted_effect(sample)
    assert one.estimate.value == pytest.approx(other.estimate.value, abs=1e-9)
    assert one.estimate.low == pytest.approx(other.estimate.low, abs=1e-9)


def test_without_covariates_it_is_the_difference_of_means() -> None:
    sample = confounded(1000)
    bare = sample._replace(covariates=np.zeros((1000, 0)), names=(), period=np.zeros(1000, np.int64))
    effect = adjusted_effect(bare)
    assert effect.estimate.value == pytest.approx(effect.naive.value, abs=0.002)
    assert isnan(effect.robustness)


def test_outcomes_may_be_any_numbers_and_their_unit_does_not_matter() -> None:
    sample = confounded(3000)
    money = sample._replace(outcome=sample.outcome * 25 + sample.covariates[:, 0] * 10)
    cents = money._replace(outcome=money.outcome * 100)
    effect, in_cents = adjusted_effect(money), adjusted_effect(cents)
    assert effect.estimate.low < -2.5 < effect.estimate.high
    assert in_cents.estimate.value == pytest.approx(100 * effect.estimate.value, rel=1e-6)
    assert in_cents.robustness == pytest.approx(effect.robustness, rel=1e-6)


def test_units_of_a_customer_count_as_one_witness() -> None:
    once = confounded(1500)
    thrice = once.take(np.repeat(np.arange(1500), 3))
    single, repeated = adjusted_effect(once).estimate, adjusted_effect(thrice).estimate
    assert repeated.high - repeated.low == pytest.approx(single.high - single.low, rel=0.05)


def test_days_that_are_exposed_as_a_whole_are_as_many_cases_as_days() -> None:
    """By chance days are better and worse, and every seventh is exposed: that goes with nothing."""
    rng = np.random.default_rng(5)
    day = np.repeat(np.arange(84), 30)
    luck = rng.normal(0, 0.12, (60, 84))
    held = []
    for shop in luck:
        outcome = (rng.random(len(day)) < 0.4 + shop[day]).astype(np.float64)
        sample = Sample(outcome, day % 7 == 5, np.zeros((len(day), 0)), (), np.arange(len(day)), day * 0, day)
        by_day, by_customer = naive(sample), naive(sample._replace(day=None))
        held.append([one.low <= 0 <= one.high for one in (by_day, by_customer)])
    right, narrow = np.mean(held, axis=0)
    assert right >= 0.88, "fewer come up once in 100 times"
    assert narrow < 0.85
    assert np.isinf(naive(sample._replace(day=(day % 7 == 5).astype(np.int64))).high), "one day says nothing"


def test_a_period_is_compared_with_itself_only() -> None:
    rng = np.random.default_rng(3)
    period = rng.integers(0, 40, 6000)
    exposed = rng.random(6000) < np.where(period < 20, 0.6, 0.1)
    outcome = (rng.random(6000) < np.where(period < 20, 0.7, 0.3)).astype(np.float64)
    effect = adjusted_effect(Sample(outcome, exposed, np.zeros((6000, 0)), (), np.arange(6000), period))
    assert effect.naive.value > 0.15
    assert effect.estimate.low < 0 < effect.estimate.high


def refused(sample: Sample) -> Effect:
    """An effect of which nothing is said."""
    effect = adjusted_effect(sample)
    assert isnan(effect.estimate.value)
    assert isnan(effect.estimate.low)
    assert isnan(effect.p)
    assert isnan(effect.robustness)
    return effect


def test_it_says_so_where_nothing_can_be_compared() -> None:
    sample = confounded(400)
    everybody, nobody = np.ones(400, np.bool_), np.zeros(400, np.bool_)
    few = np.arange(400) < 5
    assert refused(sample._replace(exposed=nobody)).note == "Nobody was exposed."
    assert refused(sample._replace(exposed=everybody)).note.startswith("Everybody was exposed")
    assert refused(sample._replace(exposed=few)).note.startswith("Only 5 customers were exposed")
    assert refused(sample._replace(exposed=~few)).note.startswith("Only 5 customers were not exposed")
    assert refused(sample._replace(outcome=np.zeros(400))).note == "The outcome never happens."
    assert refused(sample._replace(outcome=np.ones(400))).note == "The outcome always happens."
    assert refused(sample._replace(outcome=np.full(400, 5.0))).note == "The outcome never varies."
    none = Sample(np.zeros(0), np.zeros(0, np.bool_), np.zeros((0, 0)), (), *[np.zeros(0, np.int64)] * 2)
    assert refused(none).note == "Nobody was exposed."


def test_it_says_so_where_the_exposed_are_like_nobody_else() -> None:
    sample = confounded(2000)
    apart = sample.covariates.copy()
    apart[:, 0] = np.where(sample.exposed, 5.0, -5.0) + sample.covariates[:, 0] / 10
    effect = refused(sample._replace(covariates=apart))
    assert "too different" in effect.note
    assert json.loads(msgspec.json.encode(effect))["overlap"] == effect.overlap  # a plain number, which files can hold
    assert effect.overlap < 0.5


def test_exposed_units_without_any_comparable_are_left_out_and_counted() -> None:
    sample = confounded(4000)
    always = np.random.default_rng(5).random(4000) < 0.1
    covariates = np.column_stack([sample.covariates, always])
    effect = adjusted_effect(
        sample._replace(covariates=covariates, names=(*sample.names, "plan=pro"), exposed=sample.exposed | always)
    )
    assert 0.6 < effect.overlap < 0.9
    assert "nobody comparable" in effect.note
    assert effect.estimate.low < -0.1 < effect.estimate.high


def test_covariates_that_say_nothing_of_their_own_are_dropped_and_named() -> None:
    sample = confounded(3000)
    twice = np.column_stack([sample.covariates, 3 - 2 * sample.covariates[:, 0], np.full(3000, 7.0)])
    effect = adjusted_effect(sample._replace(covariates=twice, names=(*sample.names, "keen again", "constant")))
    assert "keen again, constant" in effect.note
    assert effect.estimate.value == pytest.approx(adjusted_effect(sample).estimate.value, abs=0.01)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused_by_name(bad: float) -> None:
    sample = confounded(100)
    holes, unknown = sample.covariates.copy(), sample.outcome.copy()
    holes[3, 0] = unknown[4] = bad
    with pytest.raises(UsageError, match='"keen" has missing'):
        adjusted_effect(sample._replace(covariates=holes))
    with pytest.raises(UsageError, match="Outcomes"):
        adjusted_effect(sample._replace(outcome=unknown))


def test_arrays_that_do_not_fit_are_refused() -> None:
    sample = confounded(100)
    with pytest.raises(UsageError, match="do not fit"):
        adjusted_effect(sample._replace(names=("keen",)))
    with pytest.raises(UsageError, match="do not fit"):
        adjusted_effect(sample._replace(exposed=sample.exposed[:50]))
    with pytest.raises(UsageError, match="folds=1"):
        adjusted_effect(sample, folds=1)


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    effects = [adjusted_effect(confounded(1500, seed=1000 + seed, visits=3)) for seed in range(200)]
    held = np.mean([effect.estimate.low < -0.1 < effect.estimate.high for effect in effects])
    assert 0.91 <= held <= 0.99
    assert abs(np.mean([effect.estimate.value for effect in effects]) + 0.1) < 0.006


@pytest.mark.slow
def test_without_an_effect_p_values_are_small_as_often_as_they_say() -> None:
    p = np.array([adjusted_effect(confounded(1500, effect=0.0, seed=2000 + seed)).p for seed in range(200)])
    assert 0.01 <= np.mean(p < 0.05) <= 0.10
    assert 0.35 <= np.mean(p < 0.5) <= 0.65
