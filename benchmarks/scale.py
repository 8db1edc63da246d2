"""Sojourn alone on a large log: `python -m benchmarks.scale [EVENTS]`, a hundred million events unless told otherwise.

Generates the log, loads it, compiles it, asks the five analyses, takes in further events in several sizes, and compiles
once more under a memory limit of 2 GB; each in a process of its own. What is found goes into docs/benchmarks.json, and
the page is written anew. `--from PART` goes on with the workspace of a run that was interrupted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

import sojourn
from benchmarks.environments import WORK, work_alone
from benchmarks.jobs import CORE
from benchmarks.machine import commit, machine
from benchmarks.marks import scaled
from benchmarks.report import JSON, write_page
from benchmarks.results import Scale, ScalePart, read, write
from benchmarks.running import practise, run
from benchmarks.sojourn_tool import SojournTool
from benchmarks.tool import ask, clock, peak_mb
from benchmarks.walks import EVENTS_EACH, write_more, write_walks

EVENTS = 100_000_000
REFRESHES = (1_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
LIMIT = 4 * 3600.0
"""Seconds after which a part is given up."""
SMALL = "2GB"
Part = dict[str, Any]


def generate(folder: Path, events: int, shape: str) -> Part:
    wall, _, _ = clock(lambda: write_walks(folder, events, shape))
    customers = max(2, events // EVENTS_EACH[shape])
    for number, size in enumerate(refreshes(events)):
        write_more(folder / f"more-{size}.parquet", size, min(customers, size // 2), customers, day=401 + number)
    return part({"generate": wall})


def load(folder: Path) -> Part:
    shutil.rmtree(folder / "workspace", ignore_errors=True)
    with sojourn.open(folder / "workspace") as ws:
        attributes, _, _ = clock(lambda: ws.load_customers(folder / "customers.parquet"))
        events, _, report = clock(lambda: ws.load(folder / "log.parquet"))
    log = folder / "workspace" / "data" / "events.duckdb"
    return part({"attributes": attributes, "load": events}, events=report.accepted, bytes=log.stat().st_size)


def compile_(folder: Path) -> Part:
    with sojourn.open(folder / "workspace") as ws:
        wall, _, units = clock(lambda: ws.journeys().units())
        made = sum(path.stat().st_size for path in (folder / "workspace" / "data" / "journeys").rglob("*.arrow"))
        return part({"compile": wall}, customers=units.size, bytes=made)


def compile_small(folder: Path) -> Part:
    """Compile anew, with the limit in workspace.yaml. The peak is of the whole process, mapped files included."""
    settings = folder / "workspace" / "workspace.yaml"
    lines = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith("memory_limit")]
    settings.write_text("\n".join([*lines, f"memory_limit: {SMALL}", ""]), "utf-8")
    shutil.rmtree(folder / "workspace" / "data" / "journeys")
    return compile_(folder)


def analysis(folder: Path, job: str) -> Part:
    found = ask(SojournTool(folder / "workspace"), job)
    assert found is not None
    return part({"cold": found["cold"], "warm": found["warm"]})


def refresh(folder: Path, events: int) -> Part:
    """The load and the refresh apart. Journeys are opened before: what is measured is what the events cost."""
    with sojourn.open(folder / "workspace") as ws:
        ws.journeys().units()
        loaded, _, report = clock(lambda: ws.load(folder / f"more-{events}.parquet"))
        refreshed, _, _ = clock(lambda: ws.journeys().units())
    return part({"load": loaded, "refresh": refreshed}, events=report.accepted, customers=events // 2)


def refreshes(events: int) -> tuple[int, ...]:
    """How many further events are taken in: up to one in a hundred."""
    return tuple(size for size in REFRESHES if size <= max(REFRESHES[0], events // 100))


def part(seconds: dict[str, float], **counts: int) -> Part:
    return {"seconds": seconds, "peak_mb": peak_mb(), "counts": counts}


def parts(folder: Path, events: int, shape: str) -> dict[str, Callable[[], Part]]:
    """What each process does, in order."""
    asked = {f"ask {job}": lambda job=job: analysis(folder, job) for job in CORE}
    refreshed = {f"refresh {size}": lambda size=size: refresh(folder, size) for size in refreshes(events)}
    return {
        "generate": lambda: generate(folder, events, shape),
        "load": lambda: load(folder),
        "compile": lambda: compile_(folder),
        **asked,
        **refreshed,
        "compile in 2 GB": lambda: compile_small(folder),
    }


def main(events: int, shape: str, first: str) -> int:
    """All parts; returns how many marks were missed."""
    folder = WORK / "scale" / f"{events}-{shape}"
    folder.mkdir(parents=True, exist_ok=True)
    names = list(parts(folder, events, shape))
    before = read(JSON).scale
    found = list(before.parts) if before and before.events == events and first != names[0] else []
    practise(CORE)
    for name in names[names.index(first) :]:
        done = run([sys.executable, "-m", "benchmarks.scale", str(events), "--shape", shape, "--part", name], LIMIT)
        made = msgspec.convert({"name": name, **done}, ScalePart)
        print(f"{name:20s} {made.seconds} {made.peak_mb:,.0f} MB {made.counts}", flush=True)
        found = [*(one for one in found if one.name != name), made]
        scale = Scale(events, shape, datetime.now(UTC).date().isoformat(), commit(), machine(), found)
        write(JSON, read(JSON).with_scale(scale))
        write_page()
    return sum(mark.met is False for mark in scaled(read(JSON).scale))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("events", type=int, nargs="?", default=EVENTS)
    parser.add_argument("--shape", choices=EVENTS_EACH, default="many")
    parser.add_argument("--from", dest="first", default="generate", help="the part to go on with")
    parser.add_argument("--part", help="do one part in this process, and print what was found")
    return parser.parse_args()


if __name__ == "__main__":
    asked = arguments()
    if asked.part:
        place = WORK / "scale" / f"{asked.events}-{asked.shape}"
        print(json.dumps(parts(place, asked.events, asked.shape)[asked.part]()))
    else:
        with work_alone():
            sys.exit(1 if main(asked.events, asked.shape, asked.first) and asked.events == EVENTS else 0)
