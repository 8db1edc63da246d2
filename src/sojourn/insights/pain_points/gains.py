"""What removing a pain point might bring in a month, drawn towards nothing as far as chance could have made it large.

gain = exposed in a month x effect x value of an outcome x share that can be mended. Effects are shrunk as draws from a
normal distribution around zero whose width is that of all effects found. Source: Efron and Morris, JASA 70 (1975).
"""

from __future__ import annotations

from math import isnan, nan, sqrt
from typing import NamedTuple

import numpy as np

from sojourn.effects import Effect
from sojourn.estimates import Estimate, Z, unknown
from sojourn.insights.pain_points.joining import Met
from sojourn.insights.pain_points.sampling import Drawn
from sojourn.periods import DAY

MONTH = 365.25 / 12 * DAY
METHOD = "shrunk"


class Worth(NamedTuple):
    """What an outcome is worth (1 where it has no value), and the share of each pain point that can be mended."""

    value: float
    fixable: float


def deviation(estimate: Estimate) -> float:
    """The standard deviation behind an interval."""
    return (estimate.high - estimate.low) / 2 / Z


def width(effects: list[Effect]) -> float:
    """The variance of true effects, by what the found ones vary beyond chance."""
    estimates = [effect.estimate for effect in effects if not isnan(effect.estimate.value)]
    squares = [one.value**2 - deviation(one) ** 2 for one in estimates]
    return max(0.0, float(np.mean(squares))) if squares else 0.0


def shrunk(estimate: Estimate, variance: float) -> Estimate:
    """An effect drawn towards zero; `variance` is that of true effects."""
    own = deviation(estimate) ** 2
    if variance + own <= 0:
        return estimate
    kept = variance / (variance + own)
    value, half = kept * estimate.value, Z * sqrt(kept * own)
    return Estimate(value, value - half, value + half, estimate.n, METHOD)


def months(drawn: Drawn) -> float:
    """How many months the rows of a sample entered in."""
    return max((drawn.last - drawn.first) / MONTH, 1 / 30)


def monthly_gain(
    drawn: Drawn, effect: Effect, variance: float, worth: Worth, sign: int = -1, alone: float = 1.0
) -> Estimate:
    """In money, or in outcomes; above zero where removing it (for a strength: having it) brings something.

    `alone`: the share of the exposed whom no other gain counts with what is in question.
    """
    better = shrunk(effect.estimate, variance)
    scale = sign * alone * drawn.exposed / months(drawn) * worth.value * worth.fixable
    ends = sorted((scale * better.low, scale * better.high))
    return Estimate(scale * better.value, ends[0], ends[1], drawn.exposed, METHOD)


def joint_gain(mets: list[Met], effects: list[Effect], gains: list[Estimate]) -> Estimate:
    """What removing all would bring: a unit that meets several can be lost once only.

    Where each takes a share s of the outcomes that comparable units have, several take 1 - (1 - s1)(1 - s2)...; the
    gains are scaled by what that is of their plain sum.
    """
    if not gains:
        return unknown(METHOD)
    keys = np.unique(np.concatenate([one.key for one in mets]))
    kept, plain = np.ones(len(keys)), np.zeros(len(keys))
    for one, effect in zip(mets, effects, strict=True):
        lost = _share_lost(effect)
        at = np.searchsorted(keys, one.key)
        kept[at] *= 1 - lost
        plain[at] += lost
    part = float((1 - kept).sum() / plain.sum()) if plain.sum() > 0 else 1.0
    half = sqrt(sum(((gain.high - gain.low) / 2) ** 2 for gain in gains))
    value = part * sum(gain.value for gain in gains)
    return Estimate(value, value - part * half, value + part * half, len(keys), "joint")


def _share_lost(effect: Effect) -> float:
    """The part of the better outcome that is at stake."""
    better = np.nanmax([effect.outcome_comparable, effect.outcome_exposed])
    return float(np.clip(abs(effect.estimate.value) / better, 0, 1)) if better > 0 else 0.0


def worth_of(drawns: list[Drawn], in_money: bool, fixable: float) -> Worth:
    """The mean value of an outcome, over the samples."""
    if not in_money:
        return Worth(1.0, fixable)
    values = [(drawn.value, drawn.reached) for drawn in drawns if not isnan(drawn.value)]
    weights = sum(n for _, n in values)
    return Worth(sum(value * n for value, n in values) / weights if weights else nan, fixable)
