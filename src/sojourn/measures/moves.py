"""Moves of units between channels or stages: each change from one to another, with its wait.

Code 0 (an unknown channel, no stage) says nothing about where a customer is: such steps are passed over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.estimates import Estimate
from sojourn.journeys.view import View
from sojourn.measures import transitions
from sojourn.measures.bootstrap import BUCKETS, buckets_of, shares

Counts = NDArray[np.int64]


class Move(Struct, frozen=True):
    """A change from `source` straight to `target`: `count` times, by `customers` different customers.

    `share` is that of all units which made it at least once; `median_wait` runs from the last step in the source to
    the first in the target.
    """

    source: str
    target: str
    count: int
    customers: int
    share: Estimate
    median_wait: timedelta


class Stays(NamedTuple):
    """Stretches of steps with the same `code`; `first` and `last` are positions of steps.

    Unit u has the stays `offset[u]` to `offset[u + 1]`, no two neighbours with the same code.
    """

    code: NDArray[np.unsignedinteger]
    first: Counts
    last: Counts
    offset: Counts


class Partial(NamedTuple):
    """What one partition knows. `counts` and `customers` are [source code, target code]; edge = source * size + target.

    `edge` and `wait` have one entry a move. By bucket of customers: how many `units` there are and how many moved at
    all (`moved`). `pair` (edge * BUCKETS + bucket) and `made`: how many units made that move, where customers repeat.
    """

    counts: Counts
    customers: Counts
    edge: Counts
    wait: Counts
    units: Counts
    moved: Counts
    people: int
    pair: Counts
    made: Counts


@compiled
def kernel(codes, begin, end):  # type: ignore[no-untyped-def]  # numba infers the types
    """The stays of each unit, as the fields of `Stays`."""
    steps = 0
    for unit in range(len(begin)):
        steps += end[unit] - begin[unit]
    code, first, last = np.empty(steps, codes.dtype), np.empty(steps, np.int64), np.empty(steps, np.int64)
    offset = np.zeros(len(begin) + 1, np.int64)
    n = 0
    for unit in range(len(begin)):
        for i in range(begin[unit], end[unit]):
            if codes[i] == 0:
                continue
            if n == offset[unit] or code[n - 1] != codes[i]:
                code[n], first[n] = codes[i], i
                n += 1
            last[n - 1] = i
        offset[unit + 1] = n
    return code[:n], first[:n], last[:n], offset


@compiled
def waits(stays, occurred_at, size):  # type: ignore[no-untyped-def]
    """Of every move its unit, its edge (source * size + target), its wait in microseconds, and whether it is new to
    the unit. `last` is the unit that made each move last.
    """
    most = len(stays.code)
    unit, edge, wait = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    fresh, last = np.empty(most, np.bool_), np.full(size * size, -1, np.int64)
    n = 0
    for u in range(len(stays.offset) - 1):
        for k in range(stays.offset[u] + 1, stays.offset[u + 1]):
            unit[n] = u
            edge[n] = np.int64(stays.code[k - 1]) * size + stays.code[k]
            wait[n] = occurred_at[stays.first[k]] - occurred_at[stays.last[k - 1]]
            fresh[n] = last[edge[n]] != u
            last[edge[n]] = u
            n += 1
    return unit[:n], edge[:n], wait[:n], fresh[:n]


def moves(units: Units, view: View, over: str) -> Partial:
    """The moves of the units of one partition; `over`: "channel" or "stage"."""
    size = len(units.names(over))
    stays = Stays(*kernel(view.steps[over], view.begin, view.end))
    counts, customers, _, _ = transitions.kernel(stays.code, stays.offset[:-1], stays.offset[1:], view.customer, size)
    unit, edge, wait, fresh = waits(stays, view.steps["occurred_at"], size)
    bucket = buckets_of(view.customers.hash)[view.customer]
    moved = np.bincount(bucket[np.diff(stays.offset) > 1], minlength=BUCKETS)
    pairs = edge[fresh] * BUCKETS + bucket[unit[fresh]] if units.repeats else edge[:0]
    return Partial(
        counts, customers, edge, wait, np.bincount(bucket, minlength=BUCKETS), moved,
        int(np.count_nonzero(np.diff(view.customer, prepend=-1))), *np.unique(pairs, return_counts=True),
    )  # fmt: skip


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions. Waits and pairs are laid end to end."""
    counts, customers, edge, wait, units, moved, people, pair, made = zip(*partials, strict=True)
    return Partial(
        sum(counts), sum(customers), np.concatenate(edge), np.concatenate(wait), sum(units), sum(moved),
        sum(people), np.concatenate(pair), np.concatenate(made),
    )  # fmt: skip


def result(total: Partial, names: tuple[str, ...], repeats: bool) -> tuple[Move, ...]:
    """Codes back to names, most frequent first, ties by name."""
    size = len(names)
    edges = np.flatnonzero(total.counts)
    times = transitions.times_of(total.edge, total.wait, size)
    found = []
    for edge, share in zip(edges.tolist(), _shares(total, edges, repeats), strict=True):
        s, t = divmod(edge, size)
        found.append(
            Move(names[s], names[t], int(total.counts[s, t]), int(total.customers[s, t]), share, times[s, t][0])
        )
    return tuple(sorted(found, key=lambda move: (-move.count, move.source, move.target)))


def _shares(total: Partial, edges: Counts, repeats: bool) -> tuple[Estimate, ...]:
    """The share of units that made each of some moves; where customers repeat, with an interval by customer."""
    everyone = np.repeat(total.units[:, None], len(edges), axis=1)
    made = np.zeros((BUCKETS, len(edges)), np.int64)
    if not repeats:
        made[0] = total.customers.ravel()[edges]
        return shares(made, everyone)
    edge, bucket = np.divmod(total.pair, BUCKETS)
    np.add.at(made, (bucket, np.searchsorted(edges, edge)), total.made)
    return shares(made, everyone, np.full(len(edges), total.people))


def share_that_moved(total: Partial, repeats: bool) -> Estimate:
    """The share of units with two or more codes."""
    (share,) = shares(total.moved[:, None], total.units[:, None], np.array([total.people]) if repeats else None)
    return share
