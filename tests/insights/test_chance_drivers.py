"""What chance alone decides goes with nothing, and what does something is found with about its size."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sojourn.effects.on_the_way import ON_THE_WAY
from sojourn.insights.drivers import Driver, Drivers
from sojourn.insights.drivers.telling import ALL_WHO_CAME, WENT_ON
from tests.insights.coin_flips import PAYS, visits
from tests.shops import Story, shop

SHOPS = 40


def named(found: Drivers, name: str) -> Driver:
    return next(row for row in found.rows if row.name == name)


def met(folder: Path, event: str, effect: float, shops: int = SHOPS) -> list[Driver]:
    """The row of an event in each of so many shops."""
    with shop(folder, visits(event, effect, shops)) as ws:
        each = (ws.journeys(where=f"shop = 'shop {k}'") for k in range(shops))
        return [named(j.drivers("Order Completed", over="touchpoint"), event) for j in each]


def test_a_coin_flip_goes_with_nothing_whoever_left_at_once_is_compared_too(tmp_path: Path) -> None:
    with shop(tmp_path, visits("Banner Seen", customers=1500)) as ws:
        banner = named(ws.journeys().drivers("Order Completed", over="touchpoint"), "Banner Seen")
    assert abs(banner.effect.value) < 0.1
    assert banner.outcome_comparable == pytest.approx(PAYS, abs=0.06), "not all who ordered without it, and only those"
    assert banner.compared == pytest.approx(0.85 * 1500, rel=0.05), "everybody who came to the checkout"


def test_ranges_of_coin_flips_hold_nothing_in_about_95_of_100_shops(tmp_path: Path) -> None:
    rows = met(tmp_path, "Payment Error", 0.0)
    held = sum(row.effect.low <= 0 <= row.effect.high for row in rows)
    assert held >= 35, "fewer of 40 come up once in 100 times where 95 % hold it"
    assert abs(np.mean([row.effect.value for row in rows])) < 0.04
    assert sum(row.found for row in rows) <= 5


@pytest.mark.parametrize(("event", "effect"), [("Payment Error", -0.3), ("Banner Seen", 0.3)])
def test_a_planted_effect_is_found_with_about_its_size(tmp_path: Path, event: str, effect: float) -> None:
    rows = met(tmp_path, event, effect, shops=10)
    assert np.mean([row.effect.value for row in rows]) == pytest.approx(effect, abs=0.07)
    assert sum(row.found for row in rows) >= 9
    assert {WENT_ON in row.sentence for row in rows} == {effect > 0}


def test_a_step_of_the_way_is_told_apart_from_nothing(tmp_path: Path) -> None:
    """Nobody orders without a checkout, so those who stop before it are all there is to hold it to."""
    with shop(tmp_path, visits("Banner Seen", customers=400)) as ws:
        found = ws.journeys().drivers("Order Completed", over="touchpoint")
        assert ws.journeys().moments("Order Completed").notes == found.notes == (ALL_WHO_CAME,)
    assert named(found, "checkout").why_not == ON_THE_WAY
    assert not named(found, "checkout").found


def after_product_pages(shops: int, customers: int = 200, seed: int = 11) -> list[Story]:
    """A coin decides what comes after a product page; half of all take two days for each step, and order less."""
    rng = np.random.default_rng(seed)
    found: list[Story] = []
    for who in range(shops * customers):
        slow, cart = rng.random(2) < 0.5
        steps = ["Product Viewed", "Cart Viewed" if cart else "Wishlist Viewed"]
        steps += ["Order Completed"] * (rng.random() < (0.2 if slow else 0.6))
        start = datetime(2026, 1, 5 + int(rng.integers(0, 20)), 10)
        times = [start + k * (timedelta(days=2) if slow else timedelta(minutes=10)) for k in range(len(steps))]
        more = {"shop": f"shop {who % shops}"}
        found += [(f"c{who}", step, f"{when:%Y-%m-%d %H:%M}", more) for step, when in zip(steps, times, strict=True)]
    return [*found, *(("last", "Page Viewed", "2026-06-30", {"shop": f"shop {k}"}) for k in range(shops))]


def test_slow_customers_are_not_held_against_what_they_come_to(tmp_path: Path) -> None:
    shops = 10
    with shop(tmp_path, after_product_pages(shops)) as ws:
        each = [ws.journeys(where=f"shop = 'shop {k}'").drivers("Order Completed", over="touchpoint")
                for k in range(shops)]  # fmt: skip
    rows = [named(found, name) for found in each for name in ("cart", "Wishlist Viewed")]
    assert [(row.exposed > 0, row.place) for row in rows] == [(True, "product page")] * 2 * shops
    assert abs(np.mean([row.effect.value for row in rows])) < 0.04
    assert sum(row.found for row in rows) <= 2


def calls(shops: int, customers: int = 250, seed: int = 13) -> list[Story]:
    """A coin at each page says who calls; who will not order leaves by and by, and so has fewer pages to call from."""
    rng = np.random.default_rng(seed)
    found: list[Story] = []
    for who in range(shops * customers):
        willing, start = rng.random() < 0.6, datetime(2026, 1, 5 + int(rng.integers(0, 20)), 10)
        steps: list[tuple[str, str]] = []
        for page in ("Product Viewed", "Cart Viewed", "Wishlist Viewed", "Checkout Started"):
            steps += [(page, "web")] + [("Support Call", "phone")] * (rng.random() < 0.15)
            if not willing and rng.random() < 0.4:
                break
        else:
            steps += [("Order Completed", "web")] * willing
        more = {"shop": f"shop {who % shops}"}
        found += [(f"c{who}", step, f"{start + timedelta(minutes=9 * k):%Y-%m-%d %H:%M}", {**more, "channel": channel})
                  for k, (step, channel) in enumerate(steps)]  # fmt: skip
    return [*found, *(("last", "Page Viewed", "2026-06-30", {"shop": f"shop {k}"}) for k in range(shops))]


def test_who_stays_on_a_channel_for_long_is_not_one_who_leaves_it(tmp_path: Path) -> None:
    shops = 24
    with shop(tmp_path, calls(shops)) as ws:
        each = [
            ws.journeys(where=f"shop = 'shop {k}'").drivers("Order Completed", over="channel") for k in range(shops)
        ]
    rows = [named(found, "phone") for found in each]
    assert {row.place for row in rows} <= {"product page", "cart", "Wishlist Viewed", "checkout"}
    assert all(row.exposed > 15 for row in rows)
    assert abs(np.mean([row.effect.value for row in rows])) < 0.05
    assert sum(row.found for row in rows) <= 2


def test_a_call_from_a_later_page_is_held_against_those_who_were_there(tmp_path: Path) -> None:
    """Nobody calls from the first page; from the second three in ten do, and that costs 40 points."""
    rng = np.random.default_rng(17)
    log: list[Story] = [("last", "Page Viewed", "2026-06-30", {})]
    for who in range(1000):
        called = rng.random() < 0.3
        steps = [("Ad Clicked", "web"), ("Product Viewed", "web")] + [("Support Call", "phone")] * called
        steps += [("Cart Viewed", "web")] + [("Order Completed", "web")] * (rng.random() < 0.7 - 0.4 * called)
        day = date(2026, 1, 5) + timedelta(days=who % 40)
        log += [
            (f"c{who}", step, f"{day} 10:{9 * k:02}", {"channel": channel}) for k, (step, channel) in enumerate(steps)
        ]
    with shop(tmp_path, log) as ws:
        row = named(ws.journeys().drivers("Order Completed", over="channel"), "phone")
    assert (row.place, row.found) == ("product page", True)
    assert row.effect.value == pytest.approx(-0.4, abs=0.08)
    assert "that go from product page to phone" in row.sentence
