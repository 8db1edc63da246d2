"""Changes: what was expected of them, what came of it, and how well that was foreseen."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from math import inf, isnan, nan
from pathlib import Path

import msgspec
import numpy as np
import pytest

from sojourn.errors import DefinitionError, UsageError, WorkspaceFormat
from sojourn.estimates import Estimate
from sojourn.insights.changes import ChangeRow, status_of
from sojourn.insights.changes.confirming import with_status
from sojourn.insights.changes.scoring import forecasts
from sojourn.insights.pain_points import PainPoint, PainPoints
from sojourn.workspace import Workspace
from tests.shops import Story, shop

FIRST = datetime(2026, 1, 5, 9)
PROOF = {
    "measure": "count",
    "options": {"event": "Order Completed"},
    "where": "region = 'north'",
    "controls": [{"where": "region = 'south'"}],
}


def ordered(seed: int, periods: int, length: timedelta, north: tuple[int, int], south: int, since: int) -> list[Story]:
    """Orders of two regions in each period; those of the north are on average `north`, before and from `since` on."""
    rng, events = np.random.default_rng(seed), []
    for number in range(periods):
        for region, mean in (("north", north[number >= since]), ("south", south)):
            for k in range(rng.poisson(mean)):
                at = (FIRST + number * length + timedelta(minutes=k)).isoformat()
                events.append((f"{region}-{number}-{k}", "Order Completed", at, {"region": region}))
    return events


@pytest.fixture
def orders(tmp_path: Path) -> Workspace:
    return shop(tmp_path, ordered(3, 100, timedelta(days=1), (30, 45), 25, 70))


def test_a_change_is_recorded_and_proven(orders: Workspace) -> None:
    path = orders.record_change(
        "Free delivery in the north", "2026-03-16", predicted=(12, 5, 20), proof=PROOF, touchpoint="checkout",
        about=["waiting:delivery"],
    )  # fmt: skip
    assert path == orders.path / "changes/free-delivery-in-the-north.yaml"
    assert orders.confirmed() == frozenset()
    found = orders.changes()
    (row,) = found.rows
    assert row.verdict == "confirmed"
    assert row.by == "before and after"
    assert row.predicted.value == 12
    assert row.realised.low < 15 < row.realised.high
    assert row.within
    assert row.recorded == date.today()
    assert row.sentence.startswith(
        "Free delivery in the north (16 March 2026): confirmed. Gain predicted 12.0 (likely 5.0 to 20.0)"
    )
    assert found.forecasts.changes == 1
    assert status_of(found, "waiting:delivery") == "confirmed"
    assert status_of(found, "rework:cart") == "associated"
    assert orders.confirmed() == {"waiting:delivery"}


def test_a_prediction_is_kept_whatever_its_file_says_later(orders: Workspace) -> None:
    path = orders.record_change("Free delivery", "2026-03-16", predicted=30, proof=PROOF)
    path.write_text(path.read_text("utf-8").replace("30", "15"), "utf-8")
    (row,) = orders.changes().rows
    assert row.predicted.value == 30
    assert row.within is None
    assert any("predicts something else now" in note for note in row.notes)


def test_a_gain_can_be_worth_money(orders: Workspace) -> None:
    predicted = {"value": 20_000, "low": 15_000, "high": 30_000, "unit": "EUR", "worth": 50}
    orders.record_change("Free delivery", "2026-03-16", predicted=predicted, proof=PROOF)
    (row,) = orders.changes().rows
    assert row.unit == "EUR"
    truth = 15 * 30.44 * 50  # so many more orders a day, by days and EUR
    assert 0 < row.realised.low < truth < row.realised.high < 2 * truth
    assert row.notes[0] == "The gain of a day by 30.44 days a month, at 50 EUR each."


def test_a_gain_of_weeks_is_told_by_the_month(tmp_path: Path) -> None:
    ws = shop(tmp_path, ordered(4, 50, timedelta(weeks=1), (30, 60), 30, 40))
    predicted = {"value": 5_000, "unit": "EUR", "worth": 50}
    ws.record_change(
        "Free delivery", FIRST.date() + timedelta(weeks=40), predicted=predicted, proof=PROOF | {"every": "week"}
    )
    (row,) = ws.changes().rows
    truth = 30 * 30.44 / 7 * 50
    assert truth / 2 < row.realised.low < truth < row.realised.high < 2 * truth
    assert row.notes[0] == "The gain of a week by 4.349 weeks a month, at 50 EUR each."


def test_an_experiment_proves_a_change(orders: Workspace) -> None:
    rows = [
        {
            "user_id": f"u{k}",
            "event": event,
            "occurred_at": f"2026-02-01T{10 + n}:00:00Z",
            "arm": "new" if k % 2 else "old",
        }
        for k in range(600)
        for n, event in enumerate(("Offer Seen", "Signed Up"))
        if event == "Offer Seen" or k % 2 or k % 4 == 0
    ]
    orders.load(rows)
    (orders.path / "experiments").mkdir()
    (orders.path / "experiments/offer.yaml").write_text(
        "arms: {old: 1, new: 1}\nexposure: Offer Seen\nmeasure: {measure: count, options: {event: Signed Up}}\n",
        "utf-8",
    )
    orders.record_change("A new offer", "2026-02-01", predicted=0.4, proof="offer", about=["drop_off:offer"])
    (row,) = orders.changes().rows
    assert (row.verdict, row.by) == ("confirmed", "experiment")
    assert row.realised.value == pytest.approx(0.5)


def test_the_realised_gain_is_that_of_the_arm_that_is_better(orders: Workspace) -> None:
    """Not of another whose figure is larger by chance, or whose guardrail got worse."""
    rows = []
    for k in range(1_240):
        arm = ("old", "new", "rare")[k % 2 if k < 1_200 else 2]
        rows.append({"user_id": f"u{k}", "event": "Offer Seen", "occurred_at": "2026-02-01T10:00:00Z", "arm": arm})
        signs = {"old": k % 4 == 0, "new": k % 4 == 1, "rare": k % 8 < 7}[arm] or (arm == "new" and k % 8 == 3)
        rows += [{**rows[-1], "event": "Signed Up", "occurred_at": "2026-02-01T11:00:00Z"}] if signs else []
        hurt = arm == "rare" and k % 4
        rows += [{**rows[-1], "event": "Complained", "occurred_at": "2026-02-01T12:00:00Z"}] if hurt else []
    orders.load(rows)
    (orders.path / "experiments").mkdir()
    (orders.path / "experiments/offer.yaml").write_text(
        "arms: {old: 600, new: 600, rare: 40}\nexposure: Offer Seen\nplanned: 1240\n"
        "measure: {measure: count, options: {event: Signed Up}}\n"
        "guardrails: [{measure: count, options: {event: Complained}, better: lower}]\n",
        "utf-8",
    )
    found = orders.experiment("offer")
    new, rare = found.primary
    assert (new.judged, found.guardrails[1].judged, found.verdict) == ("better", "worse", "better")
    assert rare.anytime.value > new.anytime.value
    orders.record_change("A new offer", "2026-02-01", predicted=0.3, proof="offer")
    (row,) = orders.changes().rows
    assert row.verdict == "confirmed"
    assert row.realised.value == pytest.approx(new.anytime.value)


def test_a_prediction_made_afterwards_is_said_to_be(orders: Workspace) -> None:
    orders.record_change("Early", "2026-02-01", predicted=1)
    orders.record_change("Late", "2099-02-01", predicted=1)
    early, late = orders.changes().rows
    assert any("noted after the change was made" in note for note in early.notes)
    assert late.notes == ()


def test_what_cannot_be_tested_yet_says_why(orders: Workspace) -> None:
    orders.record_change("Later", "2027-01-01", predicted=1, proof=PROOF)
    orders.record_change("Untested", "2026-03-01")
    untested, later = orders.changes().rows
    assert untested.verdict == "not tested"
    assert later.verdict == "cannot tell"
    assert "outside the data" in later.reasons[0]
    assert isnan(later.realised.value)
    assert orders.changes().forecasts.sentence.startswith("No forecast can be scored yet")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"what": "", "date": "2026-01-01"}, "what is missing"),
        ({"what": "X", "date": "soon"}, "is no day"),
        ({"what": "X", "date": "2026-01-01", "predicted": (1, 2, 3)}, "is not between"),
        ({"what": "X", "date": "2026-01-01", "predicted": (1, 2)}, "value, low, high"),
        ({"what": "X", "date": "2026-01-01", "predicted": (1, -inf, inf)}, "are numbers"),
        ({"what": "X", "date": "2026-01-01", "predicted": {"value": 1, "worth": nan}}, "are numbers"),
        ({"what": "X", "date": "2026-01-01", "predicted": {"value": 1, "worth": 0}}, "worth not zero"),
        ({"what": "X", "date": "2026-01-01", "proof": {"measure": "nps"}}, "controls: there are none"),
        ({"what": "X", "date": "2026-01-01", "proof": {}}, "one of the two"),
        ({"what": "X", "date": "2026-01-01", "proof": {"measure": "n", "controls": ["aov"], "where": "a ="}}, "proof:"),
        ({"what": "X", "date": "2026-01-01", "aboot": ["a"]}, "unknown field"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be(tmp_path: Path, fields: dict[str, object], says: str) -> None:
    with shop(tmp_path, []) as ws, pytest.raises(UsageError, match=says):
        ws.record_change(**fields)  # type: ignore[arg-type]


OFFER = "arms: {old: 1, new: 1}\nexposure: Offer Seen\nmeasure: {measure: conversion, options: {goal: Signed Up}}\n"


@pytest.mark.parametrize(
    "proof", [{"measure": "conversion", "options": {"goal": "Signed Up"}, "controls": ["aov"]}, "offer"]
)
@pytest.mark.parametrize(
    ("predicted", "says"),
    [
        (12, "predicted, value: 12 is no change of a share, which lies between -1 and 1. Write 0.05 for 5 points, and"),
        ((0.5, 0.1, 1.5), "predicted, high: 1.5 is no change"),
        ((0.5, -2, 1), "predicted, low: -2 is no change"),
    ],
)  # fmt: skip
def test_a_share_cannot_change_by_more_than_all_of_it(
    tmp_path: Path, proof: object, predicted: object, says: str
) -> None:
    with shop(tmp_path, [("anna", "Offer Seen", "2026-02-01")]) as ws:
        (ws.path / "experiments").mkdir()
        (ws.path / "experiments/offer.yaml").write_text(OFFER, "utf-8")
        with pytest.raises(DefinitionError, match=f"^a-new-offer: {re.escape(says)}"):
            ws.record_change("A new offer", "2026-02-01", predicted=predicted, proof=proof)
        assert not (ws.path / "changes").exists()
        path = ws.record_change("A new offer", "2026-02-01", predicted=0.5, proof=proof)
        path.write_text(path.read_text("utf-8").replace("0.5", "12"), "utf-8")
        with pytest.raises(DefinitionError, match=r"a-new-offer\.yaml: predicted, value: 12 is no change of a share"):
            ws.changes()


def test_a_prediction_that_cannot_be_and_was_noted_long_ago_does_not_count(tmp_path: Path) -> None:
    events = []
    for k in range(400):
        events.append((f"u{k}", "Offer Seen", "2026-02-01 10:00", {"arm": "new" if k % 2 else "old"}))
        events += [(f"u{k}", "Signed Up", "2026-02-01 11:00")] if k % 2 or k % 4 == 0 else []
    with shop(tmp_path, events) as ws:
        (ws.path / "experiments").mkdir()
        (ws.path / "experiments/offer.yaml").write_text(OFFER, "utf-8")
        ws.record_change("A new offer", "2026-02-01", predicted=0.12, proof="offer")
        ledger = ws.path / "data/changes.jsonl"
        ledger.write_text(ledger.read_text("utf-8").replace("0.12", "12"), "utf-8")
        (row,) = ws.changes().rows
    assert (row.verdict, row.unit) == ("confirmed", "share")
    assert isnan(row.predicted.value)
    assert "1200" not in row.sentence
    assert "does not count. predicted, value: 12 is no change of a share" in row.notes[-1]


def test_a_change_is_recorded_once_and_files_say_what_is_wrong(tmp_path: Path) -> None:
    with shop(tmp_path, []) as ws:
        assert ws.changes().summary() == "No change is recorded yet."
        ws.record_change("X", "2026-01-01")
        with pytest.raises(UsageError, match="there already"):
            ws.record_change("X", "2026-01-01")
        (ws.path / "changes/y.yaml").write_text("what: Y\n", "utf-8")
        with pytest.raises(DefinitionError, match=r"y\.yaml: date is missing"):
            ws.changes()
        (ws.path / "data/changes.jsonl").write_text("{broken", "utf-8")
        with pytest.raises(WorkspaceFormat, match="damaged"):
            ws.confirmed()


def test_forecasts_are_scored() -> None:
    untold = msgspec.structs.replace(row(10, (5, 15), 10), verdict="cannot tell")  # an experiment that still runs
    found = forecasts([row(10, (5, 15), 8), row(10, (9, 11), 5), row(10, None, 11), row(10, (5, 15), nan), untold])
    assert found.changes == 3
    assert (found.within.value, found.within.n) == (0.5, 2)
    assert found.bias == pytest.approx((-0.2 - 0.5 + 0.1) / 3)
    assert found.error == pytest.approx(0.8 / 3)
    assert (
        found.sentence
        == "Forecasts: 1 of 2 realised gains in the predicted range, on average 20 % less than predicted."
    )


def row(predicted: float, ends: tuple[float, float] | None, realised: float) -> ChangeRow:
    low, high = ends or (nan, nan)
    return ChangeRow(
        id="x", what="X", date=date(2026, 1, 1), touchpoint=None, stage=None, about=(), owner=None,
        predicted=Estimate(predicted, low, high, 0, "predicted"),
        realised=Estimate(realised, realised - 1, realised + 1, 9, "t"),
        unit="share", within=None if ends is None else low <= realised <= high, verdict="confirmed", by="experiment",
        recorded=date(2026, 1, 1), sentence="", reasons=(),
    )  # fmt: skip


def test_a_pain_point_whose_change_is_confirmed_says_so() -> None:
    known = Estimate(0.1, 0.05, 0.15, 500, "aipw")
    point = PainPoint(
        id="waiting:delivery", kind="waiting", touchpoint="delivery", stage="use", event="Delivered",
        title="", outcome="x",
        sentence="About 5 a month (1 to 9). Associated, not proven.", reached=9, exposed=5, share=known, effect=known,
        outcome_exposed=0.1, outcome_comparable=0.2, naive=known, robustness=1, robustness_word="high",
        monthly_gain=known, currency="", status="associated", p=0.01,
    )  # fmt: skip
    other = msgspec.structs.replace(point, id="rework:cart")
    found = PainPoints(
        rows=(point, other),
        tested=(),
        outcome="x",
        journeys=9,
        customers_count=9,
        months=1,
        joint_gain=known,
        currency="",
    )
    confirmed = with_status(found, {"waiting:delivery"})
    assert [row.status for row in confirmed.rows] == ["confirmed", "associated"]
    assert confirmed["waiting:delivery"].sentence.endswith("Confirmed.")
    assert with_status(found, frozenset()) is found
