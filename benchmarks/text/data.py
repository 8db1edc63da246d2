"""The public data of each task, and how it is split. Held-out texts are never used to choose anything."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.feedback.models.fitting import folds_of

SHARED = Path(__file__).parents[3] / "shared/data/feedback"
SPLIT_SEED = 0
FIFTHS = 5


class Texts(NamedTuple):
    """Labelled texts: `train` are rows to learn from, `test` the held-out ones."""

    texts: list[str]
    labels: NDArray[np.str_]
    train: NDArray[np.int64]
    test: NDArray[np.int64]


def airline_sentiment() -> Texts:
    """14,640 tweets, 3 classes; a fifth of each class, drawn with seed 0, is held out."""
    rows = list(_rows("airline_tweets.csv.gz"))
    return _fifth([row["text"] for row in rows], [row["airline_sentiment"] for row in rows])


def airline_reason() -> Texts:
    """9,178 negative tweets, 10 reasons; a fifth of each reason, drawn with seed 0, is held out."""
    rows = [row for row in _rows("airline_tweets.csv.gz") if row["negativereason"]]
    return _fifth([row["text"] for row in rows], [row["negativereason"] for row in rows])


def banking77() -> Texts:
    """10,003 + 3,080 questions, 77 intents, as published."""
    parts = [list(_rows(name)) for name in ("banking77_train.csv.gz", "banking77_test.csv")]
    rows = [row for part in parts for row in part]
    return _published([row["text"] for row in rows], [row["category"] for row in rows], len(parts[0]))


def emotion() -> Texts:
    """3,257 + 1,421 tweets, 4 emotions, as published."""
    texts, labels = ([_lines(part, kind) for part in PARTS] for kind in ("text", "labels"))
    return _published([*texts[0], *texts[1]], [*labels[0], *labels[1]], len(texts[0]))


def _lines(part: str, kind: str) -> list[str]:
    return (SHARED / f"tweeteval_emotion_{part}_{kind}.txt").read_text("utf-8").splitlines()


PARTS = ("train", "test")


def few(data: Texts, n: int, seed: int) -> NDArray[np.int64]:
    """`n` rows to learn from, drawn by chance."""
    return np.sort(np.random.default_rng(seed).permutation(data.train)[:n])


def few_of_each(data: Texts, n: int, seed: int) -> NDArray[np.int64]:
    """`n` rows of each class, drawn by chance."""
    order = np.random.default_rng(seed).permutation(data.train)
    return np.sort(np.concatenate([order[data.labels[order] == name][:n] for name in np.unique(data.labels)]))


def _rows(name: str) -> Iterator[dict[str, str]]:
    opened = gzip.open if name.endswith(".gz") else open
    with opened(SHARED / name, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _fifth(texts: list[str], labels: list[str]) -> Texts:
    names, codes = np.unique(np.asarray(labels), return_inverse=True)
    fold = folds_of(codes, FIFTHS, SPLIT_SEED)
    return Texts(texts, names[codes], np.flatnonzero(fold > 0), np.flatnonzero(fold == 0))


def _published(texts: list[str], labels: list[str], first: int) -> Texts:
    return Texts(texts, np.asarray(labels), np.arange(first), np.arange(first, len(texts)))
