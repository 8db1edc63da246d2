"""Worlds in parallel: one process for each core, each with one thread for its linear algebra."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Iterator
from multiprocessing import get_context
from typing import NamedTuple

from benchmarks.science.ability import Note

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


class Task(NamedTuple):
    """One ability on the world of one seed."""

    ability: str
    seed: int
    quick: bool


class Done(NamedTuple):
    """What came of it; `error` says why nothing did."""

    task: Task
    notes: tuple[Note, ...]
    seconds: float
    error: str


def run(tasks: list[Task], processes: int) -> Iterator[Done]:
    """All tasks, as they are done. Says on stderr how far it is."""
    for name in THREADS:
        os.environ[name] = "1"
    begun = time.monotonic()
    with get_context("spawn").Pool(processes) as pool:
        for number, done in enumerate(pool.imap_unordered(_do, tasks), 1):
            left = (time.monotonic() - begun) / number * (len(tasks) - number)
            said = f"{done.task.ability} {done.task.seed}: {done.error.splitlines()[-1] if done.error else 'done'}"
            print(f"{number} of {len(tasks)}, about {left / 60:.0f} min left; {said}", file=sys.stderr, flush=True)
            yield done


def _do(task: Task) -> Done:
    from benchmarks.science.abilities import ABILITIES

    begun = time.perf_counter()
    try:
        notes, error = ABILITIES[task.ability].score(task.seed, task.quick), ""
    except Exception:  # noqa: BLE001  # one world without an answer is counted as such, and the others go on
        notes, error = (), traceback.format_exc(limit=-3)
    return Done(task, notes, time.perf_counter() - begun, error)
