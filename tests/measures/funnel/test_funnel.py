from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import timedelta
from math import isnan
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.conditions import parse
from sojourn.errors import UsageError
from sojourn.estimates import wilson
from sojourn.journeys.definition import Definition
from sojourn.measures.funnel.funnel import funnel
from sojourn.measures.funnel.records import Exclusion, Funnel, FunnelStep
from sojourn.workspace import Workspace
from tests.in_memory import HISTORIES, Took, units_of
from tests.oracles.cases import known_case, stories
from tests.shops import Story, shop

STEPS = ["Product Viewed", "Product Added", "Order Completed"]
EVENTS: list[Story] = [
    ("anna", "Product Viewed", "2026-01-01 10:00", {"channel": "web", "cart": "a1"}),
    ("anna", "Product Added", "2026-01-01 11:00", {"channel": "web", "cart": "a1"}),
    ("anna", "Order Completed", "2026-01-03 11:00", {"channel": "app", "value": 120, "cart": "a1"}),
    ("ben", "Product Viewed", "2026-01-01 10:00", {"channel": "app", "cart": "b1"}),
    ("ben", "Product Added", "2026-01-01 13:00", {"channel": "app", "cart": "b2"}),
    ("ben", "Support Call", "2026-01-01 14:00", {"channel": "phone"}),
    ("ben", "Order Completed", "2026-01-02 13:00", {"channel": "app", "value": 20, "cart": "b2"}),
    ("cleo", "Product Viewed", "2026-01-01 10:00", {"channel": "web"}),
    ("cleo", "Product Viewed", "2026-02-01 10:00", {"channel": "web"}),
    ("dora", "Order Completed", "2026-01-01 10:00", {"channel": "store", "value": 7}),
]


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with shop(tmp_path, EVENTS) as workspace:
        yield workspace


def counts(found: Funnel) -> list[int]:
    return [step.customers for step in found.steps]


def test_from_viewing_to_buying(ws: Workspace) -> None:
    found = ws.journeys().funnel(STEPS, within="14d")
    viewed, added, ordered = found.steps
    assert [step.name for step in found.steps] == STEPS
    assert (viewed.customers, added.customers, ordered.customers) == (3, 2, 2)
    assert (found.units, found.unit) == (4, "customer")
    assert added.from_start == added.from_previous == wilson(2, 3)
    assert ordered.from_previous == wilson(2, 2)
    assert found.conversion == wilson(2, 3)
    assert (viewed.drop_off, added.drop_off, ordered.drop_off) == (0, 1, 0)
    assert (viewed.median_time, viewed.mean_time) == (None, None)
    assert added.median_time == timedelta(hours=2)
    assert ordered.mean_time == timedelta(hours=36)
    assert found.time_to_convert is not None
    assert (found.time_to_convert.n, found.time_to_convert.p50) == (2, timedelta(hours=38))
    assert found.customers(step=3) == ["anna", "ben"]
    assert found.customers(step=2, dropped=True) == ["cleo"]
    assert found.customers(step=1, dropped=True) == []


def test_what_can_be_asked_for(ws: Workspace) -> None:
    j = ws.journeys()
    assert counts(j.funnel(STEPS, within="49h")) == [3, 2, 2]
    assert counts(j.funnel(STEPS, within="48h")) == [3, 2, 1]
    assert counts(j.funnel(STEPS, order="strict")) == [3, 2, 1]
    assert counts(j.funnel(STEPS, order="unordered")) == [4, 2, 2]
    assert counts(j.funnel(STEPS, exclude=["Support Call"])) == [3, 2, 1]
    assert counts(j.funnel(STEPS, exclude=[parse("channel = 'phone'")])) == [3, 2, 1]
    assert counts(j.funnel(STEPS, exclude=[Exclusion("Support Call", after_step=1, before_step=2)])) == [3, 2, 2]
    assert counts(j.funnel(STEPS, same="cart")) == [3, 1, 1]
    assert counts(j.funnel([["Product Viewed", "Support Call"], parse("value > 100")])) == [3, 1]
    assert counts(j.funnel(["product_viewed", "Viewed Product"])) == [3, 1]
    assert counts(j.funnel(["web", "phone"], over="channel")) == [2, 0]
    assert counts(j.funnel(["Product Viewed", "Product Viewed"], within="10 steps")) == [3, 1]


def test_steps_with_more_than_a_name(ws: Workspace) -> None:
    steps = [
        "Product Viewed",
        FunnelStep("Product Added", optional=True, within="2h"),
        FunnelStep("Order Completed", where="value < 100"),
    ]
    found = ws.journeys().funnel(steps)
    assert counts(found) == [3, 1, 1]
    assert [step.name for step in found.steps][2] == "Order Completed where value < 100"
    assert [step.drop_off for step in found.steps] == [0, 0, 2]
    assert found.steps[2].from_previous == wilson(1, 3)
    assert found.customers(2, dropped=True) == []
    assert found.customers(3, dropped=True) == ["anna", "cleo"]
    assert found.steps[2].median_time == timedelta(hours=27)


def test_names_of_an_unordered_funnel_say_what_is_counted(ws: Workspace) -> None:
    found = ws.journeys().funnel(STEPS, order="unordered")
    assert [step.name for step in found.steps] == ["any 1 of 3", "any 2 of 3", "all 3"]


def test_by_channel(ws: Workspace) -> None:
    found = ws.journeys().funnel(STEPS, by="channel")
    groups = {group.value: group.result for group in found.groups}
    assert {value: counts(group) for value, group in groups.items()} == {
        "app": [1, 1, 1],
        "store": [0, 0, 0],
        "web": [2, 1, 1],
    }
    assert groups["web"].customers(2, dropped=True) == ["cleo"]
    assert isnan(groups["store"].conversion.value)
    assert groups["store"].time_to_convert is None


def test_values_that_read_alike_are_one_group(tmp_path: Path) -> None:
    """Anna has no plan, Ben's is called "none"."""
    events: list[Story] = [("anna", "Visit", "2026-01-01"), ("ben", "Visit", "2026-01-01", {"plan": "none"})]
    with shop(tmp_path, events) as ws:
        found = ws.journeys().funnel(["Visit"], by="property:plan")
    assert [(group.value, counts(group.result)) for group in found.groups] == [("none", [2])]


def test_journeys_of_one_customer_count_each(ws: Workspace) -> None:
    found = ws.journeys(gap="7d").funnel(STEPS)
    assert (found.unit, found.units, counts(found)) == ("journey", 5, [4, 2, 2])
    assert found.steps[1].from_start.method == "bootstrap by customer"
    assert found.steps[1].from_start.value == 0.5
    assert found.customers(2, dropped=True) == ["cleo"]
    assert counts(ws.journeys(gap="7d").funnel(STEPS, unit="customer")) == [3, 2, 2]


def test_an_unknown_name_counts_nobody_and_is_noted(ws: Workspace) -> None:
    found = ws.journeys().funnel(["Product Viewed", "Order Complete"], exclude=["Sopport Call"])
    assert counts(found) == [3, 0]
    assert found.notes == (
        'No event is called "Order Complete". Did you mean "Order Completed"?',
        'No event is called "Sopport Call". Did you mean "Support Call"?',
    )
    assert found.steps[1].median_time is None


def test_a_workspace_without_events(tmp_path: Path) -> None:
    with shop(tmp_path, []) as ws:
        found = ws.journeys().funnel(STEPS, by="channel")
        assert (counts(found), found.groups, found.customers(1)) == ([0, 0, 0], (), [])
        assert isnan(found.conversion.value)


def test_a_funnel_can_be_compared_written_and_shown(ws: Workspace) -> None:
    j = ws.journeys()
    found = j.funnel(STEPS)
    assert found == j.funnel(STEPS)
    assert json.loads(msgspec.json.encode(found))["steps"][1]["customers"] == 2
    assert found.to_dict()["steps"][0]["name"] == "Product Viewed"
    assert found.to_arrow()["from_start.value"].to_pylist() == pytest.approx([1, 2 / 3, 2 / 3])
    assert "Product Viewed" in found._repr_html_()
    with pytest.raises(UsageError, match="Ask for the funnel again"):
        copy.copy(found).customers(1)
    with pytest.raises(UsageError, match="count from 1 to 3; there is no step 0"):
        found.customers(0)


log = st.lists(st.builds(Took, st.integers(0, 5), st.integers(0, 6), st.integers(1, 3)), max_size=25)
kinds = st.sampled_from(["ordered", "strict", "unordered"])
windows = st.sampled_from([None, timedelta(microseconds=2)])


@given(log, kinds, windows)
def test_members_drop_offs_and_groups_add_up(log: list[Took], order: str, within: timedelta | None) -> None:
    found = funnel(units_of(log), ["a", "b", "c"], within, order, by="channel")
    assert counts(found)[0] == sum(step.drop_off for step in found.steps) + counts(found)[-1]
    for k, step in enumerate(found.steps, 1):
        for dropped, number in ((False, step.customers), (True, step.drop_off)):
            who = found.customers(k, dropped)
            assert len(who) == number
            assert sorted(one for group in found.groups for one in group.result.customers(k, dropped)) == who


@given(log, kinds, windows, st.sampled_from([HISTORIES, Definition(gap=1)]))
def test_partitions_do_not_matter(
    log: list[Took], order: str, within: timedelta | None, definition: Definition
) -> None:
    whole, split = (funnel(units_of(log, definition, partitions=n), ["a", "b", "a"], within, order) for n in (1, 3))
    assert whole == split
    assert whole.customers(2) == split.customers(2)


@pytest.mark.parametrize("name", ["funnel_strict_basic", "funnel_window_14d"])
def test_known_counts_and_members(shared: Path, tmp_path: Path, name: str) -> None:
    known = known_case(shared, name)
    asked = {"within" if key == "window" else key: value for key, value in known["params"].items()}
    with shop(tmp_path, stories(known)) as ws:
        found = ws.journeys().funnel(**asked)
        assert counts(found) == known["expected"]["counts"]
        assert [found.customers(k + 1) for k in range(len(found.steps))] == known["expected"]["step_members"]
        for k, seconds in known["expected"].get("avg_time", {}).items():
            assert found.steps[int(k)].mean_time == timedelta(seconds=seconds)


@pytest.mark.parametrize("order", ["ordered", "strict", "unordered"])
def test_later_incomplete_tries_are_ignored(shared: Path, tmp_path: Path, order: str) -> None:
    known = known_case(shared, "funnel_multiple_incomplete_tries")
    with shop(tmp_path, stories(known)) as ws:
        found = ws.journeys().funnel(known["params"]["steps"], within=known["params"]["window"], order=order)
        assert found.steps[0].customers == known["expected"]["counts_step1"]
        assert found.steps[1].mean_time == timedelta(seconds=known["expected"]["avg_time"]["1"])
        assert found.steps[1].median_time == timedelta(seconds=known["expected"]["median_time"]["1"])


def test_a_clickstream_known_from_another_tool(shared: Path, tmp_path: Path) -> None:
    """retentioneering 5.2.4: its funnel, and conversion of the first "home" at all, in 10 steps, in 30 minutes."""
    known = json.loads((shared / "oracles/ecom_expected.json").read_text())["ecom"]
    with Workspace(tmp_path / "shop") as ws:
        ws.load(shared / "data/journeys/retentioneering_ecom.csv.gz")
        j = ws.journeys()
        found = j.funnel([step["step"] for step in known["funnel"]["steps"]])
        assert counts(found) == [step["unique_paths"] for step in known["funnel"]["steps"]] == [586, 450, 359, 190]
        assert found.units == 600
        for (row,), within in zip(known["conversion"], [None, "10 steps", "30m"], strict=True):
            reached = j.funnel([row["start_anchor"], row["end_anchor"]], within, attempt="first")
            assert counts(reached) == [row["paths_with_start"], row["converted"]]
