"""Sharper comparisons by what units did before they met the experiment (CUPED).

Source: Deng, Xu, Kohavi and Walker, "Improving the sensitivity of online controlled experiments by utilizing
pre-experiment data" (WSDM 2013); with several covariates, Lin, "Agnostic notes on regression adjustments" (2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Adjusted(NamedTuple):
    """The `values` of each arm, and the share of their variance that was explained and taken out, 0..1."""

    values: tuple[Floats, ...]
    explained: float


def adjusted(values: Sequence[Floats], before: Sequence[Floats]) -> Adjusted:
    """Take out of each arm's values what is explained by `before`, float64[units, covariates], known before exposure.

    One slope for all arms, from differences within arms; covariates are centred over everybody, so that the difference
    of means keeps its meaning. Covariates that never vary, or repeat others, change nothing.
    """
    everybody = np.concatenate(before)
    if not len(everybody) or not everybody.shape[1]:
        return Adjusted(tuple(values), 0.0)
    x = np.concatenate([own - own.mean(axis=0) for own in before if len(own)])
    y = np.concatenate([own - own.mean() for own in values if len(own)])
    scale = x.std(axis=0)
    moving = scale > 1e-12 * np.maximum(1, np.abs(everybody).max(axis=0))
    if len(y) < 10 * (1 + moving.sum()) or not moving.any() or not np.any(y):
        return Adjusted(tuple(values), 0.0)
    slope = np.zeros(x.shape[1])
    slope[moving] = np.linalg.lstsq(x[:, moving] / scale[moving], y, rcond=1e-9)[0] / scale[moving]
    centre = everybody.mean(axis=0)
    sharper = tuple(own - (past - centre) @ slope for own, past in zip(values, before, strict=True))
    left = float(np.sum((y - x @ slope) ** 2) / np.sum(y**2))
    return Adjusted(sharper, max(0.0, 1 - left))
