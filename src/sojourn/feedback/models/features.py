"""Texts as weighted words, pairs of words and pieces of words: a sparse matrix that a linear model reads.

Pieces are the 2 to 5 letters within a word and its edges. Names of features are hashed, so that a model needs no
vocabulary: 2^20 places for words and pairs, 2^20 for pieces. Weights: (1 + log of how often) x rarity, each half of a
row of length 1. Source: Salton and Buckley 1988; Weinberger et al., "Feature hashing", ICML 2009.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.feedback.models.tokens import tokens

PLACES = 1 << 20
"""Hashed places of either half."""
SHORTEST, LONGEST = 2, 5
"""Letters of a piece."""
CHUNK = 4_000
"""So many texts at once: their features fit into the caches and a small memory."""
_TEXT, _WORD = 10, 32
_PRIME, _OFFSET = np.uint64(0x100000001B3), np.uint64(0xCBF29CE484222325)
_PAIR, _PIECE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_33, _29 = np.uint64(33), np.uint64(29)
_PLACE = np.uint64(PLACES - 1)


class Features(NamedTuple):
    """A sparse matrix in rows: entries `start[i]` to `start[i + 1]` belong to text i."""

    start: NDArray[np.int64]
    place: NDArray[np.int64]
    often: NDArray[np.int64]


@compiled
def _spread(state: np.uint64) -> np.uint64:
    """The place of a hash: its upper bits mixed into its lower ones."""
    state = (state ^ (state >> _33)) * _PIECE
    return (state ^ (state >> _29)) & _PLACE


@compiled
def room(letters):  # type: ignore[no-untyped-def]  # numba infers the types
    """How many features the texts can have at most."""
    found, length = 0, 0
    for i in range(len(letters)):
        if letters[i] == _TEXT or letters[i] == _WORD:
            found += 2 + (length + 2) * (LONGEST - SHORTEST + 1)
            length = 0
        else:
            length += 1
    return found


@compiled
def kernel(letters, texts):  # type: ignore[no-untyped-def]  # numba infers the types
    """One pass over `letters` (uint32): words end with a blank, texts with a line feed. Returns a Features' arrays.

    A word gives itself, the pair with the word before it, and its pieces, with a blank for either edge.
    """
    size = room(letters)
    place, count = np.empty(size, np.int64), np.empty(size, np.int64)
    start = np.zeros(texts + 1, np.int64)
    own = np.empty(size, np.int64)
    kept, text, begin, n, before = 0, 0, 0, 0, np.uint64(0)
    for i in range(len(letters)):
        if letters[i] != _TEXT and letters[i] != _WORD:
            continue
        if i > begin:
            word = _OFFSET
            for k in range(begin, i):
                word = (word ^ np.uint64(letters[k])) * _PRIME
            own[n] = np.int64(_spread(word))
            n += 1
            if before != 0:
                own[n] = np.int64(_spread(before * _PAIR + word))
                n += 1
            before = word
            for first in range(begin - 1, i):
                piece = _OFFSET
                for k in range(first, min(first + LONGEST, i + 1)):
                    letter = letters[k] if begin <= k < i else np.uint32(_WORD)
                    piece = (piece ^ np.uint64(letter)) * _PRIME
                    if k - first + 1 >= SHORTEST:
                        own[n] = np.int64(_spread(piece ^ _PIECE)) + PLACES
                        n += 1
        begin = i + 1
        if letters[i] == _TEXT:
            ranked = np.sort(own[:n])
            for k in range(n):
                if k == 0 or ranked[k] != ranked[k - 1]:
                    place[kept], count[kept] = ranked[k], 0
                    kept += 1
                count[kept - 1] += 1
            text += 1
            start[text], n, before = kept, 0, np.uint64(0)
    return start, place[:kept].copy(), count[:kept].copy()


@compiled
def weigh(start, place, count, column, rarity):  # type: ignore[no-untyped-def]  # numba infers the types
    """The entries that a model knows, as arrays of a CSR matrix: start, columns, weights.

    `column` int32[2 * PLACES] is -1 for what the model does not know. Each half of a row gets length 1.
    """
    rows = len(start) - 1
    first = np.zeros(rows + 1, np.int64)
    index, weight = np.empty(len(place), np.int32), np.empty(len(place), np.float32)
    kept = 0
    for row in range(rows):
        words, pieces = 0.0, 0.0
        for k in range(start[row], start[row + 1]):
            known = column[place[k]]
            if known < 0:
                continue
            value = (1 + np.log(count[k])) * rarity[known]
            index[kept], weight[kept] = known, value
            kept += 1
            if place[k] < PLACES:
                words += value * value
            else:
                pieces += value * value
        half = kept
        for k in range(start[row], start[row + 1]):
            half -= column[place[k]] >= 0
        for k in range(start[row], start[row + 1]):
            if column[place[k]] >= 0:
                weight[half] /= np.sqrt(words if place[k] < PLACES else pieces)
                half += 1
        first[row + 1] = kept
    return first, index[:kept].copy(), weight[:kept].copy()


def features(texts: Sequence[str]) -> Features:
    """The hashed features of some texts."""
    if not texts:
        return Features(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
    laid = "".join(" ".join(tokens(text)) + "\n" for text in texts)
    letters = np.frombuffer(laid.encode("utf-32-le", "replace"), np.uint32)
    return Features(*kernel(letters, len(texts)))


class Known(NamedTuple):
    """What a model knows: its places, ascending, and the rarity of each: log((texts + 1) / (texts with it + 1)) + 1."""

    place: NDArray[np.int64]
    rarity: NDArray[np.float64]

    def matrix(self, texts: Sequence[str]) -> Any:
        """A scipy CSR matrix, float32[texts, places]."""
        from scipy.sparse import csr_matrix, vstack

        column = np.full(2 * PLACES, -1, np.int32)
        column[self.place] = np.arange(len(self.place), dtype=np.int32)
        parts = []
        for begin in range(0, max(len(texts), 1), CHUNK):
            some = features(texts[begin : begin + CHUNK])
            first, index, weight = weigh(*some, column, self.rarity)
            parts.append(csr_matrix((weight, index, first), shape=(len(first) - 1, len(self.place))))
        return parts[0] if len(parts) == 1 else vstack(parts, format="csr")


def learn(texts: Sequence[str], at_least: int = 2) -> Known:
    """The features that at least so many texts have."""
    having = np.zeros(2 * PLACES, np.int64)
    for begin in range(0, len(texts), CHUNK):
        having += np.bincount(features(texts[begin : begin + CHUNK]).place, minlength=2 * PLACES)
    place = np.flatnonzero(having >= at_least)
    return Known(place, np.log((len(texts) + 1) / (having[place] + 1)) + 1)
