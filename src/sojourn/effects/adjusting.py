"""The effect of an exposure among the exposed, adjusted for what was measured before: doubly robust and cross-fitted.

The outcome that the exposed would have had is predicted by a model of those not exposed, and what that model gets wrong
is corrected by those not exposed who most resemble them. It is right where either the model of the outcome or the model
of the exposure is. Source: Robins, Rotnitzky and Zhao, JASA 89 (1994); Chernozhukov and others, "Double/debiased
machine learning", The Econometrics Journal 21 (2018); weights that add up to one: Hajek (1971).
"""

from __future__ import annotations

from math import inf, nan, sqrt
from typing import NamedTuple

import numpy as np

from sojourn.effects.days import wide, wide_by_day
from sojourn.effects.design import Design, design
from sojourn.effects.fitting import chances, means
from sojourn.effects.one_thread import in_one_thread
from sojourn.effects.records import Effect, Floats, Ints, Mask, Sample
from sojourn.effects.robustness import robustness
from sojourn.errors import UsageError
from sojourn.estimates import Estimate, unknown

METHOD = "doubly robust"
FEWEST = 20
"""Customers that each side needs."""
CERTAIN = 0.98
"""Exposed units whose chance of exposure was higher have nobody to be compared with."""
LEAST_OVERLAP = 0.5
FEWEST_COMPARABLE = 10.0
"""Effective number of comparable units below which nothing is said."""


class _Compared(NamedTuple):
    """An effect, the influence of each unit on it, and the share of the exposed it is an effect for.

    `comparable` is the effective number of those not exposed, whose outcomes weigh up to `outcome_others`.
    """

    value: float
    influence: Floats
    outcome_exposed: float
    outcome_others: float
    overlap: float
    comparable: float


@in_one_thread
def adjusted_effect(sample: Sample, *, folds: int = 5, seed: int = 0) -> Effect:
    """The effect among the exposed, with a 95 % interval by customer.

    The same sample and seed give the same effect. Raises UsageError where the arrays do not fit together or hold
    numbers that are not finite. Where nothing can be said the figures are NaN, and `note` says why.
    """
    _check(sample, folds)
    reason = _reason(sample)
    if reason:
        return _nothing(sample, reason)
    # Sums depend on the order of rows in the last digits, and partitions bring them in any.
    sample = sample.take(np.argsort(sample.customer, kind="stable"))
    made = design(sample)
    compared = _compare(sample, made, fold_of(sample, folds, seed), folds)
    if compared.overlap < LEAST_OVERLAP or compared.comparable < FEWEST_COMPARABLE:
        return _nothing(sample, "Those exposed and those not are too different to be compared.", compared.overlap)
    return _effect(sample, made, compared)


def _check(sample: Sample, folds: int) -> None:
    n = len(sample.outcome)
    shapes = {len(sample.exposed), len(sample.customer), len(sample.period), len(sample.covariates)}
    if shapes != {n} or sample.covariates.ndim != 2 or sample.covariates.shape[1] != len(sample.names):
        raise UsageError("The arrays of a sample do not fit together. Give one row a unit and one name a covariate.")
    if folds < 2:
        raise UsageError(f"folds={folds} leaves nobody to learn from. Take 2 or more.")
    if not np.isfinite(sample.outcome).all():
        raise UsageError("Outcomes of a sample must be finite numbers. Leave out units whose outcome is not known.")
    for name, column in zip(sample.names, sample.covariates.T, strict=True):
        if not np.isfinite(column).all():
            raise UsageError(f'The covariate "{name}" has missing or infinite values. Fill them, and add a column '
                             "that says where they were missing.")  # fmt: skip


def _reason(sample: Sample) -> str:
    """Why nothing can be said, before looking closer; empty where something may be."""
    exposed, others = _customers(sample)
    if not exposed or not others:
        return "Nobody was exposed." if not exposed else "Everybody was exposed: there is nobody to compare with."
    if min(exposed, others) < FEWEST:
        few = min(exposed, others)
        who = "customer was" if few == 1 else "customers were"
        side = "exposed" if exposed <= others else "not exposed"
        return f"Only {few} {who} {side}: too few to tell (at least {FEWEST})."
    if sample.outcome.min() == sample.outcome.max():
        return _unvaried(float(sample.outcome[0]))
    return ""


def _unvaried(outcome: float) -> str:
    return {0.0: "The outcome never happens.", 1.0: "The outcome always happens."}.get(
        outcome, "The outcome never varies."
    )


def _nothing(sample: Sample, note: str, overlap: float = nan) -> Effect:
    exposed = int(sample.exposed.sum())
    known = float(sample.outcome[sample.exposed].mean()) if exposed else nan
    nothing = unknown(METHOD, len(sample.outcome))
    return Effect(nothing, naive(sample), exposed, len(sample.outcome), known, nan, overlap, nan, nan, note)


def fold_of(sample: Sample, folds: int, seed: int) -> Ints:
    """The fold of each unit: all units of a customer in one, the exposed spread evenly."""
    who, place = np.unique(sample.customer, return_inverse=True)
    touched = np.zeros(len(who), np.bool_)
    touched[place[sample.exposed]] = True
    order = np.random.default_rng(seed).permutation(len(who))
    order = order[np.argsort(touched[order], kind="stable")]
    fold = np.empty(len(who), np.int64)
    fold[order] = np.arange(len(who)) % folds
    found: Ints = fold[place]
    return found


def _compare(sample: Sample, made: Design, fold: Ints, folds: int) -> _Compared:
    outcome, exposed = sample.outcome, sample.exposed
    chance = chances(made.columns, exposed.astype(np.float64), np.ones(len(exposed), np.bool_), fold, folds)
    binary = bool(np.isin(outcome, (0.0, 1.0)).all())
    expected = (chances if binary else means)(made.columns, outcome, ~exposed, fold, folds)
    kept = exposed & (chance <= CERTAIN)
    weight = np.where(exposed, 0.0, np.minimum(chance, CERTAIN) / (1 - np.minimum(chance, CERTAIN)))
    return _weighed(outcome, outcome - expected, kept, weight, int(exposed.sum()))


def _weighed(outcome: Floats, surprise: Floats, kept: Mask, weight: Floats, exposed: int) -> _Compared:
    """`surprise`: outcome less what was expected without exposure; `weight` of units not exposed."""
    if not kept.any():
        return _Compared(nan, surprise, nan, nan, 0.0, 0.0)
    own = surprise[kept].mean()
    total = weight.sum()
    others = weight @ surprise / total
    influence = np.where(kept, (surprise - own) / kept.sum(), 0.0) - weight * (surprise - others) / total
    comparable = float(total * total / (weight @ weight))
    share, mean = float(kept.sum() / exposed), float(outcome[kept].mean())
    return _Compared(float(own - others), influence, mean, float(weight @ outcome / total), share, comparable)


def _effect(sample: Sample, made: Design, compared: _Compared) -> Effect:
    exposed = sample.exposed.astype(np.float64)
    shares = compared.outcome_exposed, compared.outcome_others
    unseen = unseen_variance(sample, shares, compared.comparable)
    estimate, p = interval(compared.value, compared.influence, sample, METHOD, unseen)
    k = robustness(made, exposed, sample.outcome, nearest_zero(estimate))
    return Effect(
        estimate, naive(sample), int(exposed.sum()), len(exposed), compared.outcome_exposed,
        compared.outcome_exposed - compared.value, compared.overlap, k, p, _note(made, compared),
    )  # fmt: skip


def interval(
    value: float, influence: Floats, sample: Sample, method: str, unseen: float = 0.0
) -> tuple[Estimate, float]:
    """An estimate and its p value, by Student's t, from the influence of each unit added up by customer; the wider one
    by day.

    `unseen` is variance that these do not show; see `unseen_variance`.
    """
    added = by_customer(sample, influence)
    deviation = sqrt(float(added @ added) + unseen)
    half, p = wide(value, deviation, max(1, min(_customers(sample)) - 1))
    if sample.day is not None:
        half, p = max((half, p), wide_by_day(value, influence, sample.exposed, sample.day))
    return Estimate(float(value), float(value - half), float(value + half), len(influence), method), p


def unseen_variance(sample: Sample, shares: tuple[float, float], comparable: float = inf) -> float:
    """What few customers cannot show of how far a share of them varies: 0 of 25 does not say that it is never.

    For outcomes of 0 and 1: on each side, by how much the variance of its share grows with one success and one failure
    more. `shares`: of those exposed and of the others, who are `comparable` effectively. With hundreds a side it
    vanishes. Source: Agresti and Caffo, The American Statistician 54 (2000).
    """
    if not np.isin(sample.outcome, (0.0, 1.0)).all():
        return 0.0
    exposed, others = _customers(sample)
    unseen = 0.0
    for share, n in zip(shares, (exposed, min(others, comparable)), strict=True):
        known = min(max(share, 0.0), 1.0)
        more = (known * n + 1) / (n + 2)
        unseen += max(0.0, more * (1 - more) / (n + 2) - known * (1 - known) / n)
    return unseen


def _customers(sample: Sample) -> tuple[int, int]:
    """How many customers are exposed, and how many are not."""
    exposed, others = (len(np.unique(sample.customer[side])) for side in (sample.exposed, ~sample.exposed))
    return exposed, others


def by_customer(sample: Sample, values: Floats) -> Floats:
    """What units say added up over those of each customer, float64[customers]: customers are independent, units not."""
    _, place = np.unique(sample.customer, return_inverse=True)
    return np.asarray(np.bincount(place, values), np.float64)


def nearest_zero(estimate: Estimate) -> float:
    """The end of an interval that is nearest to zero; 0 where the interval holds it."""
    return 0.0 if estimate.low <= 0 <= estimate.high else min(estimate.low, estimate.high, key=abs)


def naive(sample: Sample) -> Estimate:
    """The bare difference of means; NaN where one side is empty."""
    exposed = sample.exposed
    n = int(exposed.sum())
    if n in (0, len(exposed)):
        return unknown("difference of means", len(exposed))
    own, others = sample.outcome[exposed].mean(), sample.outcome[~exposed].mean()
    influence = np.where(exposed, (sample.outcome - own) / n, (others - sample.outcome) / (len(exposed) - n))
    unseen = unseen_variance(sample, (float(own), float(others)))
    return interval(own - others, influence, sample, "difference of means", unseen)[0]


def _note(made: Design, compared: _Compared) -> str:
    notes = []
    if made.dropped:
        notes.append(f"Left out, for they say nothing that others do not: {', '.join(made.dropped)}.")
    if compared.overlap < 0.995:
        left_out = f"{100 * (1 - compared.overlap):.0f} %"
        notes.append(f"For {left_out} of the exposed there is nobody comparable; they are left out.")
    return " ".join(notes)
