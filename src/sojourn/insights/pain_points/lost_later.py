"""Whom something else loses later: of those who go on from a step and do not reach the outcome, some would have.

Drop-off compares those who leave with them. A pain point met later takes a share of the outcomes that comparable units
have; who met several was lost to one of them, and the greatest share holds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.effects import Effect
from sojourn.insights.pain_points.joining import Met, at_the_same_time, met
from sojourn.insights.pain_points.sampling import Drawn

MOST = 0.99


class Loss(NamedTuple):
    """Who met a pain point, and which share of their outcomes it takes, 0 to 1."""

    met: Met
    share: float


def loss(drawn: Drawn, effect: Effect) -> Loss:
    """What a harmful candidate takes."""
    otherwise = effect.outcome_comparable
    return Loss(met(drawn), min(MOST, max(0.0, -effect.estimate.value / otherwise)) if otherwise > 0 else 0.0)


def with_losses(drawn: Drawn, losses: list[Loss]) -> Drawn:
    """A drop-off whose outcomes say, of those who go on without it, which share is lost to what they meet later."""
    sample = drawn.sample
    reached, taken = sample.outcome == 1, np.zeros(len(sample.outcome))
    for one in losses:
        before, same = at_the_same_time(drawn, one.met)
        taken = np.maximum(taken, np.where(same & ~before, one.share, 0.0))
    return drawn._replace(sample=sample._replace(outcome=np.where(sample.exposed | reached, reached, taken)))
