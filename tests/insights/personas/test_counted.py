from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.insights.personas.counted import share_told
from tests.shops import Story, shop

PLACES = ("home", "list", "product", "cart", "help")
PAUSES = dict(zip(PLACES, (2, 30, 600, 3_000, 20_000), strict=True))


def stories(
    customers: int, chances: dict[int, list[float]], channels: bool = False, paused: bool = False
) -> list[Story]:
    """Each step is drawn anew, whatever came before; channel and pause follow from it."""
    random = np.random.default_rng(10)
    found: list[Story] = []
    for n in range(customers):
        minute = 0
        for step in random.choice(5, p=chances[n % len(chances)], size=2 + random.geometric(0.2)).tolist():
            place = PLACES[step]
            minute += PAUSES[place] if paused else 3
            when = str(np.datetime64("2026-01-01T10:00") + np.timedelta64(minute, "m")).replace("T", " ")
            found.append(
                (f"c{n}", f"{place} seen", when, {"touchpoint": place, "channel": f"by {place}" if channels else "web"})
            )
    return found


ALIKE = {0: [0.2] * 5}
TWO = {0: [0.4, 0.3, 0.1, 0.1, 0.1], 1: [0.1, 0.1, 0.1, 0.3, 0.4]}


def test_a_step_that_is_counted_twice_makes_up_no_kinds(tmp_path: Path) -> None:
    with shop(tmp_path, stories(800, ALIKE)) as ws:
        assert len(ws.journeys().personas(also="use").rows) == 1


def test_kinds_that_are_there_are_found_by_use(tmp_path: Path) -> None:
    with shop(tmp_path, stories(800, TWO)) as ws:
        found = ws.journeys().personas(also="use")
    assert len(found.rows) == 2
    assert any("though all may be alike" in note for note in found.notes)
    assert all(one.steps.low < 7 < one.steps.high for one in found.rows)


@pytest.mark.parametrize("also", ["channel", "pace"])
def test_a_channel_or_pause_that_follows_from_the_touchpoint_is_no_news(tmp_path: Path, also: str) -> None:
    with shop(tmp_path, stories(600, ALIKE, channels=also == "channel", paused=also == "pace")) as ws:
        assert len(ws.journeys().personas(also=also).rows) == 1


def test_what_rows_tell_of_columns() -> None:
    assert share_told(np.diag([500, 300, 200])) == pytest.approx(1, abs=0.01)
    assert share_told(np.outer([50, 30, 20], [5, 5])) == 0
    assert share_told(np.array([[7], [3]])) == 0
    assert share_told(np.zeros((2, 3), np.int64)) == 0


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=1, max_size=5))
def test_rows_tell_a_share(counts: list[list[int]]) -> None:
    assert 0 <= share_told(np.array(counts, np.int64)) <= 1
