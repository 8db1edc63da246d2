"""The plain functions beside the comparison: assignment, sizes of arms, sharper comparisons, planning."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.insights.experiments.arms import arm_of
from sojourn.insights.experiments.assigning import arm_for, place
from sojourn.insights.experiments.comparing import difference
from sojourn.insights.experiments.cuped import adjusted
from sojourn.insights.experiments.sizing import size, smallest_effect
from sojourn.insights.experiments.uneven import chance_of_sizes


def test_a_customer_is_always_in_the_same_arm() -> None:
    weights = {"control": 1.0, "short form": 1.0}
    digits = sha256(b"free-delivery/u_1").hexdigest()[:13]
    assert place("free-delivery", "u_1") == int(digits, 16) / 16**13 == pytest.approx(0.1389, abs=1e-4)
    assert arm_for("free-delivery", "u_1", weights) == "control"
    assert arm_for("free-delivery", "u_1", {"control": 0.1, "short form": 0.9}) == "short form"


def test_arms_get_as_many_as_their_weights_say() -> None:
    weights = {"a": 2.0, "b": 1.0, "c": 1.0}
    drawn = [arm_for("salt", f"customer-{k}", weights) for k in range(20_000)]
    counts = [drawn.count(name) for name in weights]
    assert chance_of_sizes(counts, [2, 1, 1]) > 0.01


def test_two_experiments_draw_independently() -> None:
    weights = {"a": 1.0, "b": 1.0}
    both = [arm_for("one", str(k), weights) == arm_for("two", str(k), weights) for k in range(20_000)]
    assert np.mean(both) == pytest.approx(0.5, abs=0.02)


@given(st.text(min_size=1), st.text(min_size=1))
def test_everybody_has_a_place(salt: str, customer: str) -> None:
    assert 0 <= place(salt, customer) < 1


def test_nobody_has_no_place() -> None:
    with pytest.raises(UsageError, match="nobody"):
        place("salt", "")


def test_uneven_arms_are_noticed() -> None:
    from scipy.stats import chisquare

    assert chance_of_sizes([5_000, 5_000], [1, 1]) == 1
    assert chance_of_sizes([5_000, 5_350], [1, 1]) == pytest.approx(chisquare([5_000, 5_350]).pvalue)
    assert chance_of_sizes([5_000, 5_350], [1, 1]) < 0.001
    assert chance_of_sizes([0, 0], [1, 1]) == 1
    with pytest.raises(UsageError, match="two arms"):
        chance_of_sizes([5], [1])


def test_the_past_makes_a_comparison_sharper_and_not_different() -> None:
    rng = np.random.default_rng(1)
    past = [rng.normal(size=(4_000, 1)) for _ in range(2)]
    values = [2 * own[:, 0] + rng.normal(size=4_000) + 0.1 * k for k, own in enumerate(past)]
    found = adjusted(values, past)
    assert found.explained == pytest.approx(0.8, abs=0.02)
    plain, sharp = (difference(*map(arm_of, each)).fixed for each in (values, found.values))
    assert sharp.high - sharp.low < 0.5 * (plain.high - plain.low)
    assert sharp.low < 0.1 < sharp.high


def test_a_past_that_says_nothing_changes_nothing() -> None:
    rng = np.random.default_rng(2)
    values = [rng.normal(size=300), rng.normal(size=300)]
    same = [np.full((300, 2), 7.0)] * 2
    assert adjusted(values, same).values[0] == pytest.approx(values[0])
    twice = [np.repeat(rng.normal(size=(300, 1)), 2, axis=1) for _ in range(2)]
    once = [own[:, :1] for own in twice]
    assert adjusted(values, twice).values[1] == pytest.approx(adjusted(values, once).values[1])


def test_how_many_are_needed() -> None:
    """From 12 % to 13 %: as two proportions with 80 % power in any table."""
    found = size(0.01, share=0.12)
    assert found.once == pytest.approx(34_332, rel=0.01)
    assert 1.7 < found.any_time / found.once < 2.1
    assert size(1, deviation=10, mean=30).once == pytest.approx(4 * 784.9, rel=0.01)


def test_the_size_and_the_smallest_effect_agree() -> None:
    for anytime in (False, True):
        found = size(0.5, deviation=4, weights=(2, 1, 1))
        n = found.any_time if anytime else found.once
        assert smallest_effect(n, 4, weights=(2, 1, 1), anytime=anytime) == pytest.approx(0.5, rel=1e-3)


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"effect": 0, "share": 0.1}, "effect of zero"),
        ({"effect": 0.1, "share": 0.95}, "0..1"),
        ({"effect": 0.1}, "share="),
        ({"effect": 1, "deviation": -1}, "above zero"),
        ({"effect": 1, "deviation": 2, "weights": (1,)}, "two arms"),
        ({"effect": 1, "deviation": 2, "power": 1}, "between 0 and 1"),
    ],
)
def test_a_size_that_cannot_be(given_: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        size(**given_)  # type: ignore[arg-type]
