"""Stretches of positions, one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def laid_out(first: Ints, lengths: Ints) -> Ints:
    """All positions of stretches that begin at `first` and have these lengths, stretch after stretch."""
    starts = np.cumsum(lengths) - lengths
    positions: Ints = np.repeat(first - starts, lengths) + np.arange(lengths.sum())
    return positions
