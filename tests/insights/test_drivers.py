from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from pathlib import Path

import msgspec
import numpy as np
import pytest

from sojourn.effects.covariates import Columns, joined
from sojourn.effects.risk_sets import RiskSet
from sojourn.errors import UnknownName, UsageError
from sojourn.insights.drivers import Driver, Drivers
from sojourn.insights.drivers.outcomes import outcome_of
from sojourn.insights.drivers.telling import told
from sojourn.insights.influences import influence_columns
from sojourn.insights.influences.sources import sources
from sojourn.journeys.view import View
from sojourn.workspace import Workspace
from tests.insights.keen_shop import COST, visits
from tests.shops import Story, shop


@pytest.fixture(scope="module")
def keen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with shop(tmp_path_factory.mktemp("keen"), visits()) as ws:
        yield ws


def named(found: Drivers, kind: str, name: str) -> Driver:
    (row,) = [row for row in found.rows if (row.kind, row.name) == (kind, name)]
    return row


def test_what_goes_with_an_order_is_adjusted_for_what_was_known_before(keen: Workspace) -> None:
    found = keen.journeys().drivers("Order Completed", over="touchpoint")
    help_page = named(found, "touchpoint", "help page")
    assert help_page.place == "product page"
    assert help_page.naive.value < -0.18, "who needs help is less keen as well"
    assert help_page.effect.low <= -COST <= help_page.effect.high
    assert help_page.effect.value > help_page.naive.value
    assert help_page.found
    assert help_page.reach.value == pytest.approx(help_page.exposed / found.journeys)
    assert "comparable ones in" in help_page.sentence
    assert "Associated, not proven" in help_page.sentence


def test_a_score_can_be_the_outcome(keen: Workspace) -> None:
    found = keen.journeys().drivers(score="nps", over="touchpoint")
    help_page = named(found, "touchpoint", "help page")
    assert -3 < help_page.effect.value < 0
    assert help_page.sentence.endswith("show no clear difference from comparable ones in the NPS that they give.")
    asked = outcome_of(keen.journeys().units("journey"), None, "nps")
    sure = told(msgspec.structs.replace(help_page, found=True), "that go to the help page", asked)
    assert sure.sentence.startswith("Journeys that go to the help page give NPS 5.")
    assert " on average, comparable ones 5." in sure.sentence
    assert found.notes[0].startswith("Only journeys with an answer are compared")


def test_the_same_log_gives_the_same_drivers(keen: Workspace) -> None:
    assert keen.journeys().drivers(over="touchpoint") == keen.journeys().drivers(over="touchpoint")


def test_moments_are_ranked_by_effect_reach_and_gap(keen: Workspace) -> None:
    found = keen.journeys().moments("Order Completed")
    ranks = [row.rank for row in found.rows]
    assert ranks == sorted(ranks) == list(range(1, len(ranks) + 1))
    help_page = next(row for row in found.rows if row.touchpoint == "help page")
    assert help_page.felt.value == pytest.approx(-1, abs=0.2), "ratings of 1 to 3 on CSAT"
    assert help_page.gap.value == pytest.approx((2 - help_page.felt.value) / 4)
    product = abs(help_page.effect.value) * help_page.reach.value * help_page.gap.value
    assert help_page.weight.value == pytest.approx(product)
    assert help_page.weight.low <= product <= help_page.weight.high
    assert help_page.best <= help_page.rank <= help_page.worst
    assert "customers rate it −1" in help_page.sentence


def test_influences_from_outside_are_found(keen: Workspace) -> None:
    found = keen.journeys().influences("Order Completed")
    friend = named(found, "heard from", "a friend")  # type: ignore[arg-type]
    assert friend.exposed > 600, "what follows an order is known to be of the same customer, and nobody orders there"
    assert friend.effect.low <= 0.15 * 600 / friend.exposed <= friend.effect.high
    assert friend.found
    raised = named(found, "price", "raised")  # type: ignore[arg-type]
    assert raised.exposed == 300
    assert found.looked_for == {"campaign": (), "heard from": ("heard_from",), "price": ("price", "product_id")}
    assert "The log says nothing of: campaign." in found.summary()
    assert found.notes[0].startswith("The records hold less than two years")


def test_what_is_not_found_shows_no_clear_difference(keen: Workspace) -> None:
    found = keen.journeys(goal="Order Completed").influences()
    unclear = [row for row in found.rows if not row.found and not row.why_not]
    days = {row.name: row.sentence for row in unclear if row.kind == "weekday"}
    assert len(days) >= 5
    assert {row.sentence for row in unclear if row.kind == "weekday"} == {
        f'Journeys that begin on a {day} show no clear difference from comparable ones in reaching "Order Completed".'
        for day in days
    }
    assert all(row.effect.low < row.effect.high for row in unclear)
    by_score = keen.journeys(goal="Order Completed").influences(score="csat").rows
    unsure = [row.sentence for row in by_score if not row.found and not row.why_not]
    assert unsure
    assert all(sentence.endswith(" in the CSAT that they give.") for sentence in unsure)


def test_outcomes_that_never_happen_or_always_say_so(tmp_path: Path) -> None:
    events: list[Story] = []
    for k in range(80):
        events += [(f"c{k}", "Product Viewed", "2026-01-02 10:00"), (f"c{k}", "Help Viewed", "2026-01-02 10:01")]
        events += [(f"c{k}", "Order Completed", "2026-01-02 10:02")]
    with shop(tmp_path, [*events, ("last", "Page Viewed", "2026-06-01")]) as ws:
        j = ws.journeys()
        with pytest.raises(UsageError, match=r'The outcome never happens. No event is called "Order Complted"'):
            j.drivers("Order Complted")
        with pytest.raises(UnknownName, match='No score is called "mood"'):
            j.drivers(score="mood")
        with pytest.raises(UsageError, match='No answer here is a score of kind "nps"'):
            j.moments(["Order Completed"]) and j.drivers(score="nps")
        with pytest.raises(UsageError, match="not by both at once"):
            j.drivers("Order Completed", score="nps")
        with pytest.raises(UsageError, match="over is any of touchpoint"):
            j.drivers(over="weather")
        rows = j.drivers(over="touchpoint").rows
        assert {row.why_not for row in rows} <= {
            "Everybody was exposed: there is nobody to compare with.",
            "The outcome never varies.",
        }
        assert all(isnan(row.effect.value) for row in rows)


def test_one_customer_tells_nothing(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Product Viewed", "2026-01-02"), ("anna", "Order Completed", "2026-01-03")]) as ws:
        j = ws.journeys()
        assert j.drivers().summary().endswith("Nothing stands out from chance.")
        assert j.moments().rows == ()
        assert j.influences().rows == ()
    with shop(tmp_path / "none", [("anna", "Product Viewed", "2026-01-02")]) as ws:
        with pytest.raises(UsageError, match="Nothing says what customers should reach"):
            ws.journeys().drivers()
        with pytest.raises(UsageError, match="Nothing says what customers should reach"):
            ws.journeys().influences()


def test_attributes_that_say_the_same_cannot_be_told_apart(tmp_path: Path) -> None:
    people = [{"user_id": f"c{k}", "plan": "ab"[k % 2]} for k in range(400)]
    with shop(tmp_path, visits(400)) as ws:
        ws.load_customers(people)
        alone = named(ws.journeys().drivers("Order Completed", over="attribute"), "attribute", "plan=a")
        ws.load_customers([{**one, "tier": one["plan"]} for one in people])
        both = ws.journeys().drivers("Order Completed", over="attribute")
    assert alone.effect.low <= 0.15 <= alone.effect.high, "plan a are those who heard of the shop from a friend"
    assert {row.why_not for row in both.rows} == {"Those exposed and those not are too different to be compared."}
    assert named(both, "attribute", "tier=a").naive == named(both, "attribute", "plan=a").naive


def test_influences_are_columns_for_other_comparisons(keen: Workspace) -> None:
    units = keen.journeys().units()
    known = sources(units)

    def task(view: View) -> Columns:
        rows = np.arange(len(view.begin))
        last = RiskSet(rows, view.begin, np.full(len(rows), -1), np.full(len(rows), -1), view.end - 1)
        return influence_columns(units, view, last, known)

    columns = joined(units.collect(task))
    friend = columns.values[:, columns.names.index("heard from=a friend")]
    price = columns.values[:, columns.names.index("price against usual")]
    assert friend.sum() == 600
    assert sorted({round(float(one), 9) for one in price}) == [0, 0.2]
    assert columns.values[:, columns.names.index("price against usual=known")].sum() == 1200
