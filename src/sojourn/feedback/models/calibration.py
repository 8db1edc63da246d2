"""Chances that mean what they say: of texts given 70 %, seven in ten are right.

Scores z become chances by softmax(a z + c log(share of the class)): `a` makes them bolder or more careful, `c` gives
back what training took from frequent classes. Source: temperature scaling, Guo et al., ICML 2017.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.feedback.models.linear import Floats, Ints, log_softmax


class Calibration(NamedTuple):
    """How scores become chances; `log_share` is float64[classes]."""

    bold: float
    frequent: float
    log_share: Floats

    def chances(self, scores: Floats) -> Floats:
        """Chances, float64[rows, classes]."""
        found: Floats = np.exp(log_softmax(self.bold * scores + self.frequent * self.log_share))
        return found


def calibrate(scores: Floats, codes: Ints) -> Calibration:
    """From scores of texts that the model did not see, and what they are. Classes must all occur."""
    from scipy.optimize import minimize

    log_share = np.log((np.bincount(codes, minlength=scores.shape[1]) + 1) / (len(codes) + scores.shape[1]))
    rows = np.arange(len(codes))

    def loss(given: NDArray[np.float64]) -> float:
        chances = log_softmax(np.exp(given[0]) * scores + given[1] * log_share)
        return float(-chances[rows, codes].mean() + 0.01 * (given[0] ** 2 + (given[1] - 0.5) ** 2))

    found = minimize(loss, np.array([0.0, 0.5]), method="Nelder-Mead", options={"maxiter": 200}).x
    return Calibration(float(np.exp(found[0])), float(found[1]), log_share)


def calibration_error(chance: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """The mean distance between the chance that was said and the share that was right, over bins of equal width.

    Source: expected calibration error, Naeini et al., AAAI 2015.
    """
    if not len(chance):
        return float("nan")
    place = np.minimum((chance * bins).astype(np.int64), bins - 1)
    apart = np.bincount(place, chance - right, bins)
    return float(np.abs(apart).sum() / len(chance))
