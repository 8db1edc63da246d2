"""What several peers need to make an answer of what they count. Standard library, and numpy for resampling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.jobs import BUCKETS, RESAMPLES, STEPS, WEEKS, week_of


def reached(levels: Iterable[tuple[int | None, int]]) -> list[int]:
    """How many got at least to each step, from (furthest step, customers); step 0 or None is nowhere."""
    counts = [0] * len(STEPS)
    for level, customers in levels:
        for step in range(level or 0):
            counts[step] += customers
    return counts


def cohorts(masks: Iterable[tuple[int, int]], first_week: int) -> list[Any]:
    """Weekly retention from (the weeks a customer was active in as bits, how many such customers)."""
    size, retained = [0] * WEEKS, [[0] * WEEKS for _ in range(WEEKS)]
    for mask, customers in masks:
        for cohort in range(WEEKS):
            if mask >> cohort & 1:
                size[cohort] += customers
                for later in range(WEEKS):
                    retained[cohort][later] += customers * (mask >> (cohort + later) & 1)
    return [[week_of(first_week + k), size[k], retained[k]] for k in range(WEEKS)]


def ranges(by_bucket: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The range of each step's share of the first, from sums by bucket of customers, [buckets][steps].

    Buckets are drawn with replacement, as many as there are: what Sojourn does, in numpy.
    """
    import numpy as np

    sums = np.array(by_bucket, np.float64)
    drawn = np.random.default_rng(1).multinomial(len(sums), [1 / len(sums)] * len(sums), RESAMPLES) @ sums
    low, high = np.quantile(drawn[:, 1:] / drawn[:, :1], [0.025, 0.975], axis=0)
    return {"reached": sums.sum(axis=0).astype(int).tolist(), "ranges": np.column_stack([low, high]).tolist()}


def filled(rows: Iterable[tuple[int, int | None, int]]) -> list[list[int]]:
    """Sums by bucket and step from (bucket, furthest step of a session, sessions)."""
    sums = [[0] * len(STEPS) for _ in range(BUCKETS)]
    for bucket, level, sessions in rows:
        for step in range(level or 0):
            sums[bucket][step] += sessions
    return sums


def listed(paths: Iterable[tuple[Sequence[str], int]], top: int) -> list[Any]:
    """The most frequent paths, ties by name."""
    ranked = sorted(((list(path), count) for path, count in paths), key=lambda row: (-row[1], row[0]))
    return [[path, count] for path, count in ranked[:top]]
