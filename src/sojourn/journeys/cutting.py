"""Cut histories into journeys: by start, goal and pause, or by case."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled

FOREVER = np.int64(2**62)


class Cuts(NamedTuple):
    """Journeys: `begin`, `end` (half-open), the `unit` they were cut from, whether `reached` or still `open`."""

    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    unit: NDArray[np.int64]
    reached: NDArray[np.uint8]
    open: NDArray[np.uint8]


@compiled
def _cut(occurred_at, starts, goals, begin, end, gap, now):  # type: ignore[no-untyped-def]  # numba infers
    """One pass over all steps. Each step opens, continues, ends, or lies outside a journey.

    `starts` is empty when every step may open one, `goals` when there is none. A pause longer than `gap` ends a
    journey before the step; a goal ends it with the step. The last journey of a unit without goal is open while
    `now` is not more than `gap` later.
    """
    steps = 0
    for u in range(len(begin)):
        steps += end[u] - begin[u]
    first, stop = np.empty(steps, np.int64), np.empty(steps, np.int64)
    unit, reached, is_open = np.empty(steps, np.int64), np.zeros(steps, np.uint8), np.zeros(steps, np.uint8)
    n = 0
    for u in range(len(begin)):
        inside = False
        for i in range(begin[u], end[u]):
            if inside and occurred_at[i] - occurred_at[i - 1] > gap:
                stop[n] = i
                n += 1
                inside = False
            if not inside and (len(starts) == 0 or starts[i]):
                first[n], unit[n], inside = i, u, True
            if inside and len(goals) and goals[i]:
                stop[n], reached[n] = i + 1, 1
                n += 1
                inside = False
        if inside:
            stop[n] = end[u]
            is_open[n] = np.uint8(gap < FOREVER and now - occurred_at[end[u] - 1] <= gap)
            n += 1
    return first[:n].copy(), stop[:n].copy(), unit[:n].copy(), reached[:n].copy(), is_open[:n].copy()


def cut(
    occurred_at: NDArray[np.int64],
    starts: NDArray[np.bool_],
    goals: NDArray[np.bool_],
    begin: NDArray[np.int64],
    end: NDArray[np.int64],
    gap: int | None,
    now: int,
) -> Cuts:
    """Journeys of the histories `begin`..`end`; `starts` and `goals` are bool[steps], or empty where not asked for."""
    return Cuts(*_cut(occurred_at, starts, goals, begin, end, FOREVER if gap is None else np.int64(gap), now))


@compiled
def _stable_order(case, begin, end):  # type: ignore[no-untyped-def]
    """Positions of all steps that have a case, those of a case together, in time order within each."""
    order = np.empty(len(case), np.int64)
    n = 0
    for u in range(len(begin)):
        first, stop = begin[u], end[u]
        inside = np.argsort(case[first:stop], kind="mergesort")
        for k in range(len(inside)):
            if case[first + inside[k]] > 0:
                order[n] = first + inside[k]
                n += 1
    return order[:n].copy()


def by_case(
    case: NDArray[np.uint32], begin: NDArray[np.int64], end: NDArray[np.int64], unit_of: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Cuts]:
    """Cases interleave within a customer: the new order of steps, and journeys in it. `case` uint32[steps], 0: none.

    `unit_of` int64[steps] says which unit a step is in.
    """
    order = _stable_order(case, begin, end)
    keys, units = case[order], unit_of[order]
    fresh = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]) | (units[1:] != units[:-1])]) if len(order) else order
    stops = np.r_[fresh[1:], len(order)] if len(order) else order
    none = np.zeros(len(fresh), np.uint8)
    return order, Cuts(fresh, stops, units[fresh], none, none)
