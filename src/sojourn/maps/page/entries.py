"""What stands in a cell of the table: entries in words, or what is said where there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, LaneKind, MapDocument
from sojourn.maps.measuring.severity import severity
from sojourn.maps.page.findings import comparison
from sojourn.maps.telling import NOT_MEASURED, Told, told
from sojourn.maps.words import counted

NOTHING: Mapping[LaneKind, str] = {
    "feelings": "Nobody was asked. Add a survey or an assumption.",
    "touchpoints": "None known.",
    "pain_points": "None found.",
    "actions": "Not known.",
    "channels": "None known.",
    "thoughts": "No comments yet.",
    "needs": "Not known. Add research.",
    "gains": "None found.",
    "opportunities": "None yet.",
    "metrics": "No figure yet.",
    "deviations": "No deviation.",
}
"""What stands in a cell with nothing in it; a dash elsewhere."""

LIST_SHOWN = 3
"""Touchpoints or channels of a cell shown before the page says how many more there are."""


class Entry(Struct, frozen=True):
    """One entry of a cell. `step` is the step it belongs to, where a column is a whole phase; `opens` a drawer.

    `id` is what links from below the map lead to, where no drawer has it.
    """

    told: Told
    kind: str = ""
    step: str = ""
    detail: str = ""
    opens: str = ""
    assumed: bool = False
    possible: bool = False
    id: str = ""


class Box(Struct, frozen=True):
    """A cell of the table: its entries, or what is said where there are none; `more` counts what is left out."""

    entries: tuple[Entry, ...] = ()
    nothing: str = ""
    more: str = ""


def box_of(lane: Lane, places: Sequence[str], steps: Mapping[str, str], document: MapDocument) -> Box:
    """All that a lane has at some places; `steps` has the titles of the steps that an entry names."""
    found = [(place, cell) for place in places for cell in lane.cells.get(place, ())]
    if lane.kind in ("touchpoints", "channels", "pain_points"):
        found.sort(key=lambda one: _first(one[1]))
    shown = found if lane.kind not in ("touchpoints", "channels") else found[:LIST_SHOWN]
    entries = tuple(
        _compared(cell, document) if cell.kind == "comparison" else entry_of(cell, lane, steps.get(place, ""))
        for place, cell in shown
    )
    more = f"and {counted(len(found) - len(shown), 'other')}" if len(found) > len(shown) else ""
    return Box(entries, "" if entries else NOTHING.get(lane.kind, "–"), more)


def _first(cell: Cell) -> tuple[bool, float, float]:
    """The order of a place: what was tested before what was not, the dearest for certain first, then the worst."""
    worth = cell.worth
    gain = worth.gain_low if worth is not None and worth.gain_low is not None else 0.0
    return worth is None, -gain, -severity(cell.measured)


def entry_of(cell: Cell, lane: Lane, step: str = "") -> Entry:
    """A cell in words; `step` is the step that it belongs to, where a column is a whole phase."""
    figure = cell.measured
    known = figure is not None and figure.value is not None
    names = [name.replace("_", " ") for name in cell.channels if name != "unknown"]
    detail = "" if lane.kind == "channels" else ", ".join(_few(names))
    own_title = lane.kind in ("touchpoints", "channels", "actions")
    return Entry(
        told(cell, lane),
        lane.kind,
        "" if own_title else step,
        detail,
        cell.id if known and cell.binding is not None else "",
        cell.provenance == "asserted",
        cell.status == "possible",
        cell.id if cell.worth is not None else "",
    )


def _few(names: Sequence[str]) -> Sequence[str]:
    return names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]


def told_once(boxes: tuple[Box, ...]) -> tuple[tuple[Box, ...], str]:
    """Where all entries of a lane rest on the same, the lane says so once; an assumption still says that it is one."""
    sources = {entry.told.source for box in boxes for entry in box.entries}
    if len(sources) != 1 or sources == {""} or sum(len(box.entries) for box in boxes) == 1:
        return boxes, ""
    (source,) = sources
    quiet = tuple(
        msgspec.structs.replace(box, entries=tuple(_resting_on(entry, source) for entry in box.entries))
        for box in boxes
    )
    return quiet, source


def _resting_on(entry: Entry, source: str) -> Entry:
    """The entry with no more of its source than the word that it begins with, and that only for an assumption."""
    word = source.split(" · ")[0] if entry.assumed else ""
    return msgspec.structs.replace(entry, told=msgspec.structs.replace(entry.told, source=word))


def _compared(cell: Cell, document: MapDocument) -> Entry:
    """A cell that says which of others is best: its figures are theirs."""
    found = comparison(document, cell)
    if found is None:
        return Entry(Told(cell.text, remarks=(NOT_MEASURED,)))
    return Entry(Told(cell.text, sentence=f"{found.lead} {found.rest}"))
