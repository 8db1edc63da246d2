"""How strong something unmeasured would have to be to explain an effect away, beside the strongest measured covariate.

What a covariate can hide is the product of two things: how much of the exposure and how much of the outcome it explains
that nothing else does. A hidden one k times as strong explains k times as much of what is left as the covariate that
explains most of the exposure does, and k times as much as the one that explains most of the outcome; these may be two.
The k at which its bias equals the effect is the robustness. Source: Cinelli and Hazlett, "Making sense of sensitivity",
Journal of the Royal Statistical Society B 82 (2020), sections 4.3 and 4.4, to first order in the shares.
"""

from __future__ import annotations

from math import inf, nan, sqrt
from typing import NamedTuple

import numpy as np

from sojourn.effects.design import Design
from sojourn.effects.records import Floats, Ints

WEAKEST = 0.01
"""A hidden cause is never taken to be weaker than one that explains this part of both: where nothing that matters was
measured, that shows nothing about what was not."""
UNJUDGED = 0.9
"""And k is never said to be more than this there: low, and not enough where a strict gate is asked for."""
MOST = 10.0
"""Beyond this, "10 or more" is said."""


class _Fit(NamedTuple):
    """A least-squares fit: coefficients, the inverse of the columns' products, and the sum of squares left."""

    coefficients: Floats
    inverse: Floats
    left: float
    freedom: int


def robustness(design: Design, exposed: Floats, outcome: Floats, effect: float) -> float:
    """k for an effect (of the outcome's unit), at most 10; NaN where no covariate was measured.

    Where what was measured hardly tells who is exposed or who comes to the outcome, k is at most 0.9.
    """
    groups = np.unique(design.group[design.group >= 0])
    if not len(groups):
        return nan
    of_exposure = _fit(design.columns, exposed)
    of_outcome = _fit(np.column_stack([design.columns, exposed - exposed.mean()]), outcome)
    scale = sqrt(max(of_outcome.left, 0.0) / max(of_exposure.left, 1e-300))
    owns = [np.flatnonzero(design.group == group) for group in groups]
    exposing, deciding = (max(_strength(fit, own) for own in owns) for fit in (of_exposure, of_outcome))
    most = MOST if exposing * deciding >= WEAKEST**2 else UNJUDGED
    exposing = max(exposing, WEAKEST**2 / max(deciding, WEAKEST))
    deciding = max(deciding, WEAKEST**2 / exposing)
    return min(most, _multiple(abs(effect), exposing, deciding, scale))


def _fit(columns: Floats, target: Floats) -> _Fit:
    centred = target - target.mean()
    inverse = np.asarray(np.linalg.pinv(columns.T @ columns, hermitian=True), np.float64)
    coefficients = inverse @ (columns.T @ centred)
    rest = centred - columns @ coefficients
    return _Fit(coefficients, inverse, float(rest @ rest), max(1, len(target) - columns.shape[1] - 1))


def _strength(fit: _Fit, own: Ints) -> float:
    """Cohen's f squared of some columns given all others, less what chance alone gives so many columns."""
    coefficients = fit.coefficients[own]
    explained = float(coefficients @ np.linalg.pinv(fit.inverse[np.ix_(own, own)], hermitian=True) @ coefficients)
    return max(0.0, explained / max(fit.left, 1e-300) - len(own) / fit.freedom)


def _multiple(effect: float, of_exposure: float, of_outcome: float, scale: float) -> float:
    """The k that solves effect = scale * k * sqrt(of_exposure * of_outcome / (1 - k * of_exposure))."""
    bias = scale * scale * of_exposure * of_outcome
    if bias <= 1e-24 * max(effect, 1e-12) ** 2 or effect == 0:
        return inf if effect else 0.0
    square = effect * effect
    return (-square * of_exposure + sqrt((square * of_exposure) ** 2 + 4 * bias * square)) / (2 * bias)
