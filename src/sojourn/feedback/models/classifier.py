"""A trained model of one task: which class a text is in, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.feedback.language import languages
from sojourn.feedback.lexicon import felt
from sojourn.feedback.models.calibration import Calibration
from sojourn.feedback.models.features import Known
from sojourn.feedback.models.linear import Floats, Ints, Linear

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
FEW_CLASSES = 3
"""With more classes, a text of which the model is not sure gets none."""
UNSURE = -1
_FELT = 4


class Predicted(NamedTuple):
    """`code` int64[texts]: the class, or -1 where the model is not sure enough; `chances` float64[texts, classes]."""

    code: Ints
    chances: Floats


class Data(NamedTuple):
    """Texts as matrices: sparse `words`, `felt` float64[texts, 4], `vectors` float32[texts, 384] or None."""

    words: Any
    felt: Floats
    vectors: NDArray[np.float32] | None

    def take(self, rows: Ints) -> Data:
        """Some of the texts."""
        return Data(self.words[rows], self.felt[rows], None if self.vectors is None else self.vectors[rows])


class Parts(NamedTuple):
    """The two models of a blend; without `meaning` words count alone."""

    words: Linear
    meaning: Linear | None

    def scores(self, data: Data, share: float) -> Floats:
        """The blend's logarithms of chances, float64[texts, classes]; `share` is the part of the words."""
        own = self.words.log_chances(with_columns(data.words, data.felt))
        if self.meaning is None or data.vectors is None:
            return own
        found: Floats = share * own + (1 - share) * self.meaning.log_chances(data.vectors)
        return found


class Classifier(Struct, frozen=True):
    """What training leaves. `share` is the part of the words in the blend with the embeddings; 1: words alone.

    `sure`: below this chance a text gets no class.
    """

    task: str
    classes: tuple[str, ...]
    known: Known
    words: Linear
    meaning: Linear | None
    share: float
    calibration: Calibration
    sure: float

    def predict(self, texts: Sequence[str], embed: Embed | None = None) -> Predicted:
        """Classes and chances. `embed` is needed where the model was trained with embeddings."""
        data = prepared(self.known, texts, embed if self.meaning is not None else None)
        scores = Parts(self.words, self.meaning).scores(data, self.share)
        chances = self.calibration.chances(scores)
        code = scores.argmax(axis=1)
        if len(self.classes) > FEW_CLASSES:
            code = np.where(chances[np.arange(len(code)), code] < self.sure, UNSURE, code)
        return Predicted(code, chances)


def prepared(known: Known, texts: Sequence[str], embed: Embed | None) -> Data:
    """Texts as the matrices that models read."""
    return Data(known.matrix(texts), feelings_of(texts), None if embed is None else embed(texts))


def feelings_of(texts: Sequence[str]) -> Floats:
    """What the lexicon says of each text, as columns of the size of other features: float64[texts, 4]."""
    found = np.zeros((len(texts), _FELT))
    for row, (text, language) in enumerate(zip(texts, languages(texts), strict=True)):
        said = felt(text, language)
        found[row] = said.good / 6, said.bad / 6, said.balance / 2, min(said.words, 3) / 6
    return found


def with_columns(matrix: Any, more: Floats) -> Any:
    """A sparse matrix with dense columns to its right."""
    from scipy.sparse import csr_matrix, hstack

    return hstack([matrix, csr_matrix(more.astype(np.float32))], format="csr")
