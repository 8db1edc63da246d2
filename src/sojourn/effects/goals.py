"""What journeys should reach where nobody says it."""

from __future__ import annotations

from sojourn.engines.units import Units
from sojourn.journeys.definition import Step
from sojourn.periods import DAY

USUAL = "Order Completed"
PAUSE = 30 * DAY
"""Where journeys are not cut, a pause of this length ends one."""


def usual_goal(units: Units) -> Step | None:
    """The goal of the journeys, else the usual one where it is in the log; None where there is neither."""
    return units.definition.goal or (USUAL if units.codes_named(USUAL, "event") else None)
