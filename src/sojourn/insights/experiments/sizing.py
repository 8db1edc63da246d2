"""How many units an experiment needs, and how small a difference it can see."""

from __future__ import annotations

from math import ceil, isfinite, sqrt
from statistics import NormalDist

import numpy as np

from sojourn.errors import UsageError
from sojourn.estimates import CONFIDENCE
from sojourn.insights.experiments.always_valid import bound
from sojourn.results import Result

POWER = 0.8


class Size(Result, frozen=True):
    """The units needed in all arms together, to see a difference of `effect` with a chance of `power`.

    `once` for a single look at the end, `any_time` for a decision at any time that the always-valid interval allows:
    planned for so many, it ends earlier where the effect is larger. `control` is the mean or share expected in the
    control arm, `deviation` the standard deviation of a unit, `shares` those of the arms, control first.
    """

    control: float | None
    effect: float
    deviation: float
    power: float
    shares: tuple[float, ...]
    once: int
    any_time: int

    def records(self) -> tuple[Size, ...]:
        """One row: this result."""
        return (self,)


def size(
    effect: float,
    *,
    share: float | None = None,
    mean: float | None = None,
    deviation: float | None = None,
    weights: tuple[float, ...] = (1, 1),
    power: float = POWER,
) -> Size:
    """The size that an experiment should plan, for a difference of `effect` in the measure's own unit.

    Give the `share` (0..1) that the control arm has, or the `deviation` of units, and if known their `mean`.
    The smallest arm but the control decides. With several arms each is compared with 95 % / number of comparisons.
    Source: for two means, e.g. Chow, Shao and Wang, Sample Size Calculations in Clinical Research (2008), chapter 3.
    """
    first, second = _variances(effect, share, deviation)
    shares, alpha = _shares(weights), (1 - CONFIDENCE) / (len(weights) - 1)
    if not 0 < power < 1:
        raise UsageError(f"power is the chance of seeing the effect, between 0 and 1, not {power}.")
    per_unit = first / shares[0] + second / min(shares[1:])
    once, any_time = _reach(alpha, anytime=False), _reach(alpha, anytime=True)
    extra = NormalDist().inv_cdf(power)
    return Size(
        control=share if share is not None else mean,
        effect=effect,
        deviation=sqrt(first),
        power=power,
        shares=shares,
        once=ceil((once + extra) ** 2 * per_unit / effect**2),
        any_time=ceil((any_time + extra) ** 2 * per_unit / effect**2),
    )


def smallest_effect(
    n: int,
    deviation: float,
    *,
    weights: tuple[float, ...] = (1, 1),
    power: float = POWER,
    anytime: bool = False,
) -> float:
    """The smallest difference that `n` units, of all arms together, show with a chance of `power`; NaN for none.

    `anytime` for the always-valid interval planned for so many.
    """
    if n <= 0:
        return float("nan")
    shares, alpha = _shares(weights), (1 - CONFIDENCE) / (len(weights) - 1)
    reach = _reach(alpha, anytime=anytime) + NormalDist().inv_cdf(power)
    return reach * deviation * sqrt((1 / shares[0] + 1 / min(shares[1:])) / n)


def _variances(effect: float, share: float | None, deviation: float | None) -> tuple[float, float]:
    """Of a unit of the control arm, and of one of the others."""
    if not isfinite(effect) or effect == 0:
        raise UsageError("An effect of zero cannot be seen by any number. Give the smallest one that would matter.")
    if (share is None) == (deviation is None):
        raise UsageError("Give the control arm's share=, or the deviation= of units of a mean.")
    if share is None:
        if not deviation or deviation <= 0:
            raise UsageError(f"A deviation of {deviation} is none. Give the standard deviation of a unit, above zero.")
        return deviation**2, deviation**2
    if not 0 < share < 1 or not 0 < share + effect < 1:
        raise UsageError(f"A share of {share} with an effect of {effect} leaves 0..1. Shares run from 0 to 1: 0.12.")
    return share * (1 - share), (share + effect) * (1 - share - effect)


def _shares(weights: tuple[float, ...]) -> tuple[float, ...]:
    if len(weights) < 2 or min(weights) <= 0:
        raise UsageError("An experiment has two arms or more, each with a weight above zero.")
    return tuple(float(weight) for weight in np.array(weights) / np.sum(weights))


def _reach(alpha: float, *, anytime: bool) -> float:
    """Half an interval in standard errors, at the planned size."""
    return float(bound(1, 1, alpha)) if anytime else NormalDist().inv_cdf(1 - alpha / 2)
