"""What training says of itself."""

from __future__ import annotations

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.results import Measured


class ClassMark(Struct, frozen=True):
    """How well one class is told, on texts that the model had not seen.

    `found`: of its texts, the share that was recognised; `right`: of those said to be in it, the share that are.
    `taken_for` names the class it is most often mistaken for, or nothing.
    """

    name: str
    texts: int
    found: float
    right: float
    taken_for: str | None


class Training(Measured, frozen=True, kw_only=True):
    """A model of `task`: trained on `labels` texts and `unlabelled` others, marked on `held_out` texts it had not seen:
    a fifth of the labels, or each fifth in turn where they are few.

    `macro_f1` is the mean over classes, of the texts that were `answered` (a share of the held-out ones);
    `calibration` the mean distance between the chance that was said and the share that was right.
    On the same texts `by_words` is the macro-F1 of the word lists (of sentiment, else None), and `by_guessing` what
    99 of 100 guesses stay below: the most frequent label always, or labels dealt out blindly. A model that is
    below the word lists, or not above guessing, is not `kept`, and `notes` say so; one that is answers from then on.
    """

    task: str
    classes: tuple[ClassMark, ...]
    labels: int
    unlabelled: int
    held_out: int
    macro_f1: Estimate
    answered: float
    calibration: float
    embeddings: bool
    source: str
    by_words: float | None = None
    by_guessing: float | None = None
    kept: bool = True

    @property
    def better(self) -> bool:
        """Whether the model, on texts it had not seen, is above guessing and no worse than what there is without it.

        As good as the word lists is good enough: it was taught the words of this workspace.
        """
        own = self.macro_f1.value
        beaten = self.by_guessing is not None and own > self.by_guessing
        return beaten and (self.by_words is None or own >= self.by_words)

    def records(self) -> tuple[ClassMark, ...]:
        """The table of this result."""
        return self.classes
