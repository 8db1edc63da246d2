"""Variants: the distinct sequences that units take, and how many take each.

Source: trace variants of process mining (W. van der Aalst, Process Mining, 2016, chapter 5).
"""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate, wilson
from sojourn.journeys.view import View
from sojourn.measures import bootstrap
from sojourn.results import Measured

Ints = NDArray[np.int64]
Codes = NDArray[np.uint32]
Hashes = NDArray[np.uint64]

# Typed, because uint64 with a plain int becomes a float in numba. The multiplier is 2^64 / golden ratio, odd.
_SEED, _MULTIPLIER, _SHIFT = np.uint64(0x2545F4914F6CDD1D), np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
_NONE = np.zeros(0, np.int64)


class Variant(Struct, frozen=True):
    """One sequence of names, taken by `journeys` units, which are `share` of all."""

    path: tuple[str, ...]
    journeys: int
    share: Estimate


class Variants(Measured, frozen=True):
    """The most frequent variants, ties by path; `total` distinct ones; `coverage` is the share that `rows` have.

    `coverage` describes the units looked at and is no estimate of others.
    """

    rows: tuple[Variant, ...]
    total: int
    coverage: float


class Paths(NamedTuple):
    """Distinct paths: path k is `codes[begin[k]:end[k]]`, has this hash, and was taken `taken[k]` times."""

    hashes: Hashes
    codes: Codes
    begin: Ints
    end: Ints
    taken: Ints


class Partial(NamedTuple):
    """What one partition knows. Where customers repeat, also the path (row in `paths`) and bucket of each unit."""

    paths: Paths
    path: Ints
    bucket: Ints
    customers: int


@compiled
def hash_paths(codes: Codes, begin: Ints, end: Ints) -> Hashes:
    """A 64-bit hash of each unit's codes; equal paths have equal hashes, others hardly ever."""
    hashes = np.empty(len(begin), np.uint64)
    for unit in range(len(begin)):
        h = _SEED
        for i in range(begin[unit], end[unit]):
            h = (h ^ np.uint64(codes[i])) * _MULTIPLIER
            h ^= h >> _SHIFT
        hashes[unit] = h * _MULTIPLIER
    return hashes


@compiled
def _same(codes: Codes, one: int, other: int, length: int) -> bool:
    """Whether two stretches of codes are equal."""
    for i in range(length):
        if codes[one + i] != codes[other + i]:
            return False
    return True


@compiled
def kernel(hashes, codes, begin, end, weight):  # type: ignore[no-untyped-def]  # numba infers the types
    """The first unit with the same path, for each unit, and there the weight of all of them: int64[units] twice.

    One look-up a unit in an open-addressing table. The hash only finds the place; paths are compared step by step, so
    that counts are exact.
    """
    units, bits = len(begin), 4
    while 2**bits < 2 * units:
        bits += 1
    shift, mask = np.uint64(64 - bits), 2**bits - 1
    table = np.full(mask + 1, -1, np.int32)
    first, count = np.empty(units, np.int64), np.zeros(units, np.int64)
    for unit in range(units):
        slot = np.int64(hashes[unit] >> shift)
        length = end[unit] - begin[unit]
        while True:
            if table[slot] < 0:
                table[slot] = unit
            other = table[slot]
            same = hashes[other] == hashes[unit] and end[other] - begin[other] == length
            if same and _same(codes, begin[other], begin[unit], length):
                break
            slot = (slot + 1) & mask
        first[unit] = other
        count[other] += weight[unit]
    return first, count


@compiled
def lay_down(codes: Codes, begin: Ints, end: Ints) -> tuple[Codes, Ints]:
    """The codes of some units end to end, and where each of them stops."""
    stops = np.cumsum(end - begin)
    laid = np.empty(stops[-1] if len(stops) else 0, np.uint32)
    for unit in range(len(begin)):
        shift = stops[unit] - end[unit]
        for i in range(begin[unit], end[unit]):
            laid[shift + i] = codes[i]
    return laid, stops


@compiled
def _before(count, codes, begin, end, rank, one, other):  # type: ignore[no-untyped-def]
    """Whether path `one` is listed before `other`: the more frequent first, equally frequent ones by name."""
    if count[one] != count[other]:
        return count[one] > count[other]
    for i in range(min(end[one] - begin[one], end[other] - begin[other])):
        left, right = rank[codes[begin[one] + i]], rank[codes[begin[other] + i]]
        if left != right:
            return left < right
    return end[one] - begin[one] < end[other] - begin[other]


@compiled
def _sink(heap: Ints, at: int, count: Ints, codes: Codes, begin: Ints, end: Ints, rank: Ints) -> None:
    """Move a path down the heap until none below it is listed later."""
    while 2 * at + 1 < len(heap):
        below = 2 * at + 1
        if below + 1 < len(heap) and _before(count, codes, begin, end, rank, heap[below], heap[below + 1]):
            below += 1
        if not _before(count, codes, begin, end, rank, heap[at], heap[below]):
            break
        heap[at], heap[below] = heap[below], heap[at]
        at = below


@compiled
def first_listed(count: Ints, codes: Codes, begin: Ints, end: Ints, rank: Ints, heap: Ints) -> Ints:
    """Of all paths the `len(heap)` that are listed first, in any order: nothing else is sorted or looked up.

    `heap` holds the first rows 0, 1, 2 ...; its top is always the one of them that is listed last.
    """
    for at in range(len(heap) // 2 - 1, -1, -1):
        _sink(heap, at, count, codes, begin, end, rank)
    for path in range(len(heap), len(count)):
        if _before(count, codes, begin, end, rank, path, heap[0]):
            heap[0] = path
            _sink(heap, 0, count, codes, begin, end, rank)
    return heap


def count_paths(view: View, codes: Codes, repeats: bool) -> Partial:
    """The distinct paths of one partition."""
    hashes = hash_paths(codes, view.begin, view.end)
    first, count = kernel(hashes, codes, view.begin, view.end, np.ones(len(hashes), np.int64))
    kept = np.flatnonzero(count)
    begin, end = view.begin[kept], view.end[kept]
    laid, stops = lay_down(codes, begin, end)
    paths = Paths(hashes[kept], laid, stops - (end - begin), stops, count[kept])
    if not repeats:
        return Partial(paths, _NONE, _NONE, 0)
    row = np.cumsum(count > 0) - 1
    bucket = bootstrap.buckets_of(view.customers.hash)[view.customer]
    return Partial(paths, row[first], bucket, len(np.unique(view.customer)))


def merge(partials: list[Partial]) -> Partial:
    """Lay all partitions end to end and count their paths once more, now by weight."""
    every = [partial.paths for partial in partials]
    paths = Paths(
        np.concatenate([paths.hashes for paths in every]),
        np.concatenate([paths.codes for paths in every]),
        _shifted([paths.begin for paths in every], [len(paths.codes) for paths in every]),
        _shifted([paths.end for paths in every], [len(paths.codes) for paths in every]),
        np.concatenate([paths.taken for paths in every]),
    )
    first, count = kernel(*paths)
    path = _shifted([partial.path for partial in partials], [len(paths.hashes) for paths in every])
    bucket = np.concatenate([partial.bucket for partial in partials])
    return Partial(paths._replace(taken=count), first[path], bucket, sum(partial.customers for partial in partials))


def _shifted(parts: list[Ints], sizes: list[int]) -> Ints:
    """Positions within each part turned into positions in all parts laid end to end."""
    starts = np.cumsum([0, *sizes[:-1]])
    return np.concatenate([part + start for part, start in zip(parts, starts, strict=True)])


def variants(
    units: Units, top: int = 20, over: str = "event", by: str | None = None, collapse: bool = False
) -> Variants:
    """The `top` most frequent sequences of names; `collapse` merges immediate repeats.

    Raises UsageError for a `top` below 1.
    """
    if top < 1:
        raise UsageError(f"top is at least 1, not {top}.")
    names = units.names(over)

    def task(whole: View) -> Partial:
        view = whole.collapsed(over) if collapse else whole
        return count_paths(view, view.steps[over].astype(np.uint32, copy=False), units.repeats)

    return units.measure(task, lambda partials: result(merge(partials), names, top, units.repeats), by)


def result(total: Partial, names: tuple[str, ...], top: int, repeats: bool) -> Variants:
    """Look up the paths of the most frequent variants only."""
    paths, journeys, distinct = total.paths, int(total.paths.taken.sum()), int(np.count_nonzero(total.paths.taken))
    rank = np.argsort(np.array(sorted(range(len(names)), key=names.__getitem__), np.int64))
    heap = np.arange(min(top, distinct))
    shown = first_listed(paths.taken, paths.codes, paths.begin, paths.end, rank, heap) if distinct else heap
    words = {k: tuple(names[code] for code in paths.codes[paths.begin[k] : paths.end[k]]) for k in shown.tolist()}
    listed = sorted(words, key=lambda k: (-paths.taken[k], words[k]))
    counts = paths.taken[listed].tolist()
    shares = _by_customer(total, listed) if repeats else [wilson(count, journeys) for count in counts]
    rows = tuple(Variant(words[k], count, share) for k, count, share in zip(listed, counts, shares, strict=True))
    return Variants(rows, distinct, sum(counts) / journeys if journeys else nan)


def _by_customer(total: Partial, listed: list[int]) -> tuple[Estimate, ...]:
    """The shares of the listed paths, with their ranges by customer."""
    column = np.full(len(total.paths.taken), -1, np.int64)
    column[listed] = np.arange(len(listed))
    taken = column[total.path]
    some, size = taken >= 0, (bootstrap.BUCKETS, len(listed))
    numerator = np.bincount(total.bucket[some] * size[1] + taken[some], minlength=size[0] * size[1]).reshape(size)
    denominator = np.bincount(total.bucket, minlength=size[0])[:, None].repeat(size[1], axis=1)
    return bootstrap.shares(numerator, denominator, np.full(size[1], total.customers))
