"""The way to an order: the touchpoints that customers usually pass just before it, in their order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.documents.cells import Scope
from sojourn.engines.units import Units
from sojourn.journeys.view import View
from sojourn.periods import DAY

Counts = NDArray[np.int64]

WITHIN = DAY
"""A step belongs to the way to an order that comes at most so much later, microseconds."""
USUAL = 0.5
"""A touchpoint is on the way if it precedes at least this share of the orders that have a way at all."""
FEWEST = 30
GAP = "1d"


@compiled
def kernel(touchpoint, occurred_at, order, on_way, begin, end, within, size):  # type: ignore[no-untyped-def]
    """Orders with a step `on_way` before them; by touchpoint how many of these it precedes and how long before (sum).

    By the touchpoint of the order how many of these there are: `places`. One pass back from each order.
    """
    before, wait, places = np.zeros(size, np.int64), np.zeros(size, np.float64), np.zeros(size, np.int64)
    seen = np.full(size, -1, np.int64)
    orders = 0
    for unit in range(len(begin)):
        for i in range(begin[unit], end[unit]):
            if not order[i]:
                continue
            found = False
            k = i - 1
            while k >= begin[unit] and occurred_at[i] - occurred_at[k] <= within and not order[k]:
                t = touchpoint[k]
                if on_way[k] and seen[t] != i:
                    seen[t] = i
                    before[t] += 1
                    wait[t] += occurred_at[i] - occurred_at[k]
                    found = True
                k -= 1
            orders += found
            places[touchpoint[i]] += found
    return orders, before, wait, places


def way_to_order(units: Units) -> tuple[str, ...]:
    """Touchpoints from the first to the order itself; empty where orders have no such way, or too few have.

    Only steps of the stages in which orders lie are on the way.
    """
    names, size = units.names("touchpoint"), len(units.names("touchpoint"))
    is_order = np.zeros(len(units.names("event")), np.bool_)
    is_order[list(units.manifest.roles.get("order", ()))] = True

    def task(view: View) -> tuple[int, Counts, NDArray[np.float64], Counts]:
        steps = view.steps
        order = is_order[steps["event"]]
        on_way = np.isin(steps["stage"], np.unique(steps["stage"][order])) & (steps["stage"] > 0) & ~order
        found: tuple[int, Counts, NDArray[np.float64], Counts] = kernel(
            steps["touchpoint"], steps["occurred_at"], order, on_way, view.begin, view.end, WITHIN, size
        )
        return found

    orders, before, wait, places = (sum(column) for column in zip(*units.collect(task), strict=True))
    if orders < FEWEST:
        return ()
    usual = [t for t in range(size) if before[t] >= USUAL * orders]
    usual.sort(key=lambda t: (-wait[t] / before[t], names[t]))
    end = int(np.argmax(places))
    return (*(names[t] for t in usual if t != end), names[end]) if usual else ()


def attempts(way: tuple[str, ...]) -> Scope:
    """The journeys that are attempts to order: from the first touchpoint of the way to the order or a day's pause."""
    return Scope(start=f"touchpoint = '{_quoted(way[0])}'", goal=f"touchpoint = '{_quoted(way[-1])}'", gap=GAP)


def only_way(way: tuple[str, ...]) -> str:
    """The condition for steps on the way."""
    listed = ", ".join(f"'{_quoted(name)}'" for name in way)
    return f"touchpoint in ({listed})"


def _quoted(name: str) -> str:
    return name.replace("'", "''")
