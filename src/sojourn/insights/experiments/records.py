"""What is said of an experiment."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.results import Measured

Judged = Literal["better", "worse", "held", "cannot tell"]
Verdict = Literal["better", "worse", "no difference seen", "cannot tell yet", "stopped"]


class ArmSize(Struct, frozen=True):
    """An arm: how many units met the experiment in it, and how many would by its weight."""

    name: str
    units: int
    expected: float


class Comparison(Struct, frozen=True):
    """One arm against the control in one measure.

    `control` and `treated` are the figures of the arms as they are. `fixed` is the difference for a single look at the
    planned end, `anytime` for any number of looks; both are sharpened by what units did before, which `explained` so
    much of their variance; `plain` is the single look without that. `relative` is the difference as a share of the
    control. `found`: it holds among all that were looked at (false discoveries at most 5 %). `smallest`: the difference
    that so many units would show in four of five cases. `judged` of a guardrail: "held" where a loss beyond its margin
    is ruled out.
    """

    measure: str
    kind: Literal["primary", "guardrail", "further", "segment"]
    arm: str
    unit: str
    better: str
    control: Estimate
    treated: Estimate
    fixed: Estimate
    anytime: Estimate
    plain: Estimate
    relative: Estimate
    explained: float
    p: float
    p_anytime: float
    found: bool
    judged: Judged
    smallest: float
    segment: str | None = None


class Experiment(Measured, frozen=True, kw_only=True):
    """An experiment and its verdict. `primary` has a row for each arm but the control, which is the first of `arms`.

    `per_month`: units that met it in an average month, while it ran. `several` units met more than one arm and
    count in the first (`named` are some of them); `unknown` met it in an arm that is not declared, `earlier` before
    its start.
    `chance_of_sizes`: how likely arms as uneven as these are by chance; below 1 in 1,000 nothing else is judged.
    `decided_by`: which interval judges, "anytime" or "fixed". `ended`: the planned size or end is reached, and nobody's
    outcome is open. Where it is judged at the end, those who met it after the `planned` ones do not count.
    """

    name: str
    title: str
    hypothesis: str | None
    primary: tuple[Comparison, ...]
    arms: tuple[ArmSize, ...]
    units: int
    unit: str
    per_month: float
    several: int
    named: tuple[str, ...]
    unknown: int
    earlier: int
    chance_of_sizes: float
    decided_by: Literal["anytime", "fixed"]
    planned: int | None
    ended: bool
    verdict: Verdict
    sentence: str
    reasons: tuple[str, ...]
    guardrails: tuple[Comparison, ...]
    metrics: tuple[Comparison, ...]
    segments: tuple[Comparison, ...]

    def records(self) -> tuple[Comparison, ...]:
        """The table of this result: every comparison."""
        return (*self.primary, *self.guardrails, *self.metrics, *self.segments)

    def summary(self) -> str:
        """The verdict and its reasons, a line each."""
        return "\n".join([self.sentence, *self.reasons])
