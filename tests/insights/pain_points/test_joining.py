"""Pain points that the same journeys meet."""

from __future__ import annotations

import numpy as np
import pytest

from sojourn.effects import Sample
from sojourn.insights.pain_points import joining
from sojourn.insights.pain_points.grammar import Candidate
from sojourn.insights.pain_points.sampling import Drawn

N = 3000


def drawn(name: str, exposed: np.ndarray, outcome: np.ndarray, at: int) -> Drawn:
    """All of N customers reached the step; who is exposed meets it at a place of their path."""
    who = np.arange(N, dtype=np.int64)
    loyal = (who % 2).astype(np.float64)[:, None]
    sample = Sample(outcome, exposed, loyal, ("loyal",), who, np.zeros(N, np.int64))
    size = int(exposed.sum())
    return Drawn(
        Candidate("error", name, 1), sample, who % 2, who, np.full(N, at), np.zeros(N, bool), N, size, 1.0, 0, 1
    )


@pytest.fixture
def world() -> dict[str, Drawn]:
    """An error turns half away; of those who meet it, and of few others, many try again, which costs nothing."""
    rng = np.random.default_rng(4)
    error = rng.random(N) < 0.2
    again = rng.random(N) < np.where(error, 0.5, 0.05)
    slow = rng.random(N) < 0.1
    outcome = (rng.random(N) < 0.6 * np.where(error, 0.5, 1) * np.where(slow, 0.6, 1)).astype(np.float64)
    return {
        "error": drawn("error", error, outcome, 3),
        "again": drawn("again", again, outcome, 4),
        "slow": drawn("slow", slow, outcome, 2),
    }


def test_what_only_comes_of_another_goes_and_says_of_which(world: dict[str, Drawn]) -> None:
    assert joining.explained(list(world.values())) == {1: 0}


def test_what_comes_later_does_not_explain_what_came_before(world: dict[str, Drawn]) -> None:
    again = joining.met(world["again"])
    assert joining.beside(world["error"], [again]).shape == (N, 0)
    assert joining.beside(world["again"], [joining.met(world["error"])]).shape == (N, 1)


def test_one_thing_under_two_names_stays_under_one(world: dict[str, Drawn]) -> None:
    assert len(joining.explained([world["error"], world["error"]])) == 1


def test_those_that_stay_are_sized_beside_each_other(world: dict[str, Drawn]) -> None:
    alone = joining.adjusted(world["slow"], [])
    beside = joining.adjusted(world["slow"], [joining.met(world["error"])])
    assert beside.estimate.value == pytest.approx(alone.estimate.value, abs=0.03)
    assert beside.estimate.high < 0


def test_overlaps_are_named(world: dict[str, Drawn]) -> None:
    others = {"again": joining.met(world["again"]), "nobody": joining.Met(np.zeros(0, np.int64), np.zeros(0, np.int64))}
    assert joining.overlapping(world["error"], others) == ("again",)
