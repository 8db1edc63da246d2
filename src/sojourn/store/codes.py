"""Texts to small whole numbers: each distinct text of the log gets a code once, and keeps it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.store.hashing import Hashes, hash_texts

EMPTY = -1


class Encoded(NamedTuple):
    """A column as codes: `codes` int32 (EMPTY where null), `hashes` uint64, `fresh` rows that hold a text first met."""

    codes: NDArray[np.int32]
    hashes: Hashes
    fresh: NDArray[np.int64]


@compiled
def _slot(keys, values, key):  # type: ignore[no-untyped-def]  # numba infers the types
    """The place of `key` in an open-addressing table, or the free place where it belongs."""
    mask = np.uint64(len(keys) - 1)
    place = key & mask
    while values[place] != EMPTY and keys[place] != key:
        place = (place + np.uint64(1)) & mask
    return place


@compiled
def _insert(keys, values, hashes, codes):  # type: ignore[no-untyped-def]
    """Put in those that are not there; returns how many."""
    fresh = 0
    for i in range(len(hashes)):
        place = _slot(keys, values, hashes[i])
        if values[place] == EMPTY:
            keys[place], values[place] = hashes[i], codes[i]
            fresh += 1
    return fresh


@compiled
def _unknown(keys, values, hashes):  # type: ignore[no-untyped-def]
    """Rows whose hash is not there, int64."""
    rows = np.empty(len(hashes), np.int64)
    found = 0
    for i in range(len(hashes)):
        if values[_slot(keys, values, hashes[i])] == EMPTY:
            rows[found] = i
            found += 1
    return rows[:found].copy()


@compiled
def _encode(keys, values, hashes, valid, next_code, codes, fresh):  # type: ignore[no-untyped-def]
    """Fill `codes` and `fresh`; return how many texts were met for the first time. `valid` is empty without nulls."""
    found = 0
    for row in range(len(hashes)):
        if len(valid) and not valid[row]:
            codes[row] = EMPTY
            continue
        place = _slot(keys, values, hashes[row])
        if values[place] == EMPTY:
            keys[place], values[place] = hashes[row], next_code + found
            fresh[found] = row
            found += 1
        codes[row] = values[place]
    return found


class Codes:
    """A growing dictionary text -> code over 64-bit hashes. It keeps no texts: about 24 bytes for each distinct one.

    Two texts share a code only if their hashes collide: three in a hundred million for a million texts.
    """

    def __init__(self, hashes: Hashes, codes: NDArray[np.int32], next_code: int) -> None:
        """`hashes` of the known texts and their `codes`; the first new text gets `next_code`."""
        self.next_code = next_code
        self._known = len(hashes)
        self._keys, self._values = _table(len(hashes))
        _insert(self._keys, self._values, hashes, codes)

    def encode(self, texts: pa.StringArray, seed: int = 0) -> Encoded:
        """Codes of the texts; a text never met before gets the next free one."""
        hashes = hash_texts(texts, seed)
        valid = texts.is_valid().to_numpy(zero_copy_only=False) if texts.null_count else np.zeros(0, np.bool_)
        codes, fresh = np.empty(len(hashes), np.int32), np.empty(len(hashes), np.int64)
        self._make_room(len(hashes))
        found = _encode(self._keys, self._values, hashes, valid, self.next_code, codes, fresh)
        self.next_code += found
        self._known += found
        return Encoded(codes, hashes, fresh[:found])

    def add(self, hashes: Hashes, codes: NDArray[np.int32]) -> None:
        """Learn codes that texts were given elsewhere; those that have one keep it."""
        self._make_room(len(hashes))
        self._known += _insert(self._keys, self._values, hashes, codes)

    def unknown(self, texts: pa.StringArray, seed: int = 0) -> NDArray[np.int64]:
        """The rows of texts that have no code yet, each text once."""
        hashes = hash_texts(texts, seed)
        rows: NDArray[np.int64] = _unknown(self._keys, self._values, hashes)
        if texts.null_count:
            rows = rows[texts.is_valid().to_numpy(zero_copy_only=False)[rows]]
        _, first = np.unique(hashes[rows], return_index=True)
        return rows[first]

    def _make_room(self, more: int) -> None:
        """Keep the table at most half full after `more` texts."""
        if 2 * (self._known + more) <= len(self._values):
            return
        used = self._values != EMPTY
        hashes, codes = self._keys[used], self._values[used]
        self._keys, self._values = _table(2 * (self._known + more))
        _insert(self._keys, self._values, hashes, codes)


def _table(texts: int) -> tuple[Hashes, NDArray[np.int32]]:
    """An empty table that is at most half full with so many texts."""
    size = 1 << max(10, (2 * texts).bit_length())
    return np.zeros(size, np.uint64), np.full(size, EMPTY, np.int32)
