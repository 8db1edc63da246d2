"""What chance decides from outside goes with nothing; what does something is found with about its size."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sojourn.insights.drivers import Driver
from sojourn.insights.drivers.comparing import FEW_DAYS
from sojourn.insights.influences import Influences
from sojourn.insights.influences.prices import SOME_ONLY
from tests.shops import Story, shop

END: Story = ("last", "Page Viewed", "2026-07-30")


def at(minutes: float) -> str:
    return str(datetime(2026, 1, 5) + timedelta(minutes=float(minutes)))[:19]


def influences(folder: Path, stories: list[Story]) -> Influences:
    with shop(folder, [*stories, END]) as ws:
        return ws.journeys().influences("Order Completed")


def of_kind(found: Influences, kind: str) -> dict[str, Driver]:
    return {row.name: row for row in found.rows if row.kind == kind}


def visits(effect: float = 0.0, customers: int = 1000, seed: int = 7) -> list[Story]:
    """By a coin journeys begin with the campaign spring, and steps later in them say a campaign or another.

    Half of the customers leave at once, the others see more and may order. Their order says how they heard of the shop.
    """
    rng = np.random.default_rng(seed)
    found: list[Story] = []
    for who in range(customers):
        start, spring, stays = rng.integers(0, 60 * 1440), rng.random() < 0.4, rng.random() < 0.5
        found.append((f"c{who}", "Page Viewed", at(start), {"utm_campaign": "spring"} if spring else {}))
        for step in range(int(rng.integers(2, 6)) * stays):
            more = {"utm_campaign": ("late", "spring")[rng.integers(2)]} if rng.random() < 0.4 else {}
            found.append((f"c{who}", "Product Viewed", at(start + 5 * step + 5), more))
        if stays and rng.random() < 0.4 + 2 * effect * spring:
            found.append((f"c{who}", "Order Completed", at(start + 60), {"heard_from": ("tv", "friend")[who % 2]}))
    return found


def test_what_is_said_later_makes_nobody_one_who_came_by_it(tmp_path: Path) -> None:
    found = influences(tmp_path, visits())
    (spring,) = of_kind(found, "campaign").values()
    assert spring.name == "spring", "nobody begins with the other"
    assert spring.effect.low < 0 < spring.effect.high
    assert abs(spring.effect.value) < 0.06
    assert not of_kind(found, "heard from"), "only orders say it"
    late = [note for note in found.notes if "heard_from" in note]
    assert len(late) == 1
    assert 'heard_from is said only at "Order Completed"' in late[0]
    assert any("utm_campaign is said only after the first step" in note for note in found.notes)


def test_a_campaign_that_does_something_is_found(tmp_path: Path) -> None:
    spring = of_kind(influences(tmp_path, visits(effect=0.2)), "campaign")["spring"]
    assert spring.found
    assert spring.effect.value == pytest.approx(0.2, abs=0.06)


def test_who_once_said_how_they_heard_of_us_is_compared_from_then_on(tmp_path: Path) -> None:
    """Everybody signs up in the middle of a first journey; friends' friends order more often, then and later."""
    rng = np.random.default_rng(7)
    stories: list[Story] = []
    for who in range(500):
        friend = rng.random() < 0.5
        for visit in range(3):
            start = (rng.integers(0, 20) + 30 * visit) * 1440
            signs = [("Account Created", {"heard_from": "friend" if friend else "tv"})] * (visit == 0)
            orders: list[tuple[str, dict[str, str]]] = [("Order Completed", {})] * (rng.random() < 0.3 + 0.2 * friend)
            steps = [("Page Viewed", {}), *signs, *orders]
            stories += [(f"c{who}", event, at(start + k), more) for k, (event, more) in enumerate(steps)]
    with shop(tmp_path, [*stories, END]) as ws:
        rows = of_kind(ws.journeys(gap="5d").influences("Order Completed"), "heard from")
    assert rows["friend"].compared == 1000, "all journeys but the first of each"
    assert rows["friend"].effect.value == pytest.approx(0.2, abs=0.08)
    assert rows["friend"].found


def by_weekday(better: float = 0.0, weeks: int = 10, seed: int = 7) -> list[Story]:
    """Days on which more or fewer order, by chance; on Saturdays so many more."""
    rng = np.random.default_rng(seed)
    found: list[Story] = []
    for day in range(7 * weeks):
        rate = rng.normal(0.4, 0.12) + better * (day % 7 == 5)
        for who in range(20):
            start = 1440 * day + 600 + rng.integers(0, 300)
            found.append((f"c{day}-{who}", "Product Viewed", at(start)))
            found += [(f"c{day}-{who}", "Order Completed", at(start + 5))] * bool(rng.random() < rate)
    return found


def test_days_that_chance_made_better_make_no_good_weekday(tmp_path: Path) -> None:
    shops = [influences(tmp_path / str(seed), by_weekday(seed=seed)) for seed in range(2)]
    days = [row for found in shops for row in of_kind(found, "weekday").values()]
    assert len(days) == 14
    assert sum(row.effect.low <= 0 <= row.effect.high for row in days) >= 12, "fewer come up once in 100 times"
    assert sum(any(row.found for row in of_kind(found, "weekday").values()) for found in shops) <= 1
    months = [row for found in shops for row in of_kind(found, "season").values()]
    assert not any(row.found for row in months)


def test_a_weekday_that_is_better_is_found(tmp_path: Path) -> None:
    saturday = of_kind(influences(tmp_path, by_weekday(better=0.3)), "weekday")["Saturday"]
    assert saturday.found
    assert saturday.effect.value == pytest.approx(0.3, abs=0.1)


def test_three_days_of_a_kind_are_too_few(tmp_path: Path) -> None:
    rows = of_kind(influences(tmp_path, by_weekday(better=0.3, weeks=3)), "weekday").values()
    assert {row.why_not for row in rows} == {FEW_DAYS}


def priced(effect: float = 0.0, customers: int = 1200, seed: int = 7) -> list[Story]:
    """Half of the customers see a lamp, which sells worse than the rest; by a coin each day it costs more."""
    rng = np.random.default_rng(seed)
    dear = rng.random(60) < 0.4
    found: list[Story] = []
    for who in range(customers):
        start, lamp, other = rng.integers(0, 60 * 1440), rng.random() < 0.5, int(rng.integers(3))
        up = lamp and dear[start // 1440]
        more = {"product_id": "lamp" if lamp else f"vase {other}", "price": 60 if up else 50 if lamp else 20 + other}
        found.append((f"c{who}", "Product Viewed", at(start), more))
        rate = (0.35 if lamp else 0.7) + effect * up
        found += [(f"c{who}", "Order Completed", at(start + 5), {"value": 40})] * bool(rng.random() < rate)
    return found


def test_a_product_that_sells_worse_makes_its_price_no_worse(tmp_path: Path) -> None:
    raised = of_kind(influences(tmp_path, priced()), "price")["raised"]
    assert raised.effect.low < 0 < raised.effect.high
    assert abs(raised.effect.value) < 0.1
    assert raised.compared == pytest.approx(600, rel=0.1), "who sees a lamp, and nobody else"


def test_a_price_that_does_something_is_found(tmp_path: Path) -> None:
    raised = of_kind(influences(tmp_path, priced(effect=-0.25)), "price")["raised"]
    assert raised.effect.value == pytest.approx(-0.25, abs=0.08)
    assert raised.found


def test_of_many_products_the_most_seen_are_compared_and_a_note_says_so(tmp_path: Path) -> None:
    stories: list[Story] = []
    for k in range(270):
        price = {"product_id": f"p{k % 30}", "price": 25 if k % 90 < 30 else 20}
        stories.append((f"c{k}", "Product Viewed", at(k * 300), price))
    orders: list[Story] = [(f"c{k}", "Order Completed", at(k * 300 + 5), {"value": 40}) for k in range(0, 270, 7)]
    found = influences(tmp_path, [*stories, *orders])
    assert SOME_ONLY in found.notes
    assert of_kind(found, "price")["raised"].compared == 24 * 9
