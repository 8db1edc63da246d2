"""Readers in threads see the log before a change or after it, never in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest

import sojourn
from sojourn.engines.local import refreshing

CUSTOMERS = 40
ROUND = ("Product Viewed", "Signed In", "Order Completed")


def visits(day: int) -> list[dict[str, Any]]:
    """Each customer comes with a fresh cookie, signs in, which makes the cookie theirs, and buys.

    From the sixth day on they come with a known one, as nobody may have more than five.
    """
    return [
        {
            "occurred_at": f"2026-01-{day:02d}T10:{minute:02d}:00Z",
            "event": event,
            "shop": f"shop {who % 3}",
            **identifiers,
        }
        for who in range(CUSTOMERS)
        for minute, (event, identifiers) in enumerate(
            zip(
                ROUND,
                (
                    {"anonymous_id": f"cookie-{who}-{day % 5}"},
                    {"anonymous_id": f"cookie-{who}-{day % 5}", "user_id": f"user-{who}"},
                    {"user_id": f"user-{who}"},
                ),
                strict=True,
            )
        )
    ]


def days_in_transitions(ws: sojourn.Workspace) -> int:
    found = ws.journeys().transitions()
    counts = {(edge.source, edge.target): edge.count for edge in found.edges}
    days = counts[ROUND[0], ROUND[1]] // CUSTOMERS
    assert found.starts == {ROUND[0]: CUSTOMERS}
    assert counts.pop((ROUND[2], ROUND[0]), 0) == (days - 1) * CUSTOMERS
    assert counts == {(ROUND[0], ROUND[1]): days * CUSTOMERS, (ROUND[1], ROUND[2]): days * CUSTOMERS}
    return days


def days_in_sql(ws: sojourn.Workspace) -> int:
    ((events, customers),) = [
        row.values()
        for row in ws.sql("select count(*) as events, count(distinct customer_id) as customers from events").to_pylist()
    ]
    assert customers == CUSTOMERS
    assert events % (3 * CUSTOMERS) == 0
    return int(events // (3 * CUSTOMERS))


def days_in_properties(ws: sojourn.Workspace) -> int:
    groups = ws.journeys(where="event = 'Order Completed'").transitions(by="property:shop").groups
    days = {
        group.value: sum(edge.count for edge in group.result.edges) / sum(group.result.starts.values())
        for group in groups
    }
    assert sorted(days) == ["shop 0", "shop 1", "shop 2"]
    assert len(set(days.values())) == 1
    return int(days["shop 0"]) + 1


def days_of_a_customer(ws: sojourn.Workspace) -> int:
    steps = [step.event for step in ws.customer("user-1").steps]
    assert steps == [*ROUND] * (len(steps) // 3)
    return len(steps) // 3


def asked_until(stopped: Event, question: Callable[[sojourn.Workspace], int], ws: sojourn.Workspace) -> list[int]:
    """The answers, in order; at least one after everything has stopped."""
    answers = [question(ws)]
    while not stopped.is_set():
        answers.append(question(ws))
    return [*answers, question(ws)]


@pytest.fixture(params=[0, 1000], ids=["compiling", "refreshing"])
def ws(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[sojourn.Workspace]:
    """Everything is compiled anew after each load, or journeys are only ever refreshed."""
    with patch.object(refreshing, "MOST", request.param), sojourn.open(tmp_path / "shop") as workspace:
        workspace.load(visits(1))
        yield workspace


@pytest.mark.parametrize("loads", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_readers_see_whole_loads(loads: int, ws: sojourn.Workspace) -> None:
    questions = (days_in_transitions, days_in_sql, days_in_properties, days_of_a_customer)
    stopped = Event()
    with ThreadPoolExecutor(len(questions)) as pool:
        asked: list[Future[list[int]]] = [pool.submit(asked_until, stopped, question, ws) for question in questions]
        try:
            for day in range(2, loads + 1):
                ws.load(visits(day))
                ws.journeys().units()
        finally:
            stopped.set()
    for answers in (one.result() for one in asked):
        assert answers == sorted(answers)
        assert answers[-1] == loads


@pytest.mark.slow
def test_readers_see_a_customer_whole_or_not_at_all(ws: sojourn.Workspace) -> None:
    def customers(ws: sojourn.Workspace) -> int:
        starts = ws.journeys().transitions().starts
        assert set(starts) == {ROUND[0]}
        return -sum(starts.values())

    def customers_in_sql(ws: sojourn.Workspace) -> int:
        (row,) = ws.sql("select count(*) as events, count(distinct customer_id) as customers from events").to_pylist()
        assert row["events"] == 3 * row["customers"]
        return -int(row["customers"])

    stopped = Event()
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(asked_until, stopped, question, ws) for question in (customers, customers_in_sql)]
        try:
            for who in range(8):
                ws.forget(f"user-{who}")
        finally:
            stopped.set()
    for answers in (one.result() for one in asked):
        assert answers == sorted(answers)
        assert answers[-1] == 8 - CUSTOMERS


def test_two_loads_at_once_wait_for_each_other(ws: sojourn.Workspace) -> None:
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda day: ws.load(visits(day)), (2, 3, 4, 2)))
    assert sorted(report.accepted for report in reports) == [0, *[3 * CUSTOMERS] * 3]
    assert days_in_transitions(ws) == 4
