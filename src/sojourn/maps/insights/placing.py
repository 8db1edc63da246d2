"""Where an insight belongs on a map: the step of its touchpoint, else the phase of its stage, else nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, LaneKind, MapDocument
from sojourn.events.vocabulary import normalise

Cells = Mapping[str, tuple[Cell, ...]]
"""By the id of a place."""


def place_of(document: MapDocument, touchpoint: str, stage: str) -> str:
    """The id of the place of a touchpoint: in the phase of the stage, if it is there; empty where there is none."""
    phases = [phase for phase in document.phases if not phase.hidden]
    own = [phase for phase in phases if normalise(phase.stage or phase.id) == normalise(stage)]
    for phase in (*own, *phases):
        for step in phase.steps:
            if touchpoint and normalise(step.touchpoint or step.title) == normalise(touchpoint):
                return step.id
    return own[0].id if own else ""


def title_of(document: MapDocument, place: str) -> str:
    """What a place is called: "Purchase", "Purchase, checkout"."""
    found = next((one for one in document.places() if one.id == place), None)
    if found is None:
        return ""
    return f"{found.phase.title}, {found.title}" if found.step else found.title


def with_cells(
    document: MapDocument, kind: LaneKind, title: str, note: str | None, added: Iterable[tuple[str, Cell]]
) -> MapDocument:
    """The map with cells put first in the first lane of a kind, which is made where there is none.

    A cell that stands somewhere already, by its id, is filled where it stands: what people wrote about it stays.
    """
    fresh = {cell.id: (place, cell) for place, cell in added}
    if not fresh:
        return document
    lanes, here = [], document.lanes_of(kind)
    for lane in document.lanes if here else (*document.lanes, Lane(_free(kind, document), kind, title, note)):
        cells = {place: tuple(_filled(cell, fresh) for cell in there) for place, there in lane.cells.items()}
        lanes.append(msgspec.structs.replace(lane, cells=cells))
    first = next(at for at, lane in enumerate(lanes) if lane.kind == kind)
    lanes[first] = _with_first(lanes[first], fresh.values())
    return msgspec.structs.replace(document, lanes=tuple(lanes))


def _filled(cell: Cell, fresh: dict[str, tuple[str, Cell]]) -> Cell:
    """A cell that is there with what was found; it is then not added again."""
    if cell.id not in fresh or not cell.id:
        return cell
    found = fresh.pop(cell.id)[1]
    return msgspec.structs.replace(
        cell, measured=found.measured, worth=found.worth, about=tuple(dict.fromkeys((*cell.about, *found.about))),
        status=cell.status or found.status, owner=cell.owner or found.owner, due=cell.due or found.due,
    )  # fmt: skip


def _with_first(lane: Lane, added: Iterable[tuple[str, Cell]]) -> Lane:
    new: dict[str, tuple[Cell, ...]] = {}
    for place, cell in added:
        new[place] = (*new.get(place, ()), cell)
    places = dict.fromkeys((*lane.cells, *new))
    return msgspec.structs.replace(
        lane, cells={place: (*new.get(place, ()), *lane.cells.get(place, ())) for place in places}
    )


def _free(name: str, document: MapDocument) -> str:
    from sojourn.documents.ids import slug

    return slug(name.replace("_", "-"), {lane.id for lane in document.lanes})
