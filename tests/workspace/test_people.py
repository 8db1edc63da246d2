"""Customers across devices: unify, merge, un-merge, forget."""

from __future__ import annotations

from pathlib import Path

import pytest

import sojourn
from sojourn.errors import UnknownName

VISIT = {"event": "Product Viewed", "occurred_at": "2026-01-01T10:00:00Z", "anonymous_id": "cookie-1"}
SIGN_IN = {"event": "Signed In", "occurred_at": "2026-01-01T10:05:00Z", "anonymous_id": "cookie-1", "user_id": "u_42"}
ORDER = {
    "event": "Order Completed",
    "occurred_at": "2026-01-02T09:00:00Z",
    "user_id": "u_42",
    "email": "anna@example.com",
}
STRANGER = {"event": "Product Viewed", "occurred_at": "2026-01-03T09:00:00Z", "user_id": "u_7"}


@pytest.fixture
def ws(tmp_path: Path) -> sojourn.Workspace:
    workspace = sojourn.open(tmp_path / "shop")
    workspace.load([VISIT, SIGN_IN, ORDER, STRANGER])
    return workspace


def events(ws: sojourn.Workspace, who: str) -> list[str]:
    return [step.event for step in ws.customer(who).steps]


def test_a_visitor_who_signs_in_is_one_customer(ws: sojourn.Workspace) -> None:
    anna = ws.customer("anna@example.com")
    assert anna.id == "u_42"
    assert [(i.kind, i.value) for i in anna.identifiers] == [
        ("anonymous_id", "cookie-1"),
        ("email", "anna@example.com"),
        ("user_id", "u_42"),
    ]
    assert [step.event for step in anna.steps] == ["Product Viewed", "Signed In", "Order Completed"]


def test_a_customer_is_found_by_an_identifier_as_it_was_loaded(tmp_path: Path) -> None:
    with sojourn.open(tmp_path / "desk") as desk:
        call = {"event": "Support Call", "occurred_at": "2026-01-01T10:00:00Z"}
        desk.load([{"phone": "+49 30 (0)123", **call}, {"email": "Ben@Example.com", **call}])
        assert desk.customer("+49 30 (0)123") == desk.customer("+4930123")
        assert desk.customer("Ben@Example.com") == desk.customer("ben@example.com")
        with pytest.raises(UnknownName):
            desk.customer("+49 30 124")


def test_sql_sees_resolved_customers(ws: sojourn.Workspace) -> None:
    rows = ws.sql("select customer_id, count(*) as n from events group by customer_id order by customer_id")
    assert rows.to_pylist() == [{"customer_id": "u_42", "n": 3}, {"customer_id": "u_7", "n": 1}]


def test_merge_and_unmerge_give_everybody_their_history_back(ws: sojourn.Workspace) -> None:
    ws.merge("u_7", into="u_42")
    assert len(events(ws, "u_42")) == 4
    assert ws.customer("u_7").id == "u_42"
    ws.unmerge("u_7")
    assert events(ws, "u_7") == ["Product Viewed"]
    assert len(events(ws, "u_42")) == 3


def test_an_identifier_can_be_parted_from_its_customer(ws: sojourn.Workspace) -> None:
    ws.unmerge("cookie-1")
    assert events(ws, "cookie-1") == ["Product Viewed"]
    assert events(ws, "u_42") == ["Signed In", "Order Completed"]


def test_a_forgotten_customer_is_gone_and_stays_away(ws: sojourn.Workspace, tmp_path: Path) -> None:
    gone = ws.forget("anna@example.com")
    assert (gone.identifiers, gone.events) == (3, 3)
    report = ws.load([ORDER | {"event": "Product Reviewed"}])
    assert (report.accepted, report.suppressed) == (0, 1)
    with pytest.raises(UnknownName):
        ws.customer("u_42")
    assert events(ws, "u_7") == ["Product Viewed"]


def test_no_byte_of_a_forgotten_customer_is_left(ws: sojourn.Workspace, tmp_path: Path) -> None:
    ws.load([{"event": "", "user_id": "u_42", "email": "anna@example.com", "occurred_at": "2026-01-05"}])
    ws.load_customers([{"user_id": "u_42", "plan": "pro"}])
    ws.journeys().transitions()
    ws.forget("u_42")
    ws.close()
    for file in (tmp_path / "shop").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"anna@example.com" not in content, file
            assert b"u_42" not in content, file
            assert b"cookie-1" not in content, file


def test_nobody_of_that_name(ws: sojourn.Workspace) -> None:
    with pytest.raises(UnknownName, match="Nobody here is called"):
        ws.merge("nobody", into="u_42")


def test_attributes_of_customers_are_segments(ws: sojourn.Workspace) -> None:
    known = [{"user_id": "u_42", "plan": "pro", "age": 40}, {"user_id": "u_7", "plan": "free"}]
    assert ws.load_customers(known) == 2
    assert ws.load_customers([{"user_id": "u_42", "plan": "pro"}]) == 0
    assert ws.customer("u_42").segments == {"age": "40", "plan": "pro"}
    starts = ws.journeys(customers="plan = 'pro'").transitions().starts
    assert starts == {"Product Viewed": 1}
    groups = ws.journeys().transitions(by="segment:plan").groups
    assert [(group.value, group.result.starts) for group in groups] == [
        ("free", {"Product Viewed": 1}),
        ("pro", {"Product Viewed": 1}),
    ]


@pytest.mark.parametrize("last", ["u_7", "u_42"])
def test_of_two_identifiers_of_one_customer_the_later_row_counts(ws: sojourn.Workspace, last: str) -> None:
    first = {"u_7": "u_42", "u_42": "u_7"}[last]
    ws.load_customers([{"user_id": first, "plan": "free"}, {"user_id": last, "plan": "pro"}])
    ws.merge("u_7", into="u_42")
    assert ws.customer("u_42").segments == {"plan": "pro"}


def test_a_segment_may_have_a_value_of_its_own_for_each_of_many_customers(tmp_path: Path) -> None:
    many = 2**16 + 10
    with sojourn.open(tmp_path / "town") as town:
        visit = {"event": "Visit", "occurred_at": "2026-01-01"}
        town.load([{"user_id": "first", **visit}, {"user_id": "last", **visit}])
        town.load_customers([{"user_id": f"u{n}", "plan": f"{n:06}"} for n in range(many)])
        town.load_customers([{"user_id": "last", "plan": "zeta"}])
        assert town.customer("last").segments == {"plan": "zeta"}
        assert [group.value for group in town.journeys().transitions(by="segment:plan").groups] == ["none", "zeta"]
