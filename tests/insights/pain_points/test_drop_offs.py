"""Do those who leave look like customers who would have reached the outcome?"""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from sojourn.effects import Sample
from sojourn.insights.pain_points.drop_offs import drop_off_effect


def leaving(driven_away: float, n: int = 6000, seed: int = 0) -> Sample:
    """Of the willing `driven_away` leave at this step, of the others 15 %; the keen are willing more often."""
    rng = np.random.default_rng(seed)
    keen = rng.normal(size=n)
    willing = rng.random(n) < 1 / (1 + np.exp(-1.3 * keen))
    left = np.where(willing, rng.random(n) < driven_away, rng.random(n) < 0.15)
    outcome = (willing & ~left).astype(np.float64)
    return Sample(outcome, left, keen[:, None], ("keen",), np.arange(n, dtype=np.int64), np.zeros(n, np.int64))


def test_the_share_that_would_have_ordered_is_told_by_whom_they_resemble() -> None:
    sample = leaving(0.1)
    truth = 0.5 * 0.1 / (0.5 * 0.1 + 0.5 * 0.15)
    effect = drop_off_effect(sample)
    assert effect.estimate.low < -truth < effect.estimate.high < 0
    assert effect.estimate.value == pytest.approx(-truth, abs=0.1)
    assert effect.robustness > 0.3


def test_where_only_the_unwilling_leave_nothing_is_lost() -> None:
    effects = [drop_off_effect(leaving(0.0, seed=seed)) for seed in range(5)]
    assert all(effect.estimate.high > 0 or effect.robustness < 0.5 for effect in effects)
    assert abs(np.mean([effect.estimate.value for effect in effects])) < 0.05


def lost_later(sample: Sample, share: float, seed: int) -> Sample:
    """The same, with a share of the outcomes of those who went on lost to something else."""
    lost = np.random.default_rng(seed + 100).random(len(sample.outcome)) < share
    return sample._replace(outcome=np.where(lost, 0.0, sample.outcome))


@pytest.mark.parametrize("driven_away", [0.0, 0.1])
def test_its_range_allows_for_those_who_are_lost_to_something_else_later(driven_away: float) -> None:
    truth = 0.9 * driven_away / (driven_away + 0.15)
    effects = [drop_off_effect(lost_later(leaving(driven_away, seed=seed), 0.1, seed)) for seed in range(5)]
    assert all(effect.estimate.low <= -truth <= effect.estimate.high for effect in effects)


def test_those_who_resemble_nobody_who_goes_on_say_nothing() -> None:
    sample = leaving(0.1)
    keen = sample.covariates[:, 0]
    for odd in (keen < np.quantile(keen, 0.02), keen > np.quantile(keen, 0.98)):
        effect = drop_off_effect(sample._replace(exposed=odd, outcome=sample.outcome * ~odd))
        assert "resemble neither" in effect.note
        assert isnan(effect.estimate.value)


def test_it_says_so_where_nobody_can_be_told_from_anybody() -> None:
    sample = leaving(0.1)
    blind = sample._replace(covariates=np.random.default_rng(1).normal(size=(6000, 1)))
    assert "does not tell" in drop_off_effect(blind).note
    assert isnan(drop_off_effect(blind).estimate.value)
    few = sample._replace(exposed=np.arange(6000) < 5)
    assert drop_off_effect(few).note.startswith("Only 5 customers left here")


def test_at_the_last_step_there_is_nobody_like_them_who_goes_on() -> None:
    sample = leaving(0.1)
    everyone = sample.exposed | ((sample.outcome == 0) & (np.arange(6000) % 50 > 0))
    assert "nobody like them" in drop_off_effect(sample._replace(exposed=everyone)).note
