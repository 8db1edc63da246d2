"""What customers buy: average order value, repeat purchase."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.engines.units import Units
from sojourn.journeys.view import View
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.currencies import Currencies, currencies
from sojourn.measures.kpis.records import Counting, Floats, Ints, Kpi, Records, outcomes, records
from sojourn.measures.kpis.steps import Events, Given, Steps, events_of, keyed, picked


class Orders(NamedTuple):
    """Orders, each once, and the value of each (NaN where it has none)."""

    steps: Steps
    value: Floats
    order_id: Ints


class Sales(NamedTuple):
    """Which events are orders and refunds, what names an order, and the currency of sums."""

    orders: Events
    refunds: Events
    order_id: str
    money: Currencies
    notes: tuple[str, ...]

    @property
    def currency(self) -> str:
        """The currency of sums; empty where the log does not say."""
        return self.money.word


def sales(units: Units, orders: Given, refunds: Given, order_id: str, currency: str | None) -> Sales:
    """What is sold, as the options of a measure of money say it; see `aov`."""
    ordered = events_of(units, "order", "orders", orders)
    refunded = events_of(units, "refund", "refunds", refunds, optional=True)

    def placed(asked: Units, view: View) -> Ints:
        return orders_in(asked, view, ordered, order_id, valued=True).steps.at

    money, others = currencies(units, placed, currency)
    return Sales(ordered, refunded, order_id, money, ordered.notes + refunded.notes + others)


def aov(
    units: Units,
    orders: Given = None,
    refunds: Given = None,
    order_id: str = "order_id",
    currency: str | None = None,
) -> Counting:
    """Revenue by orders; a refund is taken off its order. Only orders in the base `currency` are added up."""
    sold = sales(units, orders, refunds, order_id, currency)

    def count(view: View, cells: Cells) -> Records:
        found, orphans = net_orders(units, view, sold)
        lost = int(np.sum(np.isnan(view.steps["value"][picked(view, sold.orders).at])))
        counted = sold.money.counted(sold.money.of_orders(view, found.steps.at), cells)
        steps = found.steps.take(counted)
        return records(steps.at, steps.customer, found.value[counted], left_out=lost + orphans)

    left_out = "{n} orders without a value, or refunds without an order here, were left out."
    return Counting(count, estimating.ratio, left_out, sold.notes)


def repeat_purchase(units: Units, orders: Given = None, order_id: str = "order_id") -> Counting:
    """Customers by the step of their first order in the window or period."""
    ordered = events_of(units, "order", "orders", orders)

    def count(view: View, cells: Cells) -> Records:
        steps = orders_in(units, view, ordered, order_id).steps
        first = steps.first_of(cells.period(view, steps.at))
        # Orders of a customer and period lie together: whoever has a second one has it right after the first.
        again = np.append(~first[1:], False)[: len(first)][first]
        buyers = steps.take(first)
        return outcomes(buyers.at, buyers.customer, again, np.zeros(len(buyers.at), np.bool_))

    return Counting(count, estimating.share, notes=ordered.notes)


def orders_in(units: Units, view: View, ordered: Events, order_id: str, valued: bool = False) -> Orders:
    """The orders of live units: the first of each customer and order id; with `valued`, of those that have a value."""
    steps = picked(view, ordered)
    if valued:
        steps = steps.take(~np.isnan(view.steps["value"][steps.at]))
    key = keyed(units, order_id, view, steps)
    once = (key == 0) | steps.first_of(key)
    steps = steps.take(once)
    return Orders(steps, view.steps["value"][steps.at], key[once])


def net_orders(units: Units, view: View, sold: Sales) -> tuple[Orders, int]:
    """The orders that have a value, less what was paid back of each, and how many refunds have no order here."""
    found = orders_in(units, view, sold.orders, sold.order_id, valued=True)
    off, orphans = _refunds(units, view, found, sold)
    return found._replace(value=found.value - off), orphans


def _refunds(units: Units, view: View, orders: Orders, sold: Sales) -> tuple[Floats, int]:
    """What is taken off each order, and how many refunds have no order here.

    A refund belongs to the order of its id, or without an id to the customer's last order before it. One without a
    value takes back the whole order of its id; one in another currency than its order cannot be taken off.
    """
    refunds, money = picked(view, sold.refunds), sold.money
    key = keyed(units, sold.order_id, view, refunds)
    order = np.where(key > 0, _order_named(orders, refunds, key), _order_before(orders.steps, refunds))
    value = np.abs(view.steps["value"][refunds.at])
    found = order >= 0
    whole = found & np.isnan(value) & (key > 0)
    value[whole] = orders.value[order[whole]]
    found &= ~np.isnan(value)
    currency = money.of(view, refunds.at)
    same = money.of_orders(view, orders.steps.at[order[found]])
    found[found] = (currency[found] == 0) | (currency[found] == same)
    off = np.bincount(order[found], value[found], len(orders.value)).astype(np.float64)
    return off, int(np.sum(~found))


def _order_named(orders: Orders, refunds: Steps, key: Ints) -> Ints:
    """The place of the customer's order with this id, or -1; int64[refunds]."""
    place = {
        pair: n for n, pair in enumerate(zip(orders.steps.customer.tolist(), orders.order_id.tolist(), strict=True))
    }
    pairs = zip(refunds.customer.tolist(), key.tolist(), strict=True)
    return np.array([place.get(pair, -1) for pair in pairs], np.int64)


def _order_before(orders: Steps, refunds: Steps) -> Ints:
    """The place of the customer's last order before each refund, or -1; int64[refunds]."""
    at, customer, time = (np.concatenate(pair) for pair in zip(orders, refunds, strict=True))
    order = np.lexsort((at, time, customer))
    is_order = order < len(orders.at)
    last = np.full(len(order), -1)
    last[order] = np.cumsum(is_order) - 1
    place = last[len(orders.at) :]
    owner = np.append(orders.customer, -1)
    return np.where(owner[place] == refunds.customer, place, -1)


KPIS = (
    Kpi(
        "aov",
        "Average order value: revenue less refunds, by orders, in one currency. An order counts once per {order_id}, "
        "at its own time.",
        "currency",
        "higher",
        aov,
    ),
    Kpi(
        "repeat_purchase",
        "Share of customers with an order who have two or more, within the window or the period.",
        "share",
        "higher",
        repeat_purchase,
    ),
)
