"""What came next after which steps: counts by context, and the chances that follow from them.

A context is the last m steps of a journey (fewer near its start, which is part of it), for m = 0, 1, 2 ...; further
contexts also hold a time: how long the last step took to come, how long the journey has lasted, at which time of the
week it is. Chances begin even and are sharpened context by context, from the shortest to the longest that was seen:

    p(x | context) = (count(x) + weight * different(context) * p(x | shorter)) / (count + weight * different(context))

with `different` the number of different next steps seen there (Witten and Bell, IEEE Transactions on Information
Theory 37 (1991), method C, with a weight).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.periods import DAY, HOUR, SECOND

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Hashes = NDArray[np.uint64]

ORDERS = 8
TIMES = 3
WITH_TIME = 3
"""Contexts that hold a time hold so many steps."""

# Splitmix64. Typed, because uint64 with a plain int becomes a float in numba.
_STEP, _START = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x2545F4914F6CDD1D)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)


class Journeys(NamedTuple):
    """Steps of journeys end to end: journey j has those from `stop[j - 1]` to `stop[j]`.

    Journeys lie in the order of their starts. `known[j]`: after how many of its steps, from the first on, it is known
    what came next, or that nothing did. `customer[j]`: the hash of its customer, for intervals.
    """

    code: Ints
    time: Ints
    stop: Ints
    known: Ints
    customer: Hashes

    def some(self, first: int, last: int) -> Journeys:
        """Those from number `first` up to, not including, `last`."""
        begin, end = (int(self.stop[n - 1]) if n else 0 for n in (first, last))
        part = slice(first, last)
        return Journeys(
            self.code[begin:end], self.time[begin:end], self.stop[part] - begin, self.known[part], self.customer[part]
        )


class Places(NamedTuple):
    """One row a place at which a next step is known: the `key` of each context, uint64[places, contexts], what came
    `next` (a code, or the number of names for the end), and the `journey`.
    """

    key: Hashes
    next: Ints
    journey: Ints


class Counts(NamedTuple):
    """Contexts of kind k are rows `first[k]` to `first[k + 1]`, with ascending `key`. A context's next steps are from
    `begin` to `begin` of the row after it, as `next` and `often`.
    """

    first: Ints
    key: Hashes
    begin: Ints
    next: Ints
    often: Ints


@compiled
def _mix(state):  # type: ignore[no-untyped-def]  # numba infers the types
    state = (state ^ (state >> _30)) * _FIRST
    state = (state ^ (state >> _27)) * _SECOND
    return state ^ (state >> _31)


@compiled
def keys_at(code, time, begin, i, key):  # type: ignore[no-untyped-def]
    """The keys of all contexts of the steps from `begin` to `i`, both included, written into `key`."""
    state = _START
    key[0] = state
    for m in range(1, ORDERS + 1):
        place = i - m + 1
        word = np.uint64(code[place] + 1) if place >= begin else np.uint64(0)
        state = _mix(state ^ (word * _STEP))
        key[m] = state
    gap = (time[i] - time[i - 1]) // SECOND if i > begin else -1
    age = (time[i] - time[begin]) // SECOND
    week = (time[i] // HOUR) % 24 // 3 + 8 * ((time[i] // DAY + 3) % 7 // 5)
    for n in range(TIMES):
        bucket = week
        if n == 0:
            bucket = 1 + np.int64(np.log2(gap + 1) * 1.5) if gap >= 0 else 0
        elif n == 1:
            bucket = np.int64(np.log2(age + 1) * 1.5)
        key[ORDERS + 1 + n] = _mix(key[WITH_TIME] ^ (np.uint64(bucket + 1 + 1000 * n) * _STEP))


@compiled
def kernel(code, time, stop, known, size):  # type: ignore[no-untyped-def]
    """The fields of `Places`, of all steps of some journeys after which it is known what came."""
    places = known.sum()
    key = np.empty((places, ORDERS + 1 + TIMES), np.uint64)
    following, journey = np.empty(places, np.int64), np.empty(places, np.int64)
    n = 0
    for j in range(len(stop)):
        begin = stop[j - 1] if j else 0
        for i in range(begin, begin + known[j]):
            keys_at(code, time, begin, i, key[n])
            following[n], journey[n] = size if i + 1 == stop[j] else code[i + 1], j
            n += 1
    return key, following, journey


def places_of(journeys: Journeys, size: int) -> Places:
    """All places of some journeys; `size` names."""
    return Places(*kernel(journeys.code, journeys.time, journeys.stop, journeys.known, size))


def counted(places: Places) -> Counts:
    """How often what came next, by context."""
    firsts, keys, begins, following, counts = [0], [], [], [], []
    offset = 0
    for k in range(places.key.shape[1]):
        own = np.ascontiguousarray(places.key[:, k])
        order = np.lexsort((places.next, own))
        key, after = own[order], places.next[order]
        fresh = np.ones(len(key), np.bool_)
        fresh[1:] = (key[1:] != key[:-1]) | (after[1:] != after[:-1])
        at = np.flatnonzero(fresh)
        context, begin = np.unique(key[at], return_index=True)
        keys.append(context)
        begins.append(begin + offset)
        following.append(after[at])
        counts.append(np.diff(at, append=len(key)))
        offset += len(at)
        firsts.append(firsts[-1] + len(context))
    return Counts(
        np.array(firsts), np.concatenate(keys), np.r_[np.concatenate(begins), offset].astype(np.int64),
        np.concatenate(following), np.concatenate(counts),
    )  # fmt: skip


@compiled
def row_of(first, key, k, wanted):  # type: ignore[no-untyped-def]
    """The row of a context of kind k; -1 where it was never seen."""
    low, high = first[k], first[k + 1]
    while low < high:
        middle = (low + high) // 2
        if key[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < first[k + 1] and key[low] == wanted else -1


@compiled
def sharpen(chance, counts, k, wanted, weight):  # type: ignore[no-untyped-def]
    """Sharpen chances by a context of kind k, in place; returns how often it was seen."""
    row = row_of(counts.first, counts.key, k, wanted)
    if row < 0:
        return 0
    total = 0
    for at in range(counts.begin[row], counts.begin[row + 1]):
        total += counts.often[at]
    held = weight * (counts.begin[row + 1] - counts.begin[row])
    chance *= held / (total + held)
    for at in range(counts.begin[row], counts.begin[row + 1]):
        chance[counts.next[at]] += counts.often[at] / (total + held)
    return total


@compiled
def chances(key, counts, size, order, times, held, heat, chance, plain, timed):  # type: ignore[no-untyped-def]
    """The chance of each next step (the last: the end) at one place, written into `chance`; returns how often the
    longest context was seen.

    `times` (bool[TIMES]) says which contexts with a time are used: each multiplies chances by how much it changes those
    of the same context without a time, which weighs as `held` observations in it. `heat` above 1 evens chances out.
    """
    chance[:] = 1.0 / (size + 1)
    plain[:] = chance
    seen = 0
    for m in range(order + 1):
        times_seen = sharpen(chance, counts, m, key[m], 1.0)
        if times_seen == 0:
            break
        seen = times_seen
        if m <= WITH_TIME:
            plain[:] = chance
    for n in range(TIMES):
        if times[n]:
            timed[:] = plain
            sharpen(timed, counts, ORDERS + 1 + n, key[ORDERS + 1 + n], held)
            chance *= timed / plain
    chance[:] = (chance / chance.max()) ** (1.0 / heat)
    chance /= chance.sum()
    return seen


@compiled
def scored(key, after, counts, size, order, times, held, heat):  # type: ignore[no-untyped-def]
    """Whether the likeliest step came, its chance, and the log chance of what came: float64[places, 3]."""
    found = np.empty((len(after), 3), np.float64)
    chance, plain, timed = np.empty(size + 1), np.empty(size + 1), np.empty(size + 1)
    for n in range(len(after)):
        chances(key[n], counts, size, order, times, held, heat, chance, plain, timed)
        best = np.argmax(chance)
        found[n, 0], found[n, 1], found[n, 2] = best == after[n], chance[best], np.log(chance[after[n]])
    return found


@compiled
def hits_by_order(key, after, counts, size):  # type: ignore[no-untyped-def]
    """How often the likeliest step came with contexts of at most m steps, int64[ORDERS + 1]."""
    found = np.zeros(ORDERS + 1, np.int64)
    chance = np.empty(size + 1, np.float64)
    for n in range(len(after)):
        chance[:] = 1.0 / (size + 1)
        seen = True
        for m in range(ORDERS + 1):
            if seen:
                seen = sharpen(chance, counts, m, key[n, m], 1.0) > 0
            found[m] += np.argmax(chance) == after[n]
    return found
