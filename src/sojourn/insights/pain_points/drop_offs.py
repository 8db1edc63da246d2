"""Drop-off that costs something: do those who leave after a step look like those who would have reached the outcome?

Everywhere some leave, and most of them would not have bought anyway; a step loses customers where those who leave
resemble, by all that was known when they came, those who go on and reach the outcome more than those who go on and do
not. The share of the leavers that must have come from the former, for their mean score to be what it is, is the loss:
share = (m_left - m_without) / (m_with - m_without), with the score of each learnt from others.

The score goes by who they were when they came. With how far they had come in it, those who leave at a late step would
look like buyers by that alone. Two things no count can give, and judgements stand for them in the range: who is driven
away need not resemble all who would have stayed; and of those who go on without the outcome some were lost later, to
something else, so that they resemble buyers too.
"""

from __future__ import annotations

from math import erfc, hypot, nan, sqrt

import numpy as np

from sojourn.compiled import compiled
from sojourn.effects import Effect, Sample
from sojourn.effects.adjusting import FEWEST, by_customer, fold_of, naive
from sojourn.effects.design import design
from sojourn.effects.fitting import chances
from sojourn.effects.one_thread import in_one_thread
from sojourn.effects.records import Floats, Ints, Mask
from sojourn.effects.risk_sets import RiskSet
from sojourn.effects.robustness import MOST
from sojourn.estimates import Estimate, Z, unknown
from sojourn.insights.pain_points.scene import Scene
from sojourn.journeys.view import View

METHOD = "profile of those who leave"
LEAST_APART = 0.03
"""Scores of those with and without the outcome that lie closer tell nobody apart."""

LIKENESS = 0.25
"""How far off the share may be, as a standard deviation: who is driven away need not resemble those who would have
stayed in every respect. This is a judgement, not a measurement; chance comes on top of it."""
LATER = 0.1
"""The share, as a standard deviation, of those who go on without the outcome who are none of the unwilling: lost to
something else later, for the most part. As much of the rest of the leavers may have been lost here. A judgement as
well; it lies on both sides of the range, for who leaves early may differ from who leaves late by more than that."""


@compiled
def kernel(at, unit, end, ordinary, outcome, touchpoint):  # type: ignore[no-untyped-def]  # numba infers the types
    """Of each row the last step of its stay at the touchpoint, and whether its unit ends there.

    1 where it does, 0 where it goes on elsewhere or to the outcome, -1 where something else happens there first.
    """
    last, left = at.copy(), np.zeros(len(at), np.int64)
    for k in range(len(at)):
        i, stop = at[k], end[unit[k]]
        while i + 1 < stop and ordinary[i + 1] and touchpoint[i + 1] == touchpoint[at[k]]:
            i += 1
        last[k] = i
        if i + 1 == stop:
            left[k] = 1
        elif not (ordinary[i + 1] or outcome[i + 1]):
            left[k] = -1
    return last, left


def leaving(view: View, rows: RiskSet, seen: Scene) -> RiskSet:
    """The rows to which nothing happened there, with those exposed who leave.

    Errors, calls and answers are candidates of their own; who met one is left out, whether they left or went on. What
    is known of a unit is what was known at its first step: how far it has come since says where it may leave.
    """
    touchpoint = view.steps["touchpoint"]
    last, left = kernel(rows.at, rows.unit, view.end, seen.ordinary, seen.outcome, touchpoint)
    came = rows._replace(met=np.where(left == 1, last, -1), last=view.begin[rows.unit])
    return came.take(left >= 0)


@in_one_thread
def drop_off_effect(sample: Sample, folds: int = 5, seed: int = 0) -> Effect:
    """The loss among those who leave, as an effect on the outcome: minus the share that would have reached it."""
    left, n = sample.exposed, len(sample.outcome)
    with_it, without = ~left & (sample.outcome > 0), ~left & (sample.outcome == 0)
    fewest = min(len(np.unique(sample.customer[side])) for side in (left, with_it, without)) if n else 0
    if fewest < FEWEST:
        return _nothing(sample, f"Only {fewest} customers left here, or went on with or without the outcome.")
    made = design(sample)
    score = chances(made.columns, sample.outcome, ~left, fold_of(sample, folds, seed), folds)
    apart = score[with_it].mean() - score[without].mean()
    if without.sum() < left.sum():
        return _nothing(
            sample, "Nearly all who do not reach the outcome leave here: there is nobody like them who goes on."
        )
    if apart < LEAST_APART:
        return _nothing(sample, "What is known beforehand does not tell who will reach the outcome.")
    share, deviation = _share(score, left, with_it, without, sample)
    if abs(share) - Z * deviation > 1:
        return _nothing(sample, "Those who leave here resemble neither who reaches the outcome nor who does not.")
    deviation = hypot(deviation, LIKENESS * share, LATER * (1 - share))
    k = _robustness(made.columns, made.group, sample, (left, with_it, without))
    k *= max(0.0, 1 - Z * deviation / abs(share)) if share else 0.0
    estimate = Estimate(-share, -share - Z * deviation, -share + Z * deviation, n, METHOD)
    return Effect(
        estimate, naive(sample), int(left.sum()), n, 0.0, share, 1.0, k, erfc(abs(share / deviation) / sqrt(2)), ""
    )


def _nothing(sample: Sample, note: str) -> Effect:
    nothing = unknown(METHOD, len(sample.outcome))
    return Effect(nothing, nothing, int(sample.exposed.sum()), len(sample.outcome), 0.0, nan, nan, nan, nan, note)


def _share(score: Floats, left: Mask, with_it: Mask, without: Mask, sample: Sample) -> tuple[float, float]:
    """The share and its standard deviation, by the influence of each unit added up by customer."""
    means = [score[side].mean() for side in (left, with_it, without)]
    apart = means[1] - means[2]
    share = (means[0] - means[2]) / apart
    weights = (1 / apart, -share / apart, (share - 1) / apart)
    influence = np.zeros(len(score))
    for side, mean, weight in zip((left, with_it, without), means, weights, strict=True):
        influence[side] = weight * (score[side] - mean) / side.sum()
    added = by_customer(sample, influence)
    return float(share), sqrt(float(added @ added))


def _robustness(columns: Floats, group: Ints, sample: Sample, sides: tuple[Mask, Mask, Mask]) -> float:
    """How many times more than the covariate that matters most would have to be missing for the share to vanish.

    By a linear score: leaving a covariate's part out of it moves the share; k is the share over the largest such move.
    """
    goes_on = ~sides[0]
    centred = sample.outcome[goes_on] - sample.outcome[goes_on].mean()
    products = columns[goes_on].T @ columns[goes_on] + np.eye(columns.shape[1])
    weights = np.linalg.solve(products, columns[goes_on].T @ centred)
    whole = _plain_share(columns @ weights, sides)
    moves = []
    for one in np.unique(group):
        kept = np.where(group == one, 0.0, weights)
        moves.append(abs(whole - _plain_share(columns @ kept, sides)))
    largest = max(moves, default=0.0)
    return float(min(MOST, abs(whole) / largest)) if largest > 0 else MOST


def _plain_share(score: Floats, sides: tuple[Mask, Mask, Mask]) -> float:
    left, with_it, without = (score[side].mean() for side in sides)
    return float((left - without) / (with_it - without)) if with_it != without else 0.0
