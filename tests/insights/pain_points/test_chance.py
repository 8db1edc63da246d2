"""Shops in which chance alone decides who meets what: nothing is found, however often somebody comes by.

Beside each a shop in which the same costs something: it is found with about its size.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sojourn.insights.pain_points import PainPoint
from tests.shops import Story, shop

BEGINS, ENDS = datetime(2026, 1, 5, 10), datetime(2026, 6, 30)
COSTS = 0.3
Chance = np.random.Generator
Walk = list[tuple[str, str, float]]
"""Event, channel and the hours since the step before."""


def comes_by(place: str, meets: str, channel: str, costs: float) -> Callable[[Chance], Walk]:
    """A place is visited several times, each time with a chance of one in seven to meet something. Who comes often
    orders less, whatever is met there; at the first visit it costs so much more.
    """

    def walk(chance: Chance) -> Walk:
        times = int(chance.integers(1, 6))
        met = chance.random(times) < 0.15
        steps: Walk = [("Product Viewed", "web", 0.1)]
        for here in met:
            steps += [(place, "web", 0.1)] + [(meets, channel, 0.1)] * bool(here)
        orders = chance.random() < 0.9 - 0.1 * times - costs * met[0]
        return steps + [("Order Completed", "web", 0.1)] * bool(orders)

    return walk


def waits(aside: bool, costs: float) -> Callable[[Chance], Walk]:
    """One in six waits for days for the checkout; some of these write to support meanwhile."""

    def walk(chance: Chance) -> Walk:
        long = chance.random() < 0.16
        hours = 24 * chance.uniform(4, 8) if long else chance.uniform(1, 20)
        writes = aside and chance.random() < (0.6 if long else 0.03)
        steps: Walk = [("Product Added", "web", 0.1)]
        steps += [("Support Ticket Opened", "email", 0.8 * hours)] * bool(writes)
        steps.append(("Checkout Started", "web", hours * (0.2 if writes else 1)))
        return steps + [("Order Completed", "web", 0.1)] * bool(chance.random() < 0.7 - costs * long)

    return walk


def looks_on(costs: float) -> Callable[[Chance], Walk]:
    """Half of those who neither order nor met an error keep looking until the records end."""

    def walk(chance: Chance) -> Walk:
        met = chance.random() < 0.3
        orders = chance.random() < 0.5 - costs * met
        steps: Walk = [("Payment Info Entered", "web", 0.1)] + [("Payment Failed", "web", 0.1)] * bool(met)
        if not orders and not met and chance.random() < 0.5:
            return steps + [("Product Viewed", "web", 480.0)] * 12
        return steps + [("Order Completed", "web", 0.1)] * bool(orders)

    return walk


def found(folder: Path, walk: Callable[[Chance], Walk], pain_point: str, customers: int = 2500) -> PainPoint:
    chance = np.random.default_rng(7)
    rows: list[Story] = [("last", "Page Viewed", ENDS.isoformat(), {})]
    for who in range(customers):
        now = BEGINS + timedelta(days=who % 80, minutes=who % 600)
        for event, channel, hours in walk(chance):
            now += timedelta(hours=hours)
            if now < ENDS:
                rows.append((f"c{who}", event, now.isoformat(), {"channel": channel}))
    with shop(folder, rows) as ws:
        (one,) = [one for one in ws.journeys(gap="30d").pain_points("Order Completed").tested if one.id == pain_point]
    return one


SHOPS = [
    (comes_by("Payment Info Entered", "Payment Failed", "web", 0), "error:checkout", 0.0),
    (comes_by("Payment Info Entered", "Payment Failed", "web", COSTS), "error:checkout", COSTS),
    (comes_by("Checkout Started", "Call Started", "phone", 0), "channel_switch:checkout", 0.0),
    (waits(aside=True, costs=COSTS), "waiting:checkout:cart", COSTS),
    (waits(aside=True, costs=0), "waiting:checkout:cart", 0.0),
    (looks_on(0), "error:checkout", 0.0),
    (looks_on(COSTS), "error:checkout", COSTS),
]


@pytest.mark.slow
@pytest.mark.parametrize(("walk", "pain_point", "costs"), SHOPS)
def test_only_what_costs_something_is_found(
    tmp_path: Path, walk: Callable[[Chance], Walk], pain_point: str, costs: float
) -> None:
    one = found(tmp_path, walk, pain_point)
    assert one.found == (costs > 0), one.why
    assert one.effect.low < -costs < one.effect.high
    assert one.effect.value == pytest.approx(-costs, abs=0.06)


def late(chance: Chance) -> Walk:
    """A coin at each step shows a banner; who will not order leaves by and by, or in the end. Nobody is driven away."""
    keen = chance.random() < 0.5
    willing = chance.random() < (0.8 if keen else 0.3)
    steps: Walk = [("Email Link Clicked" if keen else "Ad Clicked", "web", 0.1)]
    for place in ("Product Viewed", "Cart Viewed", "Checkout Started", "Payment Info Entered"):
        steps += [(place, "web", 0.1)] + [("Banner Viewed", "web", 0.1)] * bool(chance.random() < 0.3)
        if not willing and (chance.random() < 0.15 or place == "Payment Info Entered"):
            return steps
    return [*steps, ("Order Completed", "web", 0.1)]


@pytest.mark.slow
def test_to_leave_late_is_not_to_be_driven_away(tmp_path: Path) -> None:
    one = found(tmp_path, late, "drop_off:Banner Viewed", customers=5000)
    assert one.exposed > 200
    assert one.effect.low < 0 < one.effect.high
    assert abs(one.effect.value) < 0.2
    assert not one.found


def complains(chance: Chance) -> Walk:
    """Complaints of the payment cost 40 points, of anything else 12; the channel says what somebody writes."""
    what = chance.choice(["payment", "delivery", "nothing"], p=[0.08, 0.22, 0.7])
    orders = chance.random() < 0.6 - {"payment": 0.4, "delivery": 0.12, "nothing": 0.0}[what]
    steps: Walk = [("Checkout Started", "web", 0.1), (f"Survey Answered {what}", "web", 0.1)]
    return steps + [("Order Completed", "web", 0.1)] * bool(orders)


SAID = {
    "payment": {"score": 1, "text": "The payment was terrible."},
    "delivery": {"score": 1, "text": "A terrible delivery."},
    "nothing": {"score": 4, "text": "It works."},
}


@pytest.mark.slow
def test_a_worse_complaint_is_told_apart_from_a_bad_score_and_sized_against_no_complaint(tmp_path: Path) -> None:
    chance = np.random.default_rng(7)
    rows: list[Story] = [("last", "Page Viewed", ENDS.isoformat(), {})]
    for who in range(4000):
        for k, (event, channel, _) in enumerate(complains(chance)):
            name, said = event, {}
            if event.startswith("Survey Answered "):
                name, said = "Survey Answered", {**SAID[event.split()[-1]], "score_kind": "csat"}
            moment = BEGINS + timedelta(days=who % 80, minutes=10 * k)
            rows.append((f"c{who}", name, moment.isoformat(), {"channel": channel, **said}))
    with shop(tmp_path, rows) as ws:
        points = ws.journeys(gap="30d").pain_points("Order Completed")
    ids = [row.id for row in points.rows]
    assert set(ids) >= {"bad_score:checkout", "negative_theme:checkout:payment"}, ids
    assert "negative_theme:checkout:delivery" not in ids, "no more than a bad score"
    tested = {one.id: one.effect for one in points.tested}
    worse = points["negative_theme:checkout:payment"]
    for effect in (worse.effect, tested[worse.id]):
        assert effect.value == pytest.approx(-0.4, abs=0.06)
        assert effect.low < -0.4 < effect.high
    months = 80 / 30.4
    assert points.joint_gain.value == pytest.approx(4000 * (0.08 * 0.4 + 0.22 * 0.12) / months, rel=0.2)
