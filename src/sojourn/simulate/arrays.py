"""Arrays with one entry for each customer, visit, order or event, and how chance is drawn for all of them at once."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rng = np.random.Generator

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Times are whole milliseconds since 1970, UTC."""


def begin_of(day: date) -> int:
    """The first moment of a day."""
    return (day - date(1970, 1, 1)).days * DAY


def happens(rng: Rng, chance: Floats) -> Mask:
    """Whether each thing happens, by its chance."""
    found: Mask = rng.random(len(chance)) < chance
    return found


def logistic(log_odds: Floats) -> Floats:
    """The chance of each thing, by the logarithm of its odds."""
    found: Floats = 1 / (1 + np.exp(-log_odds))
    return found


def pick(rng: Rng, weights: Floats, row: Ints) -> Ints:
    """For each entry of `row` one column of float64[rows, columns] `weights`, which need not add up to 1."""
    steps = weights.cumsum(axis=1)
    bars = (steps / steps[:, -1:])[row, :-1]
    found: Ints = (rng.random(len(row))[:, None] >= bars).sum(axis=1)
    return found


def whole(rng: Rng, size: int, low: int, high: int) -> Ints:
    """Whole numbers from `low` to `high`, both of them included."""
    return rng.integers(low, high, size, endpoint=True)
