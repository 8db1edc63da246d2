"""What journeys are compared by: whether they reach a step, or the score their customers give."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sojourn.effects.goals import cut_at, goal_of, said
from sojourn.effects.records import Floats, Ints, Mask
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.feelings import scale_of


class Outcome(NamedTuple):
    """`ends`: at which steps of a view it is known, bool[steps]; `score`: its kind, or None for reaching a step."""

    units: Units
    name: str
    ends: Callable[[View], Mask]
    score: str | None

    @property
    def is_share(self) -> bool:
        """Whether it is reached or not; otherwise it is a number."""
        return self.score is None

    def values(self, view: View, won: Ints) -> Floats:
        """The outcome of rows by the position at which it was known (-1: not reached)."""
        if self.score is None:
            return (won >= 0).astype(np.float64)
        return view.steps["score"][won].astype(np.float64)


def outcome_of(units: Units, outcome: Step | list[str] | None = None, score: str | None = None) -> Outcome:
    """What is asked for, else the goal of the journeys, else the usual one; histories are cut at it and at long pauses.

    Raises UsageError where it never happens, or nothing says what it is; UnknownName for a score that is none.
    """
    if score is not None and outcome is not None:
        raise UsageError("Compare by an outcome or by a score, not by both at once.")
    if score is not None:
        return _scored(units, score)
    step = goal_of(units, outcome)
    asked = cut_at(units, step)
    return Outcome(asked, said(step), lambda view: asked.matching(step, view), None)


def _scored(units: Units, score: str) -> Outcome:
    """Any score of the kind that lies on its scale; journeys are customers' histories unless they are cut."""
    scale = scale_of(score)
    codes = [code for code, name in enumerate(units.field("score_kind").names) if name == score]
    if not codes:
        raise UsageError(f'No answer here is a score of kind "{score}". Load some, with a column {score}.')

    def ends(view: View) -> Mask:
        given = view.steps["score"]
        kind = units.field("score_kind").of(view.steps["seq"])
        with np.errstate(invalid="ignore"):
            found: Mask = np.isin(kind, codes) & (given >= scale.lowest) & (given <= scale.highest)
        return found

    return Outcome(units, score, ends, score)
