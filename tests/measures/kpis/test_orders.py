from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.estimates import wilson
from tests.in_memory import Took, units_of
from tests.measures.kpis.asking import START, ask, figures, in_order, logs, only
from tests.shops import Story, shop

ROLES = {"order": (1,), "refund": (2,)}


def bought(who: str, day: int, value: float, order_id: str | None = None, what: str = "Order Completed") -> Story:
    more: dict[str, Any] = {"value": value} | ({"order_id": order_id} if order_id else {})
    return (who, what, f"2026-01-{day:02}", more)


def test_average_order_value_and_repeat_purchase_of_a_tiny_shop(tmp_path: Path) -> None:
    """Revenue 30 + 50 + 20 + 40 - 10 = 130 by 4 orders; two of three customers came back... one did: anna."""
    events = [bought("anna", 2, 30), bought("anna", 9, 50), bought("ben", 3, 20), bought("cleo", 4, 40)]
    refund = bought("anna", 12, 10, what="Order Refunded")
    with shop(tmp_path, [*events, refund]) as ws:
        aov = only(ws.journeys().measure("aov")).estimate
        again = only(ws.journeys().measure("repeat_purchase")).estimate
    assert (aov.value, aov.n, aov.method) == (32.5, 4, "bootstrap by customer")
    assert 20 <= aov.low < 32.5 < aov.high <= 40
    assert again == wilson(1, 3)


def test_an_order_counts_once_and_a_refund_is_taken_off_its_order(tmp_path: Path) -> None:
    events = [
        bought("anna", 2, 30, "1"),
        bought("anna", 2, 30, "1", "orders/paid"),
        bought("anna", 3, 50, "2"),
        bought("anna", 31, 30, "1", "Order Refunded"),
        ("ben", "Order Refunded", "2026-01-05", {"value": 5}),
        ("ben", "Order Completed", "2026-02-05", {}),
    ]
    with shop(tmp_path, events) as ws:
        found = ws.journeys().measure("aov", every="day")
        assert [row.estimate.value for row in found.rows] == [0, 50]
        assert found.notes == ("2 orders without a value, or refunds of orders that are not here, were left out.",)
        assert only(ws.journeys().measure("repeat_purchase")).estimate.n == 2


def test_a_refund_without_a_value_takes_back_the_order_of_its_id(tmp_path: Path) -> None:
    events = [bought("anna", 2, 30, "1"), bought("anna", 3, 50, "2")]
    with shop(tmp_path, [*events, ("anna", "Order Refunded", "2026-01-09", {"order_id": "1"})]) as ws:
        assert only(ws.journeys().measure("aov")).estimate.value == 25


def test_several_currencies_are_named(tmp_path: Path) -> None:
    events = [("anna", "Order Completed", "2026-01-02", {"value": 3, "currency": word}) for word in ("EUR", "USD")]
    with shop(tmp_path, events) as ws:
        found = ws.journeys().measure("aov", by="property:currency")
    assert [row.by for row in found.rows[1:]] == [{"property:currency": "EUR"}, {"property:currency": "USD"}]
    assert "EUR, USD" in found.notes[0]


def test_a_period_is_a_window_of_its_own() -> None:
    log = [Took(0, START), Took(0, START + 1), Took(1, START), Took(1, START + 8 * 24 * 3600 * 10**6)]
    found = ask(units_of(log, roles=ROLES), "repeat_purchase", every="week")
    assert [row.estimate for row in found.rows] == [wilson(1, 2), wilson(0, 1)]


@given(logs, st.integers(1, 3))
def test_order_value_equals_plain_python(log: list[Took], partitions: int) -> None:
    more = [{"value": float(n)} for n in range(len(log))]
    value = {id(step): own["value"] for step, own in zip(log, more, strict=True)}
    orders: list[tuple[int, float]] = []
    for step in in_order(log):
        if step.code == 1:
            orders.append((step.who, value[id(step)]))
        elif step.code == 2 and orders and orders[-1][0] == step.who:
            orders[-1] = (step.who, orders[-1][1] - value[id(step)])
    found = only(ask(units_of(log, partitions=partitions, roles=ROLES, more=more), "aov")).estimate
    assert found.n == len(orders)
    mean = sum(worth for _, worth in orders) / len(orders) if orders else None
    assert isnan(found.value) if mean is None else found.value == pytest.approx(mean)


@given(logs, st.integers(1, 3))
def test_repeat_purchase_equals_plain_python(log: list[Took], partitions: int) -> None:
    orders = [sum(step.who == who and step.code == 1 for step in log) for who in range(6)]
    units = units_of(log, partitions=partitions, roles=ROLES)
    expected = wilson(sum(n >= 2 for n in orders), sum(n >= 1 for n in orders))
    found = only(ask(units, "repeat_purchase")).estimate
    assert (found.n, str(found)) == (expected.n, str(expected))


@given(logs)
def test_partitions_do_not_matter(log: list[Took]) -> None:
    one, three = units_of(log, roles=ROLES), units_of(log, partitions=3, roles=ROLES)
    assert figures(ask(one, "aov", by="channel", every="week")) == figures(
        ask(three, "aov", by="channel", every="week")
    )
