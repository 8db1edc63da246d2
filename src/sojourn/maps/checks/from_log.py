"""Ask a log for the names that happen in it."""

from __future__ import annotations

import numpy as np

from sojourn.engines.units import Units
from sojourn.journeys.stages import StageModel
from sojourn.journeys.view import View
from sojourn.maps.checks.log_names import NamesOfLog


def names_of(units: Units, stages: StageModel) -> NamesOfLog:
    """The names that happen in these journeys."""
    return NamesOfLog(_happening(units, "event"), _happening(units, "touchpoint"), stages)


def _happening(units: Units, over: str) -> tuple[str, ...]:
    """The names of "event" or "touchpoint" that at least one live step has, by code."""
    names = units.names(over)

    def codes(view: View) -> set[int]:
        return set(np.unique(view.steps[over][view.positions()]).tolist())

    found = set().union(*units.collect(codes))
    return tuple(name for code, name in enumerate(names) if code in found)
