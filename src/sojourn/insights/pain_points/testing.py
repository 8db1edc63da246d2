"""Every candidate is put to the test: a sign of it in one half of customers, its size in the other, both ways round.

A candidate goes on where a simple adjusted comparison in one half shows harm; then the other half estimates. Where both
halves show it, all customers estimate together. Who does not go on counts as a test all the same: p = 1.
"""

from __future__ import annotations

from math import erfc, isnan, nan, sqrt
from typing import NamedTuple

import numpy as np

from sojourn.effects import Effect, Sample, adjusted_effect, discoveries
from sojourn.effects.design import design
from sojourn.effects.records import Floats, Mask
from sojourn.insights.pain_points.drop_offs import drop_off_effect
from sojourn.insights.pain_points.grammar import FEWEST
from sojourn.insights.pain_points.sampling import Drawn

SIGN = 0.1
"""A half shows a sign where its one-sided p is below this."""
_BOTH_WAYS = 1 + 2 * SIGN
"""A candidate without effect passes by one of three ways: all customers, or either half after a sign in the other."""
RATE = 0.05


class Outcome(NamedTuple):
    """What a test gave. `p` is one-sided, for harm (`sign` -1) or good (1); NaN: none. `why` there is no effect."""

    effect: Effect | None
    p: float
    why: str


def tried(drawn: Drawn, sign: int, named: bool = False) -> Outcome:
    """The test of one candidate; one that was `named` needs no sign of it first, for nobody searched for it here."""
    sample = drawn.sample
    if drawn.exposed < FEWEST or len(sample.outcome) - sample.exposed.sum() < FEWEST:
        return Outcome(None, nan, f"Too few met it, or did not: {drawn.exposed:,} of {drawn.reached:,}.")
    if drawn.candidate.kind != "drop_off" and not sample.outcome[sample.exposed].any():
        return Outcome(None, 1.0, "It is an end of its own: nobody who met it had the outcome afterwards.")
    shown = [named or _shows(some(sample, drawn.half == half), drawn, sign) for half in (0, 1)]
    if not any(shown):
        return Outcome(
            None, 1.0, "Comparable customers do no better." if sign < 0 else "Comparable customers do no worse."
        )
    chosen = sample if all(shown) else some(sample, drawn.half == int(shown[0]))
    effect = estimate(drawn, chosen)
    if isnan(effect.estimate.value):
        return Outcome(effect, 1.0, effect.note)
    p = effect.p / 2 if effect.estimate.value * sign > 0 else 1 - effect.p / 2
    return Outcome(effect, p if named else min(1.0, p * _BOTH_WAYS), "")


def estimate(drawn: Drawn, sample: Sample) -> Effect:
    """The effect by the estimator of the candidate's kind."""
    return drop_off_effect(sample) if drawn.candidate.kind == "drop_off" else adjusted_effect(sample)


def some(sample: Sample, chosen: Mask) -> Sample:
    """Some rows of a sample."""
    return Sample(
        sample.outcome[chosen],
        sample.exposed[chosen],
        sample.covariates[chosen],
        sample.names,
        sample.customer[chosen],
        sample.period[chosen],
    )


def _shows(sample: Sample, drawn: Drawn, sign: int) -> bool:
    """Whether a half shows harm (or good)."""
    if drawn.candidate.kind == "drop_off":
        effect = drop_off_effect(sample)
        value, p = effect.estimate.value, effect.p
        return bool(value * sign > 0 and p / 2 < SIGN)
    value, deviation = linear(sample)
    return bool(deviation > 0 and value * sign > 0 and erfc(abs(value / deviation) / sqrt(2)) / 2 < SIGN)


def linear(sample: Sample, also: Floats | None = None) -> tuple[float, float]:
    """The coefficient of the exposure by least squares, and its standard deviation by customer; (NaN, 0): none.

    `also` float64[n, m]: further columns to adjust for.
    """
    exposed = sample.exposed.astype(np.float64)
    if not 0 < exposed.sum() < len(exposed):
        return nan, 0.0
    columns = design(sample).columns
    if also is not None:
        columns = np.column_stack([columns, also - also.mean(axis=0)])
    products = columns.T @ columns + 1e-6 * np.eye(columns.shape[1]) * len(exposed)
    rest = exposed - exposed.mean()
    rest = rest - columns @ np.linalg.solve(products, columns.T @ rest)
    own = float(rest @ rest)
    if own < 1e-6 * len(exposed):
        return nan, 0.0
    centred = sample.outcome - sample.outcome.mean()
    value = float(rest @ centred) / own
    left = centred - value * rest
    left = left - columns @ np.linalg.solve(products, columns.T @ left)
    _, place = np.unique(sample.customer, return_inverse=True)
    by_customer = np.bincount(place, rest * left) / own
    return value, sqrt(float(by_customer @ by_customer))


def found(outcomes: list[Outcome]) -> Mask:
    """Which are discoveries among all."""
    return discoveries([outcome.p for outcome in outcomes], RATE)
