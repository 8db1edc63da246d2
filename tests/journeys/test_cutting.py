"""Histories are cut into journeys by start, goal, pause and case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sojourn
from sojourn.errors import ConditionError, DefinitionError, UnknownName, UsageError
from sojourn.journeys.cutting import cut
from tests.shops import shop

STORY = [
    ("anna", "Visit", "2026-01-01 10:00"),
    ("anna", "Order", "2026-01-01 10:30", {"value": 20, "plan": "pro", "case_id": "c1"}),
    ("anna", "Visit", "2026-01-01 11:30", {"case_id": "c2"}),
    ("anna", "Order", "2026-02-10 09:00", {"value": 5, "case_id": "c2"}),
    ("anna", "Visit", "2026-02-11 09:00", {"case_id": "c1"}),
    ("bert", "Browse", "2026-02-11 08:00"),
]


@pytest.fixture
def ws(tmp_path: Path) -> sojourn.Workspace:
    return shop(tmp_path, STORY)


def paths(journeys: sojourn.Journeys, unit: str | None = None) -> list[list[str]]:
    """The names along each unit, in a stable order."""
    units = journeys.units(unit)
    names = units.names("event")
    found = units.collect(
        lambda view: [
            [names[code] for code in view.steps["event"][b:e]] for b, e in zip(view.begin, view.end, strict=True)
        ]
    )
    return sorted(path for partition in found for path in partition)


def test_without_rules_a_journey_is_a_whole_history(ws: sojourn.Workspace) -> None:
    assert paths(ws.journeys()) == [["Browse"], ["Visit", "Order", "Visit", "Order", "Visit"]]


def test_a_goal_ends_a_journey_with_its_step(ws: sojourn.Workspace) -> None:
    assert paths(ws.journeys(goal="Order")) == [["Browse"], ["Visit"], ["Visit", "Order"], ["Visit", "Order"]]


def test_a_pause_longer_than_the_gap_ends_a_journey(ws: sojourn.Workspace) -> None:
    assert paths(ws.journeys(gap="1h")) == [["Browse"], ["Order"], ["Visit"], ["Visit", "Order", "Visit"]]
    assert len(paths(ws.journeys(gap="59m"))) == 5


def test_a_start_opens_a_journey_and_what_comes_before_is_in_none(ws: sojourn.Workspace) -> None:
    assert paths(ws.journeys(start="Order", gap="30d")) == [["Order", "Visit"], ["Order", "Visit"]]
    assert paths(ws.journeys(start=["Order", "Browse"])) == [["Browse"], ["Order", "Visit", "Order", "Visit"]]


def test_a_case_is_a_journey_even_where_cases_interleave(ws: sojourn.Workspace) -> None:
    assert paths(ws.journeys(case="case_id")) == [["Order", "Visit"], ["Visit", "Order"]]


def test_where_keeps_steps_and_customers_keeps_customers(ws: sojourn.Workspace) -> None:
    assert paths(ws.journeys(where="event = 'Order' and value > 10")) == [["Order"]]
    assert paths(ws.journeys(where="plan = 'pro'")) == [["Order"]]
    assert paths(ws.journeys(customers="customer_id != 'anna'")) == [["Browse"]]


def test_between_keeps_journeys_that_start_in_it(ws: sojourn.Workspace) -> None:
    assert paths(ws.journeys(gap="1h", between=("2026-02-01", "2026-02-10"))) == [["Order"]]


def test_whole_histories_of_those_with_a_journey(ws: sojourn.Workspace) -> None:
    journeys = ws.journeys(start="Order")
    assert paths(journeys, "customer") == [["Visit", "Order", "Visit", "Order", "Visit"]]


def test_journeys_are_open_until_the_gap_has_passed(ws: sojourn.Workspace) -> None:
    units = ws.journeys(goal="Order", gap="1d").units()
    (view,) = units.collect(lambda view: view)
    assert view.reached.sum() == 2
    assert view.open.sum() == 2


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"gap": "soon"}, UsageError),
        ({"where": "channel ="}, ConditionError),
        ({"case": "case_id", "gap": "1d"}, DefinitionError),
        ({"customers": "plann = 'pro'"}, UnknownName),
    ],
)
def test_what_cannot_be_is_refused(ws: sojourn.Workspace, asked: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        paths(ws.journeys(**asked))


steps = st.tuples(st.integers(0, 4), st.booleans(), st.booleans())


@given(st.lists(st.lists(steps, min_size=1, max_size=8), max_size=4), st.booleans(), st.booleans(), st.integers(0, 3))
def test_cutting_equals_plain_python(
    histories: list[list[tuple[int, bool, bool]]], has_start: bool, has_goal: bool, gap: int
) -> None:
    flat = [step for history in histories for step in history]
    ends = np.cumsum([len(history) for history in histories], dtype=np.int64)
    begins = ends - np.array([len(history) for history in histories], np.int64)
    times, position = [], 0
    for history in histories:
        time = 0
        for wait, _, _ in history:
            time += wait
            times.append(time)
    starts = np.array([s for _, s, _ in flat] if has_start else [], np.bool_)
    goals = np.array([g for _, _, g in flat] if has_goal else [], np.bool_)
    found = cut(np.array(times, np.int64), starts, goals, begins, ends, gap, 10)

    expected = []
    for history in histories:
        current: list[int] = []
        for k, (_, is_start, is_goal) in enumerate(history):
            i = position + k
            if current and times[i] - times[current[-1]] > gap:
                expected.append((current[0], i, 0))
                current = []
            if current or is_start or not has_start:
                current.append(i)
            if current and has_goal and is_goal:
                expected.append((current[0], i + 1, 1))
                current = []
        position += len(history)
        if current:
            expected.append((current[0], position, 0))
    assert list(zip(found.begin.tolist(), found.end.tolist(), found.reached.tolist(), strict=True)) == expected


def test_a_field_that_nothing_has_is_noted(ws: sojourn.Workspace) -> None:
    found = ws.journeys(where="chanel = 'web'").transitions()
    assert found.notes == ('No field is called "chanel". Did you mean "channel"?',)
    assert ws.journeys(where="plan = 'pro'").transitions().notes == ()
    assert "property" not in str(ws.journeys().transitions(by="property:plan").notes)
