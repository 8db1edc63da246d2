from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.errors import UnknownName, UsageError
from sojourn.estimates import Estimate
from sojourn.insights.next_step.contexts import ORDERS, TIMES, Journeys, chances, counted, places_of
from sojourn.insights.next_step.learning import calibration, learn
from sojourn.insights.next_step.prediction import NextSteps
from tests.shops import Story, shop


def took(who: str, day: int, *events: str) -> list[Story]:
    return [
        (who, event, f"2026-{1 + day // 28:02}-{1 + day % 28:02} {hour:02}:00") for hour, event in enumerate(events)
    ]


def visits(customers: int) -> list[Story]:
    """Everybody looks and adds; of four customers three then buy, and one leaves."""
    return [
        story for n in range(customers) for story in took(f"c{n}", n, "Viewed", "Added", *(["Bought"] if n % 4 else []))
    ]


def test_what_comes_next_and_how_often_that_was_right(tmp_path: Path) -> None:
    with shop(tmp_path, visits(200)) as ws:
        found = ws.journeys().next_step(["Viewed", "Added"])
        same = ws.journeys().next_step(customer="c4")
    assert [row.name for row in found.rows[:2]] == ["Bought", "ended"]
    assert found.rows[0].probability.value == pytest.approx(0.75, abs=0.03)
    assert found.rows[0].probability.low < 0.75 < found.rows[0].probability.high
    assert (found.seen, found.after, same.after) == (200, ("Viewed", "Added"), ("Viewed", "Added"))
    # Of each journey that buys 3 of 3 are named; of one that leaves 1 of 2.
    assert found.accuracy.value == pytest.approx((30 * 3 + 10) / (30 * 3 + 10 * 2))
    assert found.calibration_error < 0.1
    assert "last 20 %" in found.protocol
    assert any("counts as its end" in note for note in found.notes)


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"after": ["Veiwed"]}, UnknownName, 'Did you mean "Viewed"'),
        ({"after": []}, UsageError, "no step to go on from"),
        ({"after": "Viewed", "customer": "c1"}, UsageError, "not both"),
        ({"customer": "nobody"}, UnknownName, "No customer"),
        ({"after": "Viewed", "top": 0}, UsageError, "at least 1"),
        ({"after": "Viewed"}, UsageError, "at least 30 journeys; there are 8"),
    ],
)
def test_what_cannot_be_answered_is_said(
    tmp_path: Path, asked: dict[str, object], error: type[Exception], said: str
) -> None:
    with shop(tmp_path, visits(8)) as ws, pytest.raises(error, match=said):
        ws.journeys().next_step(**asked)  # type: ignore[arg-type]


def journeys_of(paths: list[list[int]]) -> Journeys:
    lengths = [len(path) for path in paths]
    code = np.array([code for path in paths for code in path], np.int64)
    customer = np.arange(len(paths), dtype=np.uint64)
    return Journeys(code, np.arange(len(code)) * 1_000_000, np.cumsum(lengths), np.array(lengths), customer)


def plain_chances(paths: list[list[int]], so_far: list[int], order: int, size: int) -> list[float]:
    """Context by context, in plain Python."""
    chance = [1 / (size + 1)] * (size + 1)
    for m in range(order + 1):
        context = ([-1] * m + so_far)[len(so_far) :]
        after = [
            ([*path, size])[n]
            for path in paths
            for n in range(1, len(path) + 1)
            if ([-1] * m + path[:n])[n:] == context
        ]
        if not after:
            break
        different = len(set(after))
        chance = [(after.count(x) + different * before) / (len(after) + different) for x, before in enumerate(chance)]
    return chance


paths = st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=5), min_size=1, max_size=6)


@settings(max_examples=50)
@given(paths, st.lists(st.integers(0, 2), min_size=1, max_size=4), st.integers(1, 4))
def test_chances_are_those_of_plain_python(learnt: list[list[int]], so_far: list[int], order: int) -> None:
    counts = counted(places_of(journeys_of(learnt), 3))
    key = places_of(journeys_of([so_far]), 3).key[-1]
    chance, plain, timed = np.empty(4), np.empty(4), np.empty(4)
    chances(key, counts, 3, order, np.zeros(TIMES, np.bool_), 5.0, 1.0, chance, plain, timed)
    assert chance == pytest.approx(plain_chances(learnt, so_far, order, 3))


def test_times_are_used_where_they_tell() -> None:
    """After a quick first step comes one thing, after a slow one another."""
    random = np.random.default_rng(1)
    slow = random.random(600) < 0.5
    code = np.stack([np.zeros(600, np.int64), np.ones(600, np.int64), np.where(slow, 2, 3)], axis=1).ravel()
    waits = np.stack([np.zeros(600), np.where(slow, 3600, 10), np.full(600, 60)], axis=1)
    time = (np.arange(600)[:, None] * 86_400 + waits.cumsum(axis=1)).ravel() * 1_000_000
    customer = np.arange(600, dtype=np.uint64)
    made = Journeys(code, time.astype(np.int64), np.arange(1, 601) * 3, np.full(600, 3), customer)
    found = learn(made, 4)
    assert found.choice.times.tolist()[:2] != [False, False]
    assert found.marks.accuracy.value == 1
    assert found.marks.by_last_step.value < 0.9


def test_nothing_is_learnt_from_journeys_that_mark_it() -> None:
    """What comes next changes for good in the last fifth: all of it must then be named wrongly."""
    code = np.array([step for n in range(100) for step in (0, 1 if n < 80 else 2)])
    time = np.repeat(np.arange(100), 2) * 86_400_000_000
    made = Journeys(code, time, np.arange(1, 101) * 2, np.ones(100, np.int64), np.arange(100, dtype=np.uint64))
    assert learn(made, 3).marks.accuracy.value == 0


def test_what_comes_after_young_steps_is_not_known() -> None:
    made = journeys_of([[0, 1], [0, 1]])._replace(known=np.array([2, 1]))
    assert places_of(made, 2).next.tolist() == [1, 2, 1]
    assert places_of(made, 2).key.shape == (3, ORDERS + 1 + TIMES)


def test_calibration_is_the_distance_of_what_was_said_from_what_came() -> None:
    assert calibration(np.full(100, 0.8), np.tile([1.0] * 6 + [0.0] * 4, 10)) == pytest.approx(0.2)
    assert calibration(np.full(100, 1.0), np.ones(100)) == 0
    assert calibration(np.full(100, 0.7), np.zeros(100)) == pytest.approx(0.7)


def looks(days: int, customers: int = 2000, seed: int = 0) -> list[Story]:
    """Customers look at a page, and by a coin at another ten minutes later, and so on; records end after so many days.

    Before heads and after tails nobody can know more than that each is the end with a chance of one half.
    """
    rng = np.random.default_rng(seed)
    found: list[Story] = []
    for who in range(customers):
        at = int(rng.random() * days * 1440)
        while at < days * 1440:
            found.append((f"c{who}", "Viewed", str(np.datetime64("2026-01-01T00:00") + np.timedelta64(at, "m"))))
            if rng.random() < 0.5:
                break
            at += 10
    return found


def chance_of(found: NextSteps, name: str) -> Estimate:
    (row,) = [row for row in found.rows if row.name == name]
    return row.probability


@pytest.mark.parametrize("days", [60, 120])
def test_the_end_of_the_records_is_no_end_and_not_the_lack_of_one(tmp_path: Path, days: int) -> None:
    with shop(tmp_path, looks(days)) as ws:
        found = ws.journeys(gap="30d").next_step("Viewed")
    assert chance_of(found, "ended").value == pytest.approx(0.5, abs=0.04)
    assert found.accuracy.low <= 0.5 <= found.accuracy.high
    assert any("began late took no part" in note for note in found.notes)


def test_where_all_is_younger_than_the_gap_that_is_said(tmp_path: Path) -> None:
    events: list[Story] = [(f"c{n}", "Bought", f"2026-01-{1 + n % 28:02} 10:00") for n in range(80)]
    with shop(tmp_path, events) as ws, pytest.raises(UsageError, match="80 more journeys began too late"):
        ws.journeys(gap="30d").next_step()


def test_a_journey_that_has_ended_has_no_next_step(tmp_path: Path) -> None:
    events = [*visits(200), ("late", "Viewed", "2026-12-31 10:00"), ("open", "Viewed", "2026-12-30 10:00")]
    with shop(tmp_path, events) as ws:
        over = ws.journeys(gap="30d").next_step(customer="c4")
        still = ws.journeys(gap="30d").next_step(customer="open")
        bought = ws.journeys(goal="Bought").next_step(customer="c5")
    assert (over.ended, over.rows, over.after) == (True, (), ("Viewed", "Added"))
    assert any("has ended" in note for note in over.notes)
    assert (still.ended, still.rows[0].name) == (False, "Added")
    assert bought.ended


def often_there(shops: int) -> list[Story]:
    """Each customer has a taste of their own; one in ten comes forty times."""
    rng = np.random.default_rng(0)
    found: list[Story] = [("last", "Left", "2028-01-01 10:00")]
    for who in range(200 * shops):
        taste, times = rng.random(), 40 if rng.random() < 0.1 else 1
        more = {"shop": f"shop {who // 200}"}
        for visit in range(times):
            at = np.datetime64("2026-01-01T10:00") + np.timedelta64(3 * visit, "D")
            liked = "Added" if rng.random() < taste else "Wished"
            found += [(f"c{who}", "Viewed", str(at), more), (f"c{who}", liked, str(at + np.timedelta64(2, "m")), more)]
    return found


def test_ranges_know_that_visits_of_one_customer_are_alike(tmp_path: Path) -> None:
    """By visits the range of 95 % would hold the truth in about a third of shops."""
    with shop(tmp_path, often_there(10)) as ws:
        each = [ws.journeys(gap="1d", where=f"shop = 'shop {k}'").next_step("Viewed") for k in range(10)]
    liked = [chance_of(found, "Added") for found in each]
    assert sum(one.low <= 0.5 <= one.high for one in liked) >= 8
    assert all(one.high - one.low < 0.45 for one in liked)
