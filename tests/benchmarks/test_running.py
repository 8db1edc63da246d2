"""What becomes of a tool that fails, or that has nobody to be compared with."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.running import Bench, Failed, TimedOut, run


class Canned(Bench):
    """Answers without processes."""

    def process(self, tool: str, job: str) -> object:
        if (tool, job) == ("sojourn", "funnel"):
            raise Failed("broken")
        if (tool, job) == ("duckdb", "variants"):
            raise TimedOut
        answer = {"cold": 1.0, "warm": 0.5, "cpu": 0.5, "peak_mb": 9.0, "runs": 7, "answer": [1], "asked": None}
        jobs = ("load", "compile") if job == "build" else (job,)
        offered = {one: None if (tool, one) == ("duckdb", "retention") else answer for one in jobs}
        return json.loads(json.dumps(offered))


def test_every_job_of_every_tool_ends_in_a_figure(tmp_path: Path) -> None:
    jobs = ("load", "compile", "transitions", "funnel", "variants", "retention", "refresh")
    found = Canned(tmp_path, ("duckdb",), jobs, 5).figures()
    assert len(found) == 2 * len(jobs)
    peers = {figure.job: figure for figure in found if figure.tool == "duckdb"}
    assert (peers["transitions"].status, peers["transitions"].agrees) == ("ok", True)
    assert (peers["funnel"].status, peers["funnel"].agrees) == ("ok", None)
    assert (peers["variants"].status, peers["variants"].limit) == ("timed out", 5)
    assert peers["retention"].status == "not offered"


def test_a_process_that_fails_says_its_last_line() -> None:
    with pytest.raises(Failed, match="too large"):
        run([sys.executable, "-c", "raise SystemExit('too large')"], 60)
    assert run([sys.executable, "-c", "print('noise'); print([1, 2])"], 60) == [1, 2]
    with pytest.raises(TimedOut):
        run([sys.executable, "-c", "import time; time.sleep(60)"], 0.2)
