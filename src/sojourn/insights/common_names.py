"""The names that are frequent enough to be told apart, where there are too many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
OTHER = "other"


def common_names(often: Ints, names: tuple[str, ...], most: int) -> tuple[tuple[str, ...], Ints]:
    """The `most` most frequent names that occur, in the order of `names`, then OTHER if more do; and the place of each
    code among them, int64[names]. `often` int64[names] says how often each occurs.
    """
    found = np.flatnonzero(often)
    kept = np.sort(found[np.argsort(-often[found], kind="stable")][:most])
    place = np.full(len(names), len(kept))
    place[kept] = np.arange(len(kept))
    return (*(names[code] for code in kept), *[OTHER] * (len(found) > len(kept))), place
