"""Step matrix: at each position, which share of units is at which step, and which share has ended."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.journeys.view import View
from sojourn.results import Measured

Ints = NDArray[np.int64]

ENDED = "ended"


class StepShare(Struct, frozen=True):
    """`journeys` units are at `name` in position `step` (from 1): this `share` of those looked at; no estimate."""

    step: int
    name: str
    journeys: int
    share: float


class StepMatrix(Measured, frozen=True):
    """Cells by step, most frequent first, ties by name. Units that have ended stay "ended": shares of a step add to 1.

    Shares describe these units and are not estimates of others.
    """

    cells: tuple[StepShare, ...]
    journeys: int


@compiled
def kernel(codes, begin, end, depth, size):  # type: ignore[no-untyped-def]  # numba infers the types
    """How many units are at each code in each position, int64[depth, size + 1]; the last code has ended."""
    count = np.zeros((depth, size + 1), np.int64)
    for unit in range(len(begin)):
        for position in range(depth):
            at = begin[unit] + position
            count[position, codes[at] if at < end[unit] else size] += 1
    return count


def step_matrix(units: Units, depth: int = 8, over: str = "event", by: str | None = None) -> StepMatrix:
    """The first `depth` positions of all units. Raises UsageError for a depth below 1."""
    if depth < 1:
        raise UsageError(f"depth is at least 1, not {depth}.")
    names = units.names(over)

    def task(view: View) -> Ints:
        counted: Ints = kernel(view.steps[over], view.begin, view.end, depth, len(names))
        return counted

    return units.measure(task, lambda partials: result(merge(partials), names), by)


def merge(partials: list[Ints]) -> Ints:
    """Add partials up."""
    total: Ints = np.sum(partials, axis=0)
    return total


def result(total: Ints, names: tuple[str, ...]) -> StepMatrix:
    """Codes back to names; only cells that somebody is in."""
    words, journeys = (*names, ENDED), int(total[0].sum())
    cells = [
        StepShare(position + 1, words[code], int(total[position, code]), int(total[position, code]) / journeys)
        for position, code in zip(*(axis.tolist() for axis in np.nonzero(total)), strict=True)
    ]
    cells.sort(key=lambda cell: (cell.step, -cell.journeys, cell.name))
    return StepMatrix(tuple(cells), journeys)
