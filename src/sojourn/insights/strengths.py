"""Strengths: what goes with a better outcome, by the same tests as pain points with the sign turned.

The list of candidates is seen from the good side: a step that comes fast, a good rating, praise for something, people
who help, a touchpoint that not everybody comes by.
"""

from __future__ import annotations

from pathlib import Path

from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.insights.pain_points.records import PainPoints
from sojourn.insights.pain_points.searching import Wish, search
from sojourn.journeys.definition import Step


def strengths(
    units: Units,
    outcome: Step | None = None,
    *,
    strict: bool = False,
    folder: Path | None = None,
    progress: Progress = silent,
) -> PainPoints:
    """What goes with a better outcome than comparable journeys have; see `pain_points`.

    `monthly_gain` of a row is what it may bring in a month as things are. Raises UsageError as `pain_points`.
    """
    return search(units, outcome, Wish(1, strict, folder=folder), progress)
