"""Load, compile and ask: each step timed in a process of its own, against one pass of numpy over the same memory."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import sojourn
from benchmarks.logs import write_log

RUNS = 7


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall time."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def warm(work: Callable[[], object]) -> float:
    """The median of several runs after one that is not counted."""
    work()
    return statistics.median(timed(work) for _ in range(RUNS))


def load_and_compile(log: str, folder: str) -> dict[str, float]:
    """Seconds to load a log into a fresh workspace, and to compile its journeys; kernels are compiled beforehand."""
    with TemporaryDirectory() as small:
        _practise(Path(small), log)
    with sojourn.open(folder) as ws:
        load = timed(lambda: ws.load(log))
        compile_ = timed(lambda: ws.journeys().units())
    return {"load": load, "compile": compile_, "load + compile": load + compile_}


def _practise(folder: Path, log: str) -> None:
    """Numba compiles each kernel once a machine; that is not the log's time."""
    write_log(folder / "small.parquet", 1000, with_id_and_property="identified" in log)
    with sojourn.open(folder / "ws") as ws:
        ws.load(folder / "small.parquet")
        ws.journeys().units()


def ask(log: str, folder: str) -> dict[str, float]:
    """Seconds for each measure, warm."""
    with sojourn.open(folder) as ws:
        j = ws.journeys()
        steps = [f"Event Name {i:02d}" for i in (1, 2, 3, 4)]
        column = np.concatenate([p.steps["occurred_at"] for p in ws._opened.engine.generation().partitions])
        return {
            "one numpy pass": warm(lambda: np.diff(column).sum()),
            "transitions": warm(j.transitions),
            "sessions": warm(lambda: j.sessions(gap="30m")),
            "funnel": warm(lambda: j.funnel(steps, within="7d")),
            "retention": warm(lambda: j.retention(period="week")),
            "variants": warm(lambda: j.variants(top=50)),
        }


def import_time(log: str, folder: str) -> dict[str, float]:
    """Seconds of whole processes: `import sojourn` and `sojourn --help`, less an empty interpreter for the former."""

    def process(*arguments: str) -> float:
        return statistics.median(
            timed(lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True))
            for _ in range(RUNS)
        )

    empty = process("-c", "pass")
    return {
        "import sojourn": process("-c", "import sojourn") - empty,
        "sojourn --help": process("-m", "sojourn", "--help"),
    }


PARTS = {"load_and_compile": load_and_compile, "ask": ask, "import_time": import_time}


def run(part: str, log: Path, folder: Path) -> dict[str, Any]:
    """One part in a process of its own: its seconds, and the most memory that the process held, in GB."""
    command = [sys.executable, "-m", "benchmarks.core", part, str(log), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    _, part, log, folder = sys.argv
    seconds = PARTS[part](log, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)
    print(json.dumps({"seconds": seconds, "peak_gb": peak}))
