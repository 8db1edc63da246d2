"""Run the benchmark of the core: `python -m benchmarks [EVENTS]`, ten million events unless told otherwise."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.core import run
from benchmarks.logs import write_log

MARKS = {
    "load + compile": 6.0,
    "load + compile, with event_id and a property": 12.0,
    "transitions": 0.06,
    "sessions": 0.06,
    "funnel": 0.1,
    "retention": 0.1,
    "variants": 0.15,
    "import sojourn": 0.3,
    "sojourn --help": 0.5,
}
"""Seconds that ten million events may take on two cores."""
PEAK_GB = 2.0


def main(events: int) -> None:
    """Generate the logs, time everything and print a table."""
    print(f"{events:,} events, {platform.machine()}, Python {platform.python_version()}; seconds of wall time")
    with TemporaryDirectory(prefix="sojourn-bench-") as folder:
        plain, identified = Path(folder) / "plain.parquet", Path(folder) / "identified.parquet"
        write_log(plain, events)
        write_log(identified, events, with_id_and_property=True)
        show(run("load_and_compile", plain, Path(folder) / "plain"))
        show(run("ask", plain, Path(folder) / "plain"))
        show(run("load_and_compile", identified, Path(folder) / "identified"), ", with event_id and a property")
        show(run("import_time", plain, Path(folder)))


def show(found: dict[str, Any], suffix: str = "") -> None:
    """One line for each figure, with the mark it is held to."""
    for name, seconds in found["seconds"].items():
        line(name + suffix, seconds, MARKS.get(name + suffix))
    line("peak memory, GB" + suffix, found["peak_gb"], PEAK_GB)


def line(name: str, value: float, mark: float | None) -> None:
    """A figure beside its mark."""
    verdict = "" if mark is None else f"   mark {mark:g}   {'met' if value <= mark else 'MISSED'}"
    print(f"{name:50s} {value:8.3f}{verdict}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
