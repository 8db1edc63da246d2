"""One pass over units that holds each to the plan, and says how it deviates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled

Ints = NDArray[np.int64]

EXTRA, OUT_OF_ORDER, FAILED, MISSING = 0, 1, 2, 3
FITS, COMPLETED, REACHED = 4, 5, 6
"""After the rows of the four kinds by place come one for each kind, one for none of them, one for none to the end, and
one for each planned step that was reached."""

UNPLANNED, PASSED_OVER = -1, -2
"""In place of a class: a step that the plan does not have; one of an exit, which is not looked at."""

FINE, BEFORE, ITSELF = 0, 1, 2
"""Whether a step failed: no; it tells that the touchpoint right before it did; it did itself."""

NOWHERE = -1


class Steps(NamedTuple):
    """Steps of units: the class that each has in the plan, whether it failed, its event and touchpoint as codes."""

    planned: Ints
    failing: NDArray[np.uint8]
    event: NDArray[np.uint32]
    touchpoint: NDArray[np.uint32]


class Planned(NamedTuple):
    """The planned steps that a step of class c may be: candidates[offsets[c]:offsets[c + 1]], in the plan's order.

    By planned step its `rank` in that order, and whether it may be left out or done again; `touchpoints` of the log.
    """

    offsets: Ints
    candidates: Ints
    rank: Ints
    optional: NDArray[np.bool_]
    repeatable: NDArray[np.bool_]
    touchpoints: int


class _Room(NamedTuple):
    """Where the unit at hand is kept: tags of the last unit that had a row (`marked`) or a planned step (`seen`), and
    the planned steps in the order of their first visits (`taken`).
    """

    marked: Ints
    seen: Ints
    taken: Ints


class Taken(NamedTuple):
    """By step of the log: the planned step that it was taken for, or UNPLANNED, or PASSED_OVER where it was not looked
    at (one of an exit, an error of the touchpoint before, one of no unit); and whether it did that step once again.
    """

    planned: NDArray[np.int32]
    again: NDArray[np.bool_]


class _Rows(NamedTuple):
    """What is found: rows and their units."""

    row: Ints
    of_unit: Ints


@compiled
def _choose(candidates, plan, seen, unit, furthest):  # type: ignore[no-untyped-def]  # numba infers the types
    """Which of the planned steps of one name is meant: the next that is not done yet; else one that may be repeated."""
    late, again = -1, -1
    for p in candidates:
        if seen[p] == unit:
            if again < 0 or plan.repeatable[p] or not plan.repeatable[again]:
                again = p
        elif plan.rank[p] >= furthest:
            return p
        elif late < 0:
            late = p
    return again if late < 0 or (again >= 0 and plan.repeatable[again]) else late


@compiled
def _among(candidates, here):  # type: ignore[no-untyped-def]
    """Whether the touchpoint where the customer is, is among those meant."""
    for p in candidates:
        if p == here:
            return True
    return False


@compiled
def _same_event(event, since, i):  # type: ignore[no-untyped-def]
    """Whether the event of step `i` already happened from step `since` on."""
    for j in range(since, i):
        if event[j] == event[i]:
            return True
    return False


@compiled
def _out_of_order(taken, rank, out):  # type: ignore[no-untyped-def]
    """Mark in `out` which of the steps taken are not in a longest run of steps in planned order.

    Of runs of equal length the one whose steps came earliest is kept.
    """
    longest, most = np.empty(len(taken), np.int64), 0
    for i in range(len(taken) - 1, -1, -1):
        longest[i] = 1
        for j in range(i + 1, len(taken)):
            if rank[taken[j]] >= rank[taken[i]] and longest[j] >= longest[i]:
                longest[i] = longest[j] + 1
        most = max(most, longest[i])
    last = -1
    for i in range(len(taken)):
        out[i] = longest[i] != most or rank[taken[i]] < last
        if not out[i]:
            last = rank[taken[i]]
            most -= 1


@compiled
def _longer(rows, n):  # type: ignore[no-untyped-def]
    """The same rows, of which there are `n`, with room for twice as many."""
    row, of_unit = np.empty(2 * len(rows.row), np.int64), np.empty(2 * len(rows.row), np.int64)
    row[:n], of_unit[:n] = rows.row[:n], rows.of_unit[:n]
    return _Rows(row, of_unit)


@compiled
def _note(found, unit, marked, rows, n):  # type: ignore[no-untyped-def]
    """Write down a row of a unit, once; returns how many rows there are then."""
    if marked[found] == unit:
        return n
    marked[found], rows.row[n], rows.of_unit[n] = unit, found, unit
    return n + 1


@compiled
def _walk(unit, first, stop, steps, plan, room, taken, rows, n):  # type: ignore[no-untyped-def]
    """Note what is extra and what failed; returns how many rows there are then, first visits, and the furthest rank.

    `here` and `place` are where the customer is, `since` which step this visit began with.
    """
    failed = FAILED * (len(plan.rank) + plan.touchpoints)
    here, place, since, furthest, count, retry = NOWHERE, NOWHERE, NOWHERE, NOWHERE, 0, False
    for i in range(first, stop):
        c = steps.planned[i]
        if c == PASSED_OVER:
            here, place, retry = NOWHERE, NOWHERE, False
            continue
        if steps.failing[i] == BEFORE and place >= 0:
            retry = bool(here >= 0)
            n = _note(failed + place, unit, room.marked, rows, n)
            continue
        if c == UNPLANNED:
            here, place, retry = NOWHERE, len(plan.rank) + steps.touchpoint[i], False
            taken.planned[i] = UNPLANNED
            n = _note(place, unit, room.marked, rows, n)
        else:
            p, candidates = here, plan.candidates[plan.offsets[c] : plan.offsets[c + 1]]
            stays = here >= 0 and _among(candidates, here)
            if not stays or (not retry and not plan.repeatable[here] and _same_event(steps.event, since, i)):
                stays = False
                p = _choose(candidates, plan, room.seen, unit, furthest)
            taken.planned[i] = p
            if room.seen[p] != unit:
                room.seen[p], room.taken[count] = unit, p
                count += 1
            elif not stays and not plan.repeatable[p]:
                taken.again[i] = True
                n = _note(p, unit, room.marked, rows, n)
            if not stays or retry:
                since = i
            here, place, retry = p, p, False
            furthest = max(furthest, plan.rank[p])
        if steps.failing[i] == ITSELF:
            retry = bool(here >= 0)
            n = _note(failed + place, unit, room.marked, rows, n)
    return n, count, furthest


@compiled
def _left_out(unit, is_open, furthest, plan, room, rows, n, came):  # type: ignore[no-untyped-def]
    """Note the planned steps that are missing, and count in `came` who came to each of them; returns as `_note`."""
    missing = MISSING * (len(plan.rank) + plan.touchpoints)
    for p in range(len(plan.rank)):
        if room.seen[p] == unit:
            came[0, p] += 1
        elif plan.rank[p] >= furthest:
            came[2 if is_open else 1, p] += 1
        elif not plan.optional[p]:
            n = _note(missing + p, unit, room.marked, rows, n)
    return n


@compiled
def _summed_up(unit, before, complete, places, room, rows, n):  # type: ignore[no-untyped-def]
    """Note the kinds of a unit's rows from `before` on, or that there are none; returns as `_note`."""
    whole = 4 * places
    for k in range(before, n):
        n = _note(whole + rows.row[k] // places, unit, room.marked, rows, n)
    if n == before:
        n = _note(whole + FITS, unit, room.marked, rows, n)
        if complete:
            n = _note(whole + COMPLETED, unit, room.marked, rows, n)
    return n


@compiled
def kernel(steps, begin, end, is_open, plan):  # type: ignore[no-untyped-def]
    """Rows and units of all deviations, each once a unit, int64 both; by planned step who came how far; what was Taken.

    Row of a kind at a place: kind * (planned steps + touchpoints) + place, where place is a planned step, or planned
    steps + code of an unplanned touchpoint; beyond these: a row for each kind, FITS, COMPLETED, and from REACHED on one
    for each planned step. Who came how far, int64[3, planned steps]: units that reached a step, did not, and may still.
    """
    size = len(plan.rank)
    places = size + plan.touchpoints
    whole = 4 * places
    room = _Room(np.full(whole + REACHED + size, -1, np.int64), np.full(size, -1, np.int64), np.empty(size, np.int64))
    rows, n = _Rows(np.empty(1024, np.int64), np.empty(1024, np.int64)), 0
    n_steps = len(steps.planned)
    taken = Taken(np.full(n_steps, PASSED_OVER, np.int32), np.zeros(n_steps, np.bool_))
    out, came = np.empty(size, np.bool_), np.zeros((3, size), np.int64)
    last_required = -1
    for p in range(size):
        if not plan.optional[p]:
            last_required = max(last_required, plan.rank[p])
    for unit in range(len(begin)):
        while n + 2 * (end[unit] - begin[unit] + size + 3) > len(rows.row):
            rows = _longer(rows, n)
        before = n
        n, count, furthest = _walk(unit, begin[unit], end[unit], steps, plan, room, taken, rows, n)
        _out_of_order(room.taken[:count], plan.rank, out)
        for k in range(count):
            if out[k]:
                n = _note(OUT_OF_ORDER * places + room.taken[k], unit, room.marked, rows, n)
        n = _left_out(unit, is_open[unit], furthest, plan, room, rows, n, came)
        n = _summed_up(unit, before, count and furthest >= last_required, places, room, rows, n)
        for k in range(count):
            n = _note(whole + REACHED + room.taken[k], unit, room.marked, rows, n)
    return rows.row[:n].copy(), rows.of_unit[:n].copy(), came, taken
