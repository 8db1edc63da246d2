"""Steps of the way: nearly all who reach the outcome come by them, so that who goes there is who goes on at all."""

from __future__ import annotations

import numpy as np

from sojourn.effects.records import Mask
from sojourn.effects.risk_sets import RiskSet

ANOTHER_WAY = 0.05
"""Where a smaller share of those who reach the outcome do so without the thing, it is a step of the way there."""
ON_THE_WAY = "Nearly all who reach the outcome come by it, so who goes there cannot be told from who goes on at all."


def ways(rows: RiskSet, through: Mask) -> tuple[int, int]:
    """How many rows reach the outcome, and how many of them without ever coming by what is `through`, bool[steps].

    Looked at is what comes after the anchor. Counts of partitions add up.
    """
    won = rows.take(rows.outcome)
    running = np.r_[0, np.cumsum(through)]
    return len(won.at), int(np.sum(running[won.won + 1] == running[won.at + 1]))


def is_on_the_way(reached: int, without: int) -> bool:
    """By the counts of `ways`."""
    return without < ANOTHER_WAY * reached
