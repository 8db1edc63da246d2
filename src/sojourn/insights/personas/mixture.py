"""A mixture of Markov chains, fitted by EM: kinds of customers, each with its own chances of what comes after what.

Each group of features (first steps, steps after a touchpoint ...) is a multinomial within each kind. Its chances have a
prior centred on those of all customers, worth PRIOR observations, so that what a kind was hardly seen to do is taken to
be as with everybody; the log-likelihood with this prior never falls from step to step.

Source: Cadez, Heckerman, Meek, Smyth and White, "Model-based clustering and visualization of navigation patterns on a
Web site", Data Mining and Knowledge Discovery 7 (2003); BIC: Schwarz, Annals of Statistics 6 (1978).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.compiled import compiled
from sojourn.insights.personas.behaviour import Behaviour, Floats, Ints

PRIOR = 2.0
STARTS, KEPT = 8, 2
"""So many beginnings are tried; the best of them after FIRST_STEPS are followed to their ends."""
FIRST_STEPS, MOST_STEPS = 12, 200
ENOUGH = 1e-6


class Mixture(NamedTuple):
    """`share` [kinds]; `chance` [features, kinds], adding up to 1 within each group; `gain`: what EM makes grow.

    `likelihood`: the log-likelihood alone.
    """

    share: Floats
    chance: Floats
    likelihood: float
    gain: float

    @property
    def kinds(self) -> int:
        """How many kinds there are."""
        return len(self.share)


class Everybody(NamedTuple):
    """The customers, how often each counts, the group of each feature, and the chances among all of them."""

    behaviour: Behaviour
    weight: Floats
    group: Ints
    base: Floats


@compiled
def kernel(begin, feature, count, log_share, log_chance):  # type: ignore[no-untyped-def]  # numba infers the types
    """The chance that each customer is of each kind, float64[customers, kinds], and each one's log-likelihood."""
    kinds = len(log_share)
    belongs, likelihood = np.empty((len(begin) - 1, kinds)), np.empty(len(begin) - 1)
    score = np.empty(kinds)
    for u in range(len(begin) - 1):
        score[:] = log_share
        for i in range(begin[u], begin[u + 1]):
            row, times = log_chance[feature[i]], count[i]
            for k in range(kinds):
                score[k] += times * row[k]
        top = score.max()
        total = 0.0
        for k in range(kinds):
            belongs[u, k] = np.exp(score[k] - top)
            total += belongs[u, k]
        likelihood[u] = top + np.log(total)
        belongs[u] /= total
    return belongs, likelihood


@compiled
def expected(begin, feature, count, belongs, weight, features):  # type: ignore[no-untyped-def]
    """How often each kind did what, float64[features, kinds]."""
    kinds = belongs.shape[1]
    sums = np.zeros((features, kinds))
    for u in range(len(begin) - 1):
        for i in range(begin[u], begin[u + 1]):
            row, times = sums[feature[i]], weight[u] * count[i]
            for k in range(kinds):
                row[k] += times * belongs[u, k]
    return sums


def everybody(behaviour: Behaviour, group: Ints, weight: Floats | None = None) -> Everybody:
    """The customers, each counting once or by `weight`."""
    often = np.ones(len(behaviour.begin) - 1) if weight is None else weight
    alone = np.ones((len(often), 1))
    sums = expected(behaviour.begin, behaviour.feature, behaviour.often, alone, often, len(group))
    return Everybody(behaviour, often, group, _within_groups(sums, group)[:, 0])


def _within_groups(sums: Floats, group: Ints) -> Floats:
    """Sums as shares of their group; a group that nothing was seen of has none."""
    totals = np.zeros((group.max() + 1, sums.shape[1]))
    np.add.at(totals, group, sums)
    shares: Floats = np.divide(sums, totals[group], out=np.zeros_like(sums), where=totals[group] > 0)
    return shares


def placed(among: Behaviour, mixture: Mixture) -> tuple[Floats, Floats]:
    """The chances of belonging [customers, kinds], and each customer's log-likelihood."""
    with np.errstate(divide="ignore"):  # a feature that nobody has is never looked at
        log_share, log_chance = np.log(mixture.share), np.log(np.maximum(mixture.chance, 1e-300))
    belongs, likelihood = kernel(among.begin, among.feature, among.often, log_share, log_chance)
    return belongs, likelihood


def maximised(all_: Everybody, belongs: Floats) -> Mixture:
    """The mixture that fits best to who belongs where."""
    behaviour = all_.behaviour
    sums = expected(behaviour.begin, behaviour.feature, behaviour.often, belongs, all_.weight, len(all_.group))
    chance = _within_groups(sums + PRIOR * all_.base[:, None], all_.group)
    share = all_.weight @ belongs + 1.0
    return Mixture(share / share.sum(), chance, float("nan"), float("nan"))


def marked(all_: Everybody, mixture: Mixture) -> tuple[Mixture, Floats]:
    """The same with its likelihood, and the chances of belonging."""
    belongs, each = placed(all_.behaviour, mixture)
    likelihood = float(all_.weight @ each)
    there = all_.base > 0
    prior = PRIOR * (all_.base[there] @ np.log(mixture.chance[there])).sum() + np.log(mixture.share).sum()
    return mixture._replace(likelihood=likelihood, gain=likelihood + float(prior)), belongs


def improved(all_: Everybody, mixture: Mixture, steps: int) -> Mixture:
    """So many steps of EM, fewer where they gain next to nothing."""
    found, belongs = marked(all_, mixture)
    for _ in range(steps):
        following, belongs = marked(all_, maximised(all_, belongs))
        gained = following.gain - found.gain
        found = following
        if gained < ENOUGH * abs(found.gain):
            break
    return found


def fit(all_: Everybody, kinds: int, seed: int = 0, starts: int = STARTS) -> Mixture:
    """The best mixture of so many kinds that was found from several beginnings, the largest kind first."""
    random = np.random.default_rng([seed, kinds])
    begun = [improved(all_, _beginning(all_, kinds, random), FIRST_STEPS) for _ in range(starts if kinds > 1 else 1)]
    begun.sort(key=lambda mixture: -mixture.gain)
    found = max((improved(all_, mixture, MOST_STEPS) for mixture in begun[:KEPT]), key=lambda mixture: mixture.gain)
    order = np.argsort(-found.share, kind="stable")
    return found._replace(share=found.share[order], chance=np.ascontiguousarray(found.chance[:, order]))


def _beginning(all_: Everybody, kinds: int, random: np.random.Generator) -> Mixture:
    """Kinds around single customers, each drawn among those whom the kinds so far explain badly for their steps."""
    behaviour = all_.behaviour
    customers = len(behaviour.begin) - 1
    steps = np.add.reduceat(behaviour.often, behaviour.begin[:-1])
    anchors = [int(random.choice(customers, p=all_.weight / all_.weight.sum()))]
    whole = placed(behaviour, Mixture(np.ones(1), all_.base[:, None], 0.0, 0.0))[1]
    while len(anchors) < kinds:
        best = np.max([_near(all_, anchor)[1] for anchor in anchors], axis=0)
        missed = np.maximum(whole - best, 0.0) / np.sqrt(steps) * all_.weight
        chosen = random.choice(customers, p=missed / missed.sum()) if missed.sum() > 0 else random.choice(customers)
        anchors.append(int(chosen))
    chance = np.concatenate([_near(all_, anchor)[0] for anchor in anchors], axis=1)
    return Mixture(np.full(kinds, 1 / kinds), chance, 0.0, 0.0)


def _near(all_: Everybody, anchor: int) -> tuple[Floats, Floats]:
    """The chances of one customer, mixed with those of all; and how likely everybody is by them."""
    alone = np.zeros((len(all_.behaviour.begin) - 1, 1))
    alone[anchor] = 1.0
    chance = maximised(all_._replace(weight=np.ones(len(alone))), alone).chance
    return chance, placed(all_.behaviour, Mixture(np.ones(1), chance, 0.0, 0.0))[1]


def bic(all_: Everybody, mixture: Mixture) -> float:
    """Schwarz's criterion; of each group there is one chance fewer than features that were seen."""
    seen = all_.base > 0
    free = int(seen.sum() - len(np.unique(all_.group[seen])))
    return -2 * mixture.likelihood + (mixture.kinds * free + mixture.kinds - 1) * float(np.log(all_.weight.sum()))
