"""Whom something else loses later."""

from __future__ import annotations

import numpy as np
import pytest

from sojourn.effects import Effect, Sample
from sojourn.estimates import Estimate, unknown
from sojourn.insights.pain_points.grammar import Candidate
from sojourn.insights.pain_points.joining import Met
from sojourn.insights.pain_points.lost_later import Loss, loss, with_losses
from sojourn.insights.pain_points.sampling import Drawn


def drawn(outcome: list[float], left: list[bool]) -> Drawn:
    """Units 0, 1, 2 ... that are at the step as the third of their own."""
    n = len(outcome)
    who = np.arange(n, dtype=np.int64)
    sample = Sample(
        np.array(outcome), np.array(left), np.zeros((n, 0)), (), who, np.zeros(n, np.int64)
    )  # fmt: skip
    return Drawn(Candidate("drop_off", "cart", 1), sample, who % 2, who, np.full(n, 3), n, sum(left), 1.0, 0, 1, n)


def test_only_what_comes_later_counts_and_only_for_those_who_went_on_without_the_outcome() -> None:
    losses = [Loss(Met(np.array([0, 1, 2, 3]), np.array([5, 5, 2, 5])), 0.4)]
    found = with_losses(drawn([1, 0, 0, 0, 0], [False, False, False, True, False]), losses)
    assert found.sample.outcome.tolist() == [1, 0.4, 0, 0, 0]


def test_who_met_several_is_lost_to_the_worst_and_asking_again_changes_nothing() -> None:
    everyone = Met(np.array([0, 1]), np.array([9, 9]))
    losses = [Loss(everyone, 0.4), Loss(Met(np.array([1]), np.array([7])), 0.7), Loss(everyone, 0.1)]
    found = with_losses(drawn([0, 0], [False, False]), losses)
    assert found.sample.outcome.tolist() == [0.4, 0.7]
    assert with_losses(found, losses).sample.outcome.tolist() == [0.4, 0.7]
    assert with_losses(found, []).sample.outcome.tolist() == [0, 0]


@pytest.mark.parametrize(("value", "otherwise", "share"), [(-0.1, 0.5, 0.2), (0.1, 0.5, 0), (-0.6, 0.5, 0.99)])
def test_a_loss_is_a_share_of_what_comparable_units_have(value: float, otherwise: float, share: float) -> None:
    estimate = Estimate(value, value - 0.05, value + 0.05, 100, "")
    effect = Effect(estimate, unknown("", 1), 50, 100, otherwise + value, otherwise, 1.0, 1.0, 0.01, "")
    assert loss(drawn([0, 1], [True, False]), effect).share == pytest.approx(share)
