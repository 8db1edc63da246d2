"""Which themes a text speaks of, by their words, and in which of its clauses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sojourn.feedback.models.tokens import MOST
from sojourn.feedback.themes.file import OwnTheme

Mask = NDArray[np.bool_]

_CLAUSE = re.compile(r"[.!?;\n]+\s+|,?\s+(?:but|however|although|aber|mais|pero|però|ma|mas|maar)\s+", re.IGNORECASE)
_NOTHING = re.compile(r"(?!)")


def pattern_of(own: OwnTheme) -> re.Pattern[str]:
    """What finds a theme in a text."""
    words = [_word(word) for word in own.words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})", re.IGNORECASE) if words else _NOTHING


def _word(word: str) -> str:
    """A word or phrase; blanks stand for any blanks."""
    said = r"\s+".join(re.escape(part) for part in word.strip().rstrip("*").split())
    return said if word.strip().endswith("*") else rf"{said}(?!\w)"


def speaks(texts: Sequence[str], themes: Mapping[str, OwnTheme]) -> Mask:
    """bool[texts, themes]."""
    patterns = [pattern_of(own) for own in themes.values()]
    found = [[pattern.search(text, 0, MOST) is not None for pattern in patterns] for text in texts]
    return np.array(found, np.bool_).reshape(len(texts), len(themes))


def clause_about(text: str, pattern: re.Pattern[str]) -> str:
    """The clauses of a text that speak of a theme, or all of it where none does by itself."""
    parts = _CLAUSE.split(text[:MOST])
    own = [part for part in parts if pattern.search(part)]
    return " ".join(own) if own and len(own) < len(parts) else text
