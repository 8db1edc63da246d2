"""What a format cannot hold, grouped and counted in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cache

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument
from sojourn.maps.formats.content import has_controls
from sojourn.maps.words import counted, listed

_WORDS = {
    "id": "ids",
    "version": "the version",
    "title": "titles",
    "state": "the state",
    "status": "the status",
    "personas": "personas",
    "scenario": "the scenario",
    "goal": "the goal",
    "owner": "owners",
    "review": "the review date",
    "tags": "tags",
    "data": "the name of the data",
    "simulated": "the sign that data are simulated",
    "scope": "which journeys are meant",
    "columns": "the layout of its columns",
    "note": "notes",
    "stage": "stages",
    "exit": "the sign of an exit",
    "hidden": "the sign of a hidden phase",
    "touchpoint": "touchpoints in the log",
    "events": "events in the log",
    "channels": "channels",
    "optional": "the mark optional",
    "repeatable": "the mark repeatable",
    "parallel": "the mark parallel",
    "opens": "links to other maps",
    "persona": "personas of lanes",
    "text": "texts",
    "provenance": "what cells rest on",
    "source": "sources",
    "date": "dates",
    "author": "authors",
    "binding": "what is to be measured",
    "measured": "figures",
    "worth": "effects and gains",
    "asserted": "believed numbers",
    "kind": "kinds",
    "due": "due dates",
    "about": "links between cells",
    "score": "scores for ranking",
}


Key = tuple[int, str, int]
"""Where a cell stands: the number of its lane, the id of its place, its position there."""


_OF_THE_MAP = {"id": "the id", "owner": "the owner", "note": "the note"}
_PARTS = frozenset({"phases", "lanes", "format"})


class Holds(Struct, frozen=True):
    """The fields that a format holds, of a map and of its phases, steps, lanes and cells."""

    document: frozenset[str]
    phases: frozenset[str]
    steps: frozenset[str]
    lanes: frozenset[str]
    cells: frozenset[str]


def fields(words: str) -> frozenset[str]:
    """Field names, written in a row."""
    return frozenset(words.split())


def unheld(document: MapDocument, holds: Holds, format_name: str) -> Iterator[str]:
    """What is set that the format has no place for: a sentence about the map, one about its parts, with counts."""
    whole = [_OF_THE_MAP.get(name, _WORDS[name]) for name in _unheld((document,), holds.document | _PARTS)]
    parts = (
        ("phase", document.phases, holds.phases | {"steps"}),
        ("step", [step for phase in document.phases for step in phase.steps], holds.steps),
        ("lane", document.lanes, holds.lanes | {"cells"}),
        ("cell", [cell for _, _, cell in document.cells()], holds.cells),
    )
    found: dict[str, list[str]] = {}
    for one, records, held in parts:
        for name, number in _unheld(records, held).items():
            found.setdefault(_WORDS[name], []).append(counted(number, one))
    if whole:
        yield f"{format_name} has no place for {listed(whole)} of the map."
    if found:
        yield f"{format_name} has no place for {listed([f'{word} ({listed(of)})' for word, of in found.items()])}."


def left_out(reason: str, cells: Iterable[tuple[Lane, Cell]]) -> Iterator[str]:
    """ "Mermaid has only actions and feelings: 12 cells of Touchpoints and Channels were left out." """
    found = Counter(lane.title or lane.kind.replace("_", " ") for lane, _ in cells)
    if found:
        yield f"{reason}: {counted(found.total(), 'cell')} of {listed(list(found))} {_were(found.total())} left out."


def keyed(document: MapDocument) -> Iterator[tuple[Key, Lane, Cell]]:
    """Every cell with its key and lane, lane after lane."""
    for number, lane in enumerate(document.lanes):
        for place, cells in lane.cells.items():
            for position, cell in enumerate(cells):
                yield (number, place, position), lane, cell


def at(document: MapDocument, place: str) -> Iterator[tuple[Key, Lane, Cell]]:
    """The cells of a phase or step with their keys and lanes, lane after lane."""
    for number, lane in enumerate(document.lanes):
        for position, cell in enumerate(lane.cells.get(place, ())):
            yield (number, place, position), lane, cell


def only(document: MapDocument, keys: Collection[Key]) -> MapDocument:
    """The map with these cells only, and the lanes in which they stand."""
    kept: dict[int, dict[str, tuple[Cell, ...]]] = {}
    for key, _, cell in keyed(document):
        if key in keys:
            places = kept.setdefault(key[0], {})
            places[key[1]] = (*places.get(key[1], ()), cell)
    lanes = tuple(replace(document.lanes[number], cells=places) for number, places in kept.items())
    return replace(document, lanes=lanes)


def assumed(document: MapDocument) -> MapDocument:
    """The map without what makes its cells more than assumptions by being measured; that is told apart."""
    lanes = [
        replace(lane, cells={place: tuple(map(_assumed, cells)) for place, cells in lane.cells.items()})
        for lane in document.lanes
    ]
    return replace(document, lanes=tuple(lanes))


def _assumed(cell: Cell) -> Cell:
    known = cell.provenance in ("asserted", "measured")
    return replace(cell, measured=None, worth=None, provenance=None if known else cell.provenance)


def blank(document: MapDocument, format_name: str) -> Iterator[str]:
    """What a format of text drops without a place for it: lanes without cells."""
    lanes = [lane.title or lane.kind.replace("_", " ") for lane in document.lanes if not any(lane.cells.values())]
    if lanes:
        yield f"{format_name} has no lanes without cells: {listed(lanes)} {_were(len(lanes))} left out."


def controls(document: MapDocument) -> Iterator[str]:
    """A sentence where texts hold control characters, which are left out everywhere."""
    titles = [document.title, *(place.title for place in document.places()), *(lane.title for lane in document.lanes)]
    found = sum(has_controls(text) for text in [*titles, *(cell.text for _, _, cell in document.cells())])
    if found:
        yield f"Control characters were left out of {counted(found, 'text')}."


def homeless(document: MapDocument) -> list[tuple[Lane, Cell]]:
    """Cells whose phase or step the map does not have."""
    places = {place.id for place in document.places()}
    return [(lane, cell) for lane, place, cell in document.cells() if place not in places]


def _unheld(records: Iterable[Struct], held: frozenset[str]) -> Counter[str]:
    """How many of the records say something in each field that is not held."""
    return Counter(name for record in records for name in _set(record) if name not in held)


def _set(record: Struct) -> Collection[str]:
    """The names of the fields that say something."""
    return [name for name, default in _defaults(type(record)) if getattr(record, name) not in (default, "", None)]


@cache
def _defaults(kind: type[Struct]) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, field.default) for field in msgspec.structs.fields(kind))


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
