"""What was not planned and chance alone decides goes with nothing; what does something is found with about its size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sojourn.documents.map import MapDocument, MapStep, Phase
from sojourn.effects.on_the_way import ON_THE_WAY
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


def fails_in_a_row(chance: np.random.Generator, who: int) -> list[Visit]:
    """As `pays_again`, with nothing between one payment and the next."""
    times = int(chance.geometric(0.5))
    steps = ["Product Viewed", "Gift Wrapped"]
    for _ in range(times):
        steps += ["Payment Info Entered"] + ["Payment Failed"] * (chance.random() < 0.2)
    return walked(who, steps + ["Order Completed"] * (chance.random() < 0.8**times))


def comes_back(chance: np.random.Generator, who: int) -> list[Visit]:
    """A coin says who leaves out the wrapping; of these, who will order comes back to it more often."""
    orders, skips = chance.random() < 0.6, chance.random() < 0.5
    back = ["Gift Wrapped"] * (chance.random() < (0.8 if orders else 0.2))
    steps = ["Payment Info Entered", *back] if skips else ["Gift Wrapped", "Payment Info Entered"]
    return walked(who, ["Product Viewed", *steps] + ["Order Completed"] * orders)


def some_leave(chance: np.random.Generator, who: int, steps: list[str]) -> list[Visit]:
    """One in four leaves after each step."""
    return walked(who, steps[: int(chance.geometric(0.25))])


def turned_round(chance: np.random.Generator, who: int) -> list[Visit]:
    """A coin says whether somebody wraps or pays first."""
    two = ["Gift Wrapped", "Payment Info Entered"][:: 1 if chance.random() < 0.5 else -1]
    return some_leave(chance, who, ["Product Viewed", *two, "Order Completed"])


def pays_before_all(chance: np.random.Generator, who: int) -> list[Visit]:
    """A coin says whether somebody pays first or last."""
    steps = ["Product Viewed", "Gift Wrapped"]
    steps.insert(0 if chance.random() < 0.4 else 2, "Payment Info Entered")
    return some_leave(chance, who, [*steps, "Order Completed"])


def looks_often(chance: np.random.Generator, who: int) -> list[Visit]:
    """A coin says who wraps, somewhere between looks; how many these are decides alone who orders."""
    looks = int(chance.geometric(0.35))
    steps = ["Product Viewed"] * looks
    if chance.random() < 0.5:
        steps.insert(1 + int(chance.integers(0, looks)), "Gift Wrapped")
    orders = chance.random() < min(0.9, 0.15 * looks)
    return walked(who, [*steps, "Payment Info Entered"] + ["Order Completed"] * orders)


@pytest.mark.parametrize(
    ("visit", "kind", "name"),
    [
        (fails_in_a_row, "failed", "Pay"),
        (comes_back, "missing", "Wrap"),
        (turned_round, "out_of_order", "Wrap"),
        (pays_before_all, "out_of_order", "Pay"),
        (looks_often, "missing", "Wrap"),
    ],
)
def test_whoever_deviates_is_held_to_those_just_as_far(
    tmp_path: Path, visit: Callable[[np.random.Generator, int], list[Visit]], kind: str, name: str
) -> None:
    row = deviating(tmp_path, visit, PAYMENT, kind, name)
    assert row.effect is not None
    assert row.effect.exposed > 200
    assert row.effect.estimate.low < 0 < row.effect.estimate.high
    assert abs(row.effect.estimate.value) < 0.07


def deviating(
    folder: Path, visit: Callable[[np.random.Generator, int], list[Visit]], plan: MapDocument, kind: str, name: str
) -> Deviation:
    chance = np.random.default_rng(7)
    with shop(folder, [row for who in range(1500) for row in visit(chance, who)]) as ws:
        found = ws.journeys().conformance(plan)
    (row,) = [row for row in found.deviations if row.kind == kind and row.name == name]
    return row


def skips(chance: np.random.Generator, who: int) -> list[Visit]:
    """Two in five never wrap, and 20 points fewer of them order."""
    wraps = chance.random() < 0.6
    orders = chance.random() < (0.7 if wraps else 0.5)
    steps = ["Gift Wrapped"] * wraps + ["Payment Info Entered"] + ["Order Completed"] * orders
    return walked(who, ["Product Viewed", *steps])


def store_first(chance: np.random.Generator, who: int) -> list[Visit]:
    """Two in five visit the store before they look on the web, and 30 points fewer of them order there."""
    wrong = chance.random() < 0.4
    two = [("Product Viewed", "web"), ("Store Visited", "store")][:: -1 if wrong else 1]
    orders = chance.random() < (0.4 if wrong else 0.7)
    took = [*two, *[("Order Completed", "web")] * orders]
    visit = walked(who, [step for step, _ in took])
    return [(*row[:3], {"channel": channel}) for row, (_, channel) in zip(visit, took, strict=True)]


def pays_before_adding(chance: np.random.Generator, who: int) -> list[Visit]:
    """Three in ten pay before they add, which costs 30 points; most begin with a page that is planned twice."""
    wrong = chance.random() < 0.3
    two = ["Product Added", "Payment Info Entered"][:: -1 if wrong else 1]
    orders = chance.random() < (0.4 if wrong else 0.7)
    return walked(who, ["Page Viewed"] * (chance.random() < 0.6) + two + ["Order Completed"] * orders)


def planned(*steps: tuple[str, str]) -> MapDocument:
    made = tuple(MapStep(f"s{k}", title, events=(event,)) for k, (title, event) in enumerate(steps))
    return MapDocument("I buy a lamp", phases=(Phase("buy", "Buy", steps=made),))


STORE = planned(("Look", "Product Viewed"), ("Store", "Store Visited"), ("Order", "Order Completed"))
TWICE = planned(
    ("Home", "Page Viewed"), ("Cart", "Product Added"), ("Pay", "Payment Info Entered"), ("Check", "Page Viewed"),
    ("Order", "Order Completed"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("visit", "plan", "kind", "name", "effect"),
    [
        (skips, PAYMENT, "missing", "Wrap", -0.2),
        (store_first, STORE, "out_of_order", "Look", -0.3),
        (pays_before_adding, TWICE, "out_of_order", "Cart", -0.3),
    ],
)
def test_a_step_left_out_or_too_late_is_found_with_about_its_size(
    tmp_path: Path,
    visit: Callable[[np.random.Generator, int], list[Visit]],
    plan: MapDocument,
    kind: str,
    name: str,
    effect: float,
) -> None:
    row = deviating(tmp_path, visit, plan, kind, name)
    assert row.effect is not None
    assert row.effect.estimate.value == pytest.approx(effect, abs=0.08)
    assert row.clear
    assert row.compared == f'Taking a later step before "{name}", or without it,'


def tries_again(chance: np.random.Generator, who: int) -> list[Visit]:
    """Four in ten payments fail, and most of those try again at once; some pay again after they read the help."""
    steps = ["Product Viewed", "Gift Wrapped", "Payment Info Entered"]
    if chance.random() < 0.4:
        steps.append("Charge Failed")
        if chance.random() < 0.3:
            return walked(who, steps)
        steps.append("Payment Info Entered")
    if chance.random() < 0.4:
        steps += ["Help Viewed"] + ["Payment Info Entered"] * (chance.random() < 0.5)
    return walked(who, steps + ["Order Completed"] * (chance.random() < 0.8))


def test_a_step_that_is_tried_again_after_a_failure_is_not_done_again(tmp_path: Path) -> None:
    row = deviating(tmp_path, tries_again, PAYMENT, "extra", "Pay")
    assert row.effect is not None
    assert row.effect.estimate.low < 0 < row.effect.estimate.high
    assert row.effect.exposed == row.units, "whoever came back from the help"


def visits_again(chance: np.random.Generator, who: int) -> list[Visit]:
    """Whoever leaves without an order may come again, by one of two pages: a coin says by which."""
    steps: list[str] = []
    for _ in range(3):
        steps += ["Home Page Viewed" if chance.random() < 0.5 else "Ad Clicked", "Product Viewed", "Gift Wrapped"]
        if chance.random() < 0.5:
            return walked(who, [*steps, "Payment Info Entered", "Order Completed"])
        if chance.random() < 0.4:
            return walked(who, steps)
    return walked(who, steps)


def test_where_visits_begin_is_held_against_visits_that_begin_elsewhere(tmp_path: Path) -> None:
    row = deviating(tmp_path, visits_again, PAYMENT, "extra", "Home Page Viewed")
    assert row.compared == 'Beginning at "Home Page Viewed", unplanned,'
    assert row.effect is not None
    assert row.effect.n == pytest.approx(1500, abs=5), "everybody, by their first step"
    assert row.effect.estimate.low < 0 < row.effect.estimate.high
    assert abs(row.effect.estimate.value) < 0.08


def test_a_step_that_all_who_come_again_must_take_again_is_told_apart_from_nothing(tmp_path: Path) -> None:
    row = deviating(tmp_path, visits_again, PAYMENT, "extra", "Wrap")
    assert row.effect is not None
    assert row.effect.note == ON_THE_WAY
    assert np.isnan(row.effect.estimate.value)
    assert not row.clear


def straight(chance: np.random.Generator, who: int) -> list[Visit]:
    """A coin leads some through the home page, where many leave, some by an ad, and some straight to the payment."""
    way = chance.choice(3)
    steps = ["Payment Info Entered"] if way == 2 else [("Home Page Viewed", "Ad Clicked")[way], "Product Viewed"]
    if way < 2:
        if chance.random() < 0.5:
            return walked(who, steps[: int(chance.integers(1, 3))])
        steps += ["Gift Wrapped", "Payment Info Entered"]
    return walked(who, steps + ["Order Completed"] * (chance.random() < 0.6))


def test_who_begins_further_on_is_no_measure_of_where_others_begin(tmp_path: Path) -> None:
    row = deviating(tmp_path, straight, PAYMENT, "extra", "Home Page Viewed")
    assert row.effect is not None
    assert row.effect.n == pytest.approx(1000, rel=0.1), "but those who came straight to the payment"
    assert abs(row.effect.estimate.value) < 0.08
    assert not row.clear
