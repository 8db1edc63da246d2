"""What is known of one arm: how many units, their mean, and how far they lie apart.

Everything that is compared in an experiment becomes a mean of one number a unit: a share is a mean of noughts and ones,
a ratio (revenue by orders) a mean of its linearised units.
"""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sojourn.errors import UsageError

Floats = NDArray[np.float64]


class Arm(NamedTuple):
    """`n` units with their `mean` and sample `variance` (by n - 1); NaN where there are too few."""

    n: int
    mean: float
    variance: float

    @property
    def error(self) -> float:
        """The squared standard error of the mean."""
        return self.variance / self.n if self.n else nan


def arm_of(values: ArrayLike) -> Arm:
    """The arm of one number for each unit; numbers that are not known (NaN) are left out."""
    given = np.asarray(values, np.float64)
    known = given[~np.isnan(given)]
    n = len(known)
    return Arm(n, float(known.mean()) if n else nan, float(known.var(ddof=1)) if n > 1 else nan)


def arm_of_share(successes: int, n: int) -> Arm:
    """The arm of `n` units of which some succeeded. Raises UsageError unless 0 <= successes <= n."""
    if not 0 <= successes <= n:
        raise UsageError(f"{successes} successes do not fit in n={n}. Count each unit once.")
    if n < 2:
        return Arm(n, successes / n if n else nan, nan)
    share = successes / n
    return Arm(n, share, share * (1 - share) * n / (n - 1))


def arm_of_ratio(numerator: ArrayLike, denominator: ArrayLike) -> Arm:
    """The arm of a sum by a sum, such as revenue by orders, both given for each unit."""
    return arm_of(linearised(numerator, denominator))


def linearised(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """One number for each unit with a denominator; their mean is the ratio, their variance that of the delta method.

    A unit's number is ratio + (numerator - ratio denominator) / mean denominator. Where every denominator is 1 it is
    the numerator itself. Source: Deng, Knoblich and Lu, "Applying the delta method in metric analytics" (KDD 2018).
    """
    above, below = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    counted = below > 0
    above, below = above[counted], below[counted]
    if not len(below):
        return above
    ratio = above.sum() / below.sum()
    found: Floats = ratio + (above - ratio * below) / below.mean()
    return found
