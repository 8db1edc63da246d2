"""Drop-off that costs something: do those who leave after a step look like those who would have reached the outcome?

Everywhere some leave, and most of them would not have bought anyway; a step loses customers where those who leave
resemble, by all that was known before, those who go on and reach the outcome more than those who go on and do not. The
share of the leavers that must have come from the former, for their mean score to be what it is, is
(m_left - m_without) / (m_with - m_without), with the score of each learnt from others.

Of those who go on without the outcome, some would have reached it, had they not met a pain point later on. As far as
that is known (lost_later.py) they count with the former: else nobody would seem lost here, for the latter would
resemble buyers themselves. And of the leavers as many would have been lost later too, had they gone on.
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
from sojourn.effects.records import Floats, Ints
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

    Errors, calls and answers are candidates of their own; who met one is left out, whether they left or went on.
    """
    touchpoint = view.steps["touchpoint"]
    last, left = kernel(rows.at, rows.unit, view.end, seen.ordinary, seen.outcome, touchpoint)
    return rows._replace(met=np.where(left == 1, last, -1)).take(left >= 0)


@in_one_thread
def drop_off_effect(sample: Sample, folds: int = 5, seed: int = 0) -> Effect:
    """The loss among those who leave, as an effect on the outcome: minus the share that would have reached it.

    The outcome of a sample is 1 for those who reached it; below that, the share of outcomes that something takes which
    the unit met later.
    """
    left, n = sample.exposed, len(sample.outcome)
    with_it, without = ~left & (sample.outcome == 1), ~left & (sample.outcome < 1)
    fewest = min(len(np.unique(sample.customer[side])) for side in (left, with_it, without)) if n else 0
    if fewest < FEWEST:
        return _nothing(sample, f"Only {fewest} customers left here, or went on with or without the outcome.")
    made = design(sample)
    score, sides = _scored(made.columns, sample, fold_of(sample, folds, seed), folds)
    apart = _mean(score, sides[1]) - _mean(score, sides[2])
    if without.sum() < left.sum():
        return _nothing(
            sample, "Nearly all who do not reach the outcome leave here: there is nobody like them who goes on."
        )
    if apart < LEAST_APART:
        return _nothing(sample, "What is known beforehand does not tell who will reach the outcome.")
    share, deviation = _share(score, sides, sample)
    if abs(share) > 1:
        return _nothing(sample, "Those who leave here resemble neither who reaches the outcome nor who does not.")
    arrives = float(with_it.sum() / sides[1].sum())
    share, deviation = arrives * share, arrives * hypot(deviation, LIKENESS * share)
    k = _robustness(made.columns, made.group, sample, sides)
    k *= max(0.0, 1 - Z * deviation / abs(share)) if share else 0.0
    estimate = Estimate(-share, -share - Z * deviation, -share + Z * deviation, n, METHOD)
    return Effect(
        estimate,
        naive(sample._replace(outcome=with_it.astype(np.float64))),
        int(left.sum()),
        n,
        0.0,
        share,
        1.0,
        k,
        erfc(abs(share / deviation) / sqrt(2)),
        "",
    )


def _nothing(sample: Sample, note: str) -> Effect:
    nothing = unknown(METHOD, len(sample.outcome))
    return Effect(nothing, nothing, int(sample.exposed.sum()), len(sample.outcome), 0.0, nan, nan, nan, nan, note)


ROUNDS = 4
"""So often the score and who would have reached the outcome are learnt from one another."""
Sides = tuple[Floats, Floats, Floats]
"""How much each unit counts with those who left, with those who would reach the outcome, with those who would not."""


def _scored(columns: Floats, sample: Sample, fold: Ints, folds: int) -> tuple[Floats, Sides]:
    """Each unit's chance of the outcome where nothing takes it, and the sides, by expectation and maximisation.

    Source: Dempster, Laird and Rubin, Journal of the Royal Statistical Society B 39 (1977).
    """
    left, reached = sample.exposed, sample.outcome == 1
    taken = np.where(reached, 0.0, sample.outcome)
    willing = reached.astype(np.float64)
    for _ in range(ROUNDS if taken.any() else 1):
        score = chances(columns, willing, ~left, fold, folds)
        willing = np.where(reached, 1.0, score * taken / (1 - score * (1 - taken)))
    return score, (left.astype(np.float64), ~left * willing, ~left * (1 - willing))


def _mean(score: Floats, side: Floats) -> float:
    return float(score @ side / side.sum())


def _share(score: Floats, sides: Sides, sample: Sample) -> tuple[float, float]:
    """The share and its standard deviation, by the influence of each unit added up by customer."""
    left, willing, unwilling = (_mean(score, side) for side in sides)
    apart = willing - unwilling
    share = (left - unwilling) / apart
    weights = (1 / apart, -share / apart, (share - 1) / apart)
    influence = np.zeros(len(score))
    for side, mean, weight in zip(sides, (left, willing, unwilling), weights, strict=True):
        influence += weight * side * (score - mean) / side.sum()
    added = by_customer(sample, influence)
    return share, sqrt(float(added @ added))


def _robustness(columns: Floats, group: Ints, sample: Sample, sides: Sides) -> float:
    """How many times more than the covariate that matters most would have to be missing for the share to vanish.

    By a linear score: leaving a covariate's part out of it moves the share; k is the share over the largest such move.
    """
    goes_on = ~sample.exposed
    centred = sides[1][goes_on] - sides[1][goes_on].mean()
    products = columns[goes_on].T @ columns[goes_on] + np.eye(columns.shape[1])
    weights = np.linalg.solve(products, columns[goes_on].T @ centred)
    whole = _plain_share(columns @ weights, sides)
    moves = []
    for one in np.unique(group):
        kept = np.where(group == one, 0.0, weights)
        moves.append(abs(whole - _plain_share(columns @ kept, sides)))
    largest = max(moves, default=0.0)
    return float(min(MOST, abs(whole) / largest)) if largest > 0 else MOST


def _plain_share(score: Floats, sides: Sides) -> float:
    left, willing, unwilling = (_mean(score, side) for side in sides)
    return (left - unwilling) / (willing - unwilling) if willing != unwilling else 0.0
