"""How sure an effect is where whole days are exposed or not: as sure as so many days can make it.

Source: Liang and Zeger, Biometrika 73 (1986); for few groups Student's t with one degree less than there are of them:
Cameron and Miller, "A practitioner's guide to cluster-robust inference", The Journal of Human Resources 50 (2015).
"""

from __future__ import annotations

from math import inf, sqrt

import numpy as np

from sojourn.effects.records import Floats, Ints, Mask
from sojourn.estimates import t_quantile

FEWEST_DAYS = 4
"""With fewer days on either side, what is of the day cannot be told from chance."""


def days_apart(exposed: Mask, day: Ints) -> int:
    """How many days there are on the side that has fewer."""
    return min(len(np.unique(day[side])) for side in (exposed, ~exposed))


def wide_by_day(value: float, influence: Floats, exposed: Mask, day: Ints) -> tuple[float, float]:
    """Half the width of the 95 % interval, and p, from the influence of each unit added up by day."""
    fewer = days_apart(exposed, day)
    if fewer < 2:
        return inf, 1.0
    _, place = np.unique(day, return_inverse=True)
    added = np.bincount(place, influence)
    # Influences are of differences from a mean of the days themselves, which takes one of them away.
    deviation = sqrt(float(added @ added) * fewer / (fewer - 1))
    return wide(value, deviation, fewer - 1)


def wide(value: float, deviation: float, freedom: int) -> tuple[float, float]:
    """Half the width of the 95 % interval, and p, by Student's t."""
    from scipy.special import stdtr

    p = 2 * float(stdtr(freedom, -abs(value) / deviation)) if deviation else float(value == 0)
    return t_quantile(freedom) * deviation, p
