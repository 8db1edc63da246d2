"""What goes wrong for customers, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sojourn.errors import UnknownName, UsageError
from sojourn.insights.pain_points import PainPoints
from sojourn.workspace import Workspace
from tests.insights.pain_points.made import events
from tests.shops import Story, shop


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    ws = Workspace(tmp_path_factory.mktemp("pain points") / "shop")
    rows = events()
    plans = {row["user_id"]: row["traits"]["plan"] for row in rows}
    ws.load([{name: value for name, value in row.items() if name != "traits"} for row in rows], name="events")
    ws.load_customers([{"user_id": who, "plan": plan} for who, plan in plans.items()])
    yield ws
    ws.close()


@pytest.fixture(scope="module")
def found(workspace: Workspace) -> PainPoints:
    return workspace.journeys().pain_points()


def test_what_costs_orders_is_found_with_its_size_and_its_price(found: PainPoints) -> None:
    point = found.rows[0]
    assert point.id == "error:payment"
    assert point.title == "Payment Failed at payment"
    assert point.status == "associated"
    assert point.effect.low < -0.35 * 0.57 < point.effect.high < 0
    assert 0.2 < point.share.low < point.share.value < point.share.high < 0.3
    assert 0 < point.monthly_gain.low < point.monthly_gain.value
    assert point.currency == "EUR"
    assert point.robustness > 0.5
    assert found.outcome == "Order Completed"


def test_it_is_told_in_plain_words_that_claim_no_cause(found: PainPoints) -> None:
    said = found.rows[0].sentence
    assert said.startswith('1 in 4 journeys that reach payment meets "Payment Failed" (')
    assert 'They reach "Order Completed" less often than comparable ones: ' in said
    assert said.endswith("Associated, not proven.")
    assert found.summary() == f"Payment Failed at payment: {said}"


def test_what_only_follows_from_it_is_no_pain_point_of_its_own(found: PainPoints) -> None:
    why = {one.id: one.why for one in found.tested}
    assert [row.id for row in found.rows] == ["error:payment"], why
    assert "rework:payment" in why


def test_what_those_who_order_less_meet_more_often_is_not_blamed(found: PainPoints) -> None:
    calls = next(one for one in found.tested if one.id == "channel_switch:product page")
    assert not calls.found
    assert calls.why
    assert calls.exposed > 100


def test_everything_tested_is_listed_once_and_counted(found: PainPoints) -> None:
    ids = [one.id for one in found.tested]
    assert len(ids) == len(set(ids))
    assert f"of {len(ids):,} candidates were met often enough" in found.notes[0]
    assert all(one.found or one.why for one in found.tested)


def test_the_customers_behind_it_are_at_hand(found: PainPoints, workspace: Workspace) -> None:
    ids = found.customers("error:payment")
    assert len(ids) == len(set(ids)) >= found["error:payment"].exposed
    steps = [step.event for step in workspace.customer(ids[0]).steps]
    assert "Payment Failed" in steps


def test_the_evidence_shows_journeys_and_masked_quotes(found: PainPoints) -> None:
    evidence = found.evidence("error:payment", most=3)
    assert len(evidence.customers) == len(evidence.journeys) == 3
    assert all("Payment Failed" in steps for steps in evidence.journeys)
    assert evidence.quotes
    assert not any("anna@" in quote for quote in evidence.quotes)


def test_the_same_journeys_give_the_same_answer(found: PainPoints, workspace: Workspace) -> None:
    assert repr(workspace.journeys().pain_points()) == repr(found)


def test_what_can_be_mended_in_part_gains_in_part(found: PainPoints, workspace: Workspace) -> None:
    half = workspace.journeys().pain_points(fixable=0.5).rows[0]
    assert half.monthly_gain.value == pytest.approx(found.rows[0].monthly_gain.value / 2)
    with pytest.raises(UsageError, match="fixable is a share"):
        workspace.journeys().pain_points(fixable=2)


def test_a_goal_of_the_journeys_is_the_outcome(workspace: Workspace) -> None:
    towards = workspace.journeys(goal="Checkout Started", gap="20d").pain_points()
    assert towards.outcome == "Checkout Started"


def test_a_pain_point_that_was_not_found_is_not_known(found: PainPoints) -> None:
    with pytest.raises(UnknownName, match=r"Did you mean .error:payment"):
        found.customers("error:paymnt")


def test_it_makes_a_table(found: PainPoints) -> None:
    table = found.to_arrow()
    assert table["id"].to_pylist() == ["error:payment"]
    assert "monthly_gain.low" in table.column_names


def test_without_anything_to_reach_it_says_what_to_do(tmp_path: Path) -> None:
    ws = shop(tmp_path, [("anna", "Signed In", "2026-01-01 10:00"), ("anna", "Signed Out", "2026-01-01 11:00")])
    with pytest.raises(UsageError, match=r"Say which event is the outcome"):
        ws.journeys().pain_points()
    with pytest.raises(UsageError, match=r"The outcome never happens. No event is called .Sgned Out.*Did you mean"):
        ws.journeys().pain_points("Sgned Out")
    assert ws.journeys().pain_points("Signed Out").rows == ()
    ws.close()


def test_of_customers_who_are_not_there_nothing_is_said(workspace: Workspace) -> None:
    nobody = workspace.journeys(customers="plan = 'gold'").pain_points()
    assert nobody.rows == ()
    assert nobody.journeys == 0
    everyone = workspace.journeys(customers="plan = 'pro'").pain_points()
    assert "error:payment" in [one.id for one in everyone.tested]


def test_what_hardly_anybody_misses_has_nothing_to_lose(tmp_path: Path) -> None:
    log: list[Story] = [(f"c{n}", "Ticket Closed", "2026-01-02 10:00") for n in range(200)]
    log += [(f"c{n}", "Ticket Opened", "2026-01-01 10:00") for n in range(201)]
    with shop(tmp_path, [*log, ("last", "Signed In", "2026-06-30 10:00")]) as ws:
        found = ws.journeys().pain_points("Ticket Closed")
        rare = ws.journeys().pain_points("Signed In")
    assert any('99 % of journeys reach "Ticket Closed", so there is little to lose' in note for note in found.notes)
    assert any('Only 1 of 202 journeys reach "Signed In": too few' in note for note in rare.notes)
    assert "chance" not in found.notes[0], "nothing was found that might be chance"


def test_a_property_that_no_event_has_is_named(tmp_path: Path) -> None:
    log: list[Story] = [("anna", "Order Completed", "2026-01-02 10:00", {"plan": "pro", "results": 3})]
    with shop(tmp_path, log) as ws:
        known = ws.journeys().pain_points(also=["plan"], problems={"no result": "results = 0"})
        unknown = ws.journeys().pain_points(also=["plam"], problems={"no result": "resulz = 0 or value > 3"})
    assert not any("is called" in note for note in known.notes)
    named = [note.partition(".")[0] for note in unknown.notes if "is called" in note]
    assert named == ['No field is called "plam"', 'No field is called "resulz"']


SAID = ("Оплата не прошла", "支付失败了", "فشل الدفع", "भुगतान विफल", "The payment failed. " * 5000, "", "   ", "😡")


def test_comments_in_any_script_of_any_length_break_nothing(tmp_path: Path) -> None:
    log: list[Story] = []
    for number in range(240):
        who, day = f"c{number}", f"2026-0{number % 4 + 1}-1"
        log.append((who, "Checkout Started", f"{day}0 10:00"))
        told = {"text": SAID[number % len(SAID)], "score": (number % 9) - 1, "score_kind": "csat"}
        log.append((who, "Survey Answered", f"{day}0 11:00", told))
        if number % 3 == 0:
            log.append((who, "Order Completed", f"{day}2 10:00"))
    ws = shop(tmp_path, [*log, ("last", "Signed In", "2026-06-30 10:00")])
    found = ws.journeys().pain_points()
    ws.close()
    rated = next(one for one in found.tested if one.id == "bad_score:checkout")
    assert rated.reached < 240 * 6 // 9, "scores of -1, 0, 6 and 7 are no CSAT"


def test_a_condition_of_ones_own_may_say_that_a_step_went_wrong(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    log: list[Story] = []
    for number in range(600):
        who, day = f"c{number}", f"2026-0{number % 4 + 1}-1"
        empty = rng.random() < 0.3
        log.append((who, "Products Searched", f"{day}0 {10 + number % 7}:00", {"results": 0 if empty else 12}))
        if rng.random() < (0.3 if empty else 0.6):
            log.append((who, "Order Completed", f"{day}2 10:00"))
    ws = shop(tmp_path, [*log, ("last", "Signed In", "2026-06-30 10:00")])
    found = ws.journeys().pain_points(problems={"no result": "results = 0"})
    ws.close()
    assert [row.id for row in found.rows] == ["error:search:no result"]
    assert found.rows[0].title == "No result at search"
    assert found.rows[0].currency == ""
    assert 'more "Order Completed" a month' in found.rows[0].sentence


def test_candidates_found_elsewhere_are_estimated_without_a_search(found: PainPoints, workspace: Workspace) -> None:
    again = workspace.journeys().pain_points(only=["error:payment", "rework:checkout"], within="5d")
    assert {one.id for one in again.tested} == {"error:payment", "rework:checkout"}
    assert again.rows[0].effect.value == pytest.approx(found.rows[0].effect.value, abs=0.05)
    with pytest.raises(UnknownName, match="Did you mean"):
        workspace.journeys().pain_points(only=["error:paymnt"])


def test_strengths_are_what_goes_with_more_orders(tmp_path: Path) -> None:
    ws = shop(tmp_path, rated())
    strong = ws.journeys().strengths()
    assert {one.kind for one in strong.tested} == {"help", "good_score"}
    assert [row.id for row in strong.rows] == ["good_score:product page"]
    assert strong.rows[0].effect.low > 0
    assert strong.rows[0].monthly_gain.low > 0
    assert ws.journeys().pain_points().rows[0].id == "bad_score:product page"
    ws.close()


def test_where_few_outcomes_have_a_value_gains_are_no_money(tmp_path: Path) -> None:
    log: list[Story] = [story[:3] if story[1] == "Order Completed" else story for story in rated()]
    one: Story = ("rich", "Order Completed", "2026-01-01 10:00", {"value": 9_000, "currency": "EUR"})
    ws = shop(tmp_path, [*log, one])
    found = ws.journeys().strengths()
    ws.close()
    assert found.currency == ""
    assert any(note.startswith("A value is known of only 1 of ") for note in found.notes)
    assert 'more "Order Completed" a month' in found.rows[0].sentence


def test_without_anything_to_compare_by_nothing_is_found(tmp_path: Path) -> None:
    hour = {"Survey Answered": "11:00"}
    log = [(who, what, f"{when[:10]} {hour.get(what, '10:00')}", *more) for who, what, when, *more in rated()]
    ws = shop(tmp_path, log)  # type: ignore[arg-type]
    found = ws.journeys().strengths()
    ws.close()
    why = {one.id: one.why for one in found.tested}
    assert why["good_score:product page"] == "Not robust: nothing was measured beforehand by which to compare."


def rated(customers: int = 800) -> Iterator[Story]:
    """Half of those who rate the product page are pleased; of these 7 in 10 order, of the others 3 in 10."""
    rng = np.random.default_rng(2)
    for number in range(customers):
        who, day = f"c{number}", f"2026-0{number % 4 + 1}-1"
        liked = rng.random() < 0.5
        yield who, "Product Viewed", f"{day}0 {9 + number % 7:02}:00"
        yield who, "Survey Answered", f"{day}0 {10 + number % 7}:00", {"score": 5 if liked else 1, "score_kind": "csat"}
        if rng.random() < (0.7 if liked else 0.3):
            yield who, "Order Completed", f"{day}2 10:00", {"value": 20}
    yield "last", "Signed In", "2026-06-30 10:00"


def test_a_price_is_in_one_currency(tmp_path: Path, found: PainPoints) -> None:
    rows = [{name: value for name, value in row.items() if name != "traits"} for row in events()]
    for row in rows[::3]:
        if row["event"] == "Order Completed":
            row.update(value=160 * row["value"], currency="JPY")
    with Workspace(tmp_path / "shop") as ws:
        ws.load(rows, name="events")
        yen = ws.journeys().pain_points(only=["error:payment"])
    alone, both = found.rows[0].monthly_gain, yen.rows[0].monthly_gain
    assert yen.currency == "EUR"
    assert both.value == pytest.approx(alone.value, rel=0.2)
    assert any("in JPY were left out of the mean value of an outcome, which is in EUR" in note for note in yen.notes)
