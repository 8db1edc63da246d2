"""What journeys should reach, where nobody says it too, and histories cut into journeys towards it."""

from __future__ import annotations

import msgspec

from sojourn.conditions import Condition, to_text
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.journeys.definition import Step
from sojourn.measures.notes import unknown_names
from sojourn.periods import DAY

USUAL = "Order Completed"
PAUSE = 30 * DAY
"""Where journeys are not cut, a pause of this length ends one."""


def usual_goal(units: Units) -> Step | None:
    """The goal of the journeys, else the usual one where it is in the log; None where there is neither."""
    return units.definition.goal or (USUAL if units.codes_named(USUAL, "event") else None)


def goal_of(units: Units, asked: Step | list[str] | None) -> Step:
    """What is asked for, or the usual goal. Raises UsageError where there is none, or it never happens."""
    goal = tuple(asked) if isinstance(asked, list) else asked
    wanted = usual_goal(units) if goal is None else goal
    if wanted is None:
        raise UsageError(
            f'Nothing says what customers should reach, and there is no "{USUAL}". '
            'Say which event is the outcome (in Python outcome="...", in a shell --outcome), or give the journeys '
            "a goal."
        )
    missing = unknown_names(units, wanted)
    if missing:
        raise UsageError(f"The outcome never happens. {' '.join(missing)}")
    return wanted


def cut_at(units: Units, goal: Step) -> Units:
    """Journeys as they are defined, or whole histories cut at the goal and at long pauses."""
    if units.repeats or units.definition.case is not None:
        return units
    return units.defined(msgspec.structs.replace(units.definition, goal=goal, gap=PAUSE), "journey")


def said(goal: Step) -> str:
    """A goal as people read it."""
    if isinstance(goal, Condition):
        return to_text(goal)
    return goal if isinstance(goal, str) else " or ".join(goal)
