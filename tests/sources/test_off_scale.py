"""Scores that nobody can have given wait among the rejects; nothing else of the row is lost."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sojourn.events.schema import SCORE_ENDS
from sojourn.measures.feelings import SCALES
from sojourn.sources.reasons import OFF_SCALE
from sojourn.workspace import open_workspace

ROW = {"user_id": "u", "event": "Survey Answered", "time": "2026-02-05T10:00:00Z"}


def test_a_score_off_its_scale_is_rejected_and_can_be_taken_in_without_it(tmp_path: Path) -> None:
    survey = tmp_path / "survey.csv"
    survey.write_text(
        "user_id,event,time,nps,comment\n"
        "anna,Survey Answered,2026-02-05T10:00:00Z,10,Quick\n"
        "ben,Survey Answered,2026-02-05T11:00:00Z,14,Too many steps\n"
    )
    with open_workspace(tmp_path / "ws") as ws:
        report = ws.load(survey)
        (reject,) = report.rejects
        assert (reject.source, reject.place, reject.reason) == ("survey.csv", 2, "nps_not_0_to_10")
        assert 'survey.csv, column "nps": 1 row has a score outside 0 to 10' in " ".join(report.notes)
        assert ws.retry_rejects(columns={"score": None}).accepted == 1
        assert ws.rejects().num_rows == 0
        rows = ws.sql("select score, text, properties from events order by occurred_at").to_pylist()
    assert [(row["score"], row["text"]) for row in rows] == [(10.0, "Quick"), (None, "Too many steps")]
    assert rows[1]["properties"] == '{"nps":"14"}'


@pytest.mark.parametrize(
    ("column", "wrong", "right"),
    [
        ("NPS Score", ("14", "-1", "10.5"), ("0", "10", "", "nan")),
        ("csat", ("0", "6"), ("1", "5")),
        ("CES", ("-1", "0", "8"), ("1", "7")),
        ("stars", ("9", "0"), ("1", "4.5", "5")),
        ("rating", ("10",), ("3",)),
    ],
)
def test_each_kind_has_its_range(read, column, wrong, right):
    found = read([ROW | {column: score} for score in (*right, *wrong)])
    (reason,) = {reason for reason, _ in found.rejects}
    assert found.reasons() == {reason: len(wrong)}
    assert [place for _, place in found.rejects] == list(range(len(right) + 1, len(right) + len(wrong) + 1))


def test_a_kind_in_each_row_decides_and_unknown_kinds_have_no_range(read):
    said = [("nps", 9), ("csat", 9), (" CSAT ", 0), ("ces", 9), ("stars", 9), ("effort out of 20", 14), ("csat", None)]
    found = read([ROW | {"score": score, "score_kind": kind} for kind, score in said])
    assert found.rejects == [
        ("csat_not_1_to_5", 2), ("csat_not_1_to_5", 3), ("ces_not_1_to_7", 4), ("stars_not_1_to_5", 5),
    ]  # fmt: skip
    (about,) = [note for note in found.notes if "csat" in note]
    assert 'column "score": 2 rows have a score outside 1 to 5, the range of csat' in about


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_an_absurd_number_waits_among_the_rejects_and_the_other_rows_load(tmp_path: Path, ending: str) -> None:
    rows = pd.DataFrame([ROW | {"user_id": f"u{n}", "nps": x} for n, x in enumerate((9.0, 1e39, -1e308, 99.0, 4.0))])
    survey = tmp_path / f"survey.{ending}"
    write = {"csv": rows.to_csv, "parquet": rows.to_parquet}
    rows.to_json(survey, orient="records", lines=True) if ending == "jsonl" else write[ending](survey, index=False)
    with open_workspace(tmp_path / "ws") as ws:
        report = ws.load(survey)
        assert report.accepted == 2
        places = [(one.source, one.place, one.reason) for one in report.rejects]
        assert places == [(survey.name, place, "nps_not_0_to_10") for place in (2, 3, 4)]
        assert f'{survey.name}, column "nps": 3 rows have a score outside 0 to 10' in " ".join(report.notes)


def test_a_score_without_a_range_is_a_number_that_can_be_kept(read):
    said = [("effort out of 20", 1e39), (None, -1e39), ("effort out of 20", 1e37), ("nps", 1e39)]
    found = read([ROW | {"score": score, "score_kind": kind} for kind, score in said])
    assert found.rejects == [("broken_number", 1), ("broken_number", 2), ("nps_not_0_to_10", 4)]


@pytest.mark.parametrize("column", ["value", "price", "sequence", "received_at", "zip"])
def test_no_number_stops_a_load(read, column):
    given = [5, 1e39, 1e308, -1e308, "1e400", "9" * 60, 2**63 - 1, -(2**63)]
    found = read([ROW | {column: number} for number in given])
    assert found.rejects in ([], [("broken_number", 5)])


def test_times_and_orders_beyond_all_bounds_are_impossible(read):
    known = {"user_id": "u", "event": "Seen"}
    ends = (2**63 - 1, -(2**63))
    times = read([known | {"time": at} for at in (1_770_285_600, *ends)])
    orders = read([known | {"sequence": at} for at in (5, *ends)])
    assert times.rejects == orders.rejects == [("impossible_time", 2), ("impossible_time", 3)]


def test_words_are_no_scores(read):
    assert read([ROW | {"nps": "five"}, ROW | {"nps": 5}]).rejects == [("broken_number", 1)]


def test_a_score_of_no_kind_has_no_range(read):
    assert read([ROW | {"score": 14}]).rejects == []


def test_ranges_are_those_of_the_feelings_curve_and_of_the_reasons():
    for kind, (lowest, highest) in SCORE_ENDS.items():
        assert OFF_SCALE[kind] == f"{kind}_not_{lowest}_to_{highest}"
        assert (SCALES[kind].lowest, SCALES[kind].highest) == (lowest, highest)
    assert [SCALES[kind].neutral for kind in ("nps", "csat", "ces", "stars")] == [7.5, 3, 4, 3]
    assert OFF_SCALE.keys() == SCORE_ENDS.keys() == SCALES.keys()
