"""What memory allows: `python -m benchmarks.limit WORKSPACE`, on a compiled workspace.

An analysis cannot be faster than reading, once, the columns it needs. Bandwidth is that of a numpy reduction over the
same memory, in as many threads as Sojourn uses.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

import sojourn

RUNS = 9
COLUMNS = {
    "transitions": ("event",),
    "funnel": ("event", "occurred_at"),
    "variants": ("event",),
    "retention": ("occurred_at",),
    "sessions": ("occurred_at",),
}
"""What each job must read of every step; where histories begin is read too."""


def measure(folder: str) -> dict[str, Any]:
    """Bytes, bandwidth, and what follows from them; as `results.Limit`."""
    with sojourn.open(folder) as ws:
        partitions = ws.journeys().units()._generation.partitions
        threads = ws.settings.threads or os.cpu_count() or 1
        times = [partition.steps["occurred_at"] for partition in partitions]
        size = {job: sum(_bytes(partition, columns) for partition in partitions) for job, columns in COLUMNS.items()}
        bandwidth = sum(part.nbytes for part in times) / reduction(times, threads)
        whole = np.concatenate(times)
        return {
            "threads": threads,
            "gigabytes_a_second": bandwidth / 1e9,
            "plain_pass": usual(lambda: np.diff(whole).sum()),
            "bytes": size,
            "seconds": {job: count / bandwidth for job, count in size.items()},
        }


def _bytes(partition: Any, columns: tuple[str, ...]) -> int:
    """Of live steps, and of where each live customer's history begins and ends; what is superseded need not be read."""
    live = partition.live()
    first, stop = partition.customers.first[live], partition.customers.stop[live]
    return int(first.nbytes + stop.nbytes + (stop - first).sum() * sum(partition.steps[c].itemsize for c in columns))


def reduction(parts: list[Any], threads: int) -> float:
    """Seconds of the reduction; arrays are cut up so that every thread has something to do."""
    pieces = [piece for part in parts for piece in np.array_split(part, threads)]
    with ThreadPoolExecutor(threads) as pool:
        return usual(lambda: list(pool.map(np.sum, pieces)))


def usual(work: Callable[[], object]) -> float:
    """The median of several runs after one that is not counted."""
    work()
    walls = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        walls.append(time.perf_counter() - begun)
    return statistics.median(walls)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
