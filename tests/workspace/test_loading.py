"""Loads: nothing twice, nothing lost, everything explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sojourn
from sojourn.errors import SqlRefused
from sojourn.sources.scratch import scratch

DAY = "2026-01-01T10:00:00Z"


@pytest.fixture
def ws(tmp_path: Path) -> sojourn.Workspace:
    return sojourn.open(tmp_path / "shop")


def test_loading_the_same_file_twice_changes_nothing(ws: sojourn.Workspace, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("user_id,event,time\nanna,Order Completed,2026-01-01\nanna,,2026-01-02\n")
    first, second = ws.load(file), ws.load(file)
    assert (first.accepted, first.duplicates, first.rejected) == (1, 0, 1)
    assert (second.accepted, second.duplicates, second.rejected) == (0, 1, 1)
    assert len(ws.rejects()) == 1
    assert ws.sql("select count(*) as n from loads")["n"].to_pylist() == [1]


def test_true_repeats_inside_a_file_are_kept(ws: sojourn.Workspace) -> None:
    row = {"user_id": "anna", "event": "Product Viewed", "occurred_at": DAY}
    assert ws.load([row, row, row]).accepted == 3
    again = ws.load([row, row, row, row])
    assert (again.accepted, again.duplicates) == (1, 3)


def test_an_event_id_that_comes_again_is_a_duplicate_or_a_conflict(ws: sojourn.Workspace) -> None:
    row = {"event_id": "e1", "user_id": "anna", "event": "Order Completed", "occurred_at": DAY, "value": 10}
    report = ws.load([row, row, row | {"value": 12}])
    assert (report.accepted, report.duplicates, report.rejected) == (1, 1, 1)
    assert report.rejects[0].reason == "conflicting_event_id"
    assert '"value":12' in report.rejects[0].original
    later = ws.load([row, row | {"event": "Order Updated"}])
    assert (later.accepted, later.duplicates, later.rejected) == (0, 1, 1)


def test_rejects_are_replayed_when_one_knows_better(ws: sojourn.Workspace, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("user_id,event,time\nanna,Visit,03/04/2026\nbert,Visit,05/06/2026\ncarl,Visit,tomorrow\n")
    assert ws.load(file).rejected == 3
    report = ws.retry_rejects(time_format="%d/%m/%Y")
    assert (report.accepted, report.rejected) == (2, 1)
    assert ws.rejects()["place"].to_pylist() == [3]
    assert ws.sql("select occurred_at::date::varchar as day from events order by day")["day"].to_pylist() == [
        "2026-04-03",
        "2026-06-05",
    ]


def test_a_line_that_the_parser_refuses_is_a_reject_and_the_rest_is_loaded(
    ws: sojourn.Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "events.csv"
    file.write_text("user_id,event,time\nanna,Visit,2026-01-01\nbert,Visit\ncarl,Visit,2026-01-03\n")
    report = ws.load(file)
    assert (report.accepted, report.rejected) == (2, 1)
    assert (report.rejects[0].reason, report.rejects[0].place) == ("broken_row", 3)
    (tmp_path / "all.csv").write_text("user_id,event,time\nbert,Visit\n")
    assert ws.load(tmp_path / "all.csv").rejected == 1


def test_an_error_in_the_middle_leaves_the_workspace_as_it_was(ws: sojourn.Workspace) -> None:
    def rows() -> object:
        yield {"user_id": "anna", "event": "Visit", "occurred_at": DAY}
        raise OSError("the line is dead")

    with pytest.raises(OSError, match="the line is dead"):
        ws.load(rows())
    assert ws.sql("select * from events").num_rows == 0
    assert ws.sql("select * from loads").num_rows == 0


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "copy events to '/tmp/out.csv'",
        "attach '/tmp/other.db'",
        "delete from store.log",
        "with gone as (delete from store.log returning *) select * from gone",
        "select 1; select 2",
        "set memory_limit = '1GB'",
        "install httpfs",
        "not sql at all",
        "select * from query",
        "",
    ],
)
def test_sql_reads_events_and_nothing_else(ws: sojourn.Workspace, query: str) -> None:
    with pytest.raises(SqlRefused):
        ws.sql(query)


def test_what_parses_a_file_keeps_to_the_workspaces_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[str] = []

    def watched(folder: Path | None, memory_limit: str, timezone: str) -> Any:
        limits.append(memory_limit)
        return scratch(folder, memory_limit, timezone)

    monkeypatch.setattr("sojourn.sources.reading.scratch", watched)
    (tmp_path / "workspace.yaml").write_text("memory_limit: 1GB\n", "utf-8")
    with sojourn.open(tmp_path) as ws:
        ws.load([{"user_id": "anna", "event": "Visit", "occurred_at": "2026-01-01"}])
    assert limits == ["350000000B"]


def test_sql_has_limits(ws: sojourn.Workspace) -> None:
    with pytest.raises(SqlRefused, match="more than 10 rows"):
        ws.sql("select * from range(11)", limit=10)
    with pytest.raises(SqlRefused, match="stopped after"):
        ws.sql("select count(*) from range(100000000) a, range(100000000) b", seconds=0.2)


def test_the_doctor_sees_what_nothing_matched_and_who_may_be_several(ws: sojourn.Workspace) -> None:
    shared = [
        {"user_id": f"u{i}", "anonymous_id": "kiosk", "event": "Signed In", "occurred_at": f"2026-01-0{i}"}
        for i in (1, 2, 3)
    ]
    ws.load(
        [*shared, {"user_id": "u1", "event": "frobnicated", "occurred_at": "2099-01-01"}, {"event": "x"}],
        columns={"occurred_at": "occurred_at"},
    )
    found = ws.doctor()
    assert [(name.event, name.count) for name in found.names.unmatched] == [("frobnicated", 1)]
    assert found.refused_edges == 2
    assert found.suspicions[0].reason == "shared device"
    assert [(clock.problem, clock.events) for clock in found.clocks] == [("more than a day in the future", 1)]
    assert [reject.rows for reject in found.rejects] == [1]
    assert found.customers == 3


def test_a_refused_row_proves_nothing_about_who_is_who(ws: sojourn.Workspace) -> None:
    first = {"event_id": "e1", "user_id": "u1", "event": "Visit", "occurred_at": DAY}
    other = {"event_id": "e1", "user_id": "u1", "email": "other@y.de", "event": "Order", "occurred_at": DAY}
    report = ws.load([first, other, {"email": "other@y.de", "event": "Visit", "occurred_at": DAY}])
    assert (report.accepted, report.rejected) == (2, 1)
    assert ws.customer("other@y.de").id != "u1"


def test_the_same_id_with_another_channel_or_currency_is_a_conflict_that_loses_nothing(ws: sojourn.Workspace) -> None:
    row = {"event_id": "e1", "user_id": "u1", "event": "Order", "occurred_at": DAY, "currency": "EUR", "value": 5}
    other = row | {"currency": "USD", "channel": "store", "email": "a@x.de", "coupon": "X1", "sequence": 7}
    report = ws.load([row, other])
    assert (report.accepted, report.duplicates, report.rejected) == (1, 0, 1)
    kept = report.rejects[0].original
    for said in ('"USD"', '"store"', '"a@x.de"', '"X1"'):
        assert said in kept
    again = ws.retry_rejects()
    assert (again.accepted, again.rejected) == (0, 1)
    assert len(ws.rejects()) == 1


def test_edges_do_not_grow_when_an_export_is_loaded_again_with_a_row_more(ws: sojourn.Workspace) -> None:
    row = {"user_id": "u1", "anonymous_id": "c1", "event": "Visit", "occurred_at": DAY}
    for extra in range(3):
        ws.load([row, *({"user_id": f"x{i}", "event": "Visit", "occurred_at": DAY} for i in range(extra))])
    assert ws.sql("select * from edges").num_rows == 1


def test_a_replayed_row_takes_the_place_it_had(ws: sojourn.Workspace, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(f"user_id,event,time,amount\nanna,A,{DAY},1\nanna,B,{DAY},oops\nanna,C,{DAY},2\n")
    assert ws.load(file).rejected == 1
    assert ws.retry_rejects(columns={"value": None}).accepted == 1
    assert [step.event for step in ws.customer("anna").steps] == ["A", "B", "C"]


def test_lines_broken_as_lines_stay_rejects_and_are_counted(ws: sojourn.Workspace, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text('{"user_id": "anna", "event": "Visit", "time": "2026-01-01"}\n{"user_id": "ber\n')
    assert ws.load(file).rejected == 1
    report = ws.retry_rejects()
    assert report.rejected == 1
    assert "Mend them in the file" in report.notes[0]
    assert len(ws.rejects()) == 1


def test_a_user_and_a_case_of_the_same_name_are_two_customers(ws: sojourn.Workspace) -> None:
    ws.load(
        [{"user_id": "7", "event": "Visit", "occurred_at": DAY}, {"case_id": "7", "event": "Call", "occurred_at": DAY}]
    )
    ids = ws.sql("select distinct customer_id from events order by customer_id")["customer_id"].to_pylist()
    assert ids == ["7", "case_id:7"]
    assert [step.event for step in ws.customer("case_id:7").steps] == ["Call"]


def test_a_time_that_means_never_is_no_time(ws: sojourn.Workspace) -> None:
    rows = [{"user_id": "anna", "event": "Visit", "occurred_at": time} for time in ("9999-12-31", "1899-12-31", DAY)]
    report = ws.load(rows)
    assert (report.accepted, [reject.reason for reject in report.rejects]) == (1, ["impossible_time"] * 2)
