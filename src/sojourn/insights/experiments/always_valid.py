"""Intervals that hold however often one looks: asymptotic confidence sequences.

At a fixed number of units, an estimate more than 1.96 standard errors off zero happens by chance one time in twenty.
Looked at again and again while units arrive, it happens far more often. The bound here is wider and grows slowly: that
an estimate is ever beyond it happens by chance at most one time in twenty, in large samples.

Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence
sequences" (Annals of Statistics 2024), theorem 2.2 and equation 10; Robbins, "Statistical methods related to the law of
the iterated logarithm" (1970).
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sojourn.estimates import CONFIDENCE

Floats = NDArray[np.float64]
PLANNED = 10_000
"""Where no size is planned, the interval is narrowest at so many units. It is valid at any number all the same."""


def bound(n: ArrayLike, planned: ArrayLike = PLANNED, alpha: float = 1 - CONFIDENCE) -> Floats:
    """How many standard errors from the estimate the interval reaches after `n` units; same shape as `n`.

    It is narrowest about `planned` units, which must be fixed before looking: a choice by the data breaks the promise.
    """
    spread = _spread(n, planned, alpha)
    found: Floats = np.sqrt(2 * (1 + 1 / spread) * np.log(np.sqrt(1 + spread) / alpha))
    return found


def p_value(z: ArrayLike, n: ArrayLike, planned: ArrayLike = PLANNED, alpha: float = 1 - CONFIDENCE) -> Floats:
    """The smallest share of false alarms at which `z` standard errors after `n` units are beyond the bound.

    `alpha` only says for which bound the interval is narrowest at `planned`. Values of 1 stand for "no sign at all".
    """
    spread = _spread(n, planned, alpha)
    beyond = np.asarray(z, np.float64) ** 2 * spread / (2 * (1 + spread))
    found: Floats = np.minimum(1.0, np.exp(0.5 * np.log1p(spread) - beyond))
    return found


def _spread(n: ArrayLike, planned: ArrayLike, alpha: float) -> Floats:
    """n rho^2, with the rho that makes the interval narrowest at `planned` (their equation 10, by its first order)."""
    at_plan = -2 * log(alpha) + log(-2 * log(alpha)) + 1
    found: Floats = np.asarray(n, np.float64) * at_plan / np.asarray(planned, np.float64)
    return found
