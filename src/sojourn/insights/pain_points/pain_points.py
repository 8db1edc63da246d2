"""What goes wrong for customers, what it costs, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from sojourn.conditions import Condition, parse
from sojourn.effects.risk_sets import FOREVER
from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.insights.pain_points.records import PainPoints
from sojourn.insights.pain_points.searching import Wish, search
from sojourn.journeys.definition import Step
from sojourn.periods import parse_duration


def pain_points(
    units: Units,
    outcome: Step | None = None,
    *,
    strict: bool = False,
    fixable: float = 1.0,
    errors: Sequence[str] | None = None,
    problems: Mapping[str, str | Condition] | None = None,
    also: Sequence[str] | None = None,
    only: Sequence[str] | None = None,
    within: str | timedelta | None = None,
    folder: Path | None = None,
    progress: Progress = silent,
) -> PainPoints:
    """Pain points of journeys towards an outcome: their goal, or else "Order Completed".

    Whole histories are cut into journeys that end with the outcome or with a pause of 30 days. `strict` asks for a
    robustness of 1 instead of 0.5. `fixable`: which share of a pain point could be mended, 0 to 1. `errors`: events
    that count as errors beside those that are recognised. `problems`: by name, conditions on a step that say that it
    went wrong, beside searches with no result and steps marked as late, failed or declined. `also`: properties of a
    journey's first step to compare by, beside what is compared by anyway. `only`: ids of candidates that were found
    elsewhere, to be estimated here without a search. `within`: the outcome counts so soon after a step, and steps of
    less long ago are left out; otherwise it counts to the end of the journey. `folder`: the workspace's, with the
    themes and models that people made there.

    Raises UsageError where there is no outcome to look for.
    """
    named = tuple((name, parse(one) if isinstance(one, str) else one) for name, one in (problems or {}).items())
    horizon = FOREVER if within is None else parse_duration(within)
    wish = Wish(-1, strict, fixable, tuple(errors or ()), tuple(also or ()), tuple(only or ()), horizon, folder, named)
    return search(units, outcome, wish, progress)
