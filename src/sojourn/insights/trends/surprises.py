"""How surprising each period of many series is: p values that hold for counts, shares and means.

Counts are looked at by their logarithms and shares by their log odds: trends and seasons multiply what people do. A
period is never more surprising than counting alone makes it, and tails are as heavy as those of all series together.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from sojourn.insights.trends.seasons import Chance, Expectation, expectation
from sojourn.insights.trends.straight import Slope, slope
from sojourn.measures.kpis.records import Floats, Ints

Kind = Literal["count", "share", "mean"]
FEWEST = 24
"""With fewer periods a series is not tested."""
FEW = 5.0
"""A series in which less than this happens (or fails to) in a typical period is not tested."""
HEAVIEST, LIGHTEST = 3.0, 200.0


class Series(NamedTuple):
    """Sums by period, float64[n]: a count is `numerator` alone, a share or a mean is numerator / denominator.

    `alike`: so many tries of a share tell as much as one, where customers try several times and do alike.
    """

    kind: Kind
    period: Ints
    numerator: Floats
    square: Floats
    denominator: Floats
    alike: float = 1.0

    @property
    def figure(self) -> Floats:
        """What is counted or worked out in each period; NaN where there is nothing."""
        if self.kind == "count":
            return self.numerator
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.numerator / self.denominator


class Surprise(NamedTuple):
    """A series with what was expected of it, with a 95 % range, and how surprising each period is; float64[n]."""

    expected: Floats
    low: Floats
    high: Floats
    p: Floats
    change: tuple[float, float, float]
    p_change: float


def why_not(series: Series) -> str:
    """Why a series is not tested; empty where it is."""
    if len(series.period) < FEWEST:
        return f"fewer than {FEWEST} periods"
    if np.any(np.diff(series.period) > 1):
        return "periods without anything"
    enough = np.median(series.numerator if series.kind != "mean" else series.denominator)
    if series.kind == "share":
        enough = min(enough, np.median(series.denominator - series.numerator))
    return "too little happens in a period" if enough < FEW else ""


def surprises(many: list[Series], every: str) -> list[Surprise]:
    """Each series (none that `why_not` refuses) with its p values, two-sided."""
    found = [expectation(*_even(series), series.period, every) for series in many]
    tails = tail_of(np.concatenate([each.z for each in found])) if found else LIGHTEST
    return [_surprise(series, each, tails, every) for series, each in zip(many, found, strict=True)]


def _even(series: Series) -> tuple[Floats, Chance]:
    """A series on the scale on which trend and season add up: logarithms of counts, log odds of shares."""
    won, tried = series.numerator, series.denominator
    if series.kind == "count":
        return np.log(won + 0.5), lambda line: np.exp(-np.clip(line, -2, 50))
    if series.kind == "share":
        return np.log((won + 0.5) / (tried - won + 0.5)), lambda line: (2 + 2 * np.cosh(np.clip(line, -9, 9))) / tried
    mean = won / np.maximum(tried, 1)
    within = max(float((series.square - mean * won).sum() / max(tried.sum() - len(tried), 1)), 1e-12)
    return mean, lambda line: within / np.maximum(tried, 1)


def _back(kind: Kind, even: Floats) -> Floats:
    """From that scale to the figure."""
    if kind == "count":
        return np.exp(np.minimum(even, 50))
    return 1 / (1 + np.exp(-np.clip(even, -50, 50))) if kind == "share" else even


def tail_of(z: Floats) -> float:
    """Degrees of freedom of the t distribution with tails as heavy as these, 3 to 200 (nearly normal).

    From the ratio of the 90 % to the 50 % point of their sizes, which a few odd periods hardly move.
    """
    from scipy.special import stdtrit

    size = np.abs(z)
    middle = float(np.quantile(size, 0.5))
    ratio = float(np.quantile(size, 0.9)) / middle if middle > 0 else 0.0
    freedoms = np.array([HEAVIEST, 4, 5, 6, 8, 10, 15, 25, 50, LIGHTEST])
    ratios = stdtrit(freedoms, 0.95) / stdtrit(freedoms, 0.75)
    return float(np.exp(np.interp(-ratio, -ratios, np.log(freedoms))))


def _surprise(series: Series, found: Expectation, tails: float, every: str) -> Surprise:
    from scipy.special import stdtr, stdtrit

    freedom = 1 / (1 / tails + 1 / found.freedom)
    p = 2 * stdtr(freedom, -np.abs(found.z))
    expected = _back(series.kind, found.expected)
    if series.kind != "mean":
        p = np.maximum(p, by_counting(series, expected))
    half = float(stdtrit(freedom, 0.975)) * found.spread
    low, high = (_back(series.kind, found.expected + sign * half) for sign in (-1, 1))
    return Surprise(expected, low, high, np.minimum(p, 1.0), *_change(series, every))


def by_counting(series: Series, expected: Floats) -> Floats:
    """Two-sided p values if nothing but counting varied: Poisson for counts, binomial for shares."""
    from scipy.stats import binom, poisson

    won = np.round(series.numerator / series.alike)
    if series.kind == "count":
        law = poisson(np.maximum(expected, 0.5))
    else:
        law = binom(np.maximum(np.round(series.denominator / series.alike), won), np.clip(expected, 1e-9, 1 - 1e-9))
    return np.asarray(2 * np.minimum(law.cdf(won), law.sf(won - 1)))


def _change(series: Series, every: str) -> tuple[tuple[float, float, float], float]:
    """The change from the first to the last period by a straight trend, with its range and p value."""
    from scipy.special import stdtr, stdtrit

    even, chance = _even(series)
    line: Slope = slope(even, chance, series.period, every)
    if line.deviation <= 0:
        return (float("nan"),) * 3, float("nan")
    length = float(series.period[-1] - series.period[0])
    half = float(stdtrit(line.freedom, 0.975)) * line.deviation
    ends = [_over(series.kind, line.middle, rise * length) for rise in (line.rise, line.rise - half, line.rise + half)]
    return (ends[0], ends[1], ends[2]), float(2 * stdtr(line.freedom, -abs(line.rise) / line.deviation))


def _over(kind: Kind, middle: float, rise: float) -> float:
    first, last = _back(kind, np.array([middle - rise / 2, middle + rise / 2]))
    return float(last - first)
