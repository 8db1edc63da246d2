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
        columns = {name: [partition.steps[name] for partition in partitions] for name in ("event", "occurred_at")}
        times = columns["occurred_at"]
        size = {job: sum(_bytes(partition, read) for partition in partitions) for job, read in COLUMNS.items()}
        slim = {job: sum(_bytes(partition, read, 1) for partition in partitions) for job, read in COLUMNS.items()}
        bandwidth = sum(part.nbytes for part in times) / reduction(times, threads)
        passes = {name: plain_pass(parts) for name, parts in columns.items()}
        return {
            "threads": threads,
            "gigabytes_a_second": bandwidth / 1e9,
            "bytes": size,
            "seconds": {job: count / bandwidth for job, count in size.items()},
            "seconds_at_one_byte": {job: count / bandwidth for job, count in slim.items()},
            "plain_passes": {job: sum(passes[column] for column in read) for job, read in COLUMNS.items()},
        }


def _bytes(partition: Any, columns: tuple[str, ...], name_bytes: int | None = None) -> int:
    """Of live steps, and of where each live customer's history begins and ends; what is superseded need not be read.

    Names of events as wide as Sojourn keeps them, or `name_bytes`.
    """
    live = partition.live()
    first, stop = partition.customers.first[live], partition.customers.stop[live]
    sizes = {column: partition.steps[column].itemsize for column in columns}
    if name_bytes and "event" in sizes:
        sizes["event"] = name_bytes
    return int(first.nbytes + stop.nbytes + (stop - first).sum() * sum(sizes.values()))


def plain_pass(parts: list[Any]) -> float:
    """Seconds of the plainest thing that looks at every value and the one before it, in one thread."""
    whole = np.concatenate(parts)
    return usual(lambda: np.diff(whole).sum())


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
