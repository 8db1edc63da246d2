"""Going back to help or searching again by a coin goes with nothing; what it does is found with about its size."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sojourn.insights.drivers import Driver
from sojourn.insights.drivers.telling import WENT_ON
from sojourn.insights.finding import Finding, Friction
from tests.shops import Story, shop

PAYS = 0.6
AWAY = ("Product Viewed", "Cart Viewed")


def the(found: Finding, kind: str) -> Friction:
    return next(row for row in found.rows if row.kind == kind)


def shops(kind: str, effect: float, number: int, customers: int = 300, seed: int = 4) -> list[Story]:
    """Half stay longer and order more, half take two days for each step and order less; a coin decides what comes next.

    After help and a first step away, or after a search, the coin sends people back, which adds `effect`. Those who stay
    longer toss it at each further step, where it does nothing.
    """
    rng = np.random.default_rng(seed)
    again = "Help Viewed" if kind == "help loop" else "Products Searched"
    events: list[Story] = []
    for who in range(number * customers):
        stays, slow, back = (rng.random(3) < 0.5).tolist()
        steps = ["Page Viewed", again, *[AWAY[int(rng.integers(2))]] * (kind == "help loop")]
        steps += [again if back else AWAY[int(rng.integers(2))]]
        steps += [again if rng.random() < 0.35 else "Page Viewed" for _ in range(4 * stays)]
        steps += ["Order Completed"] * bool(rng.random() < PAYS + effect * back + 0.1 * stays - 0.3 * slow)
        start = datetime(2026, 1, 5 + int(rng.integers(0, 20)), 10)
        times = [start + k * (timedelta(days=2) if slow else timedelta(minutes=2)) for k in range(len(steps))]
        more = {"shop": f"shop {who % number}"}
        events += [(f"c{who}", step, f"{when:%Y-%m-%d %H:%M}", more) for step, when in zip(steps, times, strict=True)]
    return [*events, *(("last", "Page Viewed", "2026-08-01", {"shop": f"shop {k}"}) for k in range(number))]


def drivers(folder: Path, kind: str, effect: float, number: int = 8) -> list[Driver]:
    with shop(folder, shops(kind, effect, number)) as ws:
        each = [ws.journeys(where=f"shop = 'shop {k}'").finding("Order Completed") for k in range(number)]
    found = [the(one, kind).driver for one in each]
    return [one for one in found if one is not None]


@pytest.mark.parametrize("kind", ["help loop", "repeated search"])
def test_neither_staying_longer_nor_being_slow_makes_a_coin_do_something(tmp_path: Path, kind: str) -> None:
    rows = drivers(tmp_path, kind, 0.0)
    assert len(rows) == 8
    assert abs(np.mean([row.effect.value for row in rows])) < 0.05
    assert sum(row.effect.low <= 0 <= row.effect.high for row in rows) >= 6
    assert all(0.4 < row.exposed / row.compared < 0.6 for row in rows), "slow ones as well"


@pytest.mark.parametrize("effect", [-0.25, 0.25])
def test_what_going_back_to_help_does_is_found_with_about_its_size(tmp_path: Path, effect: float) -> None:
    rows = drivers(tmp_path, "help loop", effect)
    assert np.mean([row.effect.value for row in rows]) == pytest.approx(effect, abs=0.07)
    assert sum(row.found for row in rows) >= 6
    assert {WENT_ON in row.sentence for row in rows if row.found} == {effect > 0}
    assert "who left help for another step and went straight back to it" in rows[0].sentence


def test_only_first_searches_that_find_nothing_count_and_only_most_is_most(tmp_path: Path) -> None:
    """A third finds nothing at first, a third later; before it they were at one of four places."""
    before = ("Product Viewed", "Cart Viewed", "Product List Viewed", "Checkout Started")
    events: list[Story] = []
    for who in range(120):
        day = f"2026-01-{1 + who % 28:02}"
        first, second = (0, 3) if who % 3 == 0 else (3, 0 if who % 3 == 1 else 3)
        events += [
            (f"c{who}", before[who % 4], f"{day} 10:00"),
            (f"c{who}", "Products Searched", f"{day} 10:01", {"results": first}),
            (f"c{who}", "Products Searched", f"{day} 10:02", {"results": second}),
        ]
        events += [(f"c{who}", "Order Completed", f"{day} 10:09")] if who % 5 < 2 else []
    with shop(tmp_path, [*events, ("last", "Page Viewed", "2026-08-01")]) as ws:
        found = the(ws.journeys().finding("Order Completed"), "empty search")
    assert (found.customers, found.share.n, found.times) == (40, 120, 40)
    assert found.driver is not None
    assert found.driver.exposed == found.customers
    assert found.sentence.startswith("Of 120 customers who searched, 40 found nothing with their first search (33 %")
    assert "most of them" not in found.sentence
    assert found.where[0].met == 10
