"""Which steps of the log say that a touchpoint failed."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.events.names import humanise
from sojourn.events.vocabulary import standard
from sojourn.insights.conformance.kernel import BEFORE, FINE, ITSELF, UNPLANNED
from sojourn.insights.conformance.plan import Plan
from sojourn.insights.failures import FAILED, sounds_like
from sojourn.journeys.view import View
from sojourn.measures.answers import of_roles

Mask = NDArray[np.bool_]

ROLES = ("problem", "refund")
"""Events that measures take for one of these are failures."""

_WORDS = re.compile(rf"\b({FAILED}|refund(ed|s)?)\b")
"""Words by which the name of an event that the vocabulary does not know says that something failed."""

SAYING: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("status", "result", "outcome", "state"), frozenset({"failed", "failure", "fail", "error"})),
    **dict.fromkeys(("success", "succeeded", "successful"), frozenset({"false", "no", "0"})),
    "failed": frozenset({"true", "yes", "1"}),
}
"""Properties of a step, and their values that say that it failed (in any case of letters)."""


class Failing:
    """By code of the event whether it is an error, and which touchpoints are such an error's own place."""

    def __init__(self, units: Units, plan: Plan) -> None:
        """For one log and plan."""
        self._units, self._plan = units, plan
        events, touchpoints = units.names("event"), units.names("touchpoint")
        self._errors = of_roles(units, *ROLES) | np.array([sounds_like(_WORDS, name) for name in events], np.bool_)
        own = [_own_touchpoint(name) for name in events]
        self._own = np.array([touchpoints.index(name) if name in touchpoints else -1 for name in own], np.int64)

    def of(self, view: View) -> NDArray[np.uint8]:
        """FINE, BEFORE or ITSELF for each step, uint8[steps].

        An error event that the plan has, by its own name or by the touchpoint that is nothing but that error, is a
        planned step and no failure. One at a planned touchpoint fails that; any other the touchpoint right before it.
        """
        event, touchpoint = view.steps["event"], view.steps["touchpoint"]
        of_touchpoint = self._plan.of_touchpoint[touchpoint] != UNPLANNED
        meant = (self._plan.of_event[event] != UNPLANNED) | (of_touchpoint & (self._own[event] == touchpoint))
        error = self._errors[event] & ~meant
        found = np.where(error, np.where(of_touchpoint, ITSELF, BEFORE), FINE).astype(np.uint8)
        found[(found == FINE) & self._says_failed(view)] = ITSELF
        return found

    def _says_failed(self, view: View) -> Mask:
        """Steps of which a property says that they failed."""
        said = np.zeros(len(view.steps["seq"]), np.bool_)
        for name, values in SAYING.items():
            if len(self._units.field(name).names) > 1:
                column = self._units.coded(name, view)
                bad = np.array([str(word).casefold() in values for word in column.names], np.bool_)
                said |= bad[column.codes]
        return said


def _own_touchpoint(name: str) -> str:
    """The touchpoint that an event is given where its source says nothing of one."""
    row = standard().lookup(name)
    return row.touchpoint if row else humanise(name)
