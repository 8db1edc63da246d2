"""Cells of two times instead of calendar periods: what a comparison counts in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.journeys.view import View
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Ints
from sojourn.periods import Calendar, parse_window

Window = tuple[str | date | None, str | date | None]
BEFORE, AFTER = 1, 2


class Windows(Cells):
    """The period of a step is BEFORE, AFTER, or 0 for neither."""

    def __init__(
        self, units: Units, calendar: Calendar, windows: tuple[tuple[int, int], tuple[int, int]], by: Sequence[str]
    ) -> None:
        """`windows`: microseconds UTC, half-open; `by` as for Cells."""
        super().__init__(units, calendar, None, by)
        self._windows = windows

    @property
    def whole(self) -> bool:
        """Never: things are counted by time."""
        return False

    def period(self, view: View, at: Ints) -> Ints:
        """BEFORE, AFTER or 0, for some steps."""
        time = view.steps["occurred_at"][at]
        first, last = (((start <= time) & (time < stop)) for start, stop in self._windows)
        return np.where(first, BEFORE, np.where(last, AFTER, 0)).astype(np.int64)


def two(before: Window, after: Window) -> tuple[tuple[int, int], tuple[int, int]]:
    """Both windows in microseconds. Raises UsageError where they overlap."""
    first, last = parse_window(before), parse_window(after)
    if first[0] < last[1] and last[0] < first[1]:
        raise UsageError("Before and after overlap: a customer would be on both sides. Give two times that do not.")
    return first, last
