"""Two models, each predicting only for customers it has not seen: the chance of exposure, and the outcome without it.

Both are linear in the columns of the design, with a mild ridge on all but the level: the logarithm of the odds for a
chance, the mean for other outcomes. A model is fitted to everybody by Newton's steps; from there the one without a
fold is a few steps away, so that five folds cost little more than one fit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Floats, Ints, Mask

RIDGE = 1.0
"""Weight of the squared coefficients, in units of one observation's logarithm of likelihood."""
STEPS = 25
CLOSE = 1e-3
"""A fit is done when no coefficient, of columns of deviation 1, moves by more."""
Mean = Callable[[Floats], Floats]


class Problem(NamedTuple):
    """`columns` float64[n, 1 + q], the first all 1; `target` float64[n]; `counts` says which rows may teach."""

    columns: Floats
    target: Floats
    counts: Mask


def chances(columns: Floats, target: Floats, counts: Mask, fold: Ints, folds: int) -> Floats:
    """P(target = 1) of each row, from the rows of other folds that count."""
    problem = Problem(_levelled(columns), target, counts)
    return _predicted(problem, fold, folds, _logistic, _slope_of_logistic)


def means(columns: Floats, target: Floats, counts: Mask, fold: Ints, folds: int) -> Floats:
    """The expected target of each row, from the rows of other folds that count."""
    spread = target[counts].std() or 1.0
    problem = Problem(_levelled(columns), target / spread, counts)
    return _predicted(problem, fold, folds, lambda score: score, np.ones_like) * spread


def _levelled(columns: Floats) -> Floats:
    return np.column_stack([np.ones(len(columns)), columns])


def _logistic(score: Floats) -> Floats:
    bounded: Floats = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
    return bounded


def _slope_of_logistic(mean: Floats) -> Floats:
    return mean * (1 - mean)


def _predicted(problem: Problem, fold: Ints, folds: int, mean: Mean, slope: Mean) -> Floats:
    start = _newton(problem, mean, slope)
    owns = [np.flatnonzero(fold == each) for each in range(folds)]
    curved = [_curvature(_taught(problem, own), start, mean, slope) for own in owns]
    whole = np.sum(curved, axis=0) + np.diag(_ridge(len(start)))
    found = np.empty(len(fold))
    for own, part in zip(owns, curved, strict=True):
        inverse: Floats = np.linalg.inv(whole - part)
        found[own] = mean(problem.columns[own] @ _without(problem, own, start, inverse, mean))
    return found


def _taught(problem: Problem, rows: Ints) -> Floats:
    """The columns of those among some rows that may teach."""
    return problem.columns[rows[problem.counts[rows]]]


def _newton(problem: Problem, mean: Mean, slope: Mean) -> Floats:
    """The coefficients of all rows that count; no step is longer than 5, so that rare targets do not overshoot."""
    columns, target = problem.columns[problem.counts], problem.target[problem.counts]
    ridge = _ridge(columns.shape[1])
    at = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        pull = columns.T @ (target - mean(columns @ at)) - ridge * at
        step = np.linalg.solve(_curvature(columns, at, mean, slope) + np.diag(ridge), pull)
        at = at + step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < CLOSE:
            break
    return at


def _without(problem: Problem, own: Ints, start: Floats, inverse: Floats, mean: Mean) -> Floats:
    """The coefficients without a fold, by steps with the inverse curvature that holds at the start."""
    rest = problem.counts.copy()
    rest[own] = False
    columns, weight = problem.columns, rest.astype(np.float64)
    ridge, at = _ridge(columns.shape[1]), start
    for _ in range(STEPS):
        step = inverse @ (((problem.target - mean(columns @ at)) * weight) @ columns - ridge * at)
        at = at + step
        if np.abs(step).max() < CLOSE:
            break
    return at


def _ridge(size: int) -> Floats:
    """The level is hardly held back: only so far that there is always a solution."""
    weights = np.full(size, RIDGE)
    weights[0] = 1e-6
    return weights


def _curvature(columns: Floats, at: Floats, mean: Mean, slope: Mean) -> Floats:
    root = np.sqrt(slope(mean(columns @ at)))
    weighted = (columns * root[:, None]).astype(np.float32)  # directions of steps need no more, and take half the time
    return (weighted.T @ weighted).astype(np.float64)
