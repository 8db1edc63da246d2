"""What was not planned and chance alone decides goes with nothing; what does something is found with about its size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sojourn.documents.map import MapDocument, MapStep, Phase
from sojourn.insights.conformance import Conformance, Deviation
from tests.insights.coin_flips import PAYS, visits
from tests.shops import shop

PLAN = MapDocument(
    "I buy a lamp",
    phases=(
        Phase("buy", "Buy", steps=(
            MapStep("cart", "Cart", events=("Product Added",)),
            MapStep("checkout", "Check out", events=("Checkout Started",)),
            MapStep("order", "Order", events=("Order Completed",)),
        )),
    ),
)  # fmt: skip
SHOPS = 40


def unplanned(found: Conformance) -> Deviation:
    (row,) = [row for row in found.deviations if row.kind == "extra" and row.name == "Banner Seen"]
    return row


def met(folder: Path, effect: float, shops: int) -> list[Deviation]:
    """The banner that was not planned, in each of so many shops."""
    with shop(folder, visits("Banner Seen", effect, shops)) as ws:
        each = (ws.journeys(where=f"shop = 'shop {k}'") for k in range(shops))
        return [unplanned(j.conformance(PLAN)) for j in each]


def test_who_left_at_once_is_held_against_an_unplanned_step_too(tmp_path: Path) -> None:
    with shop(tmp_path, visits("Banner Seen", customers=1500)) as ws:
        effect = unplanned(ws.journeys().conformance(PLAN)).effect
    assert effect is not None
    assert effect.n == pytest.approx(0.85 * 1500, rel=0.05), "everybody who came to the checkout"
    assert effect.outcome_comparable == pytest.approx(PAYS, abs=0.06)
    assert abs(effect.estimate.value) < 0.1


def test_ranges_of_coin_flips_hold_nothing_in_about_95_of_100_shops(tmp_path: Path) -> None:
    rows = met(tmp_path, 0.0, SHOPS)
    estimates = [row.effect.estimate for row in rows if row.effect is not None]
    assert len(estimates) == SHOPS
    assert sum(one.low <= 0 <= one.high for one in estimates) >= 35, "fewer come up once in 100 times"
    assert abs(np.mean([one.value for one in estimates])) < 0.04


@pytest.mark.parametrize("effect", [-0.3, 0.3])
def test_a_planted_effect_is_found_with_about_its_size(tmp_path: Path, effect: float) -> None:
    rows = met(tmp_path, effect, shops=10)
    values = [row.effect.estimate.value for row in rows if row.effect is not None]
    assert np.mean(values) == pytest.approx(effect, abs=0.07)
    assert sum(row.clear for row in rows) >= 9


Visit = tuple[str, str, str, dict[str, str]]
PAYMENT = MapDocument(
    "I buy a lamp",
    phases=(
        Phase("buy", "Buy", steps=(
            MapStep("look", "Look", events=("Product Viewed",)),
            MapStep("wrap", "Wrap", events=("Gift Wrapped",)),
            MapStep("pay", "Pay", events=("Payment Info Entered",)),
            MapStep("order", "Order", events=("Order Completed",)),
        )),
    ),
)  # fmt: skip


def walked(who: int, steps: list[str]) -> list[Visit]:
    return [(f"c{who}", step, f"2026-0{1 + who % 3}-{1 + who % 28:02} {10 + k // 60}:{k % 60:02}", {})
            for k, step in enumerate(steps)]  # fmt: skip


def pays_again(chance: np.random.Generator, who: int) -> list[Visit]:
    """Each payment fails by a coin; who pays more often orders less, whether it fails or not."""
    times = int(chance.geometric(0.5))
    steps = ["Product Viewed", "Gift Wrapped"]
    for _ in range(times):
        steps += ["Payment Info Entered"] + ["Payment Failed"] * (chance.random() < 0.2) + ["Help Viewed"]
    return walked(who, steps + ["Order Completed"] * (chance.random() < 0.8**times))


def pays_first(chance: np.random.Generator, who: int) -> list[Visit]:
    """A coin says whether somebody pays first; of these, who will order does what was left out more often."""
    orders, first = chance.random() < 0.6, chance.random() < 0.5
    before = ["Product Viewed", "Gift Wrapped"]
    after = before if chance.random() < (0.9 if orders else 0.3) else []
    steps = ["Payment Info Entered", *after] if first else [*before, "Payment Info Entered"]
    return walked(who, steps + ["Order Completed"] * orders)


@pytest.mark.parametrize(("visit", "kind"), [(pays_again, "failed"), (pays_first, "out_of_order")])
def test_what_comes_afterwards_makes_nobody_one_who_deviates(
    tmp_path: Path, visit: Callable[[np.random.Generator, int], list[Visit]], kind: str
) -> None:
    chance = np.random.default_rng(7)
    with shop(tmp_path, [row for who in range(4000) for row in visit(chance, who)]) as ws:
        found = ws.journeys().conformance(PAYMENT)
    (row,) = [row for row in found.deviations if row.kind == kind and row.name == "Pay"]
    assert row.effect is not None
    assert row.effect.estimate.low < 0 < row.effect.estimate.high
    assert abs(row.effect.estimate.value) < 0.05
    assert not row.clear
