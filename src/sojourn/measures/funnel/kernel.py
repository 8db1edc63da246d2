"""Three kernels that find each unit's furthest attempt, the earliest of equals.

All return `places`, integers[units, steps]: where in the partition the attempt took each step, -1 where it did not.
An attempt never uses one event for two steps. Bit k of `bits[i]` (uint32) says that event i can be step k.
`clock` is what the window `within` is measured in: microseconds, or 1 a step.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled

FOREVER = 2**62
BLOCK = 64
Ints = NDArray[np.int64]


class Entries(NamedTuple):
    """The events that can be a step, and nothing else. Those of a slice lie together, in order of time.

    A slice is a unit, or the events of a unit that share one value where that must be equal: slice s has entries
    `begin[s]` to `end[s]` and belongs to unit `unit[s]`. Per entry: its `place` in the partition, its `bits`, its
    `clock`, its `time` in microseconds; `barred[e, i]` is the last place before entry i of what exclusion e forbids.
    """

    begin: Ints
    end: Ints
    unit: Ints
    place: Ints
    bits: NDArray[np.uint32]
    clock: Ints
    time: Ints
    barred: Ints


class Rules(NamedTuple):
    """What holds for every attempt. Steps count from 0.

    Step v may come right after the steps `previous[v]` to v - 1 (more than one where steps may be left out), at most
    `gap[v]` microseconds later; `longest[u]` is the longest such gap after step u. Exclusion e holds from step
    `after[e]` to step `before[e]`. `strict`: no event lies between. `first`: only a unit's first attempt counts.
    """

    within: int
    previous: Ints
    gap: Ints
    longest: Ints
    after: Ints
    before: Ints
    strict: bool
    first: bool


@compiled
def look_up(table, codes):  # type: ignore[no-untyped-def]  # numba infers the types
    """`table[codes]`, several times as fast for narrow codes."""
    found = np.empty(len(codes), table.dtype)
    for i in range(len(codes)):
        found[i] = table[codes[i]]
    return found


@compiled
def plain(table, codes, clock, begin, end, steps, within, first):  # type: ignore[no-untyped-def]
    """Ordered steps with one window. `table[codes[i]]` are the bits of event i.

    Of each unit the events that can be a step are gathered first, without a branch for each event: `place[j]` and
    `can[j]` are where the j-th of them is, and its bits. Then they are passed over twice at most.

    `start[k]` is the latest start of an attempt that has reached step k: of all attempts there the one that has most
    of its window left. It tells how far the unit gets, and where it first got so far. The earliest attempt that got
    there is the one that starts first within the window before that place. With `first` only the first start counts.
    """
    places = np.full((len(begin), steps), -1, np.int32)
    start = np.zeros(steps, np.int64)
    longest = np.max(end - begin) if len(begin) else 0
    place, can = np.empty(longest + 1, np.int64), np.empty(longest + 1, np.int64)
    for unit in range(len(begin)):
        n = np.uint64(0)  # unsigned, as are other indices here: numba looks for a sign at every access otherwise
        for i in range(np.uint64(begin[unit]), np.uint64(end[unit])):
            place[n], can[n] = i, table[np.uint64(codes[i])]
            n += np.uint64(can[n] != 0)
        furthest, opened, reached_at = -1, 0, 0
        for j in range(np.int64(n)):
            now = clock[place[j]]
            for k in range(min(furthest + 1, steps - 1), 0, -1):
                if (can[j] >> k) & 1 and now - start[k - 1] <= within:
                    start[k] = start[k - 1]
                    if k > furthest:
                        furthest, reached_at = k, j
            if can[j] & 1 and (furthest < 0 or not first):
                start[0] = now
                if furthest < 0:
                    furthest, opened, reached_at = 0, j, j
            if furthest == steps - 1:
                break
        if furthest == 0:
            places[unit, 0] = place[opened]
        elif furthest > 0:
            k, until = 0, clock[place[reached_at]]
            for j in range(opened, reached_at + 1):
                places[unit, k] = place[j]  # stays where it is the step; the next event takes its room where it is not
                k += (can[j] >> k) & 1 and (k > 0 or until - clock[place[j]] <= within)
    return places


@compiled
def _follows(p, q, u, v, entries, rules):  # type: ignore[no-untyped-def]
    """Whether an attempt that took step u with entry p may take step v with the later entry q.

    Something forbidden at p itself does no harm where the exclusion begins with step u.
    """
    here = entries.place[p]
    if rules.strict and entries.place[q] != here + 1:
        return False
    if entries.time[q] - entries.time[p] > rules.gap[v]:
        return False
    for e in range(len(rules.after)):
        if rules.after[e] <= u and v <= rules.before[e]:
            barred = entries.barred[e, q]
            if barred > here or (barred == here and u > rules.after[e]):
                return False
    return True


@compiled
def _reach(start, stop, anew, last, entries, rules):  # type: ignore[no-untyped-def]
    """The furthest step of an attempt that starts with entry `start`.

    With `anew` of attempts that start there or later, whatever the window: a bound that is quick to find, -1 where
    none starts. `last[u]` is the latest entry that can be step u. It is the best one to go on from: it leaves the
    shortest pause and the fewest events between. Nothing can go on after `deadline`, nor in a strict funnel past the
    next event.
    """
    steps = len(rules.previous)
    last[:] = -1
    furthest, latest = -1, start
    deadline = entries.time[start] + rules.longest[0]
    for i in range(start, stop):
        if furthest == steps - 1:
            break
        if not anew:
            if entries.clock[i] - entries.clock[start] > rules.within or entries.time[i] > deadline:
                break
            if rules.strict and entries.place[i] > entries.place[latest] + 1:
                break
        for v in range(steps - 1, 0, -1):
            if not (entries.bits[i] >> v) & 1:
                continue
            for u in range(v - 1, rules.previous[v] - 1, -1):
                if last[u] >= 0 and _follows(last[u], i, u, v, entries, rules):
                    last[v] = latest = i
                    furthest = max(furthest, v)
                    deadline = max(deadline, entries.time[i] + rules.longest[v])
                    break
        if entries.bits[i] & 1 and (anew or i == start):
            last[0] = i
            furthest = max(furthest, 0)
    return furthest


@compiled
def _block(start, stop, entries, rules):  # type: ignore[no-untyped-def]
    """The end of a block of entries that begins at `start`, and of what attempts that start in it can reach."""
    end = min(start + BLOCK, stop)
    reach = end
    while reach < stop and entries.clock[reach] - entries.clock[end - 1] <= rules.within:
        reach += 1
    return end, reach


@compiled
def _retrace(start, stop, furthest, good, nearest, entries, rules, places):  # type: ignore[no-untyped-def]
    """Write down the earliest attempt from entry `start` to step `furthest`, step after step.

    Backwards: bit v of `good[i]` says that from entry i as step v the goal can be reached; `nearest[v]` is the
    nearest such entry, again the best one. Forwards: take the first good entry each time.
    """
    nearest[:] = -1
    while stop - 1 > start and entries.clock[stop - 1] - entries.clock[start] > rules.within:
        stop -= 1
    for i in range(stop - 1, start - 1, -1):
        good[i - start] = 0
        for v in range(furthest + 1):
            if (entries.bits[i] >> v) & 1:
                leads = v == furthest
                for w in range(v + 1, furthest + 1):
                    if rules.previous[w] <= v and nearest[w] >= 0 and _follows(i, nearest[w], v, w, entries, rules):
                        leads = True
                if leads:
                    good[i - start] |= 1 << v
        for v in range(furthest + 1):
            if (good[i - start] >> v) & 1:
                nearest[v] = i
    places[:] = -1
    places[0] = entries.place[start]
    p, u = start, 0
    for i in range(start + 1, stop):
        for w in range(u + 1, furthest + 1):
            if (good[i - start] >> w) & 1 and rules.previous[w] <= u and _follows(p, i, u, w, entries, rules):
                places[w] = entries.place[i]
                p, u = i, w
                break


@compiled
def ordered(entries, rules, units):  # type: ignore[no-untyped-def]
    """Ordered or strict steps with any rules: tries each start until one gets as far as any could.

    Starts come in blocks, and a block is passed over where none in it could get further than one before.
    """
    steps = len(rules.previous)
    places = np.full((units, steps), -1, np.int64)
    last, nearest = np.empty(steps, np.int64), np.empty(steps, np.int64)
    good = np.empty(_longest(entries), np.int64)
    best = np.full(units, -1, np.int64)
    for s in range(len(entries.begin)):
        unit, stop = entries.unit[s], entries.end[s]
        furthest, chosen, end = -1, -1, entries.begin[s]
        while end < stop and furthest < steps - 1 and not (rules.first and chosen >= 0):
            start = end
            end, reach = _block(start, stop, entries, rules)
            bound = _reach(start, reach, True, last, entries, rules)
            while start < end and furthest < bound and not (rules.first and chosen >= 0):
                if entries.bits[start] & 1:
                    found = _reach(start, reach, False, last, entries, rules)
                    if found > furthest:
                        furthest, chosen = found, start
                start += 1
        if chosen >= 0 and _better(furthest, best[unit], entries.place[chosen], places[unit, 0], rules.first):
            best[unit] = furthest
            _retrace(chosen, stop, furthest, good, nearest, entries, rules, places[unit])
    return places


@compiled
def _better(found, best, start, best_start, first):  # type: ignore[no-untyped-def]
    """Whether an attempt goes before the best one of the unit so far, which is none where `best` is -1."""
    if best < 0:
        return True
    return start < best_start if first else found > best or (found == best and start < best_start)


@compiled
def _longest(entries):  # type: ignore[no-untyped-def]
    longest = 0
    for s in range(len(entries.begin)):
        longest = max(longest, entries.end[s] - entries.begin[s])
    return longest


@compiled
def _assign(bits, holder, cause, closed):  # type: ignore[no-untyped-def]
    """Give an event one of the steps in its `bits`, moving earlier events to other steps where needed.

    `holder[k]` holds the bits of the event that has step k, 0 while it is free. Breadth first along an augmenting
    path (Berge 1957); `cause[k]` is the step whose event would move to k, -1 for the event itself. Returns 0, or where
    nothing is free all steps that were tried: no later event within these can be given one either.
    """
    steps = len(holder)
    tried = closed
    for k in range(steps):
        if ((bits & ~closed) >> k) & 1:
            cause[k] = -1
    waiting = bits & ~closed
    while waiting:
        k = 0
        while not (waiting >> k) & 1:
            k += 1
        waiting &= ~(1 << k)
        tried |= 1 << k
        if holder[k] == 0:
            while cause[k] >= 0:
                holder[k] = holder[cause[k]]
                k = cause[k]
            holder[k] = bits
            return 0
        fresh = holder[k] & ~tried & ~waiting
        for j in range(steps):
            if (fresh >> j) & 1:
                cause[j] = k
        waiting |= fresh
    return tried


@compiled
def _collect(start, stop, bounding, holder, cause, entries, rules, places):  # type: ignore[no-untyped-def]
    """How many different steps an attempt that starts with entry `start` does, and where; first come, first counted.

    Each event is taken that fits beside those taken: that finds the most steps, each as early as can be (the
    greedy rule of transversal matroids, Edmonds and Fulkerson 1965). With `bounding` neither window nor exclusions.
    """
    holder[:] = 0
    places[:] = -1
    done = closed = np.int64(0)
    for i in range(start, stop):
        if not bounding:
            if entries.clock[i] - entries.clock[start] > rules.within:
                break
            forbidden = False
            for e in range(len(rules.after)):
                forbidden |= entries.barred[e, i] > entries.place[start]
            if forbidden:
                break
        bits = np.int64(entries.bits[i])
        if bits & ~closed:
            tried = _assign(bits, holder, cause, closed)
            closed |= tried
            if tried == 0:
                places[done] = entries.place[i]
                done += 1
                if done == len(holder):
                    break
    return done


@compiled
def unordered(entries, rules, units):  # type: ignore[no-untyped-def]
    """Steps in any order: column k of the places is where an attempt did its (k + 1)-th different step."""
    steps = len(rules.previous)
    places = np.full((units, steps), -1, np.int64)
    holder, cause, trial = np.empty(steps, np.int64), np.empty(steps, np.int64), np.empty(steps, np.int64)
    best = np.full(units, -1, np.int64)
    for s in range(len(entries.begin)):
        unit, stop = entries.unit[s], entries.end[s]
        furthest, end = 0, entries.begin[s]
        while end < stop and furthest < steps and not (rules.first and furthest):
            start = end
            end, reach = _block(start, stop, entries, rules)
            bound = _collect(start, reach, True, holder, cause, entries, rules, trial)
            while start < end and furthest < bound and not (rules.first and furthest):
                found = _collect(start, reach, False, holder, cause, entries, rules, trial)
                if _better(found, best[unit], entries.place[start], places[unit, 0], rules.first):
                    best[unit] = found
                    places[unit] = trial
                furthest = max(furthest, found)
                start += 1
    return places


@compiled
def measured(places, time, goal):  # type: ignore[no-untyped-def]
    """Of each step how many units reached it, and how long they took from the step before and to `goal` from the first.

    Returns int64[steps]; the times in microseconds, those of a step together, those of step k at `stops[k - 1]` to
    `stops[k]` (the first step has none); and the times to `goal`.
    """
    units, steps = places.shape
    reached = np.zeros(steps, np.int64)
    for unit in range(units):
        for k in range(steps):
            if places[unit, k] >= 0:
                reached[k] += 1
    stops = np.zeros(steps, np.int64)
    for k in range(1, steps):
        stops[k] = stops[k - 1] + reached[k]
    waits, total = np.empty(stops[steps - 1], np.int64), np.empty(reached[goal], np.int64)
    cursor = np.zeros(steps, np.int64)
    cursor[1:] = stops[:-1]
    n = 0
    for unit in range(units):
        if places[unit, 0] < 0:
            continue
        first = before = time[places[unit, 0]]
        for k in range(1, steps):
            if places[unit, k] >= 0:
                here = time[places[unit, k]]
                waits[cursor[k]] = here - before
                cursor[k] += 1
                before = here
        if places[unit, goal] >= 0:
            total[n] = time[places[unit, goal]] - first
            n += 1
    return reached, waits, stops, total
