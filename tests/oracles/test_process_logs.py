"""Directly-follows counts, starts, ends, variants and times of known process logs, as pm4py 2.7.23 gives them.

Where the shared files are absent, the first log is still proved: its 42 events are typed in here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sojourn
from sojourn.analysis import Journeys
from tests.shops import shop

# The running example of W. van der Aalst, Process Mining, 2016, chapter 2, from 30 December 2010 to 24 January 2011:
# case, then each activity with its day and time.
CASES = """
1: register 30T11:02, thoroughly 31T10:06, check 05T15:12, decide 06T11:18, reject 07T14:24
2: register 30T11:32, check 30T12:12, casually 30T14:16, decide 05T11:22, pay 08T12:05
3: register 30T14:32, casually 30T15:06, check 30T16:34, decide 06T09:18, reinitiate 06T12:18, thoroughly 06T13:06,
   check 08T11:43, decide 09T09:55, pay 15T10:45
4: register 06T15:02, check 07T12:06, thoroughly 08T14:43, decide 09T12:02, reject 12T15:44
5: register 06T09:02, casually 07T10:16, check 08T11:22, decide 10T13:28, reinitiate 11T16:18, check 14T14:33,
   casually 16T15:50, decide 19T11:18, reinitiate 20T12:48, casually 21T09:06, check 21T11:34, decide 23T13:12,
   reject 24T14:56
6: register 06T15:02, casually 06T16:06, check 07T16:22, decide 07T16:52, pay 16T11:47
"""
ACTIVITIES = {
    "register": "register request", "thoroughly": "examine thoroughly", "casually": "examine casually",
    "check": "check ticket", "decide": "decide", "reject": "reject request", "reinitiate": "reinitiate request",
    "pay": "pay compensation",
}  # fmt: skip


def running_example() -> list[tuple[str, str, str]]:
    stories = []
    for line in CASES.replace("\n   ", " ").strip().splitlines():
        case, steps = line.split(": ")
        for step in steps.split(", "):
            activity, moment = step.split(" ")
            month = "2010-12" if moment >= "30" else "2011-01"
            stories.append((case, ACTIVITIES[activity], f"{month}-{moment}:00+01:00"))
    return stories


def test_the_running_example(tmp_path: Path) -> None:
    with shop(tmp_path, running_example()) as ws:
        asked = ws.journeys()
        moves, paths, times = asked.transitions(times=True), asked.variants(), asked.durations()
    assert [(edge.source, edge.target, edge.count, edge.customers) for edge in moves.edges[:2]] == [
        ("check ticket", "decide", 6, 4),
        ("examine casually", "check ticket", 4, 3),
    ]
    assert sum(edge.count for edge in moves.edges) == 36
    assert moves.starts == {"register request": 6}
    assert moves.ends == {"pay compensation": 3, "reject request": 3}
    assert (paths.total, paths.coverage) == (6, 1)
    assert (seconds(moves.edges[0].mean_time), seconds(moves.edges[0].median_time)) == (181_960, 129_300)
    assert (seconds(times.shortest), times.mean.value, seconds(times.longest)) == (520_920, 966_890, 1_576_440)


@pytest.fixture(params=["running-example", "receipt"])
def log(request: pytest.FixtureRequest, shared: Path, tmp_path: Path) -> Iterator[tuple[Journeys, dict[str, Any]]]:
    files = {"running-example": "pm4py_running-example.xes", "receipt": "pm4py_receipt.csv.gz"}
    known = json.loads((shared / "oracles/process_logs_expected.json").read_text("utf-8"))[request.param]
    with sojourn.open(tmp_path / "shop") as ws:
        assert ws.load(shared / "data/journeys" / files[request.param]).accepted == known["events"]
        yield ws.journeys(), known


def test_directly_follows_counts_and_times(log: tuple[Journeys, dict[str, Any]]) -> None:
    asked, known = log
    found = asked.transitions(times=True)
    assert [[edge.source, edge.target, edge.count] for edge in found.edges] == known["dfg"]
    assert (found.starts, found.ends) == (known["start"], known["end"])
    times = {(source, target): rest for source, target, *rest in known["perf_dfg_mean_s"]}
    assert len(times) == len(found.edges)
    for edge in found.edges:
        mean, median, _, _ = times[edge.source, edge.target]
        assert seconds(edge.mean_time) == pytest.approx(mean, abs=2e-6)
        assert seconds(edge.median_time) == pytest.approx(median, abs=2e-6)


def test_variants(log: tuple[Journeys, dict[str, Any]]) -> None:
    asked, known = log
    top = known["top_variants"]
    found = asked.variants(top=len(top))
    assert (found.total, asked.units().size) == (known["variants"], known["cases"])
    assert [row.journeys for row in found.rows] == [count for _, count in top]
    rarest = top[-1][1]  # of equally frequent ones others may be shown
    assert {row.path for row in found.rows if row.journeys > rarest} == {tuple(p) for p, n in top if n > rarest}


def test_durations(log: tuple[Journeys, dict[str, Any]]) -> None:
    asked, known = log
    found = asked.durations()
    assert seconds(found.shortest) == known["case_duration_s"]["min"]
    assert seconds(found.longest) == pytest.approx(known["case_duration_s"]["max"], abs=1e-6)
    assert found.mean.value == pytest.approx(known["case_duration_s"]["mean"], abs=1e-6)


def seconds(time: Any) -> float:
    return float(time.total_seconds())


@pytest.mark.slow
def test_loan_applications_of_a_bank(shared: Path, tmp_path: Path) -> None:
    # BPI Challenge 2012: activities by name, whatever their life-cycle state. One decision each, or none yet.
    with sojourn.open(tmp_path / "bank") as ws:
        ws.load(shared / "data/journeys/BPI_Challenge_2012.xes.gz")
        asked = ws.journeys()
        assert asked.units().size == 13_087
        assert asked.variants().total == 4_366
        assert asked.variants(top=10).coverage == pytest.approx(0.49, abs=0.01)
        decided = {
            name: asked.flow(start=name, depth=1).journeys for name in ("A_DECLINED", "A_CANCELLED", "A_APPROVED")
        }
    assert decided == {"A_DECLINED": 7_635, "A_CANCELLED": 2_807, "A_APPROVED": 2_246}
    assert 13_087 - sum(decided.values()) == 399


def test_support_tickets(shared: Path, tmp_path: Path) -> None:
    with sojourn.open(tmp_path / "help desk") as ws:
        ws.load(shared / "data/journeys/Helpdesk.xes.gz")
        found = ws.journeys().variants(top=10)
    assert (found.total, round(found.rows[0].journeys / found.rows[0].share.value)) == (226, 4_580)
    assert found.coverage == pytest.approx(0.84, abs=0.01)


def test_sign_up_and_skill_test(shared: Path, tmp_path: Path) -> None:
    # GrepS has an order and no times. A good end is the step "finished".
    with sojourn.open(tmp_path / "greps") as ws:
        ws.load(shared / "data/journeys/greps_traces.csv")
        ends = ws.journeys().transitions().ends
    assert (sum(ends.values()), ends["finished"]) == (33, 17)
    assert ends["finished"] / sum(ends.values()) == pytest.approx(0.51515, abs=1e-5)
