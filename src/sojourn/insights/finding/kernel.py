"""Who meets friction in finding information: one pass over the live units."""

from __future__ import annotations

import numpy as np

from sojourn.compiled import compiled


@compiled
def again(marked, breaks, occurred_at, begin, end, within):  # type: ignore[no-untyped-def]  # numba infers the types
    """Which marked steps repeat one up to `within` before, without a step in between that `breaks`; bool[steps]."""
    found = np.zeros(len(marked), np.bool_)
    for unit in range(len(begin)):
        last = -1
        for i in range(begin[unit], end[unit]):
            if marked[i]:
                if last >= 0 and occurred_at[i] - occurred_at[last] <= within:
                    found[i] = True
                last = i
            elif breaks[i]:
                last = -1
    return found


@compiled
def loops(helping, occurred_at, begin, end, within):  # type: ignore[no-untyped-def]
    """Which steps come back to help: after leaving it for another step, not longer than `within` ago; bool[steps]."""
    found = np.zeros(len(helping), np.bool_)
    for unit in range(len(begin)):
        last, left = -1, False
        for i in range(begin[unit], end[unit]):
            if helping[i]:
                if left and last >= 0 and occurred_at[i] - occurred_at[last] <= within:
                    found[i] = True
                last, left = i, False
            else:
                left = True
    return found


@compiled
def firsts(marked, begin, end):  # type: ignore[no-untyped-def]
    """The first marked step of each unit; bool[steps]."""
    found = np.zeros(len(marked), np.bool_)
    for unit in range(len(begin)):
        for i in range(begin[unit], end[unit]):
            if marked[i]:
                found[i] = True
                break
    return found


@compiled
def followed(marked, following, begin, end):  # type: ignore[no-untyped-def]
    """Which marked steps have one that is `following` right after them in their unit; bool[steps]."""
    found = np.zeros(len(marked), np.bool_)
    for unit in range(len(begin)):
        for i in range(begin[unit], end[unit] - 1):
            found[i] = marked[i] and following[i + 1]
    return found


@compiled
def leaving(helping, begin, end):  # type: ignore[no-untyped-def]
    """Which steps are somewhere else right after help; bool[steps]."""
    found = np.zeros(len(helping), np.bool_)
    for unit in range(len(begin)):
        for i in range(begin[unit] + 1, end[unit]):
            found[i] = helping[i - 1] and not helping[i]
    return found
