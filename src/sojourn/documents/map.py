"""The journey map as a document: phases and steps, lanes, cells. It holds text and figures, and asks nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec import Struct

from sojourn.documents.cells import Cell, Scope

FORMAT = 1

LaneKind = Literal[
    "reach", "actions", "touchpoints", "channels", "thoughts", "feelings", "needs", "pain_points", "gains", "questions",
    "expectations", "evidence", "line_of_interaction", "frontstage", "line_of_visibility", "backstage",
    "line_of_internal_interaction", "systems", "owners", "durations", "metrics", "voice", "opportunities", "changes",
    "risks", "moments", "deviations", "notes",
]  # fmt: skip
"""What a lane is about. The three lines of a service blueprint are lanes without cells."""

State = Literal["as-is", "to-be", "assumption"]
Status = Literal["draft", "in review", "agreed", "retired"]


class MapStep(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A named part of a phase.

    `touchpoint` and `events` say what it is called in the log (its title, where neither is given); `opens` is the id
    of the map that shows it in detail.
    """

    id: str
    title: str
    touchpoint: str | None = None
    events: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    optional: bool = False
    repeatable: bool = False
    parallel: bool = False
    opens: str | None = None
    note: str | None = None


class Phase(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of the journey. `stage` is the stage of the workspace it stands for, otherwise that of its id."""

    id: str
    title: str
    stage: str | None = None
    exit: bool = False
    hidden: bool = False
    steps: tuple[MapStep, ...] = ()
    note: str | None = None


class Lane(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A row of the map: `cells` by the id of their phase or step, in the order in which they stand there.

    Several lanes may be of one kind, such as a feelings curve for each persona, or one as it is and one to be.
    """

    id: str
    kind: LaneKind
    title: str
    note: str | None = None
    persona: str | None = None
    state: State | None = None
    cells: dict[str, tuple[Cell, ...]] = {}


class MapDocument(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A journey map.

    `title` is said from the customer's view ("I buy my groceries and come back"); `personas` are ids of persona
    documents; `version` grows with each agreed change; `data` says which data the figures come from, `simulated`
    whether they are made up; `review` is the day by which somebody looks at the map again. `columns` says whether pages
    have a column for each phase, with its steps below one another, or for each step.
    """

    title: str
    id: str = ""
    format: int = FORMAT
    version: int = 1
    state: State = "as-is"
    status: Status = "draft"
    personas: tuple[str, ...] = ()
    scenario: str | None = None
    goal: str | None = None
    owner: str | None = None
    review: dt.date | None = None
    tags: tuple[str, ...] = ()
    data: str | None = None
    simulated: bool = False
    scope: Scope = Scope()
    columns: Literal["phases", "steps"] | None = None
    phases: tuple[Phase, ...] = ()
    lanes: tuple[Lane, ...] = ()
    note: str | None = None

    @property
    def by_step(self) -> bool:
        """Whether the map has a column for each step: as `columns` says, else where any cell stands at a step."""
        steps = {step.id for phase in self.phases for step in phase.steps}
        at_steps = any(place in steps for lane in self.lanes for place in lane.cells)
        return self.columns == "steps" or (self.columns is None and at_steps)

    def lanes_of(self, kind: LaneKind) -> tuple[Lane, ...]:
        """The lanes of one kind, in order."""
        return tuple(lane for lane in self.lanes if lane.kind == kind)

    def places(self) -> tuple[Place, ...]:
        """Phases and steps in the order of the map: each phase, then its steps."""
        return tuple(place for phase in self.phases for place in _places(phase))

    def cells(self) -> Iterator[tuple[Lane, str, Cell]]:
        """Every cell with its lane and the id of its place, lane after lane."""
        for lane in self.lanes:
            for place, cells in lane.cells.items():
                for cell in cells:
                    yield lane, place, cell


class Place(NamedTuple):
    """Where cells can stand: a phase (`step` is None) or a step of it."""

    id: str
    title: str
    phase: Phase
    step: MapStep | None


def _places(phase: Phase) -> Iterator[Place]:
    yield Place(phase.id, phase.title, phase, None)
    for step in phase.steps:
        yield Place(step.id, step.title, phase, step)
