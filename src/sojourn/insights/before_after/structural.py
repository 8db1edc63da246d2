"""What would have happened without the change: a level that wanders, a weekly season, and the controls.

The series is level + season + controls x slopes + noise; the level is a random walk. It is the local level model of
structural time series, with fixed season and regression: statsmodels' UnobservedComponents gives the same figures and
is what the tests hold this to. This one is a single pass for each guess of how far the level wanders, and of whether
periods with many things are less noisy, which makes dozens of placebo dates affordable; it averages over the guesses
instead of trusting the best of them. Steps of the level have an exponential prior (Simpson et al., "Penalising model
component complexity", 2017).

Source: Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), sections 3.4 and 7.3;
Brodersen et al., "Inferring causal impact using Bayesian structural time-series models" (2015).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.compiled import compiled
from sojourn.insights.before_after.series import Floats, Ints, Series

STEPS = np.array([0.0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.5, 0.8, 1.3])
"""Guesses of how far the level moves from day to day, in standard deviations of the noise."""
LARGE, SELDOM = 0.5, 0.05
"""That a day moves the level by more than half the noise is held for so likely, before looking."""
LONGER = 7.0
"""A week moves the level by as much as seven days, its mean is as much less noisy: guesses are so many times larger."""
FEW = 140
"""A figure of fewer things a week is mostly noise of its own: guesses are those for days."""


class Gap(NamedTuple):
    """The mean of the observed less the predicted over some periods, and its standard error."""

    value: float
    error: float


class Path(NamedTuple):
    """What was predicted for each of some periods, and the standard error of a single one; float64[periods]."""

    predicted: Floats
    error: Floats


class _Fit(NamedTuple):
    """A guess of how the level wanders: its weight, and all that a forecast from `last` on needs."""

    weight: float
    wanders: float
    noise: float
    slopes: Floats
    spread: Floats
    level: Floats
    doubt: float
    last: int
    noises: Floats


@compiled
def kernel(columns, noises, stop, wanders):  # type: ignore[no-untyped-def]  # numba infers the types
    """One pass of the Kalman filter over periods 0 .. stop - 1 of `columns` float64[periods, 1 + regressors].

    `noises` float64[periods] is each period's variance of noise, `wanders` that of a step of the level, in one unit.
    All columns are filtered with the same gains; periods whose first column is NaN are passed over. Returns the scaled
    innovations float64[seen - 1, columns], the sum of logs of their variances, the level of each column after the last
    seen period, its variance in units of the noise, and that period.
    """
    size = columns.shape[1]
    innovations = np.empty((stop, size))
    level = np.zeros(size)
    doubt, logs, seen, last = 0.0, 0.0, 0, -1
    for t in range(stop):
        if np.isnan(columns[t, 0]):
            continue
        if last < 0:
            level[:] = columns[t]
            doubt = noises[t]
        else:
            doubt += wanders * (t - last)
            variance = doubt + noises[t]
            gain = doubt / variance
            scale = 1.0 / np.sqrt(variance)
            for k in range(size):
                miss = columns[t, k] - level[k]
                innovations[seen, k] = miss * scale
                level[k] += gain * miss
            doubt *= 1.0 - gain
            logs += np.log(variance)
            seen += 1
        last = t
    return innovations[:seen], logs, level, doubt, last


def gap(found: Series, stop: int, window: Ints) -> Gap:
    """Learn from periods before `stop` and compare those of `window`, int64[periods], with what they foretell.

    NaN where there are too few periods to learn from.
    """
    window = window[~np.isnan(found.target[window])]
    columns = _columns(found)
    fits = _fits(columns, found, stop)
    if not fits or not len(window):
        return Gap(np.nan, np.nan)
    parts = found.counts[window] / found.counts[window].sum()
    values, variances = np.array([_mean_gap(fit, columns, window, parts) for fit in fits]).T
    weights = np.array([fit.weight for fit in fits])
    value = float(weights @ values)
    variance = float(weights @ (variances + (values - value) ** 2))
    return Gap(value, float(np.sqrt(variance)))


def path(found: Series, stop: int) -> Path:
    """What periods before `stop` foretell for each later one; float64[periods - stop]."""
    columns = _columns(found)
    fits = _fits(columns, found, stop)
    later = np.arange(stop, len(columns))
    columns[later, 0] = 0.0  # a gap to zero is the prediction turned round
    if not fits:
        return Path(np.full(len(later), np.nan), np.full(len(later), np.nan))
    each = np.array([[_mean_gap(fit, columns, np.array([t]), np.ones(1)) for t in later] for fit in fits])
    weights = np.array([fit.weight for fit in fits])
    predicted = -weights @ each[:, :, 0]
    return Path(predicted, np.sqrt(weights @ (each[:, :, 1] + (each[:, :, 0] + predicted) ** 2)))


def _mean_gap(fit: _Fit, columns: Floats, window: Ints, parts: Floats) -> tuple[float, float]:
    """The mean gap under one guess and its variance: of the level's way from `last`, of noise, and of the slopes.

    `parts` float64[window], of sum 1, say how much each period weighs.
    """
    apart = parts @ columns[window] - fit.level
    value = apart[0] - apart[1:] @ fit.slopes
    steps = np.arange(1, int(window[-1]) - fit.last + 1)
    # A step of the level moves all periods from there on.
    moves = parts[::-1].cumsum()[::-1][np.minimum(np.searchsorted(window - fit.last, steps), len(window) - 1)]
    moved = fit.doubt + fit.wanders * float(moves @ moves) + float(parts**2 @ fit.noises[window])
    return float(value), float(fit.noise * (moved + apart[1:] @ fit.spread @ apart[1:]))


def _fits(columns: Floats, found: Series, stop: int) -> list[_Fit]:
    """One for each guess, weighted by its restricted likelihood and prior; guesses of no weight are left out."""
    counts = found.counts
    few = np.ptp(counts) > 0 and counts[: found.before].mean() < FEW
    steps = STEPS if found.season > 1 or few else LONGER * STEPS
    noises = [np.ones(len(counts))]
    if np.ptp(counts) > 0:
        noises.append(counts[:stop].mean() / counts)
    tried = [
        (*_fit(columns, noise, stop, step**2), chance)
        for step, chance in zip(steps, _CHANCES, strict=True)
        for noise in noises
    ]
    fits = [(fit, likelihood + np.log(chance)) for fit, likelihood, chance in tried if fit is not None]
    if not fits:
        return []
    logs = np.array([likelihood for _, likelihood in fits])
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    kept = [fit._replace(weight=float(weight)) for (fit, _), weight in zip(fits, weights, strict=True) if weight > 1e-3]
    total = sum(fit.weight for fit in kept)
    return [fit._replace(weight=fit.weight / total) for fit in kept]


def _chances() -> Floats:
    """The prior chance of each guess: of steps nearer to it than to its neighbours."""
    edges = np.r_[0.0, (STEPS[1:] + STEPS[:-1]) / 2, np.inf]
    found: Floats = -np.diff(SELDOM ** (edges / LARGE))
    return found


_CHANCES = _chances()


def _fit(columns: Floats, noises: Floats, stop: int, wanders: float) -> tuple[_Fit | None, float]:
    innovations, logs, level, doubt, last = kernel(columns, noises, stop, wanders)
    y, x = innovations[:, 0], innovations[:, 1:]
    freedom = len(y) - x.shape[1]
    if freedom < 3:
        return None, 0.0
    # A control that never moves, or repeats another, has no slope of its own.
    sizes, ways = np.linalg.eigh(x.T @ x)
    sound = sizes > 1e-10 * max(sizes.max(initial=0.0), np.finfo(float).tiny)
    sizes, ways = sizes[sound], ways[:, sound]
    spread = (ways / sizes) @ ways.T
    slopes = spread @ (x.T @ y)
    noise = float(np.sum((y - x @ slopes) ** 2)) / freedom
    if not noise > 0:
        noise = float(np.finfo(float).tiny)
    logs += float(np.log(sizes).sum())
    return _Fit(0.0, wanders, noise, slopes, spread, level, doubt, last, noises), -0.5 * (
        freedom * np.log(noise) + logs
    )


def _columns(found: Series) -> Floats:
    """The target, the days of the week but one, and the controls in units of their spread before the change."""
    days = np.eye(found.season)[np.arange(len(found.target)) % found.season][:, 1:]
    past = found.controls[: found.before]
    centre, scale = np.nanmean(past, axis=0), np.nanstd(past, axis=0)
    controls = np.nan_to_num((found.controls - centre) / np.where(scale > 0, scale, 1))
    return np.column_stack([found.target, days, controls])
