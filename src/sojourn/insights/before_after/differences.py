"""Difference in differences: how much more the series moved than its controls, from as long before to after.

Its error is not computed from a model: it is how far the same difference moved at dates when nothing was changed.
Source: Bertrand, Duflo and Mullainathan, "How much should we trust differences-in-differences estimates?" (QJE 2004).
"""

from __future__ import annotations

import numpy as np

from sojourn.insights.before_after.series import Floats, Ints, Series


def moved(found: Series, stop: int, window: Ints) -> float:
    """The mean of target less controls over `window`, less that over as many periods before `stop`; NaN for none."""
    apart = between(found)
    earlier = np.arange(max(0, stop - len(window)), stop)
    return found.mean(apart, window) - found.mean(apart, earlier)


def between(found: Series) -> Floats:
    """The target less the mean of its controls, float64[periods]; each control is in the target's unit."""
    apart: Floats = found.target - found.controls.mean(axis=1)
    return apart
