"""Names by which customers become known: what such a touch still does follows from how long they are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sojourn.insights.attribution.records import Floats
from sojourn.insights.attribution.risk import RiskSets

EXPLAINED = 0.9
"""The share of a column's variance: what is left of it beyond this is too little to tell what the touch does."""


def untold(sets: RiskSets) -> NDArray[np.bool_]:
    """Of which names the adstock follows from how long customers are known, whatever the half-life; bool[names]."""
    past = _within(sets.past, sets.there)
    explained = [_explained(_within(adstock, sets.there), past) for adstock in sets.adstock]
    found: NDArray[np.bool_] = np.min(explained, axis=0) > EXPLAINED
    return found


def _within(columns: Floats, there: NDArray[np.bool_]) -> Floats:
    """How far each customer at risk is from the mean of those at risk at the same moment, [customers, columns]."""
    middle = (columns * there[:, :, None]).sum(axis=1) / there.sum(axis=1)[:, None]
    apart: Floats = (columns - middle[:, None, :])[there]
    return apart


def _explained(wanted: Floats, by: Floats) -> Floats:
    """The share of each column's variance that other columns explain; 0 where it has none."""
    left = wanted - by @ np.linalg.lstsq(by, wanted, rcond=None)[0]
    whole = (wanted**2).sum(axis=0)
    found: Floats = np.where(whole > 0, 1 - (left**2).sum(axis=0) / np.where(whole > 0, whole, 1.0), 0.0)
    return found
