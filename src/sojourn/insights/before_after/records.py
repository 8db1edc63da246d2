"""What a comparison of before and after returns, and what can be asked for as a control."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` is the field people know
from typing import Literal

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.results import Measured

Verdict = Literal["better", "worse", "no change seen", "cannot tell"]


class Point(Struct, frozen=True):
    """One period: what was observed, and with its likely range what was expected without the change (after it only).

    `side`: "before", "straddling" (in neither), "after" (judged) or "later" (not judged).
    """

    period: Date
    observed: float
    expected: float
    low: float
    high: float
    side: str


class Check(Struct, frozen=True):
    """What another method says of the same series; `refusal` where it cannot tell."""

    method: str
    effect: Estimate
    refusal: str


class BeforeAfter(Measured, frozen=True):
    """Did a change on `date` move a measure? `effect` is its mean after the change less what was `expected` without it.

    `gain` is the effect turned so that above zero is better. `verdict`: "better" or "worse" where the whole likely
    range is, "no change seen" where it holds zero, "cannot tell" with the reasons. `judged` periods after the change
    count, `learned` before it. The test was tried on `dummy_dates` at which nothing was changed; `false_alarms` of them
    still showed an effect. `left_out` periods straddle the date, `not_judged` ones after it are too late or not over.
    `per_month`: how many things the measure counts in an average month after the change; of "count" and "value", whose
    effect is that of a day or week, how many of these. `checks`: the same by other methods.
    """

    measure: str
    definition: str
    unit: str
    better: str
    date: Date
    every: str
    controls: tuple[str, ...]
    method: str
    effect: Estimate
    gain: Estimate
    observed: float
    expected: float
    judged: int
    learned: int
    left_out: int
    not_judged: int
    dummy_dates: int
    false_alarms: int
    per_month: float
    verdict: Verdict
    reasons: tuple[str, ...]
    sentence: str
    checks: tuple[Check, ...]
    points: tuple[Point, ...]

    def records(self) -> tuple[Point, ...]:
        """The table of this result: period by period."""
        return self.points

    def summary(self) -> str:
        """The verdict and its reasons, a line each."""
        return "\n".join([self.sentence, *self.reasons])
