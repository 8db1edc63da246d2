"""The plan of a map: its steps in order, and what each is called in the log."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.documents.map import MapDocument, MapStep, Phase
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.insights.conformance.kernel import PASSED_OVER, UNPLANNED
from sojourn.insights.conformance.records import NotInLog
from sojourn.journeys.partition import Array

Ints = NDArray[np.int64]
Codes = dict[int, list[int]]
EXIT = -1


class Planned(NamedTuple):
    """A step of the plan. `rank`: its place in the order; neighbours in a phase that are parallel share one."""

    step: MapStep
    phase: Phase
    rank: int
    events: tuple[int, ...]
    touchpoints: tuple[int, ...]


class Plan(NamedTuple):
    """The planned steps that the log knows, those it does not, and how a step of the log is told to be one of them.

    A step of the log belongs to the planned steps that name its event, else to those that name its touchpoint. Those
    are its class: `of_event` and `of_touchpoint` by code, or UNPLANNED, or PASSED_OVER for steps of exits. Where
    several planned steps have a name, `at_stage` [class, stage] keeps those in the phase of that stage, if any is.
    Class c stands for candidates[offsets[c]:offsets[c + 1]].
    """

    steps: tuple[Planned, ...]
    missing: tuple[NotInLog, ...]
    of_event: Ints
    of_touchpoint: Ints
    at_stage: Ints
    offsets: Ints
    candidates: Ints
    has_end: bool
    """Whether the log knows the last step that is not optional, so that it can be said who came to the end."""

    def classes(self, event: Array, touchpoint: Array, stage: Array) -> Ints:
        """The class of each step of the log, int64[steps]."""
        found = self.of_event[event]
        found = np.where(found == UNPLANNED, self.of_touchpoint[touchpoint], found)
        known = found >= 0
        found[known] = self.at_stage[found[known], stage[known]]
        return found


def plan_of(document: MapDocument, units: Units) -> Plan:
    """The plan of a map on this log. Exits are no part of it. Raises UsageError for a map without planned steps."""
    everything = list(_planned(document, units))
    if not any(not step.phase.exit for step in everything):
        raise UsageError(f'The map "{document.title}" has no steps to compare with. Give its phases steps.')
    steps = tuple(step for step in everything if not step.phase.exit and (step.events or step.touchpoints))
    exits = [step for step in everything if step.phase.exit]
    missing = [step for step in everything if not step.phase.exit and not (step.events or step.touchpoints)]
    last = max((step.rank for step in steps if not step.step.optional), default=-1)
    classes: dict[tuple[int, ...], int] = {}
    of_event = _classes(len(units.names("event")), _by_code(steps, exits, "events"), classes)
    of_touchpoint = _classes(len(units.names("touchpoint")), _by_code(steps, exits, "touchpoints"), classes)
    at_stage = _at_stages(steps, classes, units)
    sizes = [len(positions) for positions in classes]
    return Plan(
        steps, tuple(_not_in_log(step.step, units) for step in missing), of_event, of_touchpoint, at_stage,
        np.r_[0, np.cumsum(sizes, dtype=np.int64)], np.array([p for positions in classes for p in positions], np.int64),
        all(step.step.optional or step.rank < last for step in missing),
    )  # fmt: skip


def names_of(step: MapStep) -> tuple[str, ...]:
    """What a step is called in the log."""
    given = (*step.events, *((step.touchpoint,) if step.touchpoint else ()))
    return given or (step.title,)


def _planned(document: MapDocument, units: Units) -> Iterable[Planned]:
    """The steps in order; a phase without any is a step itself, as in a grid that has steps alone."""
    rank = -1
    for phase in document.phases:
        parallel = False
        for step in phase.steps or (MapStep(phase.id, phase.title),):
            rank += not (parallel and step.parallel)
            parallel = step.parallel
            yield Planned(step, phase, rank, *_codes(step, units))


def _codes(step: MapStep, units: Units) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Codes of events and touchpoints that the step is called by; a title may be either."""
    by_title = not step.events and not step.touchpoint
    events = (step.title,) if by_title else step.events
    touchpoint = step.title if by_title else step.touchpoint
    return (
        tuple(code for word in events for code in units.codes_named(word, "event")),
        tuple(units.codes_named(touchpoint, "touchpoint")) if touchpoint else (),
    )


def _by_code(steps: Iterable[Planned], exits: Iterable[Planned], field: str) -> Codes:
    """The planned steps that have a code among their names, in order; EXIT where only exits have it."""
    found: Codes = {}
    for position, step in enumerate(steps):
        for code in dict.fromkeys(getattr(step, field)):
            found.setdefault(code, []).append(position)
    for step in exits:
        for code in getattr(step, field):
            found.setdefault(code, [EXIT])
    return found


def _classes(size: int, named: Codes, classes: dict[tuple[int, ...], int]) -> Ints:
    found = np.full(size, UNPLANNED, np.int64)
    for code, positions in named.items():
        is_exit = positions == [EXIT]
        found[code] = PASSED_OVER if is_exit else classes.setdefault(tuple(positions), len(classes))
    return found


def _at_stages(steps: tuple[Planned, ...], classes: dict[tuple[int, ...], int], units: Units) -> Ints:
    """[class, stage]: the class that is left at a stage; adds the classes that come out."""
    stages = len(units.names("stage"))
    stage_of = [units.codes_named(step.phase.stage or step.phase.id, "stage") for step in steps]
    rows = []
    for positions in list(classes):
        here = [tuple(p for p in positions if stage in stage_of[p]) or positions for stage in range(stages)]
        rows.append([classes.setdefault(some, len(classes)) for some in here])
    return np.array(rows, np.int64).reshape(len(rows), stages)


def _not_in_log(step: MapStep, units: Units) -> NotInLog:
    known = {name.casefold(): name for over in ("event", "touchpoint") for name in units.names(over)}
    names = names_of(step)
    near = [known[found] for name in names for found in get_close_matches(name.casefold(), known, n=2)]
    return NotInLog(step.id, step.title, names, tuple(dict.fromkeys(near)))
