"""The rows of a map: heads, lanes and lines, with their cells as blocks, before they have a place on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from math import nan
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.maps.pictures.blocks import Block, absent, block_of, plain
from sojourn.maps.pictures.columns import Column, Entry, Plan, entries
from sojourn.maps.pictures.curve import lowest_of
from sojourn.maps.pictures.heading import data_remark
from sojourn.maps.pictures.look import Look
from sojourn.maps.pictures.shapes import Role, RuleKind

LINES = ("line_of_interaction", "line_of_visibility", "line_of_internal_interaction")
_STATES = {"as-is": "as it is", "to-be": "as it should be", "assumption": "assumed"}

Span = tuple[int, int]
Cells = tuple[Span, tuple[Entry, ...]]


class Slot(Struct, frozen=True):
    """Blocks below each other, over the columns from the first to before the last of the span."""

    span: Span
    blocks: tuple[Block, ...]

    def height(self, gap: float) -> float:
        """The height of the blocks with the gaps between them."""
        return sum(block.height for block in self.blocks) + gap * max(len(self.blocks) - 1, 0)


class Row(Struct, frozen=True):
    """A row. `head` stands in the lanes' column; `curve` are the cells that a plot above the slots shows.

    `rule` is the line below it; None where the next row belongs to the same lane. `lowest` is the lowest feeling of
    the whole lane (NaN: none is marked). `above` and `below` are the space around the words, in pads of the look.
    """

    kind: Literal["head", "cells", "line", "curve"]
    slots: tuple[Slot, ...]
    head: tuple[Block, ...] = ()
    curve: tuple[Cells, ...] = ()
    rule: RuleKind | None = "grid"
    lowest: float = nan
    above: float = 1.0
    below: float = 1.0

    @property
    def filled(self) -> bool:
        """Whether any slot has words."""
        return any(slot.blocks for slot in self.slots)

    def height(self, look: Look) -> float:
        """The height with the space around."""
        plot = look.plot if self.kind == "curve" else 0
        cells = max((slot.height(look.gap) for slot in self.slots), default=0) + plot
        head = Slot((0, 0), self.head).height(look.gap)
        return max(cells, head) + (self.above + self.below) * look.pad


class Rows(Struct, frozen=True):
    """The rows of a part of a map: what stands above its columns, and its lanes."""

    plan: Plan
    column: float
    heads: tuple[Row, ...]
    lanes: tuple[Row, ...]


def rows_of(document: MapDocument, plan: Plan, column: float, look: Look) -> Rows:
    """The rows of a part of a map, whose columns are `column` wide."""
    maker = _Maker(document, plan, column, look, data_remark(document))
    lanes = tuple(row for lane in document.lanes if lane.kind != "reach" for row in maker.lane(lane))
    return Rows(plan, column, tuple(maker.heads()), lanes)


class _Maker(Struct, frozen=True):
    document: MapDocument
    plan: Plan
    column: float
    look: Look
    known: str

    def room(self, span: Span) -> float:
        return (span[1] - span[0]) * self.column - 2 * self.look.pad

    def heads(self) -> Iterator[Row]:
        """The titles of the phases, who reaches them, what is to say of them; then the same for steps."""
        lanes = self.document.lanes_of("reach")
        names: list[tuple[str, Role]] = [(lane.title, "note") for lane in lanes]
        names += [(lane.note, "note") for lane in lanes if lane.note]
        phases = list(self.phases())
        titles = Row("head", self.over(phases, self.title), (self.named([("Stage", "lane")]),), rule=None, below=0.2)
        reached = self.over(phases, lambda phase, span: self.reach(phase.id, phase.title, span, lanes))
        reach = Row("head", reached, (self.named(names),) if names else (), rule=None, above=0.2, below=0.3)
        more = Row("head", self.over(phases, self.more), rule=None, above=0.3, below=0.3)
        rows = [titles, *(row for row in (reach, more) if row.head or row.filled)]
        steps = self.plan.by == "steps" and any(column.step for column in self.plan.columns)
        yield from rows[:-1]
        yield replace(rows[-1], rule="grid" if steps else "heavy", below=0.8)
        if steps:
            yield Row("head", tuple(self.steps(lanes)), (self.named([("Step", "lane")]),), rule="heavy")

    def named(self, texts: list[tuple[str, Role]]) -> Block:
        return plain(texts, texts[0][0], self.look.head - self.look.pad, self.look)

    def phases(self) -> Iterator[tuple[Phase, Span]]:
        start = 0
        for _, run in groupby(self.plan.columns, lambda column: column.phase.id):
            columns = list(run)
            yield columns[0].phase, (start, start + len(columns))
            start += len(columns)

    def over(self, phases: list[tuple[Phase, Span]], made: Callable[[Phase, Span], list[Block]]) -> tuple[Slot, ...]:
        return tuple(Slot(span, tuple(self.kept(made(phase, span)))) for phase, span in phases)

    def title(self, phase: Phase, span: Span) -> list[Block]:
        title = f"{phase.title} (continued)" if phase.id in self.plan.begun else phase.title
        texts: list[tuple[str, Role]] = [(title, "stage"), ("way out of the journey" if phase.exit else "", "note")]
        return [plain(texts, f"Stage {phase.title}", self.room(span), self.look)]

    def more(self, phase: Phase, span: Span) -> list[Block]:
        if phase.id in self.plan.begun:
            return []
        steps = "" if self.plan.by == "steps" else " · ".join(step_title(step) for step in phase.steps)
        texts: list[tuple[str, Role]] = [(steps, "note"), (phase.note or "", "note")]
        return [plain(texts, f"Stage {phase.title}", self.room(span), self.look)]

    def steps(self, lanes: tuple[Lane, ...]) -> Iterator[Slot]:
        for number, column in enumerate(self.plan.columns):
            span = (number, number + 1)
            blocks = self.kept([self.step(column, span)])
            if column.step:
                blocks += self.reach(column.step.id, column.step.title, span, lanes)
            yield Slot(span, tuple(blocks))

    def step(self, column: Column, span: Span) -> Block:
        step = column.step
        texts: list[tuple[str, Role]] = (
            [(step.title, "step"), (marks(step), "note"), (step.note or "", "note")] if step else []
        )
        return plain(texts, f"Step {column.title}", self.room(span), self.look)

    def reach(self, place: str, title: str, span: Span, lanes: tuple[Lane, ...]) -> list[Block]:
        if place in self.plan.begun:
            return []
        cells = [(lane, cell) for lane in lanes for cell in lane.cells.get(place, ())]
        most = self.room((0, 1))
        made = [
            block_of(Entry(cell, place), lane, title, self.room(span), self.look, self.known) for lane, cell in cells
        ]
        return [replace(block, bar_most=most) for block in made]

    def kept(self, blocks: list[Block]) -> list[Block]:
        return [block for block in blocks if block.paragraphs or block.share is not None]

    def lane(self, lane: Lane) -> Iterator[Row]:
        """A lane's rows: cells of whole phases first, those of single columns below."""
        if lane.kind in LINES:
            yield self.line(lane)
            if not any(lane.cells.values()):
                return
        head = () if lane.kind in LINES else (self.named(lane_words(lane)),)
        found = self.found(lane)
        wide = [pair for pair in found if pair[0][1] - pair[0][0] > 1]
        single = [pair for pair in found if pair not in wide]
        slots, below = (wide, single) if wide and single else (found, [])
        filled = self.slots(lane, slots, absent_beside=() if below else found)
        curve = tuple(self.plotted(found)) if lane.kind == "feelings" else ()
        yield Row("curve" if curve else "cells", filled, head, curve, None if below else "grid", lowest_of(lane))
        if below:
            yield Row("cells", self.slots(lane, below, absent_beside=found), above=0.0)

    def line(self, lane: Lane) -> Row:
        span = (0, max(len(self.plan.columns), 1))
        texts: list[tuple[str, Role]] = [(lane.title, "line"), (lane.note or "", "note")]
        slot = Slot(span, (plain(texts, lane.title, self.room(span), self.look),))
        return Row("line", (slot,), rule="blueprint", above=0.9, below=0.3)

    def found(self, lane: Lane) -> list[Cells]:
        """The cells of the lane; none for a place whose cells stand in the part before this one."""
        found = list(entries(lane, self.plan))
        taken = {span for span, _ in found}
        begun = {self.plan.spans[place] for place in self.plan.begun if lane.cells.get(place)}
        return sorted([*found, *((span, ()) for span in begun - taken)], key=lambda pair: pair[0])

    def slots(self, lane: Lane, found: list[Cells], absent_beside: Sequence[Cells]) -> tuple[Slot, ...]:
        """The slots of a row; columns that none of `absent_beside` covers say that nothing is there."""
        slots = [Slot(span, self.blocks(lane, span, cells)) for span, cells in found]
        if absent_beside or not found:
            free = self.free(lane, absent_beside)
            slots += [Slot(span, (absent(lane, self.room(span), self.look),)) for span in free]
        return tuple(sorted(slots, key=lambda slot: slot.span))

    def blocks(self, lane: Lane, span: Span, cells: tuple[Entry, ...]) -> tuple[Block, ...]:
        title, room = self.plan.columns[span[0]].title, self.room(span)
        if not cells:
            return (plain([("(continued)", "note")], f"{lane.title}, continued", room, self.look),)
        return tuple(block_of(entry, lane, title, room, self.look, self.known) for entry in cells)

    def free(self, lane: Lane, found: Sequence[Cells]) -> list[Span]:
        """Columns without cells: one by one, or all in one where there are no cells at all."""
        covered = [span for span, _ in found]
        count = len(self.plan.columns)
        if not covered and lane.kind != "feelings":
            return [(0, count)] if count else []
        return [(n, n + 1) for n in range(count) if not any(first <= n < last for first, last in covered)]

    def plotted(self, found: list[Cells]) -> list[Cells]:
        """The cells of a curve with the columns that have none, which are its gaps."""
        shown = [(span, self.with_gaps(span, cells)) for span, cells in found if cells]
        covered = [span for span, _ in shown]
        gaps: list[Cells] = [
            ((n, n + 1), ())
            for n in range(len(self.plan.columns))
            if not any(first <= n < last for first, last in covered)
        ]
        return sorted([*shown, *gaps], key=lambda pair: pair[0])

    def with_gaps(self, span: Span, cells: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Where a phase shows the cells of its steps: an empty one for each step that has none."""
        if not any(entry.step for entry in cells):
            return cells
        steps = self.plan.columns[span[0]].phase.steps
        made = [entry for entry in cells if not entry.step]
        for step in steps:
            own = [entry for entry in cells if entry.place == step.id]
            made += own or [Entry(Cell(), step.id, step)]
        return tuple(made)


def step_title(step: MapStep) -> str:
    """A step's title with what it may be, in brackets."""
    return f"{step.title} ({marks(step)})" if marks(step) else step.title


def marks(step: MapStep) -> str:
    """Whether a step may be left out, repeated, or happens beside others."""
    words = {"optional": step.optional, "can repeat": step.repeatable, "at the same time": step.parallel}
    return ", ".join(word for word, holds in words.items() if holds)


def lane_words(lane: Lane) -> list[tuple[str, Role]]:
    """What stands at the left of a lane."""
    whose = f"Persona: {lane.persona}" if lane.persona else ""
    state = _STATES[lane.state] if lane.state else ""
    return [(lane.title, "lane"), (lane.note or "", "note"), (whose, "note"), (state, "note")]
