"""How many customers come to each column of a map that does not say so itself, such as one from a workshop."""

from __future__ import annotations

import msgspec

from sojourn.documents.cells import Binding, Cell
from sojourn.documents.ids import slug
from sojourn.documents.map import Lane, MapDocument, Place
from sojourn.engines.units import Units


def with_heads(document: MapDocument, units: Units) -> MapDocument:
    """The map with a lane of the kind "reach", for the places that the log knows by their names."""
    if document.lanes_of("reach"):
        return document
    bound = {place.id: found for place in document.places() if (found := _reach(place, units)) is not None}
    if not bound:
        return document
    cells: dict[str, tuple[Cell, ...]] = {
        place: (Cell("", slug(f"reach-{place}"), "measured", binding=binding),) for place, binding in bound.items()
    }
    lane = Lane(_free("reach", document), "reach", "Stage", "customers who reach it", cells=cells)
    return msgspec.structs.replace(document, lanes=(lane, *document.lanes))


def _reach(place: Place, units: Units) -> Binding | None:
    """What says that a customer was there: the step's touchpoint or events, or the phase's stage; else the title."""
    step, phase = place.step, place.phase
    if step is not None and step.events:
        known = [event for event in step.events if units.codes_named(event, "event")]
        return Binding("reach", options={"event": known}) if known else None
    stage = phase.stage or phase.id
    if step is None and units.codes_named(stage, "stage"):
        return Binding("reach", stage=stage)
    name = (step.touchpoint or step.title) if step is not None else phase.title
    named = (
        ("touchpoint", Binding("reach", touchpoint=name)),
        ("stage", Binding("reach", stage=name)),
        ("event", Binding("reach", event=name)),
    )
    return next((binding for over, binding in named if units.codes_named(name, over)), None)


def _free(name: str, document: MapDocument) -> str:
    return slug(name, {lane.id for lane in document.lanes})
