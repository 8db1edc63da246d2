"""LaLonde's question: does the adjusted comparison with outsiders find what the experiment found?

Source: LaLonde, American Economic Review 76 (1986); Dehejia and Wahba, JASA 94 (1999). The experiment says that the
training raised earnings in 1978 by 1,794 dollars (standard error 671); the bare comparison says -8,498.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sojourn.effects import Effect, Sample, adjusted_effect

EXPERIMENT, STANDARD_ERROR = 1794.3, 671.0
BEFORE = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")


def effect_of_training(table: pd.DataFrame, seed: int = 0) -> Effect:
    n = len(table)
    return adjusted_effect(
        Sample(
            table["re78"].to_numpy(np.float64),
            table["treat"].to_numpy() == 1,
            table[list(BEFORE)].to_numpy(np.float64),
            BEFORE,
            np.arange(n, dtype=np.int64),
            np.zeros(n, np.int64),
        ),
        seed=seed,
    )


@pytest.fixture(scope="module")
def experiment(shared: Path) -> pd.DataFrame:
    return pd.read_stata(shared / "data/causal/nsw_mixtape.dta")


@pytest.fixture(scope="module")
def outsiders(shared: Path) -> pd.DataFrame:
    return pd.read_stata(shared / "data/causal/cps_mixtape.dta")


def test_the_experiment_itself(experiment: pd.DataFrame) -> None:
    effect = effect_of_training(experiment)
    assert effect.naive.value == pytest.approx(EXPERIMENT, abs=0.1)
    assert effect.estimate.value == pytest.approx(EXPERIMENT, abs=STANDARD_ERROR / 3)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_outsiders_adjusted_come_within_a_standard_error(
    experiment: pd.DataFrame, outsiders: pd.DataFrame, seed: int
) -> None:
    effect = effect_of_training(pd.concat([experiment[experiment["treat"] == 1], outsiders]), seed)
    assert effect.naive.value == pytest.approx(-8497.5, abs=0.1)
    assert abs(effect.estimate.value - EXPERIMENT) < STANDARD_ERROR
    assert effect.estimate.low < EXPERIMENT < effect.estimate.high
