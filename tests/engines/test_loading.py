"""What a cluster loads is what one machine loads: the same report, the same numbers, the same rejects."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sojourn
from sojourn.errors import ColumnsNotFound, NotOnCluster, SourceNotFound, UnknownName, UsageError
from sojourn.workspace import Workspace

ROWS = [
    {"user_id": "anna", "event": "Product Viewed", "occurred_at": datetime(2026, 1, 1, 9)},
    {"user_id": "anna", "event": "Product Viewed", "occurred_at": datetime(2026, 1, 1, 9)},
    {"user_id": "ben", "event": "Order Completed", "occurred_at": datetime(2026, 1, 2, 9)},
    {"user_id": None, "event": "Order Completed", "occurred_at": datetime(2026, 1, 2, 9)},
    {"user_id": "ben", "event": "Coffee", "occurred_at": None},
]


@pytest.fixture
def both(session: Any, tmp_path: Path) -> Any:
    with sojourn.open(tmp_path / "local") as local, sojourn.open(tmp_path / "spark", engine=session) as on_spark:
        yield local, on_spark


def write(path: Path, rows: list[dict[str, Any]], **options: Any) -> Path:
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path, **options)
    return path


def seqs(ws: Workspace) -> list[tuple[Any, ...]]:
    return [(step.event, step.occurred_at) for who in ("anna", "ben") for step in ws.customer(who).steps]


def test_files_are_loaded_as_on_one_machine(both: Any, tmp_path: Path) -> None:
    write(tmp_path / "in" / "b.parquet", ROWS, row_group_size=2)
    write(tmp_path / "in" / "a.parquet", ROWS[::-1], row_group_size=2)
    local, on_spark = (ws.load(tmp_path / "in") for ws in both)
    assert on_spark == local
    assert (local.accepted, local.rejected) == (6, 4)
    assert seqs(both[0]) == seqs(both[1])


def test_scores_off_their_scale_are_rejects(both: Any, tmp_path: Path) -> None:
    rows = [{**ROWS[0], "event": "Survey Answered", "nps": nps, "comment": "Hm"} for nps in (14, 9, -1)]
    reports = [ws.load(write(tmp_path / "in" / "a.parquet", rows)) for ws in both]
    assert reports[0] == reports[1]
    assert [(reject.reason, reject.place) for reject in reports[0].rejects] == [
        ("nps_not_0_to_10", 1), ("nps_not_0_to_10", 3),
    ]  # fmt: skip
    assert any('column "nps": 2 rows have a score outside 0 to 10' in note for note in reports[0].notes)


def test_loading_again_changes_nothing(both: Any, tmp_path: Path) -> None:
    file = write(tmp_path / "in" / "a.parquet", ROWS)
    for _ in range(2):
        local, on_spark = (ws.load(file) for ws in both)
        assert on_spark == local
    assert local.duplicates == 3
    assert on_spark.accepted == 0


def test_an_id_that_comes_again_with_other_contents_is_a_reject(both: Any) -> None:
    first = [{**ROWS[0], "event_id": "e1", "email": "a@b.example"}, {**ROWS[2], "event_id": "e2"}]
    later = [{**ROWS[0], "event_id": "e1", "email": "a@b.example"}, {**ROWS[2], "event_id": "e2", "event": "Other"}]
    for rows in (first, later):
        local, on_spark = (ws.load(rows) for ws in both)
        assert on_spark == local
    assert (on_spark.duplicates, on_spark.rejected, on_spark.rejects[0].reason) == (1, 1, "conflicting_event_id")


def test_a_row_that_was_dropped_claims_no_id(both: Any) -> None:
    anna, ben = {**ROWS[0], "event_id": "e1"}, {**ROWS[2], "event_id": "e1"}
    for ws in both:
        assert ws.load([anna, {**ROWS[0], "event_id": "e2"}]).accepted == 2
        assert ws.load([ben, {**ROWS[2], "event_id": "e3"}]).rejected == 1
        ws.forget("anna")
        assert ws.load([ben]).accepted == 1
        assert ws.load([ben]).duplicates == 1


def test_repeats_are_counted_by_load(both: Any) -> None:
    for rows, accepted in ((ROWS[:2], 2), ([*ROWS[:2], ROWS[0]], 1), ([*ROWS[:2], *ROWS[:2]], 1), (ROWS[:2], 0)):
        assert [ws.load(rows).accepted for ws in both] == [accepted, accepted]


def test_a_dataframe_and_a_table_of_spark(both: Any, session: Any) -> None:
    local, on_spark = both
    frame = session.createDataFrame(pa.Table.from_pylist(ROWS[:3]))
    frame.createOrReplaceTempView("shop_events")
    local.load(ROWS[:3])
    assert on_spark.load(frame).accepted == 3
    assert on_spark.load("shop_events", format="table").duplicates == 3
    assert on_spark.journeys().transitions() == local.journeys().transitions()


def test_text_is_read_by_the_head_of_its_file(both: Any, tmp_path: Path) -> None:
    rows = [
        {"customer": f"c{n}", "event": "View", "time": f"{n % 12 + 1}/25/2026", "price": "1.234,50"} for n in range(9)
    ]
    file = write(tmp_path / "in" / "a.parquet", rows, row_group_size=3)
    local, on_spark = (ws.load(file) for ws in both)
    assert on_spark == local
    assert both[0].customer("c3").steps == both[1].customer("c3").steps


def test_errors_are_those_of_one_machine(both: Any, tmp_path: Path) -> None:
    file = write(tmp_path / "in" / "a.parquet", [{"a": 1}])
    for ws in both:
        with pytest.raises(ColumnsNotFound, match="no column says who acted"):
            ws.load(file)
        with pytest.raises(SourceNotFound):
            ws.load(tmp_path / "nowhere.parquet")
        with pytest.raises(UnknownName, match="Nobody here"):
            ws.customer("nobody")


def test_a_failed_load_leaves_no_trace(both: Any, tmp_path: Path) -> None:
    _, on_spark = both
    with pytest.raises(ColumnsNotFound):
        on_spark.load([{"a": 1}])
    left = {path.name for path in (on_spark.path / "data" / "cluster").rglob("*") if path.is_file()}
    assert left == {"storage.json", "workspace.json", "owner.json"}


def test_what_a_cluster_cannot_do_says_what_to_do(both: Any) -> None:
    _, on_spark = both
    for ask in (
        lambda: on_spark.sql("select 1"),
        on_spark.doctor,
        on_spark.retry_rejects,
    ):
        with pytest.raises(NotOnCluster, match=r"\w+\.$"):
            ask()


def test_an_empty_workspace(both: Any) -> None:
    local, on_spark = both
    assert on_spark.journeys().transitions() == local.journeys().transitions()
    assert on_spark.journeys().units().size == 0


def test_of_repeated_customers_the_last_row_counts(both: Any) -> None:
    said = ["pro", "free", "pro", "team", *["free", "pro"] * 500, "basic"]
    for ws in both:
        ws.load(ROWS[:3])
        assert ws.load_customers([{"user_id": "anna", "plan": plan} for plan in said]) == 1
        assert ws.load_customers([{"user_id": "anna", "plan": plan} for plan in ("pro", "basic")]) == 0
        assert ws.customer("anna").segments == {"plan": "basic"}


def test_merging_and_parting(both: Any) -> None:
    for ws in both:
        ws.load(ROWS[:3])
        ws.merge("anna", into="ben")
    assert both[1].customer("anna") == both[0].customer("anna")
    for ws in both:
        ws.unmerge("anna")
    assert both[1].customer("anna") == both[0].customer("anna")


def test_forgetting(both: Any, tmp_path: Path) -> None:
    rows = [
        {**ROWS[0], "user_id": "anna-smith-1", "email": "anna@example.com", "text": "fine"},
        {**ROWS[2], "user_id": "ben", "email": None, "text": "I know anna@example.com well"},
        {**ROWS[3], "user_id": None, "email": None, "text": "anna-smith-1 called"},
    ]
    file = write(tmp_path / "in" / "a.parquet", rows)
    gone = []
    for ws in both:
        ws.load(file)
        ws.load_customers([{"user_id": "anna-smith-1", "plan": "pro"}, {"user_id": "ben", "plan": "free"}])
        ws.journeys().transitions()
        gone.append(ws.forget("anna@example.com"))
        assert [step.text for step in ws.customer("ben").steps] == ["I know [forgotten] well"]
    assert gone[0] == gone[1]
    left = list((both[1].path / "data" / "cluster").rglob("*.parquet"))
    assert left
    for path in left:
        assert "anna" not in str(pq.read_table(path).to_pylist())
    assert "anna" not in (both[1].path / "data" / "cluster" / "ledger.json").read_text("utf-8")
    local, on_spark = (ws.load(file) for ws in both)
    assert (on_spark.accepted, on_spark.suppressed) == (local.accepted, local.suppressed) == (0, 1)


def test_journeys_are_kept(session: Any, tmp_path: Path) -> None:
    with sojourn.open(tmp_path, engine=session) as ws:
        ws.load(ROWS[:3])
        first = ws.journeys().units().manifest
    told: list[str] = []
    with sojourn.open(tmp_path, engine=session) as ws:
        again = ws.journeys(progress=lambda doing, done, total: told.append(doing)).units().manifest
    assert (again, told) == (first, [])


def test_a_workspace_stays_what_it_was_made_as(session: Any, tmp_path: Path) -> None:
    sojourn.open(tmp_path / "spark", engine=session).close()
    with pytest.raises(UsageError, match="Open it with engine="):
        sojourn.open(tmp_path / "spark")
    sojourn.open(tmp_path / "local").close()
    with pytest.raises(UsageError, match="Open it without engine="):
        sojourn.open(tmp_path / "local", engine=session)
