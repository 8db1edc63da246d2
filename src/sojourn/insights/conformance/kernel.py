"""One pass over units that holds each to the plan, and says how it deviates."""

from __future__ import annotations

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


@compiled
def _choose(candidates, first, stop, seen, unit, rank, furthest, repeatable):  # type: ignore[no-untyped-def]
    """Which of the planned steps of one name is meant: the next that is not done yet; else one that may be repeated."""
    late, again = -1, -1
    for k in range(first, stop):
        p = candidates[k]
        if seen[p] == unit:
            if again < 0 or repeatable[p] or not repeatable[again]:
                again = p
        elif rank[p] >= furthest:
            return p
        elif late < 0:
            late = p
    return again if late < 0 or (again >= 0 and repeatable[again]) else late


@compiled
def _continues(candidates, first, stop, here):  # type: ignore[no-untyped-def]
    """Whether the touchpoint where the customer is, is among those meant."""
    for k in range(first, stop):
        if candidates[k] == here:
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
def _out_of_order(taken, n, rank, longest, out):  # type: ignore[no-untyped-def]
    """Mark in `out` which of the first `n` steps taken are not in a longest run of steps in planned order.

    Of runs of equal length the one whose steps came earliest is kept.
    """
    most = 0
    for i in range(n - 1, -1, -1):
        longest[i] = 1
        for j in range(i + 1, n):
            if rank[taken[j]] >= rank[taken[i]] and longest[j] >= longest[i]:
                longest[i] = longest[j] + 1
        most = max(most, longest[i])
    last = -1
    for i in range(n):
        out[i] = longest[i] != most or rank[taken[i]] < last
        if not out[i]:
            last = rank[taken[i]]
            most -= 1


@compiled
def _longer(column, n):  # type: ignore[no-untyped-def]
    longer = np.empty(2 * len(column), np.int64)
    longer[:n] = column[:n]
    return longer


@compiled
def kernel(  # type: ignore[no-untyped-def]  # numba infers the types
    planned, failing, event, touchpoint, begin, end, is_open,
    offsets, candidates, rank, optional, repeatable, touchpoints,
):  # fmt: skip
    """Rows and units of all deviations, each once a unit, int64 both; and by planned step who came how far.

    `planned[i]` is the class of step i: candidates[offsets[c]:offsets[c + 1]] are the planned steps it may be, in the
    order of the plan. Row of a kind at a place: kind * (planned steps + touchpoints) + place, where place is a planned
    step, or planned steps + code of an unplanned touchpoint; beyond these: a row for each kind, FITS, COMPLETED, and
    from REACHED on one for each planned step.

    Of each unit: `here` and `place` are where the customer is, `since` which step this visit began with, `taken` the
    planned steps in the order of their first visits, `seen` and `marked` tags of the last unit that had them.
    """
    steps = len(rank)
    places = steps + touchpoints
    whole = 4 * places
    row, of_unit, n = np.empty(1024, np.int64), np.empty(1024, np.int64), 0
    marked, seen = np.full(whole + 6, -1, np.int64), np.full(steps, -1, np.int64)
    taken, longest, out = np.empty(steps, np.int64), np.empty(steps, np.int64), np.empty(steps, np.bool_)
    reached, not_reached, still_open = (np.zeros(steps, np.int64), np.zeros(steps, np.int64), np.zeros(steps, np.int64))
    last_required = -1
    for p in range(steps):
        if not optional[p]:
            last_required = max(last_required, rank[p])
    for unit in range(len(begin)):
        while n + 2 * (end[unit] - begin[unit] + steps + 3) > len(row):
            row, of_unit = _longer(row, n), _longer(of_unit, n)
        before = n
        here, place, since, furthest, count, retry = NOWHERE, NOWHERE, NOWHERE, NOWHERE, 0, False
        for i in range(begin[unit], end[unit]):
            c = planned[i]
            if c == PASSED_OVER:
                here, place, retry = NOWHERE, NOWHERE, False
                continue
            if failing[i] == BEFORE and place >= 0:
                retry = bool(here >= 0)
                found = FAILED * places + place
                if marked[found] != unit:
                    marked[found], row[n], of_unit[n] = unit, found, unit
                    n += 1
                continue
            extra = NOWHERE
            if c == UNPLANNED:
                here, place, retry = NOWHERE, steps + touchpoint[i], False
                extra = place
            else:
                p = here
                stays = here >= 0 and _continues(candidates, offsets[c], offsets[c + 1], here)
                if not stays or (not retry and not repeatable[here] and _same_event(event, since, i)):
                    stays = False
                    p = _choose(candidates, offsets[c], offsets[c + 1], seen, unit, rank, furthest, repeatable)
                if seen[p] != unit:
                    seen[p], taken[count] = unit, p
                    count += 1
                elif not stays and not repeatable[p]:
                    extra = p
                if not stays or retry:
                    since = i
                here, place, retry = p, p, False
                furthest = max(furthest, rank[p])
            if extra >= 0 and marked[extra] != unit:
                marked[extra], row[n], of_unit[n] = unit, extra, unit
                n += 1
            if failing[i] == ITSELF:
                retry = bool(here >= 0)
                found = FAILED * places + place
                if marked[found] != unit:
                    marked[found], row[n], of_unit[n] = unit, found, unit
                    n += 1
        _out_of_order(taken, count, rank, longest, out)
        for k in range(count):
            if out[k]:
                row[n], of_unit[n] = OUT_OF_ORDER * places + taken[k], unit
                n += 1
        for p in range(steps):
            if seen[p] == unit:
                reached[p] += 1
            elif rank[p] < furthest:
                if not optional[p]:
                    row[n], of_unit[n] = MISSING * places + p, unit
                    n += 1
            elif is_open[unit]:
                still_open[p] += 1
            else:
                not_reached[p] += 1
        deviations = n
        for k in range(before, deviations):
            kind = row[k] // places
            if marked[whole + kind] != unit:
                marked[whole + kind], row[n], of_unit[n] = unit, whole + kind, unit
                n += 1
        if n == before:
            row[n], of_unit[n] = whole + FITS, unit
            n += 1
            if count and furthest >= last_required:
                row[n], of_unit[n] = whole + COMPLETED, unit
                n += 1
        for k in range(count):
            row[n], of_unit[n] = whole + REACHED + taken[k], unit
            n += 1
    return row[:n].copy(), of_unit[:n].copy(), reached, not_reached, still_open
