"""How long until it happens, where for some it has not happened yet: the product-limit (Kaplan-Meier) curve.

Source: Kaplan and Meier, JASA 53 (1958); variance: Greenwood (1926); intervals on the log(-log) scale, which
stay within 0 and 1: Kalbfleisch and Prentice (1980); those of quantiles: Brookmeyer and Crowley (1982).
"""

from __future__ import annotations

from math import inf, nan
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from sojourn.estimates import Estimate, Z, unknown, wilson

METHOD = "kaplan-meier"

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class SurvivalStep(Struct, frozen=True):
    """One moment: `events` of the `at_risk` happened; `survival` is the share left after it."""

    time: float
    at_risk: int
    events: int
    survival: Estimate


class Partial(NamedTuple):
    """What one partition knows, by distinct duration: how many ended there, how many were last seen there."""

    times: Floats
    events: Ints
    censored: Ints


class Curve(NamedTuple):
    """The survival curve of `n` subjects, at the times of events, ascending; followed until `until`."""

    times: Floats
    at_risk: Ints
    events: Ints
    survival: Floats
    low: Floats
    high: Floats
    n: int
    until: float

    def steps(self) -> tuple[SurvivalStep, ...]:
        """The curve as records."""
        return tuple(
            SurvivalStep(float(self.times[k]), int(self.at_risk[k]), int(self.events[k]), self._estimate(k))
            for k in range(len(self.times))
        )

    def at(self, time: float) -> Estimate:
        """The share that had no event up to and including `time`; unknown after the last subject was seen."""
        if self.n == 0 or time > self.until:
            return unknown(METHOD, self.n)
        return self._estimate(int(np.searchsorted(self.times, time, side="right")) - 1)

    def quantile(self, q: float = 0.5) -> Estimate:
        """The time by which a share q had its event (0.5: the median), in the unit of the durations.

        Infinity where the curve, or its limit, never falls that far.
        """
        if self.n == 0:
            return unknown(METHOD)
        left = 1 - q + 1e-12  # products of shares miss a round number by a few ulp
        value, low, high = (self._first(limit <= left) for limit in (self.survival, self.low, self.high))
        return Estimate(value, low, high, self.n, METHOD)

    def _estimate(self, k: int) -> Estimate:
        if k < 0:
            return Estimate(1.0, wilson(self.n, self.n).low, 1.0, self.n, METHOD)
        return Estimate(float(self.survival[k]), float(self.low[k]), float(self.high[k]), self.n, METHOD)

    def _first(self, reached: NDArray[np.bool_]) -> float:
        return float(self.times[np.argmax(reached)]) if reached.any() else inf


def tally(durations: ArrayLike, observed: ArrayLike) -> Partial:
    """Count one partition: `durations` in any unit, finite, not negative; `observed` false where open."""
    times, place = np.unique(np.asarray(durations, np.float64), return_inverse=True)
    happened = np.asarray(observed, bool)
    events = np.bincount(place[happened], minlength=len(times))
    return Partial(times, events, np.bincount(place[~happened], minlength=len(times)))


def merge(partials: list[Partial]) -> Partial:
    """Add partials up, by duration."""
    times, place = np.unique(np.concatenate([partial.times for partial in partials]), return_inverse=True)
    events, censored = np.zeros((2, len(times)), np.int64)
    np.add.at(events, place, np.concatenate([partial.events for partial in partials]))
    np.add.at(censored, place, np.concatenate([partial.censored for partial in partials]))
    return Partial(times, events, censored)


def curve(total: Partial) -> Curve:
    """The product-limit curve. Who was last seen at the moment of an event still counts as at risk there."""
    leaving = total.events + total.censored
    n = int(leaving.sum())
    at_risk = n - np.cumsum(leaving) + leaving
    now = total.events > 0
    times, events, at_risk = total.times[now], total.events[now], at_risk[now]
    survival = np.cumprod(1 - events / at_risk)
    low, high = _limits(survival, events, at_risk)
    return Curve(times, at_risk, events, survival, low, high, n, float(total.times[-1]) if n else nan)


def kaplan_meier(durations: ArrayLike, observed: ArrayLike) -> Curve:
    """The curve of one set of subjects: `tally` and `curve` in one call."""
    return curve(tally(durations, observed))


def _limits(survival: Floats, events: Ints, at_risk: Ints) -> tuple[Floats, Floats]:
    """Greenwood's 95 % limits on the log(-log) scale; where nobody is left, 0 and what the last allow."""
    low, high = np.zeros(len(survival)), np.ones(len(survival))
    some = at_risk > events
    greenwood = np.cumsum(events[some] / (at_risk[some] * (at_risk[some] - events[some])))
    log = np.log(survival[some])
    spread = np.exp(Z * np.sqrt(greenwood) / -log)
    low[some], high[some] = np.exp(log * spread), np.exp(log / spread)
    if len(some) and not some[-1]:
        before = high[-2] if len(some) > 1 else 1.0
        high[-1] = before * wilson(0, int(at_risk[-1])).high
    return low, high
