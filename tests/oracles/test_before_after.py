"""Before and after held to what is known: statsmodels' local level model, and California's Proposition 99."""

from __future__ import annotations

import csv
import warnings
from pathlib import Path

import numpy as np
import pytest

from sojourn.insights.before_after import structural
from sojourn.insights.before_after.answer import answer
from sojourn.insights.before_after.series import Series, series
from sojourn.insights.before_after.synthetic import simplex_weights, synthetic_control


def test_the_structural_series_is_the_one_of_statsmodels() -> None:
    """Forecasts and their variances of a local level with season and a control, for a given wandering of the level."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    rng, n, stop, step = np.random.default_rng(0), 120, 90, 0.3
    control = rng.normal(size=n).cumsum() * 0.3
    target = 2 + 1.5 * control + np.tile([0, 1, 2, 0, 0, -1, -2], 20)[:n] + rng.normal(size=n)
    target[30] = np.nan
    found = series(target, [control], stop, season=7)
    columns = structural._columns(found)
    fit, _ = structural._fit(columns, np.ones(n), stop, step**2)
    assert fit is not None
    hidden = np.where(np.arange(n) < stop, target, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = UnobservedComponents(hidden, level="local level", exog=columns[:, 1:], mle_regression=False)
        theirs = model.smooth([fit.noise, fit.noise * step**2]).get_prediction(start=stop)
    ours = [structural._mean_gap(fit, columns, np.array([t]), np.ones(1)) for t in range(stop, n)]
    assert target[stop:] - [gap for gap, _ in ours] == pytest.approx(theirs.predicted_mean, abs=1e-5)
    assert [variance for _, variance in ours] == pytest.approx(theirs.var_pred_mean, rel=1e-5)


@pytest.fixture
def cigarettes(shared: Path) -> Series:
    """Packs a head and year in California and 38 states, 1970-2000; Proposition 99 came into force in 1989."""
    with (shared / "data/causal/california_prop99.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    states = [name for name in rows[0] if name not in ("Year", "California")]
    years = [int(row["Year"]) for row in rows]
    return series(
        [float(row["California"]) for row in rows],
        [[float(row[state]) for row in rows] for state in states],
        years.index(1989),
    )


def test_proposition_99(cigarettes: Series) -> None:
    """Abadie, Diamond and Hainmueller (2010): about 20 packs fewer on average over 1989-2000, 26 in 2000.

    Their weights rest on further predictors too. From the series alone Arkhangelsky et al., "Synthetic difference in
    differences" (AER 2021), table 1, have -19.6 (standard error 9.9).
    """
    found = synthetic_control(cigarettes)
    assert found.after == pytest.approx(-19.6, abs=0.2)
    assert found.gaps[-1] == pytest.approx(-26, abs=1)
    assert sum(found.weights) == pytest.approx(1)
    assert sum(weight > 0.001 for weight in found.weights) == 6
    assert found.p == pytest.approx(3 / 39)
    told = answer(cigarettes, "synthetic")
    assert told.effect.low < -19.6 < told.effect.high


def test_weights_are_those_of_a_general_solver(cigarettes: Series) -> None:
    from scipy.optimize import nnls

    past, controls = cigarettes.target[:19], cigarettes.controls[:19]
    heavy = 1e4
    theirs, _ = nnls(np.vstack([controls, np.full((1, 38), heavy)]), np.r_[past, heavy])
    assert simplex_weights(past, controls) == pytest.approx(theirs, abs=1e-4)
