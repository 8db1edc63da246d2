"""Resolution: which identifiers belong to one customer.

An edge says that one event named two identifiers. Edges are evidence and never change; clusters are computed
from them afresh, so that a merge can be undone and a deleted customer leaves no trace. A union-find joins
clusters edge by edge, oldest first; an edge that would give a customer too many identifiers of a kind is
refused and listed.

Source: union by size with path halving (Tarjan and van Leeuwen, Worst-case analysis of set union algorithms,
Journal of the ACM 31, 1984).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled

Array = NDArray[Any]

# Why an edge was refused: `REASONS[code]`.
REASONS: Final = ("", "cap", "unmerged")
CAP: Final = 1
UNMERGED: Final = 2


class Identifiers(NamedTuple):
    """All identifiers; an identifier's code is its position."""

    kind: Array  # uint8[n]: 0 is the strongest, see `kinds.KINDS`
    first_seen: Array  # int64[n]: microseconds UTC
    rank: Array  # int64[n]: position in the order of (kind, value); all different


class Edges(NamedTuple):
    """Evidence: an event at `first_seen` named both identifiers. The direction means nothing."""

    a: Array  # int32[m]: code of an identifier
    b: Array  # int32[m]: code of another
    first_seen: Array  # int64[m]: microseconds UTC


class Decision(NamedTuple):
    """What a person decided about two identifiers: they are one customer (called `into`), or they are not."""

    identifier: int
    into: int
    together: bool = True


class Resolution(NamedTuple):
    """The customer of each identifier, and the edges that were refused."""

    cluster: Array  # int32[n]: code of the identifier that stands for the cluster
    refused: Array  # int64[r]: positions of refused edges, ascending
    reasons: Array  # uint8[r]: why, see REASONS
    refused_decisions: Array  # int64[d]: positions of decisions that other, earlier ones made impossible


class _Clusters(NamedTuple):
    """A union-find. `parent` and `size` by identifier, `counts` of each kind by root, and counter-edges.

    Counter-edge i has two ends, 2i and 2i+1; the ends that lie in a cluster form the linked list head, next
    .. tail of its root (-1: none).
    """

    parent: Array
    size: Array
    counts: Array
    end: Array
    head: Array
    tail: Array
    next: Array


def resolve(identifiers: Identifiers, edges: Edges, caps: Array, decisions: Iterable[Decision] = ()) -> Resolution:
    """Clusters of `identifiers`, after all `decisions` (oldest first) and those `edges` that break no cap.

    Edges apply in the order of (first seen, value), whatever order they come in. Merges by hand come before
    them and know no cap. Of two decisions about the same pair the later one stands; that two identifiers are
    not one customer holds against edges, and against merges through others. A cluster is named by its last
    merge by hand (the `into`), else by its strongest kind, else by its identifier seen first, else by value.

    `caps` is int64[kinds], each at least 1. Time: m log m, about a second for a million edges on one core.
    """
    positions, merges, apart = _standing(list(decisions))
    clusters = _apart(identifiers.kind, len(caps), apart)
    verdict = np.zeros(len(merges), np.uint8)
    no_caps = np.full(len(caps), len(identifiers.kind), np.int64)
    _join(clusters, merges[:, 0], merges[:, 1], np.arange(len(merges)), no_caps, verdict)
    named = np.full(len(identifiers.kind), -1, np.int64)
    # Of repeated assignments to one element numpy keeps the last: the latest merge.
    named[merges[verdict == 0, 1]] = positions[verdict == 0]

    refusal = np.zeros(len(edges.a), np.uint8)
    _join(clusters, edges.a, edges.b, _order(identifiers.rank, edges), caps, refusal)
    refused = np.flatnonzero(refusal)
    cluster = _stand(clusters.parent, named, *identifiers)
    return Resolution(cluster, refused, refusal[refused], positions[verdict != 0])


def _standing(decisions: list[Decision]) -> tuple[Array, Array, Array]:
    """What holds of `decisions`: positions of merges, merges int32[j,2], pairs int32[k,2] kept apart."""
    latest: dict[frozenset[int], int] = {}
    for position, decision in enumerate(decisions):
        latest[frozenset(decision[:2])] = position
    positions = [position for position in sorted(latest.values()) if decisions[position].together]
    merges = [decisions[position][:2] for position in positions]
    apart = [decisions[position][:2] for position in latest.values() if not decisions[position].together]
    return np.array(positions, np.int64), _pairs(merges), _pairs(apart)


def _pairs(pairs: list[tuple[int, int]]) -> Array:
    return np.array(pairs, np.int32).reshape(-1, 2)


def _order(rank: Array, edges: Edges) -> Array:
    """Positions of edges in the order of (first seen, lower value, higher value): int64[m]."""
    a, b = rank[edges.a], rank[edges.b]
    return np.lexsort((np.maximum(a, b), np.minimum(a, b), edges.first_seen))


def _apart(kind: Array, kinds: int, pairs: Array) -> _Clusters:
    """Every identifier a cluster of its own, with the counter-edges `pairs` int32[k,2] hung on their ends."""
    n = len(kind)
    counts = np.zeros((n, kinds), np.int32)
    counts[np.arange(n), kind] = 1
    clusters = _Clusters(
        parent=np.arange(n, dtype=np.int32),
        size=np.ones(n, np.int32),
        counts=counts,
        end=pairs.ravel(),
        head=np.full(n, -1, np.int32),
        tail=np.full(n, -1, np.int32),
        next=np.full(pairs.size, -1, np.int32),
    )
    _hang(clusters)
    return clusters


@compiled
def _hang(clusters: _Clusters) -> None:
    """Put every end of a counter-edge into the list of its own identifier."""
    for position in range(len(clusters.end)):
        node = clusters.end[position]
        clusters.next[position] = clusters.head[node]
        clusters.head[node] = position
        if clusters.tail[node] < 0:
            clusters.tail[node] = position


@compiled
def _root(parent: Array, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@compiled
def _join(clusters: _Clusters, a: Array, b: Array, order: Array, caps: Array, verdict: Array) -> None:
    """Join the clusters of a[i] and b[i] for each i of `order`, or write into verdict[i] why not."""
    for position in order:
        one, other = _root(clusters.parent, a[position]), _root(clusters.parent, b[position])
        if one == other:
            continue
        if clusters.size[one] < clusters.size[other]:
            one, other = other, one
        if _breaks_cap(clusters.counts[one], clusters.counts[other], caps):
            verdict[position] = CAP
        elif _kept_apart(clusters, one, other):
            verdict[position] = UNMERGED
        else:
            _unite(clusters, one, other)


@compiled
def _breaks_cap(one: Array, other: Array, caps: Array) -> bool:
    """A kind that only one side has breaks nothing, even where merges by hand went above its cap."""
    for kind in range(len(caps)):
        if one[kind] > 0 and other[kind] > 0 and one[kind] + other[kind] > caps[kind]:
            return True
    return False


@compiled
def _kept_apart(clusters: _Clusters, one: int, other: int) -> bool:
    """Whether a counter-edge leads from `one` to `other`; walks the ends in `other`, the smaller cluster."""
    position = clusters.head[other]
    while position >= 0 and clusters.head[one] >= 0:
        if _root(clusters.parent, clusters.end[position ^ 1]) == one:
            return True
        position = clusters.next[position]
    return False


@compiled
def _unite(clusters: _Clusters, one: int, other: int) -> None:
    """Hang root `other` below root `one`, with its counts and its ends of counter-edges."""
    clusters.parent[other] = one
    clusters.size[one] += clusters.size[other]
    clusters.counts[one] += clusters.counts[other]
    if clusters.head[other] >= 0:
        clusters.next[clusters.tail[other]] = clusters.head[one]
        clusters.head[one] = clusters.head[other]
        if clusters.tail[one] < 0:
            clusters.tail[one] = clusters.tail[other]


@compiled
def _stand(parent: Array, named: Array, kind: Array, first_seen: Array, rank: Array) -> Array:
    """int32[n]: for each identifier the one that stands for its cluster."""
    best = np.full(len(parent), -1, np.int32)
    for node in range(len(parent)):
        root = _root(parent, node)
        rival = best[root]
        claim = (-named[node], kind[node], first_seen[node], rank[node])
        if rival < 0 or claim < (-named[rival], kind[rival], first_seen[rival], rank[rival]):
            best[root] = node
    cluster = np.empty(len(parent), np.int32)
    for node in range(len(parent)):
        cluster[node] = best[_root(parent, node)]
    return cluster
