"""Fitting a model by maximum likelihood, and how far its parameters may be off.

Parameters are positive and worked with as logarithms: no step of the search can leave the range.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sojourn.measures.kpis.records import Floats

Likelihood = Callable[[Floats], tuple[Floats, Floats]]
"""From parameters to each customer's log-likelihood, float64[n], and its slopes by parameter, float64[n, k]."""

BOUND = 12.0
"""Parameters stay between exp(-BOUND) and exp(BOUND): beyond, no data could tell them apart."""

FLAT = 1e-7
"""A direction in which the likelihood is flatter than this, by its steepest one, tells nothing."""


class Fit(NamedTuple):
    """A model that was fitted: `parameters` float64[k] and the `log_likelihood` there.

    `influence` float64[n, k]: how far each customer moves the logarithm of each parameter, so that the squares of any
    sum over customers add up to its variance. `settled`: the search found a maximum inside the range; `flat`: in some
    direction the parameters could be anything (what is predicted hardly depends on it).
    """

    parameters: Floats
    log_likelihood: float
    influence: Floats
    settled: bool
    flat: bool


def fitted(likelihood: Likelihood, starts: list[list[float]]) -> Fit:
    """The best of the maxima found from several starts (parameters)."""
    from scipy.optimize import minimize

    def loss(logs: Floats) -> tuple[float, Floats]:
        own, slopes = likelihood(np.exp(logs))
        return -float(own.mean()), -(slopes * np.exp(logs)).mean(axis=0)

    bounds = [(-BOUND, BOUND)] * len(starts[0])
    tries = [
        minimize(loss, np.log(start), jac=True, method="L-BFGS-B", bounds=bounds, options=_PRECISE) for start in starts
    ]
    best = min(tries, key=lambda found: float(found.fun))
    logs: Floats = best.x
    own, slopes = likelihood(np.exp(logs))
    inverse, flat = _inverse(_curvature(likelihood, logs))
    at_edge = bool(np.any(np.abs(logs) > BOUND - 0.01))
    return Fit(np.exp(logs), float(own.sum()), slopes * np.exp(logs) @ inverse, bool(best.success), flat or at_edge)


_PRECISE = {"maxiter": 2000, "maxfun": 20_000, "ftol": 1e-14, "gtol": 1e-9, "maxcor": 20}


def _curvature(likelihood: Likelihood, logs: Floats) -> Floats:
    """Minus the second derivatives of the log-likelihood by the logarithms, from its slopes; float64[k, k]."""
    step = 1e-4
    rows = []
    for k in range(len(logs)):
        ends = []
        for sign in (1, -1):
            moved = logs.copy()
            moved[k] += sign * step
            ends.append((likelihood(np.exp(moved))[1] * np.exp(moved)).sum(axis=0))
        rows.append((ends[1] - ends[0]) / (2 * step))
    found = np.array(rows)
    return np.asarray((found + found.T) / 2)


def _inverse(curvature: Floats) -> tuple[Floats, bool]:
    """The inverse in the directions that the data tell something about, and whether there are others."""
    steep, directions = np.linalg.eigh(curvature)
    known = steep > FLAT * max(float(steep[-1]), 1e-300)
    kept = directions[:, known]
    return np.asarray((kept / steep[known]) @ kept.T), not bool(known.all())


def slopes(of: Callable[[Floats], Floats], parameters: Floats) -> Floats:
    """How a figure of each customer changes with the logarithm of each parameter, float64[n, k]."""
    step = 1e-4
    columns = []
    for k in range(len(parameters)):
        up, down = parameters.copy(), parameters.copy()
        up[k] *= np.exp(step)
        down[k] *= np.exp(-step)
        columns.append((of(up) - of(down)) / (2 * step))
    return np.column_stack(columns)
