"""Which hashes may have come before: a one-hash Bloom filter that narrows millions of rows down to a few suspects.

Source: B. Bloom, Space/time trade-offs in hash coding with allowable errors, 1970.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.store.hashing import Hashes

BITS = 28


@compiled
def _suspects(bitmap, hashes, found):  # type: ignore[no-untyped-def]  # numba infers the types
    """Fill `found` with hashes whose bit was set already, set the others' bits; return how many were found."""
    count = 0
    for hash_ in hashes:
        place = hash_ >> np.uint64(64 - BITS)
        byte, bit = place >> np.uint64(3), np.uint8(1) << np.uint8(place & np.uint64(7))
        if bitmap[byte] & bit:
            found[count] = hash_
            count += 1
        else:
            bitmap[byte] |= bit
    return count


class Repeats:
    """Collects hashes that may be repeats: every true repeat, and about 2 in 100 others at ten million rows.

    Memory is 32 MB whatever the number of rows, and 8 bytes for each suspect.
    """

    def __init__(self) -> None:
        """Nothing seen so far."""
        self._bitmap = np.zeros(1 << (BITS - 3), np.uint8)
        self._found: list[Hashes] = []

    def add(self, hashes: Hashes) -> None:
        """Look at the next hashes."""
        found = np.empty(len(hashes), np.uint64)
        count = _suspects(self._bitmap, hashes, found)
        self._found.append(found[:count].copy())

    def suspects(self) -> NDArray[np.uint64]:
        """Distinct hashes that may have come more than once."""
        return np.unique(np.concatenate(self._found)) if self._found else np.zeros(0, np.uint64)
