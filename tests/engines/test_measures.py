"""Every measure, over every engine, on the same shuffled and skewed files: counts exactly, floats to 1e-9."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sojourn.workspace import Workspace
from tests.properties.test_layout import ask, measures, same

DEFINED: dict[str, dict[str, Any]] = {
    "histories": {},
    "journeys": {"gap": "3h", "goal": "Order Completed"},
    "cases": {"case": "case_id", "where": "channel = 'web' or channel is null"},
    "some": {"customers": "paying = 'yes'", "where": "plan = 'pro' and depth > 0"},
}


ASKED = [
    *((name, defined) for name in measures() for defined in ("histories", "journeys")),
    *((name, defined) for name in ("transitions", "variants", "durations") for defined in ("cases", "some")),
]
QUICK = [("transitions", "histories"), ("funnel", "histories"), ("retention", "histories"), ("measure", "histories")]
"""Asked before every commit; all of them take minutes."""


@pytest.mark.parametrize(
    ("name", "defined"), [pytest.param(*one, marks=[] if one in QUICK else [pytest.mark.slow]) for one in ASKED]
)
def test_a_measure_is_the_same_on_a_cluster(local: Workspace, on_spark: Workspace, name: str, defined: str) -> None:
    given = DEFINED[defined]
    alone, together = ask(local.journeys(**given), name), ask(on_spark.journeys(**given), name)
    assert same(alone, together), first_difference(alone, together)


MORE = {
    "segment": lambda j: j.transitions(by="segment:tier"),
    "made segment": lambda j: j.transitions(by="segment:paying"),
    "property": lambda j: j.funnel(["Product Viewed", "Order Completed"], within="30d", by="property:utm.term"),
    "unknown field": lambda j: j.transitions(by="property:nobody_says_this"),
    "members": lambda j: j.funnel(["Product Viewed", "Order Completed"]).customers(step=2),
    "same": lambda j: j.funnel(["Product Viewed", "Order Completed"], same="plan"),
    "every": lambda j: j.measure("csat", by=["channel", "segment:tier"], every="week"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MORE)
def test_breakdowns_are_the_same_on_a_cluster(local: Workspace, on_spark: Workspace, name: str) -> None:
    alone, together = MORE[name](local.journeys()), MORE[name](on_spark.journeys())
    assert alone == together or same(plain(alone), plain(together))


def plain(found: Any) -> Any:
    return found.to_dict() if hasattr(found, "to_dict") else found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pain_points", "attribution", "personas"])
def test_insights_are_the_same_on_a_cluster(local: Workspace, on_spark: Workspace, name: str) -> None:
    assert same(ask(local.journeys(), name), ask(on_spark.journeys(), name))


@pytest.mark.slow
def test_customers_are_the_same_on_a_cluster(local: Workspace, on_spark: Workspace) -> None:
    for value in ("user-4", "user-3", "c7@example.com", "anon-5", "user-11"):
        alone, together = local.customer(value), on_spark.customer(value)
        assert together == alone


@pytest.mark.slow
def test_a_map_is_the_same_on_a_cluster(local: Workspace, on_spark: Workspace, tmp_path: Path) -> None:
    pages = []
    for name, ws in (("local", local), ("spark", on_spark)):
        found = ws.draft_map(ws.journeys(), "I buy things", badge="made up", segments=[], periods=False)
        found.save(str(tmp_path / f"{name}.map.yaml"))
        pages.append((tmp_path / f"{name}.map.yaml").read_text("utf-8"))
    assert pages[0] == pages[1]


@pytest.mark.slow
def test_rejects_are_the_same_on_a_cluster(local: Workspace, on_spark: Workspace) -> None:
    columns = ["reject_id", "load_id", "source", "place", "reason", "original"]
    assert on_spark.rejects().select(columns).to_pylist() == local.rejects().select(columns).to_pylist()


def first_difference(one: Any, other: Any, path: str = "") -> str:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return next((first_difference(one[k], other[k], f"{path}.{k}") for k in one if not same(one[k], other[k])), "")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next((first_difference(a, b, f"{path}[{n}]") for n, (a, b) in pairs if not same(a, b)), "")
    return f"{path}: {one!r:.300} alone, {other!r:.300} together"
