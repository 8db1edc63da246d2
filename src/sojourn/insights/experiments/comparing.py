"""Two arms side by side: the difference of their means, with an interval for one look and one for any number of looks.

These are plain functions over counts, means and variances. They also serve whoever has no more than such a table.
"""

from __future__ import annotations

from math import erfc, inf, isfinite, nan, sqrt
from statistics import NormalDist

import msgspec
from msgspec import Struct

from sojourn.errors import UsageError
from sojourn.estimates import CONFIDENCE, Estimate, t_quantile
from sojourn.insights.experiments import always_valid
from sojourn.insights.experiments.arms import Arm

FIXED, ANYTIME, RELATIVE = "welch t", "asymptotic confidence sequence", "delta method"
FEWEST = 30
"""Units in an arm below which nothing is compared: both intervals rest on large samples."""


class Difference(Struct, frozen=True):
    """`fixed` is right for one look at an end that was planned, `anytime` however often one looks.

    Both are of arm less control, and have the same value. `relative` is the difference as a share of the control's mean
    (one look). `p` and `p_anytime` are the chances of a difference as large as this where there is none.
    """

    fixed: Estimate
    anytime: Estimate
    relative: Estimate
    p: float
    p_anytime: float


def difference(
    control: Arm,
    arm: Arm,
    planned: float = always_valid.PLANNED,
    *,
    units: int | None = None,
    confidence: float = CONFIDENCE,
) -> Difference:
    """Arm less control. `planned` units, of both arms together, must have been fixed before looking.

    `units` counts those met by the experiment where a measure counts fewer (answers to a survey): the planned size is
    theirs. It must be a steady multiple of those counted, so not hold units whose outcome is still open. Intervals are
    NaN, and p is 1, where an arm has fewer than 30 units or nobody differs from anybody.
    Raises UsageError for a negative variance.
    """
    if control.variance < 0 or arm.variance < 0:
        raise UsageError("A variance cannot be negative. Give the sample variance of each arm's units.")
    value, n = arm.mean - control.mean, control.n + arm.n
    error = sqrt(control.error + arm.error) if min(control.n, arm.n) >= FEWEST else nan
    if not error > 0:
        return _cannot_say(value, n)
    alpha, z = 1 - confidence, value / error
    seen = units or n
    reach = float(always_valid.bound(seen, planned, alpha)) * error
    once = _t(_freedom(control, arm), confidence) * error
    return Difference(
        Estimate(value, value - once, value + once, n, FIXED),
        Estimate(value, value - reach, value + reach, n, ANYTIME),
        relative(control, arm, confidence),
        erfc(abs(z) / sqrt(2)),
        float(always_valid.p_value(z, seen, planned, alpha)),
    )


def relative(control: Arm, arm: Arm, confidence: float = CONFIDENCE) -> Estimate:
    """The difference as a share of the control's mean; NaN where that mean may be zero."""
    n = control.n + arm.n
    value = arm.mean / control.mean - 1 if control.mean else nan
    half = _t(_freedom(control, arm), confidence)
    if not isfinite(value) or not abs(control.mean) > half * sqrt(control.error):
        return Estimate(value, nan, nan, n, RELATIVE)
    error = sqrt(arm.error + (arm.mean / control.mean) ** 2 * control.error) / abs(control.mean)
    return Estimate(value, value - half * error, value + half * error, n, RELATIVE)


def _cannot_say(value: float, n: int) -> Difference:
    fixed, anytime, share = (Estimate(value, nan, nan, n, method) for method in (FIXED, ANYTIME, RELATIVE))
    return Difference(fixed, anytime, msgspec.structs.replace(share, value=nan), 1.0, 1.0)


def _freedom(control: Arm, arm: Arm) -> float:
    """Welch's degrees of freedom."""
    both = control.error + arm.error
    if min(control.n, arm.n) < 2 or not both > 0:
        return inf
    return both**2 / (control.error**2 / (control.n - 1) + arm.error**2 / (arm.n - 1))


def _t(freedom: float, confidence: float) -> float:
    """The quantile of t for an interval of this confidence."""
    if isfinite(freedom):
        return t_quantile(max(1, int(freedom)), confidence)
    return NormalDist().inv_cdf(0.5 + confidence / 2)
