"""Hold the core to seconds: `python -m benchmarks.budget [EVENTS]`, ten million events unless told otherwise.

Exits with 1 where a mark is missed; with another number of events, marks are shown and not held to.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.core import run
from benchmarks.logs import write_log
from benchmarks.marks import line

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
EVENTS = 10_000_000


def main(events: int) -> int:
    """Generate the logs, time everything and print a table. Returns how many marks were missed."""
    print(f"{events:,} events, {platform.machine()}, Python {platform.python_version()}; seconds of wall time")
    with TemporaryDirectory(prefix="sojourn-bench-") as folder:
        plain, identified = Path(folder) / "plain.parquet", Path(folder) / "identified.parquet"
        write_log(plain, events)
        write_log(identified, events, with_id_and_property=True)
        os.sync()  # the disk is done with the logs before a clock starts
        return (
            show(run("load_and_compile", plain, Path(folder) / "plain"))
            + show(run("ask", plain, Path(folder) / "plain"))
            + show(run("load_and_compile", identified, Path(folder) / "identified"), ", with event_id and a property")
            + show(run("import_time", plain, Path(folder)))
        )


def show(found: dict[str, Any], suffix: str = "") -> int:
    """One line for each figure, with the mark it is held to. Returns how many marks were missed."""
    missed = [line(name + suffix, seconds, MARKS.get(name + suffix)) for name, seconds in found["seconds"].items()]
    return sum([*missed, line("peak memory, GB" + suffix, found["peak_gb"], PEAK_GB)])


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    sys.exit(1 if main(size) and size == EVENTS else 0)
