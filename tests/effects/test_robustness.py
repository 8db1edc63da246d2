"""How strong something unmeasured would have to be."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest

from sojourn.effects import Sample, adjusted_effect
from sojourn.effects.design import design
from sojourn.effects.records import Floats
from sojourn.effects.robustness import MOST, UNJUDGED, robustness
from tests.effects.made import confounded


def left(columns: list[Floats], target: Floats) -> float:
    """The sum of squares that least squares leave."""
    matrix = np.column_stack([np.ones(len(target)), *columns])
    return float(np.sum((target - matrix @ np.linalg.lstsq(matrix, target, rcond=None)[0]) ** 2))


def test_a_covariate_as_strong_as_the_measured_one_explains_away_what_k_1_says() -> None:
    """k by the definition, for one covariate of two values, from sums of squares alone."""
    rng = np.random.default_rng(0)
    loyal = (rng.random(5000) < 0.5).astype(np.float64)
    exposed = (rng.random(5000) < 0.2 + 0.2 * loyal).astype(np.float64)
    outcome = 0.3 * loyal - 0.1 * exposed + rng.normal(size=5000)
    of_exposure = left([], exposed) / left([loyal], exposed) - 1 - 1 / 4998
    of_outcome = left([exposed], outcome) / left([exposed, loyal], outcome) - 1 - 1 / 4997
    scale = sqrt(left([exposed, loyal], outcome) / left([loyal], exposed))
    sample = Sample(
        outcome, exposed > 0, loyal[:, None], ("loyal",), np.arange(5000, dtype=np.int64), np.zeros(5000, np.int64)
    )
    k = robustness(design(sample), exposed, outcome, -0.1)
    assert k * scale * sqrt(of_exposure * of_outcome / (1 - k * of_exposure)) == pytest.approx(0.1)


def test_a_larger_effect_is_more_robust_and_a_stronger_covariate_makes_it_less_so() -> None:
    small, large = (adjusted_effect(confounded(6000, effect)) for effect in (-0.08, -0.15))
    assert 0 < small.robustness < large.robustness < MOST
    blurred = confounded(6000, -0.15)
    noise = np.random.default_rng(1).normal(size=(6000, 2)) * [1.5, 1]
    blurred = blurred._replace(covariates=blurred.covariates + noise)
    assert large.robustness < adjusted_effect(blurred).robustness


def test_where_what_was_measured_tells_nothing_robustness_is_low() -> None:
    sample = confounded(6000, -0.3)
    random = sample._replace(covariates=np.random.default_rng(1).normal(size=(6000, 2)))
    effect = adjusted_effect(random)
    assert effect.p < 1e-6
    assert effect.robustness == UNJUDGED < 1, "a strict gate lets nothing through"


def test_columns_of_one_covariate_count_together() -> None:
    sample = confounded(6000)
    cut = np.digitize(sample.covariates[:, 0], [-1, 0, 1])
    hot = np.column_stack([cut == level for level in range(1, 4)]).astype(np.float64)
    together = sample._replace(covariates=hot, names=("keen=1", "keen=2", "keen=3"))
    apart = together._replace(names=("one", "two", "three"))
    assert adjusted_effect(together).robustness < adjusted_effect(apart).robustness


def test_with_nothing_measured_nothing_is_said() -> None:
    sample = confounded(500)
    assert isnan(robustness(design(sample._replace(covariates=np.zeros((500, 0)), names=())), *sample[1::-1], 0.1))
