"""Go through a map and give each belief that is understood a binding, so that it can be measured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, LaneKind, MapDocument, Place
from sojourn.insights.beliefs.claims import Claim, Here, claimed, felt
from sojourn.insights.beliefs.known import Known
from sojourn.insights.beliefs.names import Names

READ: tuple[LaneKind, ...] = (
    "reach", "touchpoints", "channels", "durations", "metrics", "actions", "pain_points", "gains", "moments", "notes",
)  # fmt: skip
"""Lanes, beside feelings, whose texts may be beliefs about customers. Quotes, needs, questions, ideas and wishes are
none."""

_FEELING = re.compile(r"\s*([+−-]?\d(?:[.,]\d+)?)\s*(?:$|[:;(])|\s*([+−-]\d(?:[.,]\d+)?)\s+[^\d\s%]")
"""A number alone or before a colon or bracket; a signed one also before a word."""


def believed(document: MapDocument, known: Known) -> MapDocument:
    """The same map, where assumptions that are understood have `binding` and `asserted`, and say in `note` how.

    A belief without limits is a value; "most", "at least 60 %", "nobody" or "50-60 %" become `at_least` and `at_most`
    in the binding's options. A touchpoint or channel in its lane is the belief that at least 1 % of customers meet it
    there. Cells that have a binding, or are measured, cited or inferred, stay as they are, and so do those of lanes and
    maps "to-be". What is not understood to the last word stays an assumption.
    """
    if document.state == "to-be":
        return document
    names = Names(known, document)
    reader = _Reader({place.id: _here(place, names) for place in document.places()}, names, known)
    return msgspec.structs.replace(document, lanes=tuple(reader.lane(lane) for lane in document.lanes))


class _Reader(NamedTuple):
    """Reads the cells of one map."""

    places: Mapping[str, Here]
    names: Names
    known: Known

    def lane(self, lane: Lane) -> Lane:
        """The lane with its beliefs."""
        if lane.state == "to-be" or lane.kind not in (*READ, "feelings"):
            return lane
        cells = {
            at: tuple(self._cell(cell, lane.kind, self.places[at]) if at in self.places else cell for cell in entries)
            for at, entries in lane.cells.items()
        }
        return msgspec.structs.replace(lane, cells=cells)

    def _cell(self, cell: Cell, kind: LaneKind, here: Here) -> Cell:
        if cell.binding is not None or cell.measured is not None or cell.provenance not in (None, "asserted"):
            return cell
        claim = self._claim(cell, kind, here)
        if claim is None:
            return cell
        note = f"{cell.note} {claim.note}" if cell.note else claim.note
        return msgspec.structs.replace(
            cell, binding=claim.binding, asserted=claim.asserted, note=note, provenance="asserted"
        )

    def _claim(self, cell: Cell, kind: LaneKind, here: Here) -> Claim | None:
        if kind == "feelings":
            value = _number(cell.text) if cell.asserted is None else cell.asserted
            return None if value is None else felt(value, here, self.known)
        return None if cell.asserted is not None else claimed(cell.text, kind, here, self.names, self.known)


def _number(text: str) -> float | None:
    """The feeling that a text begins with."""
    found = _FEELING.match(text)
    return float((found[1] or found[2]).replace(",", ".").replace("−", "-")) if found else None


def _here(place: Place, names: Names) -> Here:
    phase, step = place.phase, place.step
    stage = (
        names.find("stage", phase.stage)
        if phase.stage
        else names.find("stage", phase.id) or names.find("stage", phase.title)
    )
    if step is None and (phase.steps or stage):
        return Here(place.title, phase.title, False, stage, None, None)
    if step is None:  # a grid without phases: its columns may be steps of the log all the same
        touchpoint, event = names.find("touchpoint", phase.title), names.find("event", phase.title)
        return Here(place.title, phase.title, bool(touchpoint or event), None, touchpoint, event)
    touchpoint = names.find("touchpoint", step.touchpoint or (None if step.events else step.title))
    event = names.find(
        "event", step.events[0] if len(step.events) == 1 else (None if step.touchpoint or step.events else step.title)
    )
    return Here(place.title, phase.title, True, stage, touchpoint, event)
