from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from sojourn.errors import UsageError
from sojourn.insights.attribution.hazard import fitted, parts
from sojourn.workspace import Workspace, open_workspace
from tests.shops import Story, shop

CHANNELS = ("search", "email", "display")
EFFECTS = np.array([0.0, 0.8, 0.3])
DRAWN_BY_INTENT = np.array([1.2, 0.0, 0.0])
DAYS, HALF_LIFE = 60, 7.0


class World(NamedTuple):
    """What happened: (customer, day, channel), or None for the order; the intent, and what each channel brought."""

    events: list[tuple[int, int, str | None]]
    intent: np.ndarray
    share: np.ndarray


def world(customers: int, seed: int) -> World:
    """Intent leads to search and to orders; search itself does nothing."""
    intent = np.random.default_rng(seed).normal(size=customers)

    def run(without: int | None) -> tuple[float, list[tuple[int, int, str | None]]]:
        random = np.random.default_rng(seed + 1)
        adstock, expected = np.zeros((customers, 3)), 0.0
        events: list[tuple[int, int, str | None]] = []
        for day in range(DAYS):
            adstock *= 2 ** (-1 / HALF_LIFE)
            touched = random.random((customers, 3)) < 0.03 * np.exp(DRAWN_BY_INTENT * intent[:, None])
            if without is not None:
                touched[:, without] = False
            adstock += touched
            chance = 1 / (1 + np.exp(5.2 - intent - adstock @ EFFECTS))
            expected += chance.sum()
            events += [(int(who), day, CHANNELS[what]) for who, what in zip(*np.nonzero(touched), strict=True)]
            events += [(int(who), day, None) for who in np.flatnonzero(random.random(customers) < chance)]
        return expected, events

    whole, events = run(None)
    brought = np.array([whole - run(channel)[0] for channel in range(3)])
    return World(events, intent, brought / brought.sum())


def load(ws: Workspace, made: World) -> None:
    ws.load(
        [
            {
                "user_id": f"u{who}",
                "event": "Visit" if channel else "Order Completed",
                "occurred_at": np.datetime64("2026-01-01T10") + np.timedelta64(24 * day + (0 if channel else 9), "h"),
                "channel": channel,
            }
            for who, day, channel in made.events
        ]
    )
    ws.load_customers([{"user_id": f"u{n}", "wish": float(wish), "same": 1} for n, wish in enumerate(made.intent)])


@pytest.fixture(scope="module")
def shop_of_intent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Workspace]]:
    made = world(1500, seed=11)
    with open_workspace(tmp_path_factory.mktemp("intent") / "shop") as ws:
        load(ws, made)
        yield made, ws


def distance(shares: dict[str, float], truth: np.ndarray) -> float:
    """Total variation."""
    return 0.5 * sum(abs(shares.get(name, 0.0) - share) for name, share in zip(CHANNELS, truth, strict=True))


@pytest.mark.slow
def test_with_measured_intent_the_hazard_model_comes_near_to_what_channels_brought(
    shop_of_intent: tuple[World, Workspace],
) -> None:
    made, ws = shop_of_intent
    found = ws.journeys().attribution("Order Completed", "all", intent="segment:wish", touches="event = 'Visit'")
    apart = {model: distance({r.name: r.share.value for r in found.of(model)}, made.share) for model in found.models}
    assert apart["hazard"] < 0.15
    assert apart["hazard"] < 0.5 * min(apart[model] for model in found.models if model != "hazard")
    assert "control group" in found.label


@pytest.mark.slow
def test_an_intent_that_does_not_differ_is_refused(shop_of_intent: tuple[World, Workspace]) -> None:
    _, ws = shop_of_intent
    with pytest.raises(UsageError, match="the same for everybody"):
        ws.journeys().attribution("Order Completed", "hazard", intent="segment:same")


def test_coefficients_are_those_that_made_the_choices() -> None:
    random = np.random.default_rng(3)
    adstock, others = random.exponential(size=(4000, 6, 2)), random.normal(size=(4000, 6, 1))
    score = adstock @ [0.7, 0.0] + others @ [-0.5] + random.gumbel(size=(4000, 6))
    first = score.argmax(axis=1)
    rows = np.arange(4000)
    for columns in (adstock, others):
        columns[rows, 0], columns[rows, first] = columns[rows, first].copy(), columns[rows, 0].copy()
    beta, _ = fitted(adstock, others, np.ones((4000, 6), np.bool_))
    assert beta == pytest.approx([0.7, 0.0, -0.5], abs=0.07)


def test_columns_that_say_the_same_share_what_they_do() -> None:
    random = np.random.default_rng(4)
    one = random.exponential(size=(500, 4, 1))
    score = one[:, :, 0] + random.gumbel(size=(500, 4))
    first = score.argmax(axis=1)
    rows = np.arange(500)
    one[rows, 0], one[rows, first] = one[rows, first].copy(), one[rows, 0].copy()
    beta, _ = fitted(np.concatenate([one, one], axis=2), np.zeros((500, 4, 1)), np.ones((500, 4), np.bool_))
    assert beta[0] == pytest.approx(beta[1])
    assert beta[2] == 0


def test_parts_of_a_conversion_are_no_more_than_all_of_it() -> None:
    found = parts(np.array([[0.0, 0.0], [1.0, 3.0]]), np.array([1.0, 2.0]))
    assert found[0].tolist() == [0, 0]
    assert found[1].sum() == pytest.approx(1 - np.exp(-7))
    assert found[1, 1] == pytest.approx(6 * found[1, 0])


def test_too_many_names_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    events: list[Story] = []
    for n in range(80):
        events += [(f"u{n}", "Visit", "2026-01-01 10:00", {"channel": f"channel {n}"})]
        events += [(f"u{n}", "Order Completed", f"2026-01-02 {n % 24:02}:00")]
    with shop(tmp_path, events) as ws:
        j = ws.journeys()
        with pytest.raises(UsageError, match="at most 60 names apart; there are 80"):
            j.attribution("Order Completed", "hazard", intent="Visit")
        every = j.attribution("Order Completed", "all", intent="Visit")
    assert "hazard" not in every.models
    assert any("at most 60 names apart" in note for note in every.notes)
