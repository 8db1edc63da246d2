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
    """A model of `task`: trained on `labels` texts and `unlabelled` others, marked on `held_out` texts it had not seen.

    `macro_f1` is the mean over classes, of the texts that were `answered` (a share of the held-out ones);
    `calibration` the mean distance between the chance that was said and the share that was right.
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

    def records(self) -> tuple[ClassMark, ...]:
        """The table of this result."""
        return self.classes
