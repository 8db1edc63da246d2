"""Samples with a known truth."""

from __future__ import annotations

import numpy as np

from sojourn.effects import Sample
from sojourn.effects.records import Floats


def logistic(score: Floats) -> Floats:
    return 1 / (1 + np.exp(-score))


def confounded(n: int, effect: float = -0.1, seed: int = 0, visits: int = 1) -> Sample:
    """n units, `visits` of each customer. Who is keen is exposed more often and buys more often.

    The exposure takes `effect`, in points of probability, from everybody.
    """
    rng = np.random.default_rng(seed)
    who = np.arange(n) // visits
    keen = rng.normal(size=n // visits)[who]
    month = rng.integers(0, 3, n)
    exposed = rng.random(n) < logistic(0.9 * keen + 0.3 * month - 1.2)
    chance = np.clip(0.2 + 0.4 * logistic(1.2 * keen) + 0.05 * month + effect * exposed, 0, 1)
    outcome = (rng.random(n) < chance).astype(np.float64)
    covariates = np.column_stack([keen, rng.integers(0, 2, n)]).astype(np.float64)
    return Sample(outcome, exposed, covariates, ("keen", "channel=web"), who.astype(np.int64), month.astype(np.int64))
