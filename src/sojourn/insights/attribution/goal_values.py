"""What goals were worth: in one currency, for there are no exchange rates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.engines.units import Units
from sojourn.insights.attribution.records import Floats, Ints
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.kpis.currencies import VALUES, Currencies, currencies, valued


class GoalValues(NamedTuple):
    """The values of the goals of some units; `notes` say where some are in other currencies."""

    units: Units
    goal: Step
    money: Currencies
    notes: tuple[str, ...]

    def of(self, view: View) -> Floats:
        """The value of each step, float64[steps]: 0 for all but goals, and for those in another currency."""
        found, at = np.zeros(len(view.steps["value"])), _goals(self.units, view, self.goal)
        found[at] = self.money.values(view, at)
        return found


def goal_values(units: Units, goal: Step, currency: str | None) -> GoalValues:
    """In a currency, or else in that of most goals of the whole log."""
    money, notes = currencies(units, lambda asked, view: valued(view, _goals(asked, view, goal)), currency, VALUES)
    return GoalValues(units, goal, money, notes)


def _goals(units: Units, view: View, goal: Step) -> Ints:
    """Positions of the goals of a view's units."""
    at = view.positions()
    found: Ints = at[units.matching(goal, view)[at]]
    return found
