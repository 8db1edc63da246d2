"""Whether arms are as large as they were meant to be: if not, something chose who is in them, and nothing else holds.

Source: Fabijan et al., "Diagnosing sample ratio mismatch in online controlled experiments" (KDD 2019).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sojourn.errors import UsageError

STOPS = 0.001
"""Below this chance the verdict is stopped."""


def chance_of_sizes(counts: Sequence[int], weights: Sequence[float]) -> float:
    """The chance of sizes at least as uneven as these if the weights hold: Pearson's chi square.

    1 where nobody is in any arm. Raises UsageError for fewer than two arms or weights that are not above zero.
    """
    if len(counts) != len(weights) or len(counts) < 2:
        raise UsageError("Give the size and the weight of two arms or more.")
    if min(weights) <= 0:
        raise UsageError(f"A weight of {min(weights)} draws nobody. Give every arm a weight above zero.")
    from scipy.special import chdtrc

    seen, shares = np.array(counts, np.float64), np.array(weights, np.float64) / np.sum(weights)
    if not seen.sum():
        return 1.0
    expected = seen.sum() * shares
    return float(chdtrc(len(counts) - 1, np.sum((seen - expected) ** 2 / expected)))
