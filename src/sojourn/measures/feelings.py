"""From customers' own scores to the scale of the feelings curve, -2 (bad) to +2 (good)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan, nan

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.events.schema import SCORE_ENDS


class Scale(Struct, frozen=True):
    """A kind of score: its lowest and highest answer, and the one that is neither good nor bad."""

    lowest: float
    neutral: float
    highest: float


_NEUTRAL = {"nps": 7.5}
"""Neither good nor bad, where it is not the middle."""
SCALES: Mapping[str, Scale] = {
    kind: Scale(lowest, _NEUTRAL.get(kind, (lowest + highest) / 2), highest)
    for kind, (lowest, highest) in SCORE_ENDS.items()
}


def scale_of(kind: str) -> Scale:
    """The scale of a kind of score. Raises UnknownName."""
    if kind not in SCALES:
        known = ", ".join(SCALES)
        raise UnknownName(f'No score is called "{kind}".{did_you_mean(kind, SCALES)} Kinds are: {known}.')
    return SCALES[kind]


def feeling(score: float, kind: str, neutral: float | None = None) -> float:
    """A score as a feeling: straight lines through (lowest, -2), (neutral, 0), (highest, +2).

    `neutral` replaces the usual one; it lies between the ends. NaN for NaN and for scores outside the scale.
    Raises UnknownName for another kind than nps, csat, ces or stars.
    """
    lowest, middle, highest = _corners(kind, neutral)
    if isnan(score) or not lowest <= score <= highest:
        return nan
    width = highest - middle if score > middle else middle - lowest
    return 2 * (score - middle) / width


def feelings(scores: NDArray[np.floating], kind: str, neutral: float | None = None) -> NDArray[np.float64]:
    """`feeling` of every score, float64, same shape."""
    lowest, middle, highest = _corners(kind, neutral)
    found = np.interp(scores.astype(np.float64), [lowest, middle, highest], [-2, 0, 2], left=nan, right=nan)
    return np.asarray(found, np.float64)


def feelings_of(
    scores: NDArray[np.floating], kinds: NDArray[np.integer], names: Sequence[str | None]
) -> NDArray[np.float64]:
    """Each score as a feeling by its kind (a code of `names`), float64; NaN where no scale of it is known."""
    found = np.full(len(scores), nan)
    for code, name in enumerate(names):
        if name is not None and name in SCALES:
            mine = kinds == code
            found[mine] = feelings(scores[mine], name)
    return found


def _corners(kind: str, neutral: float | None) -> tuple[float, float, float]:
    scale = scale_of(kind)
    middle = scale.neutral if neutral is None else neutral
    if not scale.lowest < middle < scale.highest:
        raise UsageError(f"Neutral lies between {scale.lowest:g} and {scale.highest:g} for {kind}, not at {middle:g}.")
    return scale.lowest, middle, scale.highest
