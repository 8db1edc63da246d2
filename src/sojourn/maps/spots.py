"""Where things stand on a map, in words for people and as a path into the document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, LaneKind, MapDocument, MapStep, Phase
from sojourn.maps.words import day


class Spot(NamedTuple):
    """A place of the map, a lane of it or a cell: `place` and `lane` for people, `id` and `path` for programs."""

    place: str
    lane: str = ""
    id: str = ""
    path: str = ""


class Located(NamedTuple):
    """A cell with its lane, the id of its place, and where it stands."""

    cell: Cell
    lane: Lane
    at: str
    spot: Spot


class Column(NamedTuple):
    """What customers go through one by one: a step, or a phase without steps. `spot` is where it stands."""

    phase: Phase
    step: MapStep | None
    spot: Spot

    @property
    def id(self) -> str:
        """The id by which cells stand there."""
        return self.step.id if self.step else self.phase.id

    @property
    def title(self) -> str:
        """What it is called."""
        return self.step.title if self.step else self.phase.title


def place_names(document: MapDocument) -> dict[str, str]:
    """By the id of a place: "Purchase" for a phase, "Purchase > checkout" for a step."""
    names = {}
    for place in document.places():
        names[place.id] = f"{place.phase.title} > {place.title}" if place.step else place.title
    return names


def phases(document: MapDocument) -> Iterator[tuple[Phase, Spot]]:
    """The phases that are shown."""
    for number, phase in enumerate(document.phases):
        if not phase.hidden:
            yield phase, Spot(phase.title, "", phase.id, f"phases[{number}]")


def columns(document: MapDocument) -> Iterator[Column]:
    """The steps of the phases that are shown; a phase without steps is a column of its own."""
    for phase, spot in phases(document):
        if not phase.steps:
            yield Column(phase, None, spot)
        for number, step in enumerate(phase.steps):
            place = f"{phase.title} > {step.title}"
            yield Column(phase, step, Spot(place, "", step.id, f"{spot.path}.steps[{number}]"))


def located(document: MapDocument, *kinds: LaneKind) -> Iterator[Located]:
    """The cells that say something, of all lanes or of these kinds; those of hidden phases are left out."""
    names, hidden = place_names(document), _hidden(document)
    for row, lane in enumerate(document.lanes):
        if kinds and lane.kind not in kinds:
            continue
        for at, cells in lane.cells.items():
            for number, cell in enumerate(cells):
                if filled(cell) and at not in hidden:
                    path = f"lanes[{row}].cells.{at}[{number}]"
                    yield Located(cell, lane, at, Spot(names.get(at, at), lane.title, cell.id, path))


def filled(cell: Cell) -> bool:
    """Whether a cell says anything."""
    said = (cell.text.strip(), cell.binding, cell.measured, cell.channels, cell.score)
    return any(said) or cell.asserted is not None


def quoted(cell: Cell, longest: int = 60) -> str:
    """The text of a cell in quotation marks, shortened; without a text, the number or measure by which to know it."""
    asserted = "" if cell.asserted is None else f"{cell.asserted:+g}"
    words = " ".join(cell.text.split()) or asserted or (cell.binding.measure if cell.binding else "") or cell.id
    short = words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"
    return f'"{_bare(short)}"'


def day_said(date: dt.date) -> str:
    """For example "1 Jan 2018"."""
    return day(dt.datetime.combine(date, dt.time()))


_PAIRS = {'"': '"', "“": "”", "„": "“", "‘": "’", "«": "»", "'": "'"}


def _bare(text: str) -> str:
    """Without quotation marks around the whole of it."""
    return text[1:-1].strip() if len(text) > 1 and _PAIRS.get(text[0]) == text[-1] else text


def _hidden(document: MapDocument) -> set[str]:
    return {place.id for place in document.places() if place.phase.hidden}
