"""What was not planned and chance alone decides goes with nothing; what does something is found with about its size."""

from __future__ import annotations

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
