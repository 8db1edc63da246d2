"""Quotes that stand for many: typical of what is said, short, and with next to nothing in them that was masked.

A text is typical if it is like the others: by the mean cosine of its words' weights (tf-idf) with those of all others.
Source of the weights: Salton and Buckley, Information Processing & Management 24 (1988).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.feedback.masking import masked, masked_parts
from sojourn.feedback.small_words import SMALL_WORDS

SHORTEST, LONGEST = 20, 140
"""Characters of a quote."""
LIKE, SAME, SHARED = 0.2, 0.35, 0.4
"""From this cosine on a text is like another; from the second on it says the same again and is not quoted beside it.
Nor is one that shares this part of the words: a phrase said of two products is one phrase.
"""
MOST_MASKED, FEWEST_WORDS = 1, 3
AT_MOST = 4_000
"""More texts are not compared: of more, every k-th is."""

STEM = 5
"""Words are compared by so many of their first letters: "delay" and "delayed" are one."""

_WORD = re.compile(r"[^\W\d_]{2,40}")
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u1dbf\u1f00-\u1fff\u2c00-\u2c5f\u2c80-\ua71f\ua800-\uab2f\uab70-\ud7ff\uf900-\ufaff\ufb13-\ufdff\ufe70-\ufefc"
    "\uff66-\uffdc\U00020000-\U0003ffff]"
)
_MASK = re.compile(r"\[[^\[\]]{1,20}\]")
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Typical(Struct, frozen=True):
    """The text at `index` was chosen. `alike` texts are like it, itself among them, `of` so many that were compared."""

    index: int
    alike: int
    of: int


class _Weights(NamedTuple):
    """A sparse matrix of different texts and words: entry k is `value[k]` at (row[k], word[k]); rows have length 1."""

    row: Ints
    word: Ints
    value: Floats
    rows: int
    words: int

    def times(self, vector: Floats) -> Floats:
        """Each row times a vector over words, float64[rows]."""
        return np.bincount(self.row, self.value * vector[self.word], self.rows).astype(np.float64)

    def shared(self, row: int) -> Floats:
        """Of the words of each row and of `row`, the part that both have (Jaccard's index), float64[rows]."""
        mine = np.zeros(self.words)
        mine[self.word[self.row == row]] = 1
        both, count = np.bincount(self.row, mine[self.word], self.rows), np.bincount(self.row, minlength=self.rows)
        found: Floats = both / np.maximum(count + count[row] - both, 1)
        return found

    def total(self) -> Floats:
        """All rows added up, float64[words]."""
        return np.bincount(self.word, self.value, self.words).astype(np.float64)

    def of(self, row: int) -> Floats:
        """One row, float64[words]."""
        chosen = self.row == row
        return np.bincount(self.word[chosen], self.value[chosen], self.words).astype(np.float64)


def typical(texts: Sequence[str], n: int) -> tuple[Typical, ...]:
    """Up to `n` quotes, the most typical first; the same texts give the same quotes.

    A quote has 20 to 140 characters and at least three words, and masking it would leave at most one masked part: give
    masked texts, for what comes back is an index into them. Texts of the same words count once for what is typical.
    """
    sample = _sample(len(texts))
    words = {index: _words(texts[index]) for index in sample}
    first: dict[tuple[str, ...], int] = {}
    for index in sample:
        if words[index]:
            first.setdefault(words[index], index)
    if not first:
        return ()
    weights, repeats = weigh(list(first)), Counter(words[index] for index in sample)
    times = np.array([repeats[said] for said in first], np.int64)
    return _chosen(texts, n, list(first.values()), weights, times, len(sample))


def _words(text: str) -> tuple[str, ...]:
    """The words that say what a text is about, each by its first letters."""
    said = _WORD.findall(unmasked(text).casefold())
    return tuple(word[:STEM] for word in said if word not in SMALL_WORDS)


def unmasked(text: str) -> str:
    """A masked text without the words that stand for what was masked."""
    return _MASK.sub(" ", text)


def _sample(size: int) -> list[int]:
    """All indexes, or so many evenly spread ones."""
    return list(range(size)) if size <= AT_MOST else [k * size // AT_MOST for k in range(AT_MOST)]


def weigh(texts: Sequence[tuple[str, ...]]) -> _Weights:
    """(1 + log of how often a word is in a text) x log((texts + 1) / texts with it), each row of length 1."""
    code: dict[str, int] = {}
    row, word, often = [], [], []
    for number, said in enumerate(texts):
        for each, count in Counter(said).items():
            row.append(number)
            word.append(code.setdefault(each, len(code)))
            often.append(count)
    rows, words = np.array(row, np.int64), np.array(word, np.int64)
    rarity = np.log((len(texts) + 1) / np.bincount(words, minlength=len(code)))
    value = (1 + np.log(np.array(often, np.float64))) * rarity[words]
    length = np.sqrt(np.bincount(rows, value * value, len(texts)))
    return _Weights(rows, words, value / length[rows], len(texts), len(code))


def _chosen(
    texts: Sequence[str], n: int, indexes: Sequence[int], weights: _Weights, times: Ints, size: int
) -> tuple[Typical, ...]:
    """The best ones that can be quoted and do not say what a better one says."""
    likeness = np.round(weights.times(weights.total()), 9).tolist()
    lengths = [len(texts[index]) for index in indexes]
    order = sorted(range(len(indexes)), key=lambda row: (-likeness[row], lengths[row], indexes[row]))
    said = np.zeros(weights.rows, np.bool_)
    found: list[Typical] = []
    for row in order:
        if len(found) == n:
            break
        if said[row] or not _quotable(texts[indexes[row]]):
            continue
        near = weights.times(weights.of(row))
        near[row] = 1.0
        said |= (near >= SAME) | (weights.shared(row) >= SHARED)
        found.append(Typical(indexes[row], int(times[near >= LIKE].sum()), size))
    return tuple(found)


def _quotable(text: str) -> bool:
    """Short, long enough without what is masked, with at most one masked part, and in Latin letters.

    In other scripts names cannot be told from words.
    """
    if _OTHER_SCRIPT.search(text):
        return False
    bare = unmasked(text).strip()
    fits = len(bare) >= SHORTEST and len(text.strip()) <= LONGEST and len(_WORD.findall(bare)) >= FEWEST_WORDS
    return fits and masked_parts(masked(text)) <= MOST_MASKED
