"""What all comments of some journeys say: language, feeling, emotion, intent. Each different text is read once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sojourn.engines.units import Units
from sojourn.feedback.language import ENGLISH, UNKNOWN, languages
from sojourn.feedback.lexicon import felt
from sojourn.feedback.models.classifier import Classifier, Embed, Predicted
from sojourn.feedback.models.storing import Stored, read
from sojourn.feedback.reading import Ints, Read
from sojourn.feedback.seeds import kinds_of
from sojourn.measures.answers import answers

SENTIMENTS = ("negative", "neutral", "positive")
NEGATIVE, NEUTRAL, POSITIVE = range(3)
TASKS = ("sentiment", "emotion", "intent", "theme")
BY_WORDS = "words of feeling"


class Heard(NamedTuple):
    """The different texts of some journeys. `row` int64[codes of text]: where in them a text stands, -1: nowhere."""

    texts: tuple[str, ...]
    row: Ints
    language: tuple[str, ...]
    sentiment: Read


class Models:
    """The models of a workspace's folder, read when they are asked for; without a folder there are none."""

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:
        """`threads`: of embeddings."""
        self._folder, self._threads = folder, threads
        self._stored: dict[str, Stored | None] = {}

    def stored(self, task: str) -> Stored | None:
        """The model of a task, if one was trained; its file is read once."""
        if task not in self._stored:
            self._stored[task] = None if self._folder is None else read(self._folder, task)
        return self._stored[task]

    def embed(self, model: Classifier) -> Embed | None:
        """What a model needs to embed; None where it was trained without. Raises MissingExtra."""
        if model.meaning is None:
            return None
        from sojourn.feedback.models.embedding import embedder

        return embedder(self._threads)

    def read(self, task: str, texts: Sequence[str], spoken: Sequence[str]) -> Read:
        """Texts in their classes: by the workspace's own model, else by words."""
        stored = self.stored(task)
        if stored is None:
            return by_words(texts, spoken) if task == "sentiment" else kinds_of(task, texts)
        model = stored.classifier
        said = model.predict(texts, self.embed(model))
        by = f"a model trained on {stored.training.labels:,} {stored.training.source}"
        return _ordered(model.classes, said, by) if task == "sentiment" else Read(model.classes, *said, by)


def _ordered(classes: tuple[str, ...], said: Predicted, by: str) -> Read:
    """Sentiment in the order of SENTIMENTS; a class that a model does not know has no chance."""
    place = np.array([SENTIMENTS.index(name) for name in classes], np.int64)
    chances = np.zeros((len(said.code), len(SENTIMENTS)))
    chances[:, place] = said.chances
    return Read(SENTIMENTS, place[said.code] if len(said.code) else said.code, chances, by)


def by_words(texts: Sequence[str], spoken: Sequence[str]) -> Read:
    """Sentiment by the lexicon alone."""
    chances = np.array([felt(text, _spoken(code)).chances() for text, code in zip(texts, spoken, strict=True)])
    chances = chances.reshape(len(texts), len(SENTIMENTS))
    return Read(SENTIMENTS, chances.argmax(axis=1), chances, BY_WORDS)


def _spoken(language: str) -> str:
    """A text of a word or two is taken for English: smileys and "ok" are the same elsewhere."""
    return ENGLISH if language == UNKNOWN else language


def hear(units: Units, models: Models) -> Heard:
    """Read every comment of the units."""
    field = units.field("text")
    parts = units.collect(lambda view: np.unique(answers(units, view).text))
    codes = np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)
    codes = codes[codes > 0]
    texts = tuple(str(field.names[code]) for code in codes.tolist())
    row = np.full(len(field.names), -1, np.int64)
    row[codes] = np.arange(len(codes))
    spoken = tuple(languages(texts))
    return Heard(texts, row, spoken, models.read("sentiment", texts, spoken))
