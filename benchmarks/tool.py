"""One tool, one job, one process: `python -m benchmarks.tool MODULE JOB FOLDER`, in the tool's own environment.

Standard library only. The last line that it prints is JSON: for each job seconds cold and warm, CPU seconds, peak
memory, and the answer. Before that it says in lines of JSON when an answer begins, and what is known once it is there
the first time, for whoever has to give it up after that.
"""

from __future__ import annotations

import importlib
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from benchmarks.jobs import BY_NAME

RUNS, PATIENCE = 7, 10.0
"""Warm runs, and the seconds after which no further one is begun."""


class Tool(Protocol):
    """What each tool's module offers as `make(folder)`. `folder` holds what the tool keeps between processes.

    `answers[job]` answers a job once the tool is open; a job that is missing is not offered. `asked[job]` says, where
    the tool cannot be asked exactly the same, what it was asked instead: the job of Sojourn's that asks the same.
    `open_to_refresh`, where a tool has it, brings into memory what its user would have there.
    """

    answers: dict[str, Callable[[], Any]]
    asked: dict[str, str]

    def load(self, log: Path, customers: Path) -> Any: ...
    def compile(self) -> Any: ...
    def keep(self) -> None: ...
    def open(self) -> None: ...
    def refresh(self, more: Path) -> Any: ...


def clock(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds of wall time and of CPU, over all threads, and what the work returned."""
    cpu, begun = _cpu(), time.perf_counter()
    found = work()
    return time.perf_counter() - begun, _cpu() - cpu, found


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """The most memory this process has held, resident, in megabytes."""
    try:
        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / 1e6
    except OSError:  # not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def build(tool: Tool, folder: Path) -> dict[str, Any]:
    """Load, then compile; both once, because a second time finds what the first has made."""
    load = first("load", lambda: tool.load(folder / "log.parquet", folder / "customers.parquet"))
    found = {"load": load, "compile": first("compile", tool.compile)}
    tool.keep()
    return found


def first(job: str, work: Callable[[], Any], asked: str | None = None) -> dict[str, Any]:
    """A job's first answer, said as soon as it is there."""
    _say({"begins": job})
    wall, cpu, answer = clock(work)
    found = {"cold": wall, "warm": None, "cpu": cpu, "peak_mb": peak_mb(), "runs": 1, "answer": answer, "asked": asked}
    _say({"first": {job: found}})
    return found


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


def ask(tool: Tool, job: str) -> dict[str, Any] | None:
    """Cold: the first time in this process. Warm: the median of the times after that."""
    if job not in tool.answers:
        return None
    tool.open()
    found = first(job, tool.answers[job], tool.asked.get(job))
    walls, cpus, begun = [], [], time.perf_counter()
    while len(walls) < RUNS and (not walls or time.perf_counter() - begun < PATIENCE):
        wall, used, _ = clock(tool.answers[job])
        walls.append(wall)
        cpus.append(used)
    warm = {"warm": statistics.median(walls), "cpu": statistics.median(cpus), "peak_mb": peak_mb(), "runs": len(walls)}
    return found | warm


def main(module: str, job: str, folder: Path) -> None:
    """One job; "build" is load and compile together."""
    made: Tool = importlib.import_module(module).make(folder / "kept" / module)
    found: Any
    if job == "build":
        found = build(made, folder)
    elif job == "refresh":
        getattr(made, "open_to_refresh", made.open)()
        found = {job: first(job, lambda: made.refresh(folder / "more.parquet"))}
    elif job in BY_NAME or job in made.answers:
        found = {job: ask(made, job)}
    else:
        sys.exit(f"No job is called {job}. There are: build, {', '.join(BY_NAME)}")
    _say(found)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
