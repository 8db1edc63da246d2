from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.insights.finding.kernel import again, firsts, followed, leaving, loops
from sojourn.workspace import Workspace
from tests.shops import Story, shop


def searches(n: int = 90) -> list[Story]:
    """Every third search finds nothing; who finds nothing searches again at once, and seldom buys."""
    found: list[Story] = []
    for k in range(n):
        who, day, empty = f"c{k}", f"2026-01-{1 + k % 28:02}", k % 3 == 0
        found.append((who, "Product List Viewed", f"{day} 10:00", {"channel": "web"}))
        found.append((who, "Products Searched", f"{day} 10:01", {"results": 0 if empty else 7, "channel": "web"}))
        if empty:
            found.append((who, "Products Searched", f"{day} 10:02", {"results": 5, "channel": "web"}))
        if k % (9 if empty else 2) == 0:
            found.append((who, "Order Completed", f"{day} 11:00", {"channel": "web"}))
    return [*found, ("last", "Page Viewed", "2026-05-01")]


def test_who_finds_nothing_searches_again_or_goes_in_circles(tmp_path: Path) -> None:
    help_seekers: list[Story] = [
        ("h1", "Help Viewed", "2026-01-02 10:00"), ("h1", "Page Viewed", "2026-01-02 10:05"),
        ("h1", "Help Viewed", "2026-01-02 10:09"),
        ("h2", "Help Viewed", "2026-01-02 10:00"), ("h2", "Page Viewed", "2026-01-02 10:05"),
        ("h2", "Help Viewed", "2026-01-02 11:09"),
        ("h3", "Help Viewed", "2026-01-02 10:00"), ("h3", "Help Viewed", "2026-01-02 10:01"),
    ]  # fmt: skip
    with shop(tmp_path, [*searches(), *help_seekers]) as ws:
        found = ws.journeys().finding("Order Completed")
    rows = {row.kind: row for row in found.rows}
    assert (rows["empty search"].customers, rows["empty search"].share.n) == (30, 90)
    assert rows["repeated search"].customers == 30
    assert (rows["help loop"].customers, rows["help loop"].share.n) == (1, 3)
    assert rows["empty search"].where[0].touchpoint == "catalogue"
    assert (rows["empty search"].where[0].met, rows["empty search"].where[0].came) == (30, 90)
    driver = rows["empty search"].driver
    assert driver is not None
    assert driver.naive.value == pytest.approx(10 / 30 - 30 / 60, abs=1e-9)
    assert "Of 90 customers who searched, 30 found nothing with their first search (33 %" in found.summary()
    assert found.searched == 90
    assert found.sought_help == 3


def test_an_event_of_its_own_can_say_that_nothing_was_found(tmp_path: Path) -> None:
    events: list[Story] = []
    for k in range(4):
        events.append((f"c{k}", "Products Searched", "2026-01-02 10:00"))
        events.append((f"c{k}", "No Search Results" if k else "Product Viewed", "2026-01-02 10:01"))
    with shop(tmp_path, events) as ws:
        found = ws.journeys().finding()
    (row,) = [row for row in found.rows if row.kind == "empty search"]
    assert (row.customers, row.share.n, row.driver) == (3, 4, None)
    assert any(note.startswith("Nothing says what customers should reach") for note in found.notes)


def test_logs_without_searches_or_results_say_so(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Page Viewed", "2026-01-02")]) as ws:
        found = ws.journeys().finding()
        assert (found.rows, found.summary()) == ((), "Nobody searches or asks for help here.")
        assert 'No event here is known as "search"' in found.notes[0]
        with pytest.raises(UsageError, match="The outcome never happens"):
            ws.journeys().finding("Order Completed")
        with pytest.raises(UsageError, match="'soon' is not a duration"):
            ws.journeys().finding(within="soon")
    with Workspace(tmp_path / "other") as ws:
        ws.load([{"user_id": "a", "event": "Products Searched", "occurred_at": "2026-01-02"}])
        assert "No search says how many results" in ws.journeys().finding().notes[0]


steps = st.lists(st.tuples(st.integers(0, 1), st.integers(1, 5)), max_size=12)


@given(steps)
def test_loops_equal_plain_python(log: list[tuple[int, int]]) -> None:
    helping = np.array([kind == 1 for kind, _ in log], np.bool_)
    time = np.cumsum([wait for _, wait in log]).astype(np.int64)
    plain = [False] * len(log)
    for i in np.flatnonzero(helping).tolist():
        before = [k for k in range(i) if helping[k]]
        plain[i] = bool(before) and before[-1] < i - 1 and bool(time[i] - time[before[-1]] <= 4)
    one = np.array([0]), np.array([len(log)])
    assert loops(helping, time, *one, 4).tolist() == plain


@given(steps)
def test_repeats_equal_plain_python(log: list[tuple[int, int]]) -> None:
    marked = np.array([kind == 1 for kind, _ in log], np.bool_)
    time = np.cumsum([wait for _, wait in log]).astype(np.int64)
    plain = [bool(i and marked[i] and marked[i - 1] and time[i] - time[i - 1] <= 3) for i in range(len(log))]
    one = np.array([0]), np.array([len(log)])
    assert again(marked, ~marked, time, *one, 3).tolist() == plain


@given(steps, st.integers(0, 12))
def test_what_comes_first_before_and_after_equals_plain_python(log: list[tuple[int, int]], cut: int) -> None:
    marked = np.array([kind == 1 for kind, _ in log], np.bool_)
    bounds = [0, min(cut, len(log)), len(log)]
    units = [range(*pair) for pair in pairwise(bounds)]
    there = np.array(bounds[:-1]), np.array(bounds[1:])
    first = {next((i for i in unit if marked[i]), -1) for unit in units} - {-1}
    assert set(np.flatnonzero(firsts(marked, *there)).tolist()) == first
    after = {i for unit in units for i in unit[1:] if marked[i - 1] and not marked[i]}
    assert set(np.flatnonzero(leaving(marked, *there)).tolist()) == after
    before = {i for unit in units for i in unit[:-1] if marked[i] and not marked[i + 1]}
    assert set(np.flatnonzero(followed(marked, ~marked, *there)).tolist()) == before
