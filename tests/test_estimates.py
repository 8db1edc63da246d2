from __future__ import annotations

import subprocess
import sys
from math import isnan, sqrt
from pathlib import Path
from statistics import mean as plain_mean
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.estimates import Estimate, Z, mean, mean_of, nps, t_quantile, wilson

SOURCES = Path(__file__).parent.parent / "src"


def test_an_estimate_says_how_sure_it_is() -> None:
    found = wilson(20, 100)
    assert (found.value, found.n, found.method) == (0.2, 100, "wilson")
    assert str(found) == "0.2 (0.133 to 0.289, n=100, wilson)"


def test_large_figures_are_written_out() -> None:
    assert repr(Estimate(1_234_567.0, 1_200_000.0, float("inf"), 40, "t")) == ("1,234,567 (1,200,000 to inf, n=40, t)")


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_known_answers(successes: int, n: int, low: float, high: float) -> None:
    found = wilson(successes, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000), st.data())
def test_wilson_limits_are_where_the_score_test_just_rejects(n: int, data: st.DataObject) -> None:
    found = wilson(data.draw(st.integers(0, n)), n)
    assert 0 <= found.low <= found.value <= found.high <= 1
    for limit in (found.low, found.high):
        if 0 < limit < 1:
            assert abs(found.value - limit) == pytest.approx(Z * sqrt(limit * (1 - limit) / n), rel=1e-6)


def test_nps_is_promoters_minus_detractors_in_percent() -> None:
    found = nps(10, 4, 20)
    p, d = 10.75 / 23, 4.75 / 23
    half = 1.959964 * sqrt((p + d - (p - d) ** 2) / 23)
    assert found.value == 30
    assert (found.low, found.high) == pytest.approx((100 * (p - d - half), 100 * (p - d + half)), abs=1e-4)


@given(st.integers(1, 300), st.data())
def test_nps_limits_hold_the_value_and_stay_on_the_scale(n: int, data: st.DataObject) -> None:
    promoters = data.draw(st.integers(0, n))
    found = nps(promoters, data.draw(st.integers(0, n - promoters)), n)
    assert -100 <= found.low <= found.value <= found.high <= 100


def test_nps_covers_at_n_20_where_the_plain_interval_does_not() -> None:
    """Every outcome of 20 answers, weighed by its chance, over a grid of true scores."""
    n, adjusted, plain, worlds = 20, 0.0, 0.0, 0
    answers = [(p, d, nps(p, d, n)) for p in range(n + 1) for d in range(n + 1 - p)]
    for p, d in ((0.5, 0.2), (0.6, 0.1), (0.7, 0.1), (0.8, 0.05), (0.85, 0.05), (0.3, 0.3), (0.9, 0.05)):
        chances = trinomial(n, p, d)
        worlds += 1
        for promoters, detractors, found in answers:
            chance = chances[promoters, detractors]
            adjusted += chance * (found.low <= 100 * (p - d) <= found.high)
            plain += chance * wald_holds(promoters / n, detractors / n, n, p - d)
    assert adjusted / worlds == pytest.approx(0.953, abs=0.01)
    assert plain / worlds < 0.92


def trinomial(n: int, p: float, d: float) -> dict[tuple[int, int], float]:
    """The chance of each (promoters, detractors), by adding one answer at a time."""
    chances = {(0, 0): 1.0}
    for _ in range(n):
        grown: dict[tuple[int, int], float] = {}
        for (i, j), chance in chances.items():
            for key, share in (((i + 1, j), p), ((i, j + 1), d), ((i, j), 1 - p - d)):
                grown[key] = grown.get(key, 0.0) + chance * share
        chances = grown
    return chances


def wald_holds(p: float, d: float, n: int, truth: float) -> bool:
    return abs(p - d - truth) <= Z * sqrt(max(0.0, p + d - (p - d) ** 2) / n)


@pytest.mark.parametrize(
    ("freedom", "confidence", "t"),
    [
        # Printed tables: Fisher and Yates, Statistical Tables (1963), table III; NIST handbook 1.3.6.7.2.
        (1, 0.95, 12.706205),
        (2, 0.95, 4.302653),
        (9, 0.95, 2.262157),
        (30, 0.95, 2.042272),
        (120, 0.95, 1.979930),
        (4, 0.99, 4.604095),
        (10, 0.90, 1.812461),
        (1_000_000, 0.95, 1.959966),
    ],
)
def test_t_quantile_known_answers(freedom: int, confidence: float, t: float) -> None:
    assert t_quantile(freedom, confidence) == pytest.approx(t, abs=1e-6)


def test_t_quantile_has_no_jump_where_the_formula_changes() -> None:
    before, at, after = (t_quantile(freedom) for freedom in (200, 201, 202))
    assert 0 < at - after < before - at < 1e-4
    assert (before - at) / (at - after) == pytest.approx(1.01, abs=0.001)


def test_mean_known_answer() -> None:
    """Student's sleep data (1908), the difference between the drugs: mean 1.58, 95 % from 0.70 to 2.46."""
    found = mean_of([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    assert (found.value, found.low, found.high) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=1e-6)
    assert (found.n, found.method) == (10, "t")


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=50))
def test_sums_and_values_give_the_same_mean(values: list[int]) -> None:
    half = t_quantile(len(values) - 1) * stdev(values) / sqrt(len(values))
    for found in (mean_of(values), mean(len(values), sum(values), sum(v * v for v in values))):
        assert found.value == pytest.approx(plain_mean(values))
        assert found.high - found.low == pytest.approx(2 * half, abs=1e-4)


def test_one_value_has_a_mean_and_no_interval() -> None:
    assert str(mean_of([7.0])) == "7 (no interval, n=1, t)"


@pytest.mark.parametrize("nothing", [wilson(0, 0), nps(0, 0, 0), mean(0, 0.0, 0.0), mean_of([])])
def test_nothing_measured_is_no_value_and_no_error(nothing: Estimate) -> None:
    assert all(isnan(number) for number in (nothing.value, nothing.low, nothing.high))
    assert str(nothing).startswith("no value (n=0")


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(UsageError, match="do not fit in n=3"):
        wilson(4, 3)
    with pytest.raises(UsageError, match="do not fit in n=3"):
        nps(2, 2, 3)
    with pytest.raises(UsageError, match="Take n >= 2"):
        t_quantile(0)


def test_estimates_need_no_numpy() -> None:
    code = "import sys, sojourn.estimates; print({'numpy', 'numba'} & set(sys.modules))"
    environment = {"PYTHONPATH": str(SOURCES)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
