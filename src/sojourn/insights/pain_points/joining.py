"""Pain points that the same journeys meet: each adjusted for the others, and those that others explain dropped.

A repeated step may come of the error before it; a bad score and a bad comment are one experience. Each candidate is
adjusted for the others that came before it or with it in the same unit, all in one linear model; the one with the least
left of it goes, and the rest are looked at again, until all that stay have something of their own.
"""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

import numpy as np

from sojourn.effects import Effect
from sojourn.effects.records import Floats, Ints, Mask
from sojourn.estimates import Z
from sojourn.insights.pain_points.sampling import Drawn
from sojourn.insights.pain_points.testing import estimate, linear

LEAST = 1.645
"""Standard deviations below which a candidate has nothing left of its own: one-sided p of 0.05."""
TOGETHER = 20
"""Units that must have met both before one is adjusted for the other."""
MEETING = 0.02
"""Share of the exposed that must have met another pain point too for it to be called an overlap."""


class Met(NamedTuple):
    """Units that met a candidate (ascending keys), and at which step of theirs."""

    key: Ints
    order: Ints


def met(drawn: Drawn) -> Met:
    """Who met a candidate."""
    chosen = drawn.sample.exposed
    order = np.argsort(drawn.key[chosen], kind="stable")
    return Met(drawn.key[chosen][order], drawn.order[chosen][order])


def at_the_same_time(drawn: Drawn, other: Met) -> tuple[Mask, Mask]:
    """Which rows met another candidate by the time that theirs is decided, and which at all; bool[rows] each."""
    if not len(other.key):
        nobody = np.zeros(len(drawn.key), np.bool_)
        return nobody, nobody
    place = np.minimum(np.searchsorted(other.key, drawn.key), len(other.key) - 1)
    same = other.key[place] == drawn.key
    return same & (other.order[place] <= drawn.order), same


def explained(drawns: list[Drawn], sign: int = -1) -> dict[int, int]:
    """Candidates (places in the list) that another one explains, and which one does."""
    everyone = [met(drawn) for drawn in drawns]
    lasting = [drawn.candidate.kind != "drop_off" for drawn in drawns]
    left, gone = list(range(len(drawns))), dict[int, int]()
    while True:
        scores = {
            at: _own(drawns[at], [everyone[other] for other in left if other != at and lasting[other]], sign)
            for at in left
        }
        weak = [at for at in left if scores[at] < LEAST]
        if not weak:
            return gone
        weakest = min(weak, key=lambda at: (abs(_plain(drawns[at])), at))
        left.remove(weakest)
        gone[weakest] = max(left, key=lambda other: _shared(drawns[weakest], everyone[other]), default=weakest)


def _plain(drawn: Drawn) -> float:
    value, deviation = linear(drawn.sample)
    return value / deviation if deviation else 0.0


def _own(drawn: Drawn, others: list[Met], sign: int) -> float:
    """What is left of a candidate beside others, in standard deviations."""
    if drawn.candidate.kind == "drop_off":
        effect = adjusted(drawn, others)
        return 0.0 if isnan(effect.p) else _deviations(effect, sign)
    also = beside(drawn, others)
    if not also.shape[1]:
        return float("inf")
    value, deviation = linear(drawn.sample, also)
    return 0.0 if isnan(value) or not deviation else sign * value / deviation


def beside(drawn: Drawn, others: list[Met]) -> Floats:
    """Columns that say who met which other candidate by then; only of those that enough units met with this one."""
    columns = []
    for other in others:
        before, _ = at_the_same_time(drawn, other)
        if (before & drawn.sample.exposed).sum() >= TOGETHER:
            columns.append(before.astype(np.float64))
    return np.column_stack(columns) if columns else np.zeros((len(drawn.key), 0))


def _shared(drawn: Drawn, other: Met) -> float:
    _, same = at_the_same_time(drawn, other)
    return float((same & drawn.sample.exposed).sum())


def overlapping(drawn: Drawn, others: dict[str, Met]) -> tuple[str, ...]:
    """Ids of the others that a good part of the exposed meet too."""
    exposed = max(1, int(drawn.sample.exposed.sum()))
    return tuple(name for name, other in others.items() if _shared(drawn, other) / exposed >= MEETING)


def adjusted(drawn: Drawn, others: list[Met]) -> Effect:
    """The effect of a candidate, adjusted for the others that came before it or with it, without those who are alike.

    Those who left after they met another one are not asked whether they left for nothing.
    """
    drawn = drawn.compared()
    sample, also = drawn.sample, beside(drawn, others)
    if not also.shape[1]:
        return estimate(drawn, sample)
    if drawn.candidate.kind == "drop_off":
        return estimate(drawn, sample.take(also.sum(axis=1) == 0))
    names = (*sample.names, *(f"pain point={number}" for number in range(also.shape[1])))
    return estimate(drawn, sample._replace(covariates=np.column_stack([sample.covariates, also]), names=names))


def _deviations(effect: Effect, sign: int) -> float:
    """An effect in standard deviations, in the direction of `sign`."""
    value, width = effect.estimate.value, effect.estimate.high - effect.estimate.low
    return sign * value / (width / 2 / Z) if width else 0.0
