"""Sheets of paper as they come out of a browser: their words, and where each letter stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from math import inf
from typing import NamedTuple

import pypdfium2

from tests.e2e.browsing import HIDDEN_SPACES

BUCKET = 20.0
"""Points: letters are compared with those in the same square and no others."""


class Letter(NamedTuple):
    """A letter and its box, in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


class Sheet(NamedTuple):
    """One page of a PDF."""

    width: float
    height: float
    text: str
    letters: tuple[Letter, ...]

    @property
    def squeezed(self) -> str:
        """Its letters one after another, without spaces."""
        return "".join(one.text for one in self.letters)

    def outside(self, margin: float) -> str:
        """The letters that come nearer to an edge than `margin`."""
        return "".join(
            one.text
            for one in self.letters
            if min(one.left, one.bottom, self.width - one.right, self.height - one.top) < margin
        )

    def overlapping(self) -> list[str]:
        """Pairs of letters of which one covers half of the other, and that no font sets so close."""
        squares = defaultdict[tuple[int, int], list[Letter]](list)
        for one in self.letters:
            squares[int(one.left // BUCKET), int(one.bottom // BUCKET)].append(one)
        pairs = (pair for square in squares.values() for pair in combinations(square, 2))
        return [one.text + other.text for one, other in pairs if _covered(one, other) > 0.5 and not _kerned(one, other)]

    def top_of(self, word: str) -> float:
        """How far down the page a word first stands, in points; infinite where it does not."""
        places = (found.start() for found in re.finditer(re.escape(word), self.squeezed))
        return min((self.height - self.letters[place].top for place in places), default=inf)


def _kerned(one: Letter, other: Letter) -> bool:
    """Whether a mark stands under the arm of the letter before it, as a comma after a y: beyond its middle and end."""
    first, second = (one, other) if one.left <= other.left else (other, one)
    low = second.text in ",." and second.top < (first.bottom + first.top) / 2
    return low and second.left > (first.left + first.right) / 2 and second.right > first.right


def _covered(one: Letter, other: Letter) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.top, other.top) - max(one.bottom, other.bottom)
    smaller = min((each.right - each.left) * (each.top - each.bottom) for each in (one, other))
    return width * height / smaller if width > 0 and height > 0 and smaller > 0 else 0.0


def sheets(pdf: bytes) -> tuple[Sheet, ...]:
    """The pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_sheet(page) for page in document)
    finally:
        document.close()


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    width, height = page.get_size()
    text = page.get_textpage()
    said = text.get_text_range().translate(HIDDEN_SPACES)
    return Sheet(width, height, said, tuple(_letters(text)))


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[Letter]:
    """Every letter once; one with an outline is drawn twice around the same middle."""
    seen = set()
    for place in range(text.count_chars()):
        letter = text.get_text_range(place, 1)
        left, bottom, right, top = text.get_charbox(place)
        middle = (letter, round(left + right), round(bottom + top))
        if letter.strip() and middle not in seen:
            seen.add(middle)
            yield Letter(letter, left, bottom, right, top)
