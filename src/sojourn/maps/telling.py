"""A cell of a map in words: the sentence, its figure with the likely range, what to bear in mind, what it rests on.

Every format that shows a map shows these words, so that a page, a slide and a sheet cannot say different things.
"""

from __future__ import annotations

from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane


class Told(Struct, frozen=True):
    """A cell in words; empty where there is nothing to say.

    `text` is a sentence or title, `figure` for example "13.1 % (likely 11.9–14.3) · 759 of 5,804", `remarks` what to
    bear in mind, `source` what it rests on ("Assumption · workshop, 3 Nov 2026, Maria"). `width` is a share as 0..100.
    `verdict` is "confirmed", "contradicted" or "no data yet" for a belief, otherwise empty.
    """

    text: str = ""
    figure: str = ""
    remarks: tuple[str, ...] = ()
    source: str = ""
    verdict: str = ""
    width: float | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, a line each."""
        return tuple(line for line in (self.text, self.figure, *self.remarks, self.source) if line)


def told(cell: Cell, lane: Lane) -> Told:
    """A cell in words."""
    return Told(text=cell.text)
