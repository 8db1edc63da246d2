"""Sojourn beside its peers: `python -m benchmarks`, or `make bench`; 1 M and 10 M events, in two shapes.

Writes docs/benchmarks.json, docs/benchmarks.md and docs/benchmarks.svg. A run of one size or shape takes the place of
the one before it and leaves the others. `--page` writes the page anew from the JSON and runs nothing.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext

from benchmarks import environments
from benchmarks.jobs import BY_NAME
from benchmarks.marks import line, marks
from benchmarks.report import JSON, write_page
from benchmarks.results import read, write
from benchmarks.running import compare
from benchmarks.walks import EVENTS_EACH

SIZES = (1_000_000, 10_000_000)
__all__ = ["line"]


def main(asked: argparse.Namespace) -> int:
    """Run what is asked for. Returns 1 where answers differ without a reason that is known."""
    if not asked.page:
        for tool in asked.tools:
            environments.make(tool)
        for events in asked.events:
            for shape in asked.shapes:
                run = compare(events, shape, tuple(asked.tools), tuple(asked.jobs), asked.limit)
                write(JSON, read(JSON).with_run(run))
                write_page()
    found = read(JSON)
    write_page()
    for mark in marks(found):
        print(f"{mark.verdict.strip('*'):13s} {mark.promise}: {mark.found}")
    return int(any(figure.agrees is False for run in found.runs for figure in run.figures))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=SIZES, help="how many events; 100000000 takes long")
    parser.add_argument("--shapes", nargs="+", choices=EVENTS_EACH, default=tuple(EVENTS_EACH))
    parser.add_argument("--tools", nargs="*", choices=environments.PEERS, default=environments.PEERS)
    parser.add_argument("--jobs", nargs="+", choices=BY_NAME, default=tuple(BY_NAME))
    parser.add_argument("--limit", type=float, default=600, help="seconds after which a process is given up")
    parser.add_argument("--page", action="store_true", help="write the page from the JSON, run nothing")
    asked = parser.parse_args()
    asked.jobs = [*dict.fromkeys(("load", "compile", *asked.jobs))]
    return asked


if __name__ == "__main__":
    chosen = arguments()
    with nullcontext() if chosen.page else environments.work_alone():
        sys.exit(main(chosen))
