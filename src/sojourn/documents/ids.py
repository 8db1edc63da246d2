"""Ids from titles: readable, the same for the same title, and never changed once given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import TypeVar

import msgspec

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase

LONGEST = 48
NAMELESS = "unnamed"
Part = TypeVar("Part", Phase, MapStep, Lane)
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ı": "i", "'": "", "’": ""}
)
_ACCENTS = re.compile("[\u0300-\u036f]")


def slug(title: str, taken: Collection[str] = ()) -> str:
    """An id for a title: "Über uns" becomes "uber-uns"; with "-2" or the like behind it where that is `taken`.

    Accents go, letters of other scripts stay, long titles end at a word. A title without a letter is "unnamed".
    """
    return _free(_shortened(_words(title)) or NAMELESS, taken)


def with_ids(document: MapDocument) -> MapDocument:
    """The map with an id for everything that has none; ids that are given stay as they are.

    A cell's id is made of its lane, place and text; of one that is measured the figures in the text do not count.
    """
    places = {place.id for place in document.places()}
    lanes = {lane.id for lane in document.lanes}
    cells = {cell.id for _, _, cell in document.cells()}
    return msgspec.structs.replace(
        document,
        id=document.id or slug(document.title),
        phases=tuple(_phase(phase, places) for phase in document.phases),
        lanes=tuple(_lane(_named(lane, lanes), cells) for lane in document.lanes),
    )


def _phase(phase: Phase, taken: set[str]) -> Phase:
    named = _named(phase, taken)
    return msgspec.structs.replace(named, steps=tuple(_named(step, taken) for step in phase.steps))


def _lane(lane: Lane, taken: set[str]) -> Lane:
    cells = {place: tuple(_cell(cell, lane.id, place, taken) for cell in there) for place, there in lane.cells.items()}
    return msgspec.structs.replace(lane, cells=cells)


def _cell(cell: Cell, lane: str, place: str, taken: set[str]) -> Cell:
    if cell.id:
        return cell
    return msgspec.structs.replace(cell, id=_taking("-".join([lane, place, *_said(cell)]), taken))


def _said(cell: Cell) -> list[str]:
    """What a cell is about, as a word for its id; a measured text changes its figures with each measuring."""
    words = _words(cell.text)
    if cell.binding:
        words = [word for word in words if not any(map(str.isdigit, word))] or _words(cell.binding.measure)
    name = _shortened(words)
    return [name] if name else []


def _named(part: Part, taken: set[str]) -> Part:
    return part if part.id else msgspec.structs.replace(part, id=_taking(slug(part.title), taken))


def _taking(name: str, taken: set[str]) -> str:
    """A free name near this one, which is taken from then on."""
    found = _free(name, taken)
    taken.add(found)
    return found


def _free(name: str, taken: Collection[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def _words(title: str) -> list[str]:
    """The words of a title in small letters without accents."""
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", title).lower()))
    text = unicodedata.normalize("NFC", folded.translate(_LETTERS))
    return "".join(sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in text).split()


def _shortened(words: list[str]) -> str:
    """Words joined by hyphens, as many as fit; of a very long word its beginning."""
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        name = longer
    return name
