"""What is wrong with a sheet: words that overlap, leave it, or do not fit into their boxes."""

from __future__ import annotations

from itertools import pairwise

from sojourn.maps.pictures.layout import overlap
from sojourn.maps.pictures.look import Look
from sojourn.maps.pictures.shapes import Sheet, Words
from sojourn.maps.pictures.text import RESERVE, width


def words_of(sheet: Sheet) -> list[Words]:
    return [shape for shape in sheet.shapes if isinstance(shape, Words)]


def overlapping(sheet: Sheet) -> list[tuple[str, str]]:
    boxes = sorted(words_of(sheet), key=lambda words: words.box.y)
    found = []
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            if other.box.y >= one.box.bottom:
                break
            if overlap(one.box, other.box):
                found.append((one.paragraphs[0].text, other.paragraphs[0].text))
    return found


def outside(sheet: Sheet) -> list[str]:
    return [
        words.paragraphs[0].text
        for words in words_of(sheet)
        if min(words.box.x, words.box.y) < 0 or words.box.right > sheet.width or words.box.bottom > sheet.height
    ]


def too_wide(sheet: Sheet, look: Look) -> list[str]:
    """Lines wider than their box with the reserve; one character alone may be."""
    return [
        line.shown
        for words in words_of(sheet)
        for paragraph in words.paragraphs
        for line in paragraph.lines
        if len(line.shown) > 2 and _width(line.shown, paragraph.role, look) * RESERVE > words.box.width + 0.01
    ]


def too_high(sheet: Sheet) -> list[str]:
    return [
        words.paragraphs[0].text
        for words in words_of(sheet)
        if sum(paragraph.height for paragraph in words.paragraphs) > words.box.height + 0.01
    ]


def faults(sheet: Sheet, look: Look) -> list[object]:
    return [*overlapping(sheet), *outside(sheet), *too_wide(sheet, look), *too_high(sheet)]


def said(sheet: Sheet) -> list[str]:
    return [paragraph.text for words in words_of(sheet) for paragraph in words.paragraphs]


def rising(numbers: list[float]) -> bool:
    return all(one <= other + 1e-6 for one, other in pairwise(numbers))


def _width(text: str, role: object, look: Look) -> float:
    style = look.styles[role]  # type: ignore[index]
    return width(text, style.size, style.face)
