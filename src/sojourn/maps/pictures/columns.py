"""The columns of a map: one per phase, or one per step where cells stand at steps; and which stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import ceil
from typing import Literal

from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.errors import UsageError

Columns = Literal["phases", "steps"]


class Column(Struct, frozen=True):
    """A column: a step of a phase, or the phase itself (`step` is None)."""

    phase: Phase
    step: MapStep | None = None

    @property
    def title(self) -> str:
        """What stands above it."""
        return self.step.title if self.step else self.phase.title


class Plan(Struct, frozen=True):
    """All columns of a map in order, and which range of them each place covers (first, and one past the last).

    `begun` are the places of a part that began in the part before it; their cells stand there.
    """

    by: Columns
    columns: tuple[Column, ...]
    spans: dict[str, tuple[int, int]]
    begun: frozenset[str] = frozenset()

    def group(self, first: int, last: int) -> Plan:
        """The part of the plan from one column to before another; a place is cut off where the part ends."""
        spans = {
            place: (max(start, first) - first, min(end, last) - first)
            for place, (start, end) in self.spans.items()
            if start < last and end > first
        }
        begun = frozenset(place for place in spans if self.spans[place][0] < first)
        return Plan(self.by, self.columns[first:last], spans, begun)


class Entry(Struct, frozen=True):
    """A cell where it is shown. `place` is the id of its phase or step, `step` the step when its phase shows it."""

    cell: Cell
    place: str
    step: MapStep | None = None


def plan_of(document: MapDocument, columns: Columns | None = None) -> Plan:
    """The columns of a map. Hidden phases have none.

    "steps" has a column for each step (and for each phase without steps), "phases" for each phase, which shows the
    cells of its steps. None does as the document says, which may leave it to its cells: a column for each step where
    any cell stands at a step. Raises UsageError for another word.
    """
    if columns not in (None, "phases", "steps"):
        raise UsageError(f'columns="{columns}" is not known. Use "phases" or "steps", or leave it out.')
    phases = [phase for phase in document.phases if not phase.hidden]
    by: Columns = columns or ("steps" if document.by_step else "phases")
    made = [Column(phase, step) for phase in phases for step in (phase.steps if by == "steps" else ()) or (None,)]
    return Plan(by, tuple(made), dict(_spans(made, by)))


def groups(plan: Plan, most: int | None) -> tuple[Plan, ...]:
    """The plan in parts of at most `most` columns (None: in one); steps of a phase stay together where they can."""
    if not plan.columns or not most:
        return (plan,)
    least = ceil(len(plan.columns) / ceil(len(plan.columns) / most))
    runs = [part for run in _runs(plan) for part in _parts(run, most)]
    sizes = _packed(runs, least if max(runs) <= least else most)
    ends = [sum(sizes[: number + 1]) for number in range(len(sizes))]
    return tuple(plan.group(end - size, end) for size, end in zip(sizes, ends, strict=True))


def entries(lane: Lane, plan: Plan) -> Iterator[tuple[tuple[int, int], tuple[Entry, ...]]]:
    """The cells of a lane by the columns that they cover, in the order of the map; only places that have some."""
    found: dict[tuple[int, int], list[Entry]] = {}
    for place, span in plan.spans.items():
        for cell in () if place in plan.begun else lane.cells.get(place, ()):
            found.setdefault(span, []).append(Entry(cell, place, _step_at(plan, place)))
    for span in sorted(found):
        yield span, tuple(found[span])


def _spans(columns: list[Column], by: Columns) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each phase, then its steps, with the columns that they cover."""
    numbered = groupby(enumerate(columns), lambda pair: pair[1].phase.id)
    for _, pairs in numbered:
        numbers, made = zip(*pairs, strict=True)
        span = (numbers[0], numbers[-1] + 1)
        yield made[0].phase.id, span
        for place, step in enumerate(made[0].phase.steps):
            yield step.id, (numbers[place], numbers[place] + 1) if by == "steps" else span


def _step_at(plan: Plan, place: str) -> MapStep | None:
    """The step, where its phase shows it."""
    if plan.by == "steps":
        return None
    start = plan.spans[place][0]
    return next((step for step in plan.columns[start].phase.steps if step.id == place), None)


def _runs(plan: Plan) -> list[int]:
    return [len(list(run)) for _, run in groupby(plan.columns, lambda column: column.phase.id)]


def _parts(run: int, most: int) -> list[int]:
    """A run of columns in parts of about one size."""
    count = ceil(run / most)
    return [run // count + (number < run % count) for number in range(count)]


def _packed(runs: list[int], most: int) -> list[int]:
    """Runs put together, in order, as long as they are not more than `most`."""
    sizes = [0]
    for run in runs:
        if sizes[-1] and sizes[-1] + run > most:
            sizes.append(0)
        sizes[-1] += run
    return sizes
