from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sojourn
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
        assert found.notes == ("2 orders without a value, or refunds without an order here, were left out.",)
        assert only(ws.journeys().measure("repeat_purchase")).estimate.n == 2


def test_a_refund_without_a_value_takes_back_the_order_of_its_id(tmp_path: Path) -> None:
    events = [bought("anna", 2, 30, "1"), bought("anna", 3, 50, "2")]
    with shop(tmp_path, [*events, ("anna", "Order Refunded", "2026-01-09", {"order_id": "1"})]) as ws:
        assert only(ws.journeys().measure("aov")).estimate.value == 25


def priced(day: int, value: float, currency: str | None, what: str = "Order Completed") -> Story:
    return ("anna", what, f"2026-01-{day:02}", {"value": value, "currency": currency})


SHOP = [priced(1, 10, "EUR"), priced(2, 30, "eur"), priced(3, 20, None), priced(4, 900, "USD")]


def test_currencies_are_never_added_up(tmp_path: Path) -> None:
    """Most orders are in EUR, and the one that says nothing counts as such: (10 + 30 + 20) / 3."""
    with shop(tmp_path, SHOP) as ws:
        found = ws.journeys().measure("aov", by="property:currency")
        assert (found.rows[0].estimate.value, found.rows[0].estimate.n) == (20, 3)
        worth = {row.by["property:currency"].upper(): row.estimate.value for row in found.rows[1:]}
        assert worth["USD"] == 900
        assert worth["NONE"] == 20
        assert "orders in USD were left out: sums are in EUR" in found.notes[0]
        assert only(ws.journeys().measure("aov", currency="usd")).estimate.value == (20 + 900) / 2
        dollars = ws.journeys(where="currency = 'USD'").measure("aov")
        assert only(dollars).estimate.n == 0, "the base is that of the whole log"


def test_the_base_currency_is_a_setting(tmp_path: Path) -> None:
    shop(tmp_path, SHOP).close()
    (tmp_path / "shop/workspace.yaml").write_text("currency: USD\n")
    with sojourn.open(tmp_path / "shop") as ws:
        assert only(ws.journeys().measure("aov")).estimate.value == (20 + 900) / 2


def test_a_refund_is_taken_off_an_order_of_its_own_currency(tmp_path: Path) -> None:
    events = [priced(1, 10, "EUR"), priced(2, 4, "EUR", "Order Refunded"), priced(3, 3, "USD", "Order Refunded")]
    with shop(tmp_path, events) as ws:
        found = ws.journeys().measure("aov")
    assert only(found).estimate.value == 6
    assert found.notes == ("1 orders without a value, or refunds without an order here, were left out.",)


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
