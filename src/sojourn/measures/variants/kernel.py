"""Tell paths apart by two hashes, add up how often each was taken, and find those that are listed first."""

from __future__ import annotations

import numpy as np

from sojourn.compiled import compiled
from sojourn.measures.variants.records import Codes, Hashes, Ints

# Typed, because uint64 with a plain int becomes a float in numba. The multipliers are odd: 2^64 / golden ratio, and a
# prime of XXH64's.
_SEED, _MULTIPLIER, _SHIFT = np.uint64(0x2545F4914F6CDD1D), np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
_OTHER_SEED, _OTHER_MULTIPLIER = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xC2B2AE3D27D4EB4F)
RANGES, _UPPERMOST = 256, np.uint64(56)


@compiled
def _mixed(state, word, first, second):  # type: ignore[no-untyped-def]  # numba infers the types
    """A state that depends on every bit of a word, and of the state before."""
    state = (state ^ word) * first
    state = (state ^ (state >> _SHIFT)) * second
    return state ^ (state >> _SHIFT)


@compiled
def hash_paths(codes: Codes, begin: Ints, end: Ints, names: int) -> tuple[Hashes, Hashes]:
    """Two 64-bit hashes of each unit's codes, all below `names`; equal paths have equal hashes, others hardly ever.

    As many codes as have room are put together to one word, behind a 1 that tells how many they are, and the words are
    mixed: the fewer names, the fewer words. Paths of one word are never taken for each other.
    """
    bits = np.uint64(1)
    while (np.uint64(1) << bits) < np.uint64(names):
        bits += np.uint64(1)
    full = np.uint64(1) << (np.uint64(63) // bits * bits)
    hashes, others = np.empty(len(begin), np.uint64), np.empty(len(begin), np.uint64)
    for unit in range(len(begin)):
        h, o, word = _SEED, _OTHER_SEED, np.uint64(1)
        for i in range(np.uint64(begin[unit]), np.uint64(end[unit])):
            word = (word << bits) | np.uint64(codes[i])
            if word >= full:
                h, o = _mixed(h, word, _MULTIPLIER, _OTHER_MULTIPLIER), _mixed(o, word, _OTHER_MULTIPLIER, _MULTIPLIER)
                word = np.uint64(1)
        hashes[unit] = _mixed(h, word, _MULTIPLIER, _OTHER_MULTIPLIER)
        others[unit] = _mixed(o, word, _OTHER_MULTIPLIER, _MULTIPLIER)
    return hashes, others


def range_of(hashes: Hashes) -> Hashes:
    """The range that each hash belongs to, 0 to 255: its uppermost byte."""
    return hashes >> _UPPERMOST


@compiled
def _ranges_of(hashes):  # type: ignore[no-untyped-def]
    """Row numbers by the uppermost byte of their hash, int32[rows], and where each of the 256 ranges begins."""
    starts = np.zeros(RANGES + 1, np.int64)
    for row in range(len(hashes)):
        starts[np.int64(hashes[row] >> _UPPERMOST) + 1] += 1
    for r in range(RANGES):
        starts[r + 1] += starts[r]
    order, cursor = np.empty(len(hashes), np.int32), starts.copy()
    for row in range(len(hashes)):
        own = np.int64(hashes[row] >> _UPPERMOST)
        order[cursor[own]] = row
        cursor[own] += 1
    return order, starts


@compiled
def add_up(hashes, others, taken):  # type: ignore[no-untyped-def]
    """The first row with the same path, int32[rows], there how often all of them were taken, int64[rows], and the rows
    that are the first of their path, int32.

    Paths are the same where both hashes are: with ten million of them the chance that any two differ all the same is
    below 1e-24. Rows are looked up range by range of hashes, each laid side by side, so that what is looked at stays in
    the processor's cache; the first rows come in the order of ranges.
    """
    order, starts = _ranges_of(hashes)
    largest = int(np.max(starts[1:] - starts[:-1]))
    bits = 4
    while 2**bits < 2 * largest:
        bits += 1
    shift, mask = np.uint64(56 - bits), 2**bits - 1
    table, one, other = np.empty(mask + 1, np.int32), np.empty(largest, np.uint64), np.empty(largest, np.uint64)
    same, count = np.empty(len(hashes), np.int32), np.zeros(len(hashes), np.int64)
    firsts, found = np.empty(len(hashes), np.int32), 0
    for r in range(RANGES):
        rows = order[starts[r] : starts[r + 1]]
        for k in range(len(rows)):
            one[k], other[k] = hashes[rows[k]], others[rows[k]]
        table[:] = -1
        for k in range(len(rows)):
            slot = np.int64(one[k] >> shift) & mask
            while table[slot] >= 0 and (one[table[slot]] != one[k] or other[table[slot]] != other[k]):
                slot = (slot + 1) & mask
            if table[slot] < 0:
                table[slot] = k
                firsts[found] = rows[k]
                found += 1
            first = rows[table[slot]]
            same[rows[k]] = first
            count[first] += taken[rows[k]]
    return same, count, firsts[:found].copy()


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
