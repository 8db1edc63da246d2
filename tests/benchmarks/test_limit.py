"""What memory allows is counted of the steps that are live."""

from __future__ import annotations

from pathlib import Path

import sojourn
from benchmarks.limit import measure
from benchmarks.running import Bench
from benchmarks.walks import write_walks

EVENTS = 2000


def test_superseded_steps_are_not_counted(tmp_path: Path) -> None:
    write_walks(tmp_path, EVENTS, "many")
    with sojourn.open(tmp_path / "ws") as ws:
        ws.load(tmp_path / "log.parquet")
        assert ws.journeys().units().size > 0
    found = measure(str(tmp_path / "ws"))
    before = found["bytes"]
    assert found["seconds_at_one_byte"]["transitions"] < found["seconds"]["transitions"]
    assert found["seconds_at_one_byte"]["sessions"] == found["seconds"]["sessions"]
    with sojourn.open(tmp_path / "ws") as ws:
        more = ws.load(tmp_path / "more.parquet").accepted
        people = ws.journeys().units().size
    after = measure(str(tmp_path / "ws"))["bytes"]
    assert before["funnel"] - before["sessions"] == 4 * EVENTS
    assert after["funnel"] - after["sessions"] == 4 * (EVENTS + more)
    assert after["sessions"] == 8 * (EVENTS + more) + 16 * people


def test_nobody_refreshes_before_the_limit_is_measured(tmp_path: Path) -> None:
    bench = Ordered(tmp_path, (), ("load", "compile", "refresh", "map"), 5)
    assert [figure.job for figure in bench.answers()] == ["load", "compile", "map"]
    assert [figure.job for figure in bench.refreshes()] == ["refresh"]


class Ordered(Bench):
    """Answers without processes."""

    def process(self, tool: str, job: str) -> object:
        answer = {"cold": 1.0, "warm": None, "cpu": 0.5, "peak_mb": 9.0, "runs": 1, "answer": [1], "asked": None}
        return {one: dict(answer) for one in (("load", "compile") if job == "build" else (job,))}
