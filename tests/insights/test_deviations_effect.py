from __future__ import annotations

from math import isnan
from pathlib import Path

import msgspec
import numpy as np
import pytest

from sojourn.documents.map import MapDocument, MapStep, Phase
from sojourn.insights.conformance import Conformance, Deviation
from sojourn.insights.conformance.telling import effects
from sojourn.workspace import Workspace
from tests.shops import shop

PLAN = MapDocument(
    "I buy a lamp",
    phases=(
        Phase("buy", "Buy", steps=(
            MapStep("look", "Look", "product page"),
            MapStep("gift", "Wrap", events=("Gift Wrapped",)),
            MapStep("pay", "Pay", events=("Payment Info Entered",)),
            MapStep("order", "Order", events=("Order Completed",)),
        )),
    ),
)  # fmt: skip
FEWER = 0.3
"""Of those whose payment fails so many fewer order: 40 % instead of 70 %."""


def lived(folder: Path, customers: int, seed: int = 4) -> Workspace:
    """Customers who pay; for one in four it fails, more often on the phone, where fewer order anyway."""
    chance = np.random.default_rng(seed)
    rows = []
    for who in range(customers):
        phone, wraps = chance.random() < 0.4, chance.random() < 0.5
        fails = chance.random() < (0.4 if phone else 0.15)
        orders = chance.random() < (0.5 if phone else 0.8) - FEWER * fails
        day = f"2026-0{1 + who % 3}-{1 + who % 28:02}"
        steps = ["Product Viewed"] + wraps * ["Gift Wrapped"] + ["Payment Info Entered"] + fails * ["Payment Failed"]
        steps.append("Order Completed" if orders else "Help Viewed")
        channel = "app" if phone else "web"
        rows += [(f"c{who}", step, f"{day} {10 + k}:00", {"channel": channel}) for k, step in enumerate(steps)]
    return shop(folder, rows)


def of(found: Conformance, kind: str, name: str) -> Deviation:
    return next(one for one in found.deviations if one.kind == kind and one.name == name)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Conformance:
    with lived(tmp_path_factory.mktemp("lived"), 1500) as ws:
        return ws.journeys().conformance(PLAN)


def test_a_deviation_says_what_it_is_associated_with(found: Conformance) -> None:
    failed = of(found, "failed", "Pay")
    assert failed.effect is not None
    assert failed.effect.estimate.low < -FEWER < failed.effect.estimate.high
    assert failed.effect.naive.value < failed.effect.estimate.value < 0, "phones fail more, and order less anyway"
    assert failed.clear
    assert found.outcome == "an order"
    said = next(line for line in found.summary().splitlines() if line.startswith("A failure at"))
    assert "is associated with fewer coming to an order afterwards" in said
    assert said.endswith("Associated, not proven.")


def test_one_that_changes_nothing_claims_nothing(found: Conformance) -> None:
    missed = of(found, "missing", "Wrap")
    assert missed.effect is not None
    assert not missed.clear
    assert isnan(missed.effect.p) or missed.effect.estimate.low < 0 < missed.effect.estimate.high


def test_the_outcome_is_not_held_against_itself(tmp_path: Path) -> None:
    with lived(tmp_path, 120) as ws:
        told = ws.journeys().conformance(PLAN, outcome="Gift Wrapped")
        missed = of(told, "missing", "Wrap")
        assert missed.effect is not None
        assert "It is the outcome itself" in missed.effect.note
        assert told.outcome == "Gift Wrapped"


def test_of_few_nothing_is_said_and_without_effects_nothing_is_asked(tmp_path: Path) -> None:
    with lived(tmp_path, 12) as ws:
        assert "cannot be told. Too few deviate" in ws.journeys().conformance(PLAN).summary()
        quiet = ws.journeys().conformance(PLAN, effects=False)
        assert (quiet.outcome, {one.effect for one in quiet.deviations}) == (None, {None})


def test_shares_that_are_told_lie_between_none_and_all(found: Conformance) -> None:
    """What was expected without a deviation is worked out, and may come out a little below none."""
    failed = of(found, "failed", "Pay")
    assert failed.effect is not None
    for comparable, said in ((-0.004, "40 % against 0 % of"), (1.004, "40 % against 100 % of")):
        effect = msgspec.structs.replace(failed.effect, outcome_exposed=0.4, outcome_comparable=comparable)
        line = next(effects((msgspec.structs.replace(failed, effect=effect),), "an order"))
        assert said in line
