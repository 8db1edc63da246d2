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
            raise TimedOut({}, "variants", 4.5)
        if (tool, job) == ("duckdb", "by_segment"):
            first = {"cold": 3.0, "warm": None, "cpu": 3.0, "peak_mb": 9.0, "runs": 1, "answer": [1], "asked": None}
            raise TimedOut({"by_segment": first}, "by_segment", 5.0)
        answer = {"cold": 1.0, "warm": 0.5, "cpu": 0.5, "peak_mb": 9.0, "runs": 7, "answer": [1], "asked": None}
        jobs = ("load", "compile") if job == "build" else (job,)
        offered = {one: None if (tool, one) == ("duckdb", "retention") else answer for one in jobs}
        return json.loads(json.dumps(offered))


def test_every_job_of_every_tool_ends_in_a_figure(tmp_path: Path) -> None:
    jobs = ("load", "compile", "transitions", "funnel", "variants", "retention", "by_segment", "refresh")
    found = Canned(tmp_path, ("duckdb",), jobs, 5).figures()
    assert len(found) == 2 * len(jobs)
    peers = {figure.job: figure for figure in found if figure.tool == "duckdb"}
    assert (peers["transitions"].status, peers["transitions"].agrees) == ("ok", True)
    assert (peers["funnel"].status, peers["funnel"].agrees) == ("ok", None)
    assert (peers["variants"].status, peers["variants"].limit, peers["variants"].spent) == ("timed out", 5, 4.5)
    late = peers["by_segment"]
    assert (late.status, late.cold, late.warm, late.agrees) == ("ok", 3.0, None, True)
    assert peers["retention"].status == "not offered"


def test_a_process_that_fails_says_its_last_line() -> None:
    with pytest.raises(Failed, match="too large"):
        run([sys.executable, "-c", "raise SystemExit('too large')"], 60)
    assert run([sys.executable, "-c", "print('noise'); print([1, 2])"], 60) == [1, 2]
    with pytest.raises(TimedOut):
        run([sys.executable, "-c", "import time; time.sleep(60)"], 0.2)


SLOW = """
import time
print('{"begins": "load"}', flush=True)
print('{"first": {"load": {"cold": 1.0}}}', flush=True)
print('{"begins": "compile"}', flush=True)
time.sleep(60)
"""


def test_what_was_answered_before_a_process_was_given_up_is_kept() -> None:
    with pytest.raises(TimedOut) as late:
        run([sys.executable, "-c", SLOW], 0.5)
    assert late.value.answers == {"load": {"cold": 1.0}}
    assert late.value.job == "compile"
    assert 0.4 < (late.value.spent or 0) < 5


def test_opening_is_not_time_spent_on_an_answer() -> None:
    with pytest.raises(TimedOut) as late:
        run([sys.executable, "-c", "import time; time.sleep(60)"], 0.2)
    assert (late.value.answers, late.value.job, late.value.spent) == ({}, None, None)
