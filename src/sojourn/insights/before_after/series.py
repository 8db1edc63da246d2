"""A series and its controls, period by period: what all methods of before and after are given."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sojourn.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
ROUNDING = 1e-12
"""What moves by less, as a share of its size, does not move."""


class Series(NamedTuple):
    """`target` float64[periods] and `controls` float64[periods, controls], evenly spaced; NaN where not known.

    Periods from `after` on came after the change, those before `before` before it; what lies between, if anything,
    straddles it and belongs to neither. `counts` float64[periods] is how many things each period's figure rests on,
    `season` the number of periods in a week, 1 for none.
    """

    target: Floats
    controls: Floats
    before: int
    after: int
    counts: Floats
    season: int = 1

    def mean(self, values: Floats, window: Ints) -> float:
        """The mean of some periods, each as much as things were counted in it; NaN where none is known."""
        seen = window[~np.isnan(values[window])]
        return float(np.average(values[seen], weights=self.counts[seen])) if len(seen) else float("nan")


def series(
    target: ArrayLike,
    controls: ArrayLike,
    at: int,
    *,
    season: int = 1,
    straddling: int = 0,
    counts: ArrayLike | None = None,
) -> Series:
    """From arrays: `controls` one array for each, `at` the first period after the change, `straddling` before it.

    What is not finite is not known. A period in which a control is not known counts for neither side; without
    `counts` all weigh the same. Raises UsageError where there is no control, no period on one side, or arrays differ in
    length.
    """
    y = np.array(target, np.float64)
    x = np.atleast_2d(np.asarray(controls, np.float64))
    if not x.size:
        raise UsageError(
            "There is nothing to compare with. Give one control series or more that the change left alone."
        )
    if x.shape[1] != len(y):
        raise UsageError(f"Controls of {x.shape[1]} periods do not fit a series of {len(y)}. Give the same periods.")
    if not 0 < at < len(y):
        raise UsageError(f"The change is at period {at} of {len(y)}. Give one with periods before and after it.")
    y[~np.isfinite(y) | ~np.isfinite(x).all(axis=0)] = np.nan
    rests_on = np.ones(len(y)) if counts is None else np.maximum(np.nan_to_num(np.asarray(counts, np.float64)), 1.0)
    return Series(y, np.where(np.isfinite(x), x, np.nan).T.copy(), max(0, at - straddling), at, rests_on, season)


def known(found: Series) -> Mask:
    """Which periods have a figure, bool[periods]."""
    return ~np.isnan(found.target)


def moving(found: Series) -> Series:
    """The same without controls that never move before the change. Raises UsageError where none is left."""
    past = found.controls[: found.before][known(found)[: found.before]]
    if not len(past):
        return found
    moves = np.ptp(past, axis=0) > ROUNDING * np.abs(past).max(axis=0)
    if not moves.any():
        raise UsageError(
            "No control ever moves before the change, so nothing tells the change from the season. "
            "Give a control that has ups and downs of its own."
        )
    return found._replace(controls=found.controls[:, moves])
