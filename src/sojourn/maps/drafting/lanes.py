"""The lanes of a draft: what is proposed for each phase. Cells hold bindings; figures come when they are measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sojourn.documents.cells import Binding, Cell
from sojourn.documents.ids import slug
from sojourn.documents.map import Lane, LaneKind, Phase
from sojourn.maps.drafting.actions import ACTIONS

Placed = tuple[str, Cell]
"""The id of a place, and a cell that stands there."""


def lane(kind: LaneKind, title: str, placed: Iterable[Placed], note: str | None = None, id: str = "") -> Lane:  # noqa: A002
    """A lane from its cells, in the order in which they are given; cells get their ids."""
    cells: dict[str, tuple[Cell, ...]] = {}
    for place, cell in placed:
        cells[place] = (*cells.get(place, ()), cell)
    return Lane(id or kind.replace("_", "-"), kind, title, note, cells=cells)


def cell_id(*parts: str) -> str:
    """A readable id that is the same in every draft of the same log."""
    return slug("-".join(parts), ())


def reach(phases: Sequence[Phase]) -> list[Placed]:
    """How many customers come to each phase."""
    return [
        (phase.id, _measured("reach", phase.id, text="", binding=Binding("reach", stage=phase.stage or phase.id)))
        for phase in phases
    ]


def touchpoints(phases: Sequence[Phase]) -> list[Placed]:
    """How many customers meet each step's touchpoint."""
    return [
        (
            step.id,
            Cell(
                text=step.title,
                id=cell_id("touchpoint", step.id),
                provenance="measured",
                channels=step.channels,
                binding=Binding("reach", stage=phase.stage or phase.id, touchpoint=step.touchpoint),
            ),
        )
        for phase in phases
        for step in phase.steps
    ]


def channels(phases: Sequence[Phase]) -> list[Placed]:
    """How many customers use each channel in each phase."""
    found = []
    for phase in phases:
        for channel in dict.fromkeys(name for step in phase.steps for name in step.channels):
            binding = Binding("reach", stage=phase.stage or phase.id, channel=channel)
            text = channel.replace("_", " ")
            found.append((phase.id, _measured("channel", phase.id, channel, text=text, binding=binding)))
    return found


def actions(phases: Sequence[Phase]) -> list[Placed]:
    """What customers do there, where the touchpoint's name says it."""
    return [
        (step.id, Cell(ACTIONS[name], cell_id("action", step.id), "inferred", source="the names of events"))
        for phase in phases
        for step in phase.steps
        if (name := step.touchpoint or "") in ACTIONS
    ]


def feelings(phases: Sequence[Phase], score: str) -> list[Placed]:
    """The curve of one kind of score: a point for each phase."""
    return [
        (
            phase.id,
            _measured(
                "feeling", score, phase.id, text="",
                binding=Binding("feeling", stage=phase.stage or phase.id, options={"score": score}, of="ratings"),
            ),
        )
        for phase in phases
        if not phase.exit
    ]  # fmt: skip


def thoughts(phases: Sequence[Phase]) -> list[Placed]:
    """Two of the comments of each phase, chosen when they are measured."""
    return [
        (
            phase.id,
            _measured(
                "thought", phase.id, str(rank), text="",
                binding=Binding("comment", stage=phase.stage or phase.id, options={"rank": rank}, of="comments"),
            ),
        )
        for phase in phases
        for rank in (1, 2)
    ]  # fmt: skip


def _measured(*parts: str, text: str, binding: Binding) -> Cell:
    return Cell(text, cell_id(*parts), "measured", binding=binding)
