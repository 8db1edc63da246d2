"""Moments that matter say what is true of all who come to a touchpoint, as sure as so many customers can make it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sojourn.insights.moments import Moment, Moments
from tests.shops import Story, shop

BEFORE = ("Product Viewed", "Product List Viewed", "Products Searched", "Cart Viewed")
LAST: Story = ("last", "Page Viewed", "2026-08-01")


def help_page(found: Moments) -> Moment:
    return next(row for row in found.rows if row.touchpoint == "help page")


def test_all_who_come_there_are_told_by_whatever_way_they_came(tmp_path: Path) -> None:
    """A coin decides who goes to the help page; most come by ways on which few order, and some come twice."""
    rng = np.random.default_rng(1)
    events: list[Story] = [LAST]
    came = without = 0
    customers = 1000
    for who in range(customers):
        way = int(rng.choice(4, p=[0.28, 0.24, 0.24, 0.24]))
        helped, orders = rng.random() < 0.6, rng.random() < (0.8 if way == 0 else 0.2)
        steps = [BEFORE[way], *["Help Viewed"] * helped, *["Order Completed"] * orders]
        came, without = came + helped, without + (helped and not orders)
        events += [(f"c{who}", step, f"2026-01-{1 + who % 28:02} 10:{k:02}") for k, step in enumerate(steps)]
    with shop(tmp_path, events) as ws:
        row = help_page(ws.journeys().moments("Order Completed"))
    assert row.reach.value == pytest.approx(came / (customers + 1), abs=1e-9)
    assert row.gap.value == pytest.approx(without / came, abs=1e-9)
    assert row.reach.low < row.reach.value < row.reach.high
    assert row.weight.value == pytest.approx(abs(row.effect.value) * row.reach.value * row.gap.value)
    assert row.sentence.startswith(f"{100 * came / customers:.0f} % of journeys come to help page;")
    assert row.sentence.endswith(f"; {100 * without / came:.0f} % of them do not reach the outcome afterwards.")


def rated(times: int, customers: int = 300, seed: int = 5) -> list[Story]:
    """Each customer has a mood, from 1 to 5, and rates the help page by it in most of so many visits."""
    rng = np.random.default_rng(seed)
    events: list[Story] = [LAST]
    for who in range(customers):
        mood = int(rng.integers(1, 6))
        for visit in range(times):
            day = f"2026-0{1 + visit}-{1 + who % 28:02}"
            events.append((f"c{who}", "Page Viewed", f"{day} 10:00"))
            if rng.random() < 0.6:
                events.append((f"c{who}", "Help Viewed", f"{day} 10:02"))
                events.append((f"c{who}", "Survey Answered", f"{day} 10:05", {"csat": mood}))
            if rng.random() < 0.5:
                events.append((f"c{who}", "Order Completed", f"{day} 10:09"))
    return events


def test_who_rates_often_makes_nobody_surer_about_all(tmp_path: Path) -> None:
    felt = []
    for times in (1, 5):
        with shop(tmp_path / str(times), rated(times)) as ws:
            felt.append(help_page(ws.journeys().moments("Order Completed")).felt)
    once, again = felt
    assert again.n > 4.5 * once.n
    narrower = (again.high - again.low) / (once.high - once.low)
    assert narrower > 0.65, "of 300 customers 3 answers each, not of 900 customers: that would be 0.45"
