"""What goals were worth: in one currency, the one of most goals, for there are no exchange rates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.engines.units import Units
from sojourn.insights.attribution.records import Floats, Ints
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.kpis.currencies import Currencies, currencies

LEFT_OUT = "{n} goals in {others} count no value: values are in {base}, and there are no exchange rates yet."


class Worth(NamedTuple):
    """Whose goals are worth what; `notes` say where some are in other currencies."""

    units: Units
    goal: Step
    money: Currencies
    notes: tuple[str, ...]

    def of(self, view: View) -> Floats:
        """The value of each step, float64[steps]: 0 for all but goals, and for those in another currency."""
        found, at = np.zeros(len(view.steps["value"])), _goals(self.units, view, self.goal)
        found[at] = np.where(self.money.in_base(view, at), view.steps["value"][at], 0.0)
        return found


def worth(units: Units, goal: Step) -> Worth:
    """Looks which currency most goals are in."""
    money, notes = currencies(units, lambda asked, view: _goals(asked, view, goal), None, LEFT_OUT)
    return Worth(units, goal, money, notes)


def _goals(units: Units, view: View, goal: Step) -> Ints:
    """Positions of the goals that have a value."""
    found: Ints = np.flatnonzero(units.matching(goal, view) & ~np.isnan(view.steps["value"]))
    return found
