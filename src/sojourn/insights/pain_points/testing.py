"""Every candidate is put to the test, on all customers and on two halves of them.

The list of candidates is closed and each is one test, so that the share of false discoveries can be held. A discovery
must also show in each half of the customers by itself: what one odd group makes does not.
"""

from __future__ import annotations

from math import isnan, nan, sqrt
from typing import NamedTuple

import numpy as np

from sojourn.effects import Effect, Sample, adjusted_effect, discoveries
from sojourn.effects.adjusting import by_customer
from sojourn.effects.design import design
from sojourn.effects.one_thread import in_one_thread
from sojourn.effects.records import Floats, Mask
from sojourn.insights.pain_points.drop_offs import drop_off_effect
from sojourn.insights.pain_points.grammar import FEWEST
from sojourn.insights.pain_points.sampling import Drawn

RATE = 0.05


class Outcome(NamedTuple):
    """What a test gave. `p` is one-sided, for harm (`sign` -1) or good (1); NaN: none. `why` there is no effect."""

    effect: Effect | None
    p: float
    why: str


def tried(drawn: Drawn, sign: int, named: bool = False) -> Outcome:
    """The test of one candidate; one that was `named` was searched for elsewhere, and needs no second opinion here."""
    drawn = drawn.compared()
    sample = drawn.sample
    unmet = int((~sample.exposed).sum())
    if drawn.exposed < FEWEST or unmet < FEWEST:
        others = f"; {unmet:,} can be compared" if drawn.exposed >= FEWEST else ""
        return Outcome(None, nan, f"Too few met it, or did not: {drawn.exposed:,} of {drawn.reached:,}{others}.")
    if drawn.candidate.kind != "drop_off" and not sample.outcome[sample.exposed].any():
        return Outcome(None, 1.0, "It is an end of its own: nobody who met it had the outcome afterwards.")
    effect = estimate(drawn, sample)
    if isnan(effect.estimate.value):
        return Outcome(effect, 1.0, effect.note)
    p = effect.p / 2 if effect.estimate.value * sign > 0 else 1 - effect.p / 2
    if p < RATE and not named and not all(_shows(sample.take(drawn.half == half), drawn, sign) for half in (0, 1)):
        return Outcome(effect, 1.0, "Two halves of the customers do not agree on it.")
    return Outcome(effect, p, "")


def estimate(drawn: Drawn, sample: Sample) -> Effect:
    """The effect by the estimator of the candidate's kind."""
    return drop_off_effect(sample) if drawn.candidate.kind == "drop_off" else adjusted_effect(sample)


def _shows(sample: Sample, drawn: Drawn, sign: int) -> bool:
    """Whether a half points the same way."""
    if drawn.candidate.kind == "drop_off":
        return drop_off_effect(sample).estimate.value * sign > 0
    value, deviation = linear(sample, bends=False)
    return deviation > 0 and value * sign > 0


@in_one_thread
def linear(sample: Sample, also: Floats | None = None, bends: bool = True) -> tuple[float, float]:
    """The coefficient of the exposure by least squares, and its standard deviation by customer; (NaN, 0): none.

    `also` float64[n, m]: further columns to adjust for; `bends` as of a design.
    """
    exposed = sample.exposed.astype(np.float64)
    if not 0 < exposed.sum() < len(exposed):
        return nan, 0.0
    columns = design(sample, bends).columns
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
    added = by_customer(sample, rest * left) / own
    return value, sqrt(float(added @ added))


def found(outcomes: list[Outcome]) -> Mask:
    """Which are discoveries among all."""
    return discoveries([outcome.p for outcome in outcomes], RATE)
