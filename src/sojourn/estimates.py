"""A number with its interval, and the formulas that need nothing but counts and sums.

Where one customer can count more than once these intervals are too narrow: see `measures/bootstrap.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import cos, fsum, inf, isfinite, isnan, nan, pi, sin, sqrt, tan
from statistics import NormalDist

from msgspec import Struct

from sojourn.errors import UsageError

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


class Estimate(Struct, frozen=True):
    """A figure with its 95 % interval.

    `value`, `low` and `high` share one unit; shares run from 0 to 1. `n` counts what the figure rests on
    (customers, journeys or answers). NaN means "cannot be said"; infinity means "not reached yet".
    """

    value: float
    low: float
    high: float
    n: int
    method: str

    def __str__(self) -> str:
        """For example `0.131 (0.119 to 0.143, n=5804, wilson)`."""
        if isnan(self.value):
            return f"no value (n={self.n}, {self.method})"
        likely = "no interval" if isnan(self.low) else f"{_short(self.low)} to {_short(self.high)}"
        return f"{_short(self.value)} ({likely}, n={self.n}, {self.method})"

    __repr__ = __str__


def negated(estimate: Estimate) -> Estimate:
    """The same figure with the other sign: a difference turned so that above zero is better."""
    return Estimate(-estimate.value, -estimate.high, -estimate.low, estimate.n, estimate.method)


def _short(number: float) -> str:
    """Three figures, or all whole figures, never an exponent for large numbers."""
    return f"{number:,.0f}" if 1000 <= abs(number) < inf else f"{number:.3g}"


def unknown(method: str, n: int = 0) -> Estimate:
    """The estimate of a figure that nothing, or too little, is known about."""
    return Estimate(nan, nan, nan, n, method)


def wilson(successes: int, n: int) -> Estimate:
    """A share with its Wilson score interval, within [0, 1].

    Each of the `n` must be another customer. Raises UsageError unless 0 <= successes <= n.
    Source: Wilson, JASA 22 (1927); Brown, Cai and DasGupta, Statistical Science 16 (2001).
    """
    _check(successes, 0, n)
    if n == 0:
        return unknown("wilson")
    share = successes / n
    weight = Z * Z / n
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * sqrt(share * (1 - share) / n + weight / (4 * n))
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == n else middle + half
    return Estimate(share, low, high, n, "wilson")


def nps(promoters: int, detractors: int, n: int) -> Estimate:
    """Net promoter score, -100 to 100, with its adjusted Wald interval.

    Three answers are added: 3/4 promoter, 3/4 detractor, 3/2 passive.
    At n = 1 the interval is widened to hold the value. Raises UsageError where the counts do not fit in n.
    Source: Rocks, "Interval estimation for the net promoter score", The American Statistician 70 (2016).
    """
    _check(promoters, detractors, n)
    if n == 0:
        return unknown("adjusted wald")
    value = 100 * (promoters - detractors) / n
    p = (promoters + 0.75) / (n + 3)
    d = (detractors + 0.75) / (n + 3)
    half = Z * sqrt((p + d - (p - d) ** 2) / (n + 3))
    low, high = 100 * (p - d - half), 100 * (p - d + half)
    return Estimate(value, min(value, max(-100.0, low)), max(value, min(100.0, high)), n, "adjusted wald")


def _check(first: int, second: int, n: int) -> None:
    if first < 0 or second < 0 or first + second > n:
        raise UsageError(f"Counts {first} and {second} do not fit in n={n}. Count each of the n once, in one group.")


def mean(n: int, total: float, total_squares: float) -> Estimate:
    """A mean with its t interval, from sums that add up over partitions.

    `total` is the sum of the n values, `total_squares` of their squares. One value has a mean and no
    interval. Where values are large and close together, add up `value - constant`: squares lose small
    differences.
    Source: Student, Biometrika 6 (1908).
    """
    if n == 0:
        return unknown("t")
    value = total / n
    if n == 1:
        return Estimate(value, nan, nan, n, "t")
    variance = max(0.0, total_squares - total * value) / (n - 1)
    half = t_quantile(n - 1) * sqrt(variance / n)
    return Estimate(value, value - half, value + half, n, "t")


def mean_of(values: Iterable[float]) -> Estimate:
    """A mean with its t interval, from the values themselves (finite numbers, one per customer)."""
    numbers = [float(value) for value in values]
    if not numbers:
        return unknown("t")
    centre = fsum(numbers) / len(numbers)
    apart = [number - centre for number in numbers]
    moved = mean(len(numbers), fsum(apart), fsum(a * a for a in apart))
    return Estimate(centre, moved.low + centre, moved.high + centre, moved.n, "t")


@lru_cache(maxsize=1024)
def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The t for which Student's T lies in [-t, t] with this confidence, to 1e-8.

    Raises UsageError for less than one degree of freedom or a confidence outside (0, 1).
    Source: Abramowitz and Stegun 26.7.3 and 26.7.4 (finite sums), 26.7.5 (expansion, beyond 200 degrees).
    """
    if freedom < 1 or not (isfinite(confidence) and 0 < confidence < 1):
        raise UsageError(f"No t for {freedom} degrees of freedom at {confidence}. Take n >= 2 and 0 < confidence < 1.")
    if freedom > 200:
        return _t_expanded(freedom, NormalDist().inv_cdf(0.5 + confidence / 2))
    low, high = 0.0, pi / 2
    for _ in range(60):
        angle = (low + high) / 2
        if _t_within(angle, freedom) < confidence:
            low = angle
        else:
            high = angle
    return sqrt(freedom) * tan((low + high) / 2)


def _t_within(angle: float, freedom: int) -> float:
    """P(-t < T < t) where t = sqrt(freedom) tan(angle)."""
    odd = freedom % 2
    term, total = (cos(angle) if odd else 1.0), 0.0
    for k in range(1 + odd, freedom, 2):
        total += term
        term *= cos(angle) ** 2 * k / (k + 1)
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total


def _t_expanded(freedom: int, z: float) -> float:
    """Normal quantile `z` to t, by powers of 1/freedom; off by less than 1e-8 beyond 200 degrees."""
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
