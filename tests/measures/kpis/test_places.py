from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.periods import DAY, SECOND
from tests.in_memory import Took, units_of
from tests.measures.kpis.asking import ask, in_order, logs, only
from tests.shops import shop

SHOPPING = [
    ("anna", "Product Viewed", "2026-01-01 10:00", {"channel": "web"}),
    ("anna", "Order Completed", "2026-01-01 11:00", {"channel": "web"}),
    ("ben", "Product Viewed", "2026-01-01 10:00", {"channel": "app"}),
    ("ben", "Product Viewed", "2026-01-03 10:00", {"channel": "app"}),
    ("cleo", "Support Call", "2026-01-02 10:00"),
    ("cleo", "Support Call", "2026-01-05 10:00"),
]


def test_reach_counts_customers_of_all(tmp_path: Path) -> None:
    with shop(tmp_path, SHOPPING) as ws:
        row = only(ws.journeys().measure("reach", stage="consideration"))
        assert (row.estimate.value, row.estimate.n) == (pytest.approx(2 / 3), 3)
        assert only(ws.journeys().measure("reach", touchpoint="order")).estimate.value == pytest.approx(1 / 3)
        assert only(
            ws.journeys().measure("reach", stage="consideration", channel="app")
        ).estimate.value == pytest.approx(1 / 3)
        assert only(ws.journeys().measure("reach", event="Support Call")).estimate.value == pytest.approx(1 / 3)


def test_onward_is_of_those_who_reach_the_stage(tmp_path: Path) -> None:
    with shop(tmp_path, SHOPPING) as ws:
        row = only(ws.journeys().measure("onward", stage="consideration"))
        assert (row.estimate.value, row.estimate.n) == (0.5, 2)
        notes = ws.journeys().measure("onward", stage="considerations").notes
        assert notes == ('No stage is called "considerations". Did you mean "consideration"?',)


def test_repeat_is_of_customers_who_had_the_time(tmp_path: Path) -> None:
    with shop(tmp_path, SHOPPING) as ws:
        row = only(ws.journeys().measure("repeat", touchpoint="product page", within="2d"))
        assert (row.estimate.value, row.estimate.n, row.open_units) == (0.5, 2, 0)
        # Anna's one look was less than a week before the records end: she may still come again.
        assert only(ws.journeys().measure("repeat", touchpoint="product page", within="7d")).open_units == 1


def test_occurrence_is_of_steps(tmp_path: Path) -> None:
    searches = [
        ("anna", "Products Searched", f"2026-01-0{day} 10:00", {"results": hits})
        for day, hits in ((1, 0), (2, 7), (3, 0))
    ]
    with shop(tmp_path, searches) as ws:
        row = only(ws.journeys().measure("occurrence", touchpoint="search", where="results = 0"))
        assert (row.estimate.value, row.estimate.n) == (pytest.approx(2 / 3), 3)
        with pytest.raises(UsageError, match='occurrence needs a condition, such as where="results = 0"'):
            ws.journeys().measure("occurrence", touchpoint="search")


def test_problems_are_met_by_customers_at_a_place(tmp_path: Path) -> None:
    with shop(tmp_path, [*SHOPPING, ("anna", "Payment Failed", "2026-01-01 12:00")]) as ws:
        row = only(ws.journeys().measure("problems", stage="service"))
        assert (row.estimate.value, row.estimate.n) == (0.5, 2)


def test_a_forced_switch_follows_self_service_within_a_day(tmp_path: Path) -> None:
    calls = [
        ("anna", "Support Call", "2026-01-02 09:00", {"channel": "phone"}),
        ("anna", "Support Call", "2026-01-09 09:00"),
    ]
    with shop(tmp_path, [*SHOPPING, *calls]) as ws:
        row = only(ws.journeys().measure("forced_switch"))
        assert (row.estimate.value, row.estimate.n) == (0.25, 4)


def test_duration_is_the_time_until_the_customer_is_elsewhere(tmp_path: Path) -> None:
    with shop(tmp_path, SHOPPING) as ws:
        found = ws.journeys().measure("duration", touchpoint="product page")
        assert only(found).estimate.value == 3600
        assert found.notes == ("1 with nothing after it were left out.",)
        with pytest.raises(UsageError, match="duration needs a place"):
            ws.journeys().measure("duration")


def test_loss_is_the_funnels_drop_off(tmp_path: Path) -> None:
    steps = ["Product Viewed", "Order Completed"]
    with shop(tmp_path, SHOPPING) as ws:
        row = only(ws.journeys().measure("loss", steps=steps, after="Product Viewed"))
        funnel = ws.journeys().funnel(steps)
        assert round(row.estimate.value * row.estimate.n) == funnel.steps[1].drop_off == 1
        assert row.estimate.n == funnel.steps[0].customers == 2
        with pytest.raises(UsageError, match="loss counts after a step that others follow: Product Viewed"):
            ws.journeys().measure("loss", steps=steps, after="Order Completed")


@given(logs, st.integers(1, 3))
def test_reach_and_repeat_are_what_plain_python_says(log: list[Took], partitions: int) -> None:
    units = units_of(log, partitions=partitions)
    reach = only(ask(units, "reach", event="b")).estimate
    people = {step.who for step in log}
    came = {step.who for step in log if step.code == 2}
    assert (reach.n, round((reach.value if people else 0) * reach.n)) == (len(people), len(came))
    repeat = only(ask(units, "repeat", event="b", within="1d"))
    now = max((step.at for step in log), default=0)
    won, waiting = set(), set()
    for who in came:
        times = [step.at for step in in_order(log) if step.who == who and step.code == 2]
        if any(later - earlier <= DAY for earlier, later in pairwise(times)):
            won.add(who)
        elif now - times[-1] < DAY:
            waiting.add(who)
    assert (repeat.estimate.n, repeat.open_units) == (len(came - waiting), len(waiting))
    assert round((repeat.estimate.value if came - waiting else 0) * repeat.estimate.n) == len(won)


@given(logs)
def test_duration_is_what_plain_python_says(log: list[Took]) -> None:
    found = only(ask(units_of(log), "duration", stage="b")).estimate
    waits = []
    for who in {step.who for step in log}:
        steps = [step for step in in_order(log) if step.who == who]
        first = next((n for n, step in enumerate(steps) if step.code == 2), None)
        then = next((step for step in steps[first:] if step.code != 2), None) if first is not None else None
        if then is not None and first is not None:
            waits.append((then.at - steps[first].at) / SECOND)
    assert found.n == len(waits)
    if waits:
        assert min(waits) <= found.value <= max(waits)


def test_feelings_are_on_one_scale_and_of_one_kind(tmp_path: Path) -> None:
    events = [
        ("anna", "Order Delivered", "2026-01-01 10:00"),
        ("anna", "Survey Answered", "2026-01-01 12:00", {"score_kind": "csat", "score": 1}),
        ("ben", "Order Delivered", "2026-01-01 10:00"),
        ("ben", "Survey Answered", "2026-01-01 12:00", {"score_kind": "csat", "score": 4}),
        ("ben", "Survey Answered", "2026-01-02 12:00", {"score_kind": "nps", "score": 10}),
    ]
    with shop(tmp_path, events) as ws:
        delivery = only(ws.journeys().measure("feeling", score="csat", touchpoint="delivery")).estimate
        assert (delivery.value, delivery.n) == (-0.5, 2)
        assert only(ws.journeys().measure("feeling", score="nps", stage="loyalty")).estimate.value == 2
        assert only(ws.journeys().measure("csat", stage="service")).estimate.n == 2
        assert only(ws.journeys().measure("csat", stage="purchase")).estimate.n == 0
