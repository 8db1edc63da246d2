from __future__ import annotations

from datetime import date
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest

from sojourn.errors import UnknownName, UsageError
from sojourn.estimates import Estimate
from sojourn.measures.kpis import MEASURES, Row
from sojourn.measures.kpis.tabulating import judged
from tests.in_memory import Took, units_of
from tests.measures.kpis.asking import START, ask, only
from tests.shops import shop

ORDERS = [
    ("anna", "Order Completed", "2026-01-02", {"value": 10, "channel": "web"}),
    ("anna", "Order Completed", "2026-02-03", {"value": 50, "channel": "store"}),
    ("ben", "Order Completed", "2026-02-04", {"value": 30, "channel": "web"}),
    ("ben", "Page Viewed", "2026-02-20"),
]


def test_a_figure_of_everything_by_channel_and_by_month(tmp_path: Path) -> None:
    with shop(tmp_path, ORDERS) as ws:
        found = ws.journeys().measure("aov", by="channel", every="month", target=20)
    assert [(row.by, row.period, row.estimate.value, row.open) for row in found.rows] == [
        ({}, date(2026, 1, 1), 10, False),
        ({}, date(2026, 2, 1), 40, True),
        ({"channel": "store"}, date(2026, 2, 1), 50, True),
        ({"channel": "web"}, date(2026, 1, 1), 10, False),
        ({"channel": "web"}, date(2026, 2, 1), 30, True),
    ]
    assert (found.name, found.unit, found.better) == ("aov", "currency", "higher")
    assert found.definition.endswith("Records up to 2026-02-20.")
    assert found.rows[1].on_target == "met"
    assert found.to_pandas()["by.channel"].notna().sum() == 3


def test_several_breakdowns_are_crossed_and_segments_are_of_the_customer(tmp_path: Path) -> None:
    with shop(tmp_path, ORDERS) as ws:
        found = ws.journeys().measure("aov", by=["channel", "property:voucher"])
        assert [row.by for row in found.rows[1:]] == [
            {"channel": "store", "property:voucher": "none"},
            {"channel": "web", "property:voucher": "none"},
        ]
        with pytest.raises(UnknownName, match='No segment is called "plan"'):
            ws.journeys().measure("aov", by="segment:plan")


def test_a_workspace_says_what_an_order_is(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "basket", "2026-01-02", {"value": 10})]) as ws:
        unnamed = ws.journeys().measure("aov")
        assert (only(unnamed).estimate.n, len(unnamed.notes)) == (0, 1)
        assert "Name them with orders=[...]" in unnamed.notes[0]
        assert only(ws.journeys().measure("aov", orders=["basket"])).estimate.value == 10
        assert ws.journeys().measure("aov", orders="bascket").notes == (
            'No event is called "bascket". Did you mean "basket"?',
        )
        (tmp_path / "shop" / "stages.yaml").write_text("rows: [{event: basket, role: order}]")
        assert only(ws.journeys().measure("aov")).estimate.value == 10


def test_names_and_options_that_are_not() -> None:
    units = units_of([Took(0, START)])
    with pytest.raises(
        UnknownName, match=r'No measure is called "npps". Did you mean "nps"\? Measures are: conversion'
    ):
        ask(units, "npps")
    with pytest.raises(UsageError, match=r'"aov" has no option "order". Did you mean "orders"\?'):
        ask(units, "aov", order="a")
    with pytest.raises(UsageError, match='by is "event", "touchpoint", "channel", "stage", "segment:NAME"'):
        ask(units, "aov", by="chanel")
    with pytest.raises(UnknownName, match='No period "fortnight"'):
        ask(units, "aov", every="fortnight")


NEEDS: dict[str, dict[str, Any]] = {
    "conversion": {"goal": "a"},
    "duration": {"stage": "a"},
    "feeling": {"score": "csat"},
    "loss": {"steps": ["a", "b"], "after": "a"},
    "occurrence": {"where": "event = 'a'"},
    "onward": {"stage": "a"},
}
"""What cannot be left out."""


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_every_measure_is_defined_in_a_sentence_and_answers_an_empty_log(name: str) -> None:
    kpi = MEASURES[name]
    assert kpi.definition[0].isupper()
    assert kpi.definition.endswith(".")
    assert "{" not in kpi.definition
    options = NEEDS.get(name, {})
    found = ask(units_of([]), name, **options)
    assert only(found).estimate.n == 0
    assert ask(units_of([]), name, by="channel", every="week", **options).rows == ()


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_breakdown_and_a_period_leave_the_whole_as_it_is(name: str) -> None:
    options = NEEDS.get(name, {})
    units = units_of([Took(who, START + who, 1 + who % 3) for who in range(6)])
    whole = ask(units, name, **options)
    assert ask(units, name, by=["channel", "stage"], **options).rows[0] == only(whole)


def test_a_target_is_judged_by_the_whole_interval() -> None:
    def row(low: float, high: float) -> Row:
        return Row({}, None, Estimate(low, low, high, 9, ""))

    assert [judged(row(0.2, 0.4), target, "higher") for target in (0.1, 0.2, 0.3, 0.5)] == [
        "met", "met", "cannot tell", "missed",
    ]  # fmt: skip
    assert [judged(row(0.2, 0.4), target, "lower") for target in (0.1, 0.3, 0.4)] == ["missed", "cannot tell", "met"]
    assert judged(row(nan, nan), 1, "higher") == "cannot tell"
    assert judged(row(20, inf), 60, "lower") == "cannot tell"
    assert judged(row(0.2, 0.4), None, "higher") is None


@pytest.mark.parametrize("threads", [1, 3])
def test_partitions_and_threads_leave_intervals_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    events = [
        (f"c{n % 17}", "Order Completed", f"2026-01-{1 + n % 28:02}", {"value": n % 7 + 0.1, "channel": f"{n % 2}"})
        for n in range(100)
    ]
    with shop(tmp_path / "one", events) as ws:
        whole = ws.journeys().measure("aov", by="channel", every="week")
    monkeypatch.setattr("sojourn.journeys.plan.STEPS_A_PARTITION", 9)
    (tmp_path / "many" / "shop").mkdir(parents=True)
    (tmp_path / "many" / "shop" / "workspace.yaml").write_text(f"threads: {threads}")
    with shop(tmp_path / "many", events) as ws:
        assert len(ws.journeys().units().manifest.partitions) == 12
        assert ws.journeys().measure("aov", by="channel", every="week") == whole
