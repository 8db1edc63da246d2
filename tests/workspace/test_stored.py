"""Definitions kept as text: journeys and segments."""

from __future__ import annotations

from pathlib import Path

import pytest

import sojourn
from sojourn.errors import DefinitionError, UnknownName
from tests.shops import shop


@pytest.fixture
def ws(tmp_path: Path) -> sojourn.Workspace:
    ws = shop(
        tmp_path, [("anna", "Visit", "2026-01-01"), ("anna", "Order", "2026-01-02"), ("bert", "Visit", "2026-03-01")]
    )
    (ws.path / "journeys").mkdir()
    (ws.path / "segments").mkdir()
    return ws


def test_a_stored_journey_is_asked_for_by_name(ws: sojourn.Workspace) -> None:
    (ws.path / "journeys/purchase.yaml").write_text("goal: Order\ngap: 30d\n")
    assert ws.journeys("purchase").transitions().ends == {"Order": 1, "Visit": 1}
    assert ws.journeys("purchase", between=("2026-02-01", "2026-04-01")).transitions().ends == {"Visit": 1}


def test_an_unknown_journey_proposes_a_near_one(ws: sojourn.Workspace) -> None:
    (ws.path / "journeys/purchase.yaml").write_text("goal: Order\n")
    with pytest.raises(UnknownName, match='Did you mean "purchase"'):
        ws.journeys("purchse")


@pytest.mark.parametrize("text", ["gaol: Order", "gap: soon", "where: channel ==", "- a list"])
def test_a_definition_that_cannot_be_names_its_file(ws: sojourn.Workspace, text: str) -> None:
    (ws.path / "journeys/bad.yaml").write_text(text)
    with pytest.raises(DefinitionError, match=r"bad\.yaml"):
        ws.journeys("bad")


def test_a_stored_segment_follows_what_is_known_of_customers(ws: sojourn.Workspace) -> None:
    (ws.path / "segments/loyal.yaml").write_text("customers: plan = 'pro'\n")
    ws.load_customers([{"user_id": "anna", "plan": "pro"}, {"user_id": "bert", "plan": "free"}])
    groups = ws.journeys().transitions(by="segment:loyal").groups
    assert [(group.value, group.result.starts) for group in groups] == [("no", {"Visit": 1}), ("yes", {"Visit": 1})]
    (ws.path / "segments/loyal.yaml").write_text("customers: plan = 'free'\n")
    assert ws.journeys(customers="loyal = 'yes'").transitions().ends == {"Visit": 1}


def test_a_segment_that_asks_for_the_unknown_says_what_is_known(ws: sojourn.Workspace) -> None:
    ws.load_customers([{"user_id": "anna", "plan": "pro"}])
    (ws.path / "segments/odd.yaml").write_text("customers: plann = 'pro'\n")
    with pytest.raises(DefinitionError, match='Did you mean "plan"'):
        ws.journeys().transitions()


def test_a_property_with_a_dot_in_its_name_comes_before_one_within_another(tmp_path: Path) -> None:
    events = [
        ("anna", "Visit", "2026-01-01", {"utm.term": "shoes"}),
        ("bert", "Visit", "2026-01-02", {"utm": {"term": "boots"}}),
        ("cleo", "Visit", "2026-01-03", {"utm.term": "socks", "utm": {"term": "boots"}}),
    ]
    with shop(tmp_path, events) as ws:
        groups = ws.journeys().transitions(by="property:utm.term").groups
        assert [group.value for group in groups] == ["boots", "shoes", "socks"]
        assert ws.journeys(where="properties.utm.term = 'shoes'").transitions().starts == {"Visit": 1}
