"""Directly-follows transitions: which step comes right after which, and how often.

Source: the directly-follows graph of process mining (W. van der Aalst, Process Mining, 2016, chapter 6).
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.journeys.view import View
from sojourn.results import Measured

Counts = NDArray[np.int64]


class Transition(Struct, frozen=True):
    """One arrow: `count` times, by `customers` different customers; times only where they were asked for."""

    source: str
    target: str
    count: int
    customers: int
    median_time: timedelta | None = None
    mean_time: timedelta | None = None


class Transitions(Measured, frozen=True):
    """All arrows, most frequent first, and with which steps units start and end."""

    edges: tuple[Transition, ...]
    starts: dict[str, int]
    ends: dict[str, int]


class Partial(NamedTuple):
    """What one partition knows. `moves` and `customers` are [source code, target code]; a wait belongs to its edge."""

    moves: Counts
    customers: Counts
    starts: Counts
    ends: Counts
    edge: Counts
    wait: Counts


@compiled
def kernel(codes, begin, end, customer, size):  # type: ignore[no-untyped-def]  # numba infers the types
    """One pass over the live units. Units of a customer lie together, so `last` counts each customer once."""
    count = np.zeros((size, size), np.int64)
    customers = np.zeros((size, size), np.int64)
    last = np.full((size, size), -1, np.int64)
    starts = np.zeros(size, np.int64)
    ends = np.zeros(size, np.int64)
    for unit in range(len(begin)):
        first, stop = begin[unit], end[unit]
        if first == stop:
            continue
        starts[codes[first]] += 1
        ends[codes[stop - 1]] += 1
        for i in range(first + 1, stop):
            source, target = codes[i - 1], codes[i]
            count[source, target] += 1
            if last[source, target] != customer[unit]:
                last[source, target] = customer[unit]
                customers[source, target] += 1
    return count, customers, starts, ends


@compiled
def waits(codes, occurred_at, begin, end, size):  # type: ignore[no-untyped-def]
    """Of every move its edge (source * size + target) and how long it took, in microseconds."""
    moves = 0
    for unit in range(len(begin)):
        moves += max(end[unit] - begin[unit] - 1, 0)
    edge, wait = np.empty(moves, np.int64), np.empty(moves, np.int64)
    n = 0
    for unit in range(len(begin)):
        for i in range(begin[unit] + 1, end[unit]):
            edge[n] = np.int64(codes[i - 1]) * size + codes[i]
            wait[n] = occurred_at[i] - occurred_at[i - 1]
            n += 1
    return edge, wait


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions. Waits are laid end to end."""
    count, customers, starts, ends, edge, wait = zip(*partials, strict=True)
    return Partial(sum(count), sum(customers), sum(starts), sum(ends), np.concatenate(edge), np.concatenate(wait))


def transitions(units: Units, over: str = "event", by: str | None = None, times: bool = False) -> Transitions:
    """Which step comes right after which; with `times` also the median and mean time between the two."""
    names = units.names(over)
    size = len(names)
    nothing = np.zeros(0, np.int64)

    def task(view: View) -> Partial:
        codes = view.steps[over]
        counted = kernel(codes, view.begin, view.end, view.customer, size)
        timed = waits(codes, view.steps["occurred_at"], view.begin, view.end, size) if times else (nothing, nothing)
        return Partial(*counted, *timed)

    return units.measure(task, lambda partials: result(merge(partials), names), by)


def result(total: Partial, names: tuple[str, ...]) -> Transitions:
    """Codes back to names, most frequent first, ties by name."""
    times = times_of(total.edge, total.wait, len(names))
    edges = [
        Transition(names[s], names[t], int(total.moves[s, t]), int(total.customers[s, t]), *times.get((s, t), ()))
        for s, t in zip(*(axis.tolist() for axis in np.nonzero(total.moves)), strict=True)
    ]
    edges.sort(key=lambda edge: (-edge.count, edge.source, edge.target))
    return Transitions(tuple(edges), _named(total.starts, names), _named(total.ends, names))


def times_of(edge: Counts, wait: Counts, size: int) -> dict[tuple[int, int], tuple[timedelta, timedelta]]:
    """Median and mean wait of each edge (source * size + target) as (source, target); waits in microseconds."""
    short = edge.astype(np.min_scalar_type(size * size))  # two bytes are sorted in one pass
    order = np.argsort(short, kind="stable")
    edges, first = np.unique(short[order], return_index=True)
    pieces = np.split(wait[order], first[1:]) if len(edges) else []
    return {
        divmod(int(edge), size): (_span(np.median(piece)), _span(piece.mean()))
        for edge, piece in zip(edges, pieces, strict=True)
    }


def _span(microseconds: np.floating) -> timedelta:
    return timedelta(microseconds=float(microseconds))


def _named(counts: Counts, names: tuple[str, ...]) -> dict[str, int]:
    return {names[code]: int(counts[code]) for code in np.flatnonzero(counts)}
