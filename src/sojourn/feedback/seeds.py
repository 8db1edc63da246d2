"""Emotion and intent by a few words each: a start, in English, until labels are there. Most texts get none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from sojourn.feedback.reading import Read

BY_SEEDS = "a few words for each"


@cache
def seeds(task: str) -> dict[str, re.Pattern[str]]:
    """A pattern for each class of a task; none for tasks without seeds."""
    text = files("sojourn.feedback").joinpath("words/seeds.yaml").read_bytes()
    known = msgspec.yaml.decode(text, type=dict[str, dict[str, str]]).get(task, {})
    return {name: re.compile(rf"\b(?:{said})", re.IGNORECASE) for name, said in known.items()}


def kinds_of(task: str, texts: Sequence[str]) -> Read:
    """The class whose words a text has most of; -1 where it has none, or of two classes equally many."""
    patterns = seeds(task)
    counts = np.array(
        [[len(pattern.findall(text[:4000])) for pattern in patterns.values()] for text in texts], np.float64
    )
    counts = counts.reshape(len(texts), len(patterns))
    if not patterns:
        return Read((), np.full(len(texts), -1, np.int64), counts, BY_SEEDS)
    ranked = np.sort(counts, axis=1)
    clear = ranked[:, -1] > (ranked[:, -2] if len(patterns) > 1 else 0)
    chances = (counts + 0.5) / (counts + 0.5).sum(axis=1, keepdims=True)
    return Read(tuple(patterns), np.where(clear, counts.argmax(axis=1), -1), chances, BY_SEEDS)
