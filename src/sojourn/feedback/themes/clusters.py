"""Groups of texts that say alike things and are of no theme yet, named from their own words: proposals, no more.

Spherical k-means on words' weights (tf-idf). Source: Dhillon and Modha, Machine Learning 42 (2001). Such groups agree
only weakly with those that people make; that is why they are proposed and not used for anything else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.feedback.masking import masked
from sojourn.feedback.small_words import SMALL_WORDS
from sojourn.feedback.typical import unmasked

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_TEXTS, MOST_GROUPS, ROUNDS, TRIES = 3_000, 12, 20, 3
SMALLEST, FEW = 5, 50
"""Texts of a proposal at least; among so few texts, a word may be in all of them."""
LIKE = 0.15
"""The mean likeness (cosine) of a group's texts to its middle, from which on it is proposed."""
NAMED_BY = 3
_WORD = re.compile(r"[^\W\d_]{3,30}")


class Proposed(NamedTuple):
    """A group of texts (indexes) with the words that tell it from others, most telling first."""

    texts: Ints
    words: tuple[str, ...]


def clusters(texts: Sequence[str], seed: int = 0) -> tuple[Proposed, ...]:
    """Groups of at least five texts, the largest first; the same texts give the same groups."""
    rows = np.arange(len(texts))
    if len(rows) > MOST_TEXTS:
        rows = np.linspace(0, len(texts) - 1, MOST_TEXTS).astype(np.int64)
    said = [_words(texts[row]) for row in rows.tolist()]
    matrix, words = _weights(said)
    if matrix is None or len(rows) < 2 * SMALLEST:
        return ()
    groups = int(min(MOST_GROUPS, max(2, len(rows) // 25)))
    code, middles = _grouped(matrix, groups, seed)
    found = [_proposed(rows, matrix, middles, code, group, words) for group in range(groups)]
    return tuple(sorted((one for one in found if one), key=lambda one: (-len(one.texts), one.words)))


def _words(text: str) -> list[str]:
    """The words of a text that say what it is about; nothing that names somebody becomes a theme's name."""
    said = unmasked(masked(text[:2000]))
    return [word for word in _WORD.findall(said.casefold()) if word not in SMALL_WORDS]


def _weights(said: list[list[str]]) -> tuple[Floats | None, list[str]]:
    """float64[texts, words] with rows of length 1, of words that three texts have and, of many texts, at most half."""
    having = Counter(word for words in said for word in set(words))
    most = max(len(said) // 2, FEW)
    words = [word for word, n in sorted(having.items(), key=lambda pair: (-pair[1], pair[0])) if 3 <= n <= most][:1500]
    if len(words) < NAMED_BY:
        return None, words
    place = {word: k for k, word in enumerate(words)}
    matrix = np.zeros((len(said), len(words)))
    for row, own in enumerate(said):
        for word, n in Counter(word for word in own if word in place).items():
            matrix[row, place[word]] = (1 + np.log(n)) * np.log(1.3 * len(said) / having[word])
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.where(length > 0, length, 1), words


def _grouped(matrix: Floats, groups: int, seed: int) -> tuple[Ints, Floats]:
    """The best of a few tries: a group for each text (-1 where it has no word), and the middles of groups."""
    rng, best = np.random.default_rng(seed), (-1.0, np.zeros(0, np.int64), matrix[:0])
    filled = matrix.any(axis=1)
    for _ in range(TRIES):
        middles = matrix[rng.choice(np.flatnonzero(filled), min(groups, int(filled.sum())), replace=False)]
        for _ in range(ROUNDS):
            code = (matrix @ middles.T).argmax(axis=1)
            sums = np.array([matrix[(code == k) & filled].sum(axis=0) for k in range(len(middles))])
            middles = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        total = float((matrix @ middles.T).max(axis=1).sum())
        if total > best[0]:
            best = total, np.where(filled, (matrix @ middles.T).argmax(axis=1), -1), middles
    return best[1], best[2]


def _proposed(rows: Ints, matrix: Floats, middles: Floats, code: Ints, group: int, words: list[str]) -> Proposed | None:
    """A group, if it is large enough and its texts are alike; texts that are far from its middle are left out."""
    if group >= len(middles):
        return None
    own = np.flatnonzero(code == group)
    near = matrix[own] @ middles[group]
    own = own[near >= LIKE]
    if len(own) < SMALLEST or near[near >= LIKE].mean() < LIKE * 1.5:
        return None
    rest = np.delete(np.arange(len(matrix)), own)
    apart = (matrix[own] > 0).mean(axis=0) - (matrix[rest] > 0).mean(axis=0) if len(rest) else middles[group]
    telling = [words[k] for k in np.argsort(-apart, kind="stable")[:NAMED_BY].tolist() if apart[k] > 0.05]
    return Proposed(rows[own], tuple(telling)) if telling else None
