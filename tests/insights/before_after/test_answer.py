"""Before and after over plain arrays: series, controls, the place of the change."""

from __future__ import annotations

from math import isfinite, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sojourn.errors import UsageError
from sojourn.insights.before_after import placebo, structural
from sojourn.insights.before_after.answer import METHODS, answer
from sojourn.insights.before_after.placebo import horizon
from sojourn.insights.before_after.series import Series, series
from sojourn.insights.before_after.synthetic import simplex_weights

Floats = NDArray[np.float64]


def weeks(seed: int, effect: float, n: int = 60, at: int = 40) -> Series:
    """A series that follows its control with noise, and moves by `effect` at `at`."""
    rng = np.random.default_rng(seed)
    control = 10 + rng.normal(0, 0.3, n).cumsum()
    target = 5 + control + rng.normal(0, 0.5, n) + np.where(np.arange(n) >= at, effect, 0.0)
    return series(target, [control], at)


def test_an_effect_is_found_with_what_was_to_be_expected() -> None:
    found = answer(weeks(1, effect=3.0))
    assert found.effect.low < 3.0 < found.effect.high
    assert found.effect.low > 0
    assert found.observed - found.expected == pytest.approx(found.effect.value)
    assert found.refusal == ""
    assert found.calibration is not None
    assert found.calibration.dates > 5


@pytest.mark.parametrize("method", METHODS)
def test_where_nothing_was_changed_nothing_is_claimed(method: str) -> None:
    answers = [answer(weeks(seed, effect=0.0), method).effect for seed in range(8)]
    assert sum(effect.low > 0 or effect.high < 0 for effect in answers) <= 1


def test_too_few_dates_to_try_it_on_are_no_answer() -> None:
    found = answer(weeks(1, effect=30.0, n=23, at=13))
    assert found.refusal.startswith("the test could be tried on 5 dates before the change, and 10 are needed")
    assert "load 5 periods more" in found.refusal
    assert isnan(found.effect.low)
    assert isfinite(answer(weeks(1, effect=30.0, n=28, at=18)).effect.low)


def test_a_long_past_is_judged_as_far_as_it_goes() -> None:
    short, long = (horizon(weeks(1, 0.0, n=at + 40, at=at)) for at in (38, 170))
    assert short == (8, 10)
    assert long == (8, 40)
    assert horizon(weeks(1, 0.0, n=35, at=23)) == (8, 5)
    assert horizon(weeks(1, 0.0, n=35, at=20)) == (8, 3), "on ten dates, of three weeks each"


@pytest.mark.slow
@pytest.mark.parametrize("before", [20, 30])
def test_few_weeks_that_wander_look_changed_in_few_cases(before: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nominal 5 %: of 60 series 3, and by chance hardly ever more than 6."""
    monkeypatch.setattr(placebo, "MOST_DATES", 12)
    said = [answer(walk(seed, before)).effect for seed in range(60)]
    told = [effect for effect in said if isfinite(effect.low)]
    assert len(told) > 40
    assert sum(effect.low > 0 or effect.high < 0 for effect in told) <= 0.1 * len(told)


def walk(seed: int, before: int) -> Series:
    """Ten weeks after `before`, in which nothing was changed: a series and its control walk, in part together."""
    own, other, both = np.random.default_rng([before, seed]).normal(0, 1, (3, before + 10)).cumsum(axis=1)
    return series(100 + both + own, [90 + both + other], before)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["noise", "wandering", "echoing"])
def test_intervals_hold_the_truth_or_are_refused(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A nominal 95 % over 120 series: 90 to 100 held, since chance alone moves it by 4 points."""
    monkeypatch.setattr(placebo, "MOST_DATES", 12)
    held, refused, n = 0, 0, 120
    for seed in range(n):
        found = answer(made(kind, seed))
        refused += bool(found.refusal)
        held += not found.refusal and found.effect.low < 1 < found.effect.high
    assert refused < n / 3
    assert held / (n - refused) >= 0.90


def made(kind: str, seed: int) -> Series:
    rng, n, at = np.random.default_rng(seed), 60, 42
    control = rng.normal(0, 0.2, n).cumsum()
    noise = rng.normal(0, 0.5, n)
    if kind == "echoing":
        for t in range(1, n):
            noise[t] += 0.5 * noise[t - 1]
    wandering = rng.normal(0, 0.1, n).cumsum() if kind == "wandering" else 0.0
    target = control + noise + wandering + (np.arange(n) >= at)
    return series(target, [control], at)


def test_a_week_has_its_days() -> None:
    rng, n, at = np.random.default_rng(4), 140, 100
    control = rng.normal(0, 1, n)
    target = control + np.tile([0, 0, 0, 0, 5, 9, 7], 20) + rng.normal(0, 0.5, n)
    found = answer(series(target, [control], at, season=7))
    assert found.effect.low < 0 < found.effect.high
    assert found.effect.high - found.effect.low < 1.5


def test_a_past_full_of_jumps_is_refused() -> None:
    rng, n, at = np.random.default_rng(2), 60, 44
    target = rng.normal(0, 0.1, n)
    target[20:] += 8
    target[30:] -= 8
    found = answer(series(target, [rng.normal(size=n)], at))
    assert found.refusal
    assert isnan(found.effect.low)


def test_periods_with_many_things_count_more() -> None:
    rng, n, at = np.random.default_rng(6), 60, 40
    counts = np.where(np.arange(n) % 2, 400, 4)
    target = rng.normal(0, 1 / np.sqrt(counts))
    plain, weighed = (
        answer(series(target, [rng.normal(size=n)], at, counts=given_)).effect for given_ in (None, counts)
    )
    assert weighed.high - weighed.low < 0.7 * (plain.high - plain.low)


def test_what_straddles_the_change_counts_for_neither_side() -> None:
    plain = weeks(3, effect=2.0)
    spoiled = plain.target.copy()
    spoiled[38:40] = 1000
    found = answer(series(spoiled, plain.controls.T, 40, straddling=2))
    assert found.effect.low < 2.0 < found.effect.high
    assert found.learned == 38


def test_periods_without_a_figure_are_passed_over() -> None:
    found = weeks(5, effect=2.0)
    found.target[[3, 17, 45]] = np.nan
    told = answer(found)
    assert told.effect.low < 2.0 < told.effect.high
    assert told.learned == 38


def test_the_path_expected_goes_through_the_gap() -> None:
    found = weeks(7, effect=1.0)
    window = np.arange(40, 60)
    gap, path = structural.gap(found, 40, window), structural.path(found, 40)
    assert np.mean(found.target[40:] - path.predicted) == pytest.approx(gap.value)
    assert np.all(np.diff(path.error) > -0.05)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([1.0] * 20, [], 10), "nothing to compare"),
        (([1.0] * 20, [[1.0] * 19], 10), "do not fit"),
        (([1.0] * 20, [[1.0] * 20], 0), "before and after"),
        (([1.0] * 20, [[1.0] * 20], 20), "before and after"),
    ],
)
def test_a_series_that_cannot_be(arguments: tuple[Floats, list[Floats], int], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        series(*arguments)


def test_too_short_a_past_says_how_much_is_needed() -> None:
    found = weeks(1, effect=1.0, n=30, at=9)
    assert horizon(found)[1] == 0
    with pytest.raises(UsageError, match=r"9 periods before the change; \d+ are needed"):
        answer(found)
    with pytest.raises(UsageError, match="Did you mean"):
        answer(weeks(1, 1.0), "strucural")


@pytest.mark.parametrize("method", ["structural", "differences", "synthetic"])
@pytest.mark.parametrize("later", [[0.0], [0.0, 1.0], [1.0]])
def test_a_series_that_never_moved_is_no_measure_of_chance(method: str, later: list[float]) -> None:
    control = 10 + np.random.default_rng(1).normal(0, 0.3, 80).cumsum()
    target = np.r_[np.zeros(60), np.resize(later, 20)]
    found = answer(series(target, [control], 60), method)
    assert "never moved by itself" in found.refusal
    assert isnan(found.effect.low)


def test_a_series_that_is_its_control_is_no_measure_of_chance_either() -> None:
    control = 10 + np.random.default_rng(1).normal(0, 0.3, 80).cumsum()
    found = answer(series(control + 0.001 * (np.arange(80) >= 60), [control], 60), "differences")
    assert found.refusal
    assert isnan(found.effect.low)


@pytest.mark.parametrize("method", ["structural", "differences", "synthetic"])
def test_controls_that_never_move_are_none(method: str) -> None:
    rng = np.random.default_rng(2)
    target, still = 10 + rng.normal(0, 0.5, 80).cumsum(), [np.full(80, float(k)) for k in range(20)]
    with pytest.raises(UsageError, match="No control ever moves"):
        answer(series(target, still, 60), method)
    control = target + rng.normal(0, 0.5, 80)
    with_them, alone = (answer(series(target, given, 60), method) for given in ([*still, control], [control]))
    assert with_them.effect == alone.effect


def test_figures_that_are_not_finite_are_not_known() -> None:
    found = weeks(3, effect=2.0)
    target, control = found.target.copy(), found.controls[:, 0].copy()
    target[4], control[7] = np.inf, -np.inf
    broken = series(target, [control], found.after)
    assert np.flatnonzero(np.isnan(broken.target)).tolist() == [4, 7]
    assert isfinite(answer(broken).effect.low)


@given(st.integers(0, 1000), st.integers(2, 12), st.integers(2, 15))
@settings(max_examples=30)
def test_weights_are_the_best_on_the_simplex(seed: int, controls: int, periods: int) -> None:
    rng = np.random.default_rng(seed)
    target, others = rng.normal(size=periods), rng.normal(size=(periods, controls))
    weights = simplex_weights(target, others)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    best = np.sum((others @ weights - target) ** 2)
    assert all(best <= np.sum((others @ w - target) ** 2) + 1e-9 for w in rng.dirichlet(np.ones(controls) / 3, 50))
    assert all(best <= np.sum((others[:, k] - target) ** 2) + 1e-9 for k in range(controls))
