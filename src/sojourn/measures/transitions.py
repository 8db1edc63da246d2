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
from sojourn.journeys.partition import Array
from sojourn.journeys.view import View
from sojourn.results import Measured

Counts = NDArray[np.int64]
Pair = tuple[int, int]
Times = dict[Pair, tuple[timedelta, timedelta]]
DENSE = 2000
"""Up to so many names, moves are counted in matrices of names x names."""


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


class Counted(NamedTuple):
    """The arrows of one partition: `edge` (source * size + target, ascending), and its `moves` and `customers`."""

    edge: Counts
    moves: Counts
    customers: Counts
    starts: Counts
    ends: Counts


class Partial(NamedTuple):
    """What one partition knows; each move has its wait, if times were asked for."""

    counted: Counted
    edge: Counts
    wait: Counts


@compiled
def kernel(codes, begin, end, customer, size):  # type: ignore[no-untyped-def]  # numba infers the types
    """One pass over the live units: moves and customers of each edge, starts and ends of each name.

    Units of a customer lie together, so the last customer seen at an edge counts each of them once. What belongs to an
    edge (moves, last customer, customers) lies together as well, so that a move touches one place in memory: 16 bytes,
    of which 60 names need 58 kB. Indices are unsigned, as numba looks for a sign at every access otherwise.
    """
    edges = np.zeros(size * size * 4, np.int32)
    starts = np.zeros(size, np.int64)
    ends = np.zeros(size, np.int64)
    one, two = np.uint64(1), np.uint64(2)
    for unit in range(len(begin)):
        first, stop = np.uint64(begin[unit]), np.uint64(end[unit])
        if first == stop:
            continue
        who = np.int32(customer[unit] + 1)
        starts[codes[first]] += 1
        ends[codes[stop - one]] += 1
        for i in range(first + one, stop):
            edge = (np.uint64(codes[i - one]) * np.uint64(size) + np.uint64(codes[i])) << two
            edges[edge] += np.int32(1)
            edges[edge + two] += np.int32(edges[edge + one] != who)
            edges[edge + one] = who
    moves, customers = edges[0::4].astype(np.int64), edges[2::4].astype(np.int64)
    return moves.reshape(size, size), customers.reshape(size, size), starts, ends


@compiled
def moves_of(codes, begin, end, customer, size):  # type: ignore[no-untyped-def]
    """Of every move its edge (source * size + target) and its customer, in the order of units."""
    moves = 0
    for unit in range(len(begin)):
        moves += max(end[unit] - begin[unit] - 1, 0)
    edge, who = np.empty(moves, np.int64), np.empty(moves, np.int64)
    n = 0
    for unit in range(len(begin)):
        for i in range(begin[unit] + 1, end[unit]):
            edge[n] = np.int64(codes[i - 1]) * size + codes[i]
            who[n] = customer[unit]
            n += 1
    return edge, who


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


def count(view: View, over: str, size: int) -> Counted:
    """The arrows of one partition: in square matrices where there are few names, else by sorting the moves."""
    codes = view.steps[over]
    if size > DENSE:
        return _count_sorted(codes, view, size)
    moves, customers, starts, ends = kernel(codes, view.begin, view.end, view.customer, size)
    edge = np.flatnonzero(moves)
    return Counted(edge, moves.ravel()[edge], customers.ravel()[edge], starts, ends)


def _count_sorted(codes: Array, view: View, size: int) -> Counted:
    """A stable sort keeps the moves of a customer together within each edge, so changes of customer count customers."""
    edge, who = moves_of(codes, view.begin, view.end, view.customer, size)
    order = np.argsort(edge, kind="stable")
    edge, who = edge[order], who[order]
    edges, first, moves = np.unique(edge, return_index=True, return_counts=True)
    fresh = np.ones(len(edge), np.int64)
    fresh[1:] = (edge[1:] != edge[:-1]) | (who[1:] != who[:-1])
    customers = np.add.reduceat(fresh, first) if len(first) else first
    starts = np.bincount(codes[view.begin], minlength=size)
    return Counted(edges, moves, customers, starts, np.bincount(codes[view.end - 1], minlength=size))


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions. Waits are laid end to end."""
    counted, edge, wait = zip(*partials, strict=True)
    edges, place = np.unique(np.concatenate([part.edge for part in counted]), return_inverse=True)
    moves, customers = np.zeros(len(edges), np.int64), np.zeros(len(edges), np.int64)
    np.add.at(moves, place, np.concatenate([part.moves for part in counted]))
    np.add.at(customers, place, np.concatenate([part.customers for part in counted]))
    total = Counted(edges, moves, customers, sum(part.starts for part in counted), sum(part.ends for part in counted))
    return Partial(total, np.concatenate(edge), np.concatenate(wait))


def transitions(units: Units, over: str = "event", by: str | None = None, times: bool = False) -> Transitions:
    """Which step comes right after which; with `times` also the median and mean time between the two."""
    names = units.names(over)
    size = len(names)
    nothing = np.zeros(0, np.int64)

    def task(view: View) -> Partial:
        if not times:
            return Partial(count(view, over, size), nothing, nothing)
        timed = waits(view.steps[over], view.steps["occurred_at"], view.begin, view.end, size)
        return Partial(count(view, over, size), *timed)

    return units.measure(task, lambda partials: result(merge(partials), names), by)


def result(total: Partial, names: tuple[str, ...]) -> Transitions:
    """Codes back to names, most frequent first, ties by name."""
    times = times_of(total.edge, total.wait, len(names))
    edge, moves, customers, starts, ends = total.counted
    source, target = np.divmod(edge, max(len(names), 1))
    alphabetical = np.argsort(np.argsort(np.array(names, object)))
    order = np.lexsort((alphabetical[target], alphabetical[source], -moves))
    rows = zip(*(column[order].tolist() for column in (source, target, moves, customers)), strict=True)
    edges = (Transition(names[s], names[t], count, who, *times.get((s, t), ())) for s, t, count, who in rows)
    return Transitions(tuple(edges), _named(starts, names), _named(ends, names))


def times_of(edge: Counts, wait: Counts, size: int) -> Times:
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
