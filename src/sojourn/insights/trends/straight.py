"""Whether a series is steadily rising or falling: a straight line, held against how much the series bends anyway.

A series that carries over from period to period wanders, and by wandering ends up higher or lower. What a straight
line says of it is only as sure as the line is larger than the slow bends beside it: polynomials of degree two and more,
each independent of the line and as large as the line would be by chance. Their number goes down with what carries
over, so that all are slower than it; a season of the year seen once or twice is a bend, too.

Source: Mueller, "HAC corrections for strongly autocorrelated time series", Journal of Business and Economic Statistics
32 (2014); Sun, "A heteroskedasticity and autocorrelation robust F test using an orthonormal series variance
estimator", Econometrics Journal 16 (2013).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.insights.trends.seasons import Chance, huber, levels_of, scale_of, season_of, weights_of
from sojourn.measures.kpis.records import Floats, Ints

FEWEST, MOST = 6, 20
"""Bends that a line is held against."""
FAR = 2.5
"""Periods further off than so many deviations count as that far off."""


class Slope(NamedTuple):
    """A straight line through a series: its rise a period, the deviation of that, and degrees of freedom."""

    rise: float
    deviation: float
    freedom: float
    middle: float


def slope(series: Floats, chance: Chance, period: Ints, every: str) -> Slope:
    """The straight trend of `series`, float64[n], on a scale on which trend and season add up; see `expectation`."""
    levels = levels_of(period, season_of(series, period, every))
    columns = np.column_stack([levels, _time(period)])
    weight, _, follows = weights_of(series, chance, columns)
    root = np.sqrt(weight)
    bends = bends_of(len(series), follows)
    fit, _ = huber(columns * root[:, None], series * root)
    line = columns @ fit
    off = (series - line) * root
    far = FAR * scale_of(off)
    near = line * root + np.clip(off, -far, far)
    own, rise = _apart(levels, period, bends, root)
    size = own.T @ near
    wander = wandering(own, follows)
    deviation = float(np.sqrt(np.mean(size[1:] ** 2 / wander[1:]) * wander[0]))
    middle = float(np.average(series, weights=weight))
    return Slope(float(size[0] / rise), deviation / abs(rise), float(bends), middle)


def wandering(curves: Floats, follows: float) -> Floats:
    """The variance of each curve in a series of which each period follows the one before, float64[curves].

    A line is slower than any bend, so that a series that wanders for long is more like it.
    """
    carried = np.zeros_like(curves)
    last = np.zeros(curves.shape[1])
    for place, row in enumerate(curves):
        carried[place] = last = follows * last + row
    return np.asarray(2 * (curves * carried).sum(axis=0) - (curves**2).sum(axis=0))


def bends_of(n: int, follows: float) -> int:
    """How many bends are slower than what carries over from period to period (its autocorrelation)."""
    return int(np.clip(n * (1 - follows) / (2 * np.pi), FEWEST, min(MOST, n // 4)))


def _time(period: Ints) -> Floats:
    """From -1 to 1."""
    first, last = int(period[0]), int(period[-1])
    return np.asarray(2 * (period - first) / max(last - first, 1) - 1)


def _apart(levels: Floats, period: Ints, bends: int, root: Floats) -> tuple[Floats, float]:
    """The line and the bends, each with nothing of the season and of those before it; and what a rise of one a period
    adds to the line.
    """
    curves = np.polynomial.legendre.legvander(_time(period), bends + 1)[:, 1:]
    season, _ = np.linalg.qr(levels * root[:, None])
    curves = curves * root[:, None]
    curves = curves - season @ (season.T @ curves)
    own, triangle = np.linalg.qr(curves)
    return own, float(triangle[0, 0]) * max(int(period[-1] - period[0]), 1) / 2
