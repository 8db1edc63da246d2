"""What removing a pain point might bring."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.effects import Effect, adjusted_effect
from sojourn.estimates import Estimate
from sojourn.insights.pain_points.gains import joint_gain, shrunk, width
from sojourn.insights.pain_points.joining import Met
from tests.effects.made import confounded


def effect(value: float, half: float = 0.02) -> Effect:
    return Effect(Estimate(value, value - half, value + half, 100, "test"), Estimate(value, value, value, 100, "test"),
                  50, 100, 0.4 + value, 0.4, 1.0, 1.0, 0.01, "")  # fmt: skip


@given(st.floats(-0.5, 0.5), st.floats(0.001, 0.3), st.floats(0, 0.1))
def test_shrinking_draws_towards_nothing_and_narrows(value: float, half: float, variance: float) -> None:
    before = effect(value, half).estimate
    after = shrunk(before, variance)
    assert abs(after.value) <= abs(before.value) + 1e-12
    assert after.high - after.low <= before.high - before.low + 1e-12
    assert after.low <= after.value <= after.high


def test_what_is_measured_well_is_hardly_shrunk() -> None:
    found = [effect(value, 0.02) for value in (-0.1, -0.2, -0.15)]
    assert shrunk(found[0].estimate, width(found)).value == pytest.approx(-0.1, rel=0.02)
    assert width([effect(0.0), effect(0.001)]) == 0


def gains(*numbers: float) -> list[Estimate]:
    return [Estimate(number, number - 1, number + 1, 10, "test") for number in numbers]


def test_what_the_same_journeys_meet_is_not_summed() -> None:
    apart = [Met(np.arange(10), np.zeros(10, np.int64)), Met(np.arange(10, 20), np.zeros(10, np.int64))]
    same = [apart[0], apart[0]]
    effects = [effect(-0.2), effect(-0.2)]
    assert joint_gain(apart, effects, gains(10, 10)).value == pytest.approx(20)
    assert joint_gain(same, effects, gains(10, 10)).value == pytest.approx(20 * (1 - 0.5 * 0.5))
    assert np.isnan(joint_gain([], [], []).value)


def test_an_effect_and_its_gain_have_the_same_sign() -> None:
    found = adjusted_effect(confounded(2000, -0.2))
    assert found.estimate.high < 0
    assert shrunk(found.estimate, width([found])).high < 0
