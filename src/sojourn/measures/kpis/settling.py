"""Open by start: what an outcome that ends a unit needs, so that the fast do not count more than the slow.

A journey that reaches its goal is over at once; one that does not is open until the gap has passed. Among those that
began lately the first count and the others do not: all of them have to be left out.
"""

from __future__ import annotations

import numpy as np

from sojourn.engines.units import Units
from sojourn.journeys.view import View
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Counting, Records
from sojourn.periods import DAY, HOUR

TOO_EARLY = (
    "{n} came less than {gap} before the end of the records, or may still go on. They are left out, those who got "
    "there among them: otherwise the fast would count more than the slow."
)


def by_start(counting: Counting, units: Units) -> Counting:
    """The same, where what began within the last gap is open as well, whether or not it has reached its end.

    It begins with the step that counts. Figures whose open units do not lean are as they were.
    """
    gap = units.definition.gap
    if not leans(counting, units) or gap is None:
        return counting
    latest = (units.manifest.data_up_to or 0) - gap

    def records(view: View, cells: Cells) -> Records:
        found = counting.records(view, cells)
        waits = found.open | (view.steps["occurred_at"][found.at] >= latest)
        return found._replace(
            numerator=np.where(waits, 0.0, found.numerator),
            denominator=np.where(waits, 0.0, found.denominator),
            open=waits,
        )

    return counting._replace(records=records)


def leans(counting: Counting, units: Units) -> bool:
    """Whether what is open is left out only where it did not get there."""
    return bool(counting.while_open) and units.censors


def too_early(n: int, units: Units) -> str:
    """That so many are left out, and why."""
    return TOO_EARLY.format(n=f"{n:,}", gap=said(units.definition.gap or 0))


def said(microseconds: int) -> str:
    """A duration in words: "30 days", "36 hours"."""
    number, unit = (microseconds / DAY, "day") if microseconds >= 2 * DAY else (microseconds / HOUR, "hour")
    return f"{number:,.3g} {unit}{'' if number == 1 else 's'}"
