"""What a series would have been expected to be: trend, season and what it was just before, by a fit that outliers
cannot bend.

A trend is a natural spline with one knot for every four seasons or so, a season a level for each of its days; what is
left follows the period before (first-order autoregression). Periods far off the line count less (Huber's weights), and
the period after one is expected as if it had not been so far off.
Sources: Huber, Robust Statistics (1981), chapter 7; Cochrane and Orcutt, JASA 44 (1949); Chen and Liu, "Joint
estimation of model parameters and outlier effects in time series", JASA 88 (1993).
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import NamedTuple

import numpy as np

from sojourn.measures.kpis.records import Floats, Ints

SEASON = {"hour": 24, "day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}
SEASONS = 4
"""A season needs to be seen so many times, one longer than a month twice, before it is taken for one."""
DRIFTS = 12
"""From so many seasons on, a season may change steadily over time."""
KNOTS = 12
BEND = 1.345
"""Huber's constant: 95 % as good as least squares where there are no outliers."""
CLIP = 3.0
MAD = 1.4826
_WITHIN_TWO = 0.92054
"""The mean of the square of a normal deviate, or of 4 where that is more."""


Chance = Callable[[Floats], Floats]
"""From what is expected of each period (on the series' scale) to the variance that counting alone gives it."""


class Expectation(NamedTuple):
    """Of each period: what was `expected`, the deviation `spread` to be expected, and by how many of them it was off.

    `z` is studentised; `freedom` is what is known of the scale, in degrees of freedom; `follows` the autocorrelation.
    """

    expected: Floats
    spread: Floats
    z: Floats
    freedom: float
    follows: float


def expectation(series: Floats, chance: Chance, period: Ints, every: str) -> Expectation:
    """`series` float64[n], on a scale on which trend and season add up; `chance`: see `Chance`.

    `period` int64[n] are numbers of calendar periods, without gaps longer than a season.
    """
    season = season_of(series, period, every)
    levels, bends = levels_of(period, season), _spline(period, _knots(len(series), season))
    drift = levels[:, 1:] * bends[:, :1] if len(series) >= DRIFTS * season else levels[:, :0]
    columns = np.column_stack([levels, bends, drift])
    weight, counting, follows = weights_of(series, chance, columns)
    cleaned, line, leverage = _fit(series, columns, weight, follows)
    before = np.r_[0.0, (cleaned - line)[:-1]]
    expected = line + follows * before
    spread = np.sqrt(np.maximum(1 - leverage, 0.05)) / np.sqrt(weight)
    off = (series - expected) / spread
    scale = np.maximum(clipped_deviation(off), np.sqrt(counting * weight))
    freedom = max(0.85 * (len(series) - columns.shape[1]), 2.0)
    return Expectation(expected, spread * scale, off / scale, freedom, follows)


def clipped_deviation(off: Floats) -> float:
    """The standard deviation of all but odd ones: sizes beyond two deviations count as two.

    Nearly as precise as the plain deviation where nothing is odd (85 %), and moved little by what is.
    """
    scale = scale_of(off)
    for _ in range(5):
        scale = max(float(np.sqrt(np.mean(np.minimum(off**2, (2 * scale) ** 2)) / _WITHIN_TWO)), 1e-12)
    return scale


def season_of(series: Floats, period: Ints, every: str) -> int:
    """How many periods a season has; 1 where there are too few to tell.

    Where something happens every second or fourth season (a mailing every two weeks), so many seasons are one: what
    describes the series best, by the mean distance to it and Schwarz's price for each level.
    """
    season, n = SEASON[every], len(series)
    times = 2 if season > 31 or every == "month" else SEASONS
    if n < times * season or season == 1:
        return 1
    longer = [season * many for many in (2, 4) if season <= 31 and n >= SEASONS * season * many]
    return min([season, *longer], key=lambda length: _cost(series, period, length))


def _cost(series: Floats, period: Ints, season: int) -> float:
    columns = np.column_stack([levels_of(period, season), _spline(period, _knots(len(series), SEASON["day"]))])
    fit, _ = huber(columns, series)
    apart = float(np.mean(np.abs(series - columns @ fit)))
    price: float = columns.shape[1] * np.log(len(series))
    return 2 * len(series) * log(max(apart, 1e-12)) + price


def _knots(n: int, season: int) -> int:
    return max(0, min(KNOTS, n // max(SEASONS * season, 20) - 1))


def levels_of(period: Ints, season: int) -> Floats:
    """A column for each place in the season; for long seasons two waves and a level."""
    if season > 31:
        angle = 2 * np.pi * period[:, None] * np.array([1, 2]) / season
        return np.column_stack([np.ones(len(period)), np.sin(angle), np.cos(angle)])
    places = period[:, None] % season == np.arange(season)[None, :]
    kept: Floats = places[:, places.any(axis=0)].astype(np.float64)
    return kept


def _spline(period: Ints, knots: int) -> Floats:
    """A natural cubic spline without its level: straight beyond its ends; float64[n, 1 + knots].

    Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), section 5.2.1.
    """
    time = (period - period[0]) / max(int(period[-1] - period[0]), 1)
    at = np.linspace(0, 1, knots + 2)

    def bent(k: int) -> Floats:
        above = np.maximum(time - at[k], 0) ** 3 - np.maximum(time - at[-1], 0) ** 3
        return np.asarray(above / (at[-1] - at[k]), np.float64)

    found: Floats = np.column_stack([time - 0.5, *(bent(k) - bent(knots) for k in range(knots))])
    return found


def weights_of(series: Floats, chance: Chance, columns: Floats) -> tuple[Floats, Floats, float]:
    """Of each period one by its variance (of counting, and the rest that all share) and that of counting alone.

    And the autocorrelation. What counting gives is worked out from the line: from each period it would follow its luck.
    """
    fit, _ = huber(columns, series)
    left = series - columns @ fit
    whole = (MAD * float(np.median(np.abs(left)))) ** 2 * len(series) / max(len(series) - columns.shape[1], 1)
    counting = chance(columns @ fit)
    shared = max(whole - float(np.median(counting)), 0.0)
    weight = 1 / np.maximum(shared + counting, 1e-12)
    fit, _ = huber(columns * np.sqrt(weight)[:, None], series * np.sqrt(weight))
    off = (series - columns @ fit) * np.sqrt(weight)
    off = np.clip(off, -2.5 * scale_of(off), 2.5 * scale_of(off))
    together = float(off[1:] @ off[:-1]) / max(float(off @ off), 1e-12)
    unbiased = together + (1 + 3 * together) / len(series) + columns.shape[1] / (2 * len(series))
    return weight, counting, float(np.clip(unbiased, -0.5, 0.9))


def scale_of(off: Floats) -> float:
    """A standard deviation that a few odd periods hardly move: from the median size."""
    return max(MAD * float(np.median(np.abs(off))), 1e-12)


def _whitened(series: Floats, columns: Floats, weight: Floats, follows: float) -> tuple[Floats, Floats]:
    """Columns and target less what follows from the period before, at equal variance."""
    root, first = np.sqrt(weight), np.sqrt(1 - follows**2)
    rows = columns - follows * np.vstack([np.zeros(columns.shape[1]), columns[:-1]])
    target = series - follows * np.r_[0.0, series[:-1]]
    rows[0], target[0] = columns[0] * first, series[0] * first
    return rows * root[:, None], target * root


def _fit(series: Floats, columns: Floats, weight: Floats, follows: float) -> tuple[Floats, Floats, Floats]:
    """The series with what is far off drawn closer, the line of trend and season, and each period's leverage."""
    cleaned = series
    for _ in range(3):
        rows, target = _whitened(cleaned, columns, weight, follows)
        fit, robust = huber(rows, target)
        line = columns @ fit
        cleaned = _cleaned(series, line, weight, follows)
    inverse = np.linalg.pinv(rows.T @ (rows * robust[:, None]))
    return cleaned, line, np.asarray(np.einsum("ij,jk,ik->i", rows, inverse, rows) * robust)


def _cleaned(series: Floats, line: Floats, weight: Floats, follows: float) -> Floats:
    """One period after the other: whatever is further off than CLIP deviations counts as that far off."""
    off = (series - line).tolist()
    root = np.sqrt(weight)
    surprise = (np.r_[off[0], np.array(off[1:]) - follows * np.array(off[:-1])]) * root
    limits = (CLIP * scale_of(np.asarray(surprise)) / root).tolist()
    kept, last = [], 0.0
    for own, limit in zip(off, limits, strict=True):
        guess = follows * last
        last = guess + min(max(own - guess, -limit), limit)
        kept.append(last)
    cleaned: Floats = line + np.array(kept)
    return cleaned


def huber(columns: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Coefficients and the weight of each row, by least squares with weights again and again."""
    weight = np.ones(len(target))
    fit = _least_squares(columns, target, weight)
    for _ in range(20):
        left = target - columns @ fit
        weight = 1 / np.maximum(np.abs(left) / (BEND * scale_of(left)), 1.0)
        again = _least_squares(columns, target, weight)
        moved, fit = float(np.max(np.abs(again - fit), initial=0)), again
        if moved < 1e-4 * (1 + float(np.max(np.abs(fit), initial=0))):
            break
    return fit, weight


def _least_squares(columns: Floats, target: Floats, weight: Floats) -> Floats:
    """With a trace of a ridge, so that columns that say the same have a solution too."""
    weighted = columns * weight[:, None]
    products = columns.T @ weighted
    products[np.diag_indices_from(products)] += 1e-9 * np.trace(products) / len(products)
    return np.asarray(np.linalg.solve(products, weighted.T @ target))
