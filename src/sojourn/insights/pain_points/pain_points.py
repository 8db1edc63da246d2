"""What goes wrong for customers, what it costs, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.insights.pain_points.records import PainPoints
from sojourn.insights.pain_points.searching import Wish, search
from sojourn.journeys.definition import Step


def pain_points(
    units: Units,
    outcome: Step | None = None,
    *,
    strict: bool = False,
    fixable: float = 1.0,
    errors: Sequence[str] | None = None,
    progress: Progress = silent,
) -> PainPoints:
    """Pain points of journeys towards an outcome: their goal, or else "Order Completed".

    Whole histories are cut into journeys that end with the outcome or with a pause of 30 days. `strict` asks for a
    robustness of 1 instead of 0.5. `fixable`: which share of a pain point could be mended, 0 to 1. `errors`: events
    that count as errors beside those that are recognised. Raises UsageError where there is no outcome to look for.
    """
    return search(units, outcome, Wish(-1, strict, fixable, tuple(errors or ())), progress)
