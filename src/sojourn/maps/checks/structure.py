"""Checks of the map's frame: phases, steps, what must stand in each of them, and names that lead nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sojourn.documents.map import MapDocument
from sojourn.errors import did_you_mean
from sojourn.maps.checks.records import Basis, Check, Wrong
from sojourn.maps.spots import Column, Located, columns, located, phases, place_names


def _phases(basis: Basis) -> Iterator[Wrong]:
    if not any(True for _ in phases(basis.document)):
        yield Wrong("No phases are shown. Add the parts of the journey: phases: [{id: ..., title: ...}]", path="phases")


def _actions(basis: Basis) -> Iterator[Wrong]:
    acted = {found.at for found in located(basis.document, "actions") if found.cell.text.strip()}
    for column in columns(basis.document):
        if column.id not in acted:
            yield Wrong(
                f"No action. Say what the customer does: a cell at {column.id} in a lane of kind actions.", column.spot
            )


def _channels(basis: Basis) -> Iterator[Wrong]:
    lanes = located(basis.document, "channels", "touchpoints", "actions", "evidence", "frontstage")
    reached = {found.at for found in lanes if _says_channel(found)}
    for column in columns(basis.document):
        if column.id not in reached and not _own_channels(column):
            what = "channels: [web]" if column.step else f"a cell at {column.id} in a lane of kind channels"
            yield Wrong(f"No channel. Say where it happens: {what}", column.spot)


def _says_channel(found: Located) -> bool:
    """A cell of the lane of channels says one by its text, any other by `channels` or what it measures."""
    bound = found.cell.binding and found.cell.binding.channel
    return found.lane.kind == "channels" or bool(found.cell.channels or bound)


def _own_channels(column: Column) -> bool:
    return column.step is not None and bool(column.step.channels)


def _metrics(basis: Basis) -> Iterator[Wrong]:
    measured = {found.at for found in located(basis.document, "metrics")}
    for phase, spot in phases(basis.document):
        if not measured & {phase.id, *(step.id for step in phase.steps)}:
            yield Wrong(
                f"No metric. Say how you know that it goes well: a cell at {phase.id} in a lane of kind metrics.", spot
            )


def _references(basis: Basis) -> Iterator[Wrong]:
    """Cells at places that are not there, and `about` that names nothing."""
    document = basis.document
    places, ids = place_names(document), {cell.id for _, _, cell in document.cells() if cell.id}
    for found in located(document):
        if found.at not in places:
            near = did_you_mean(found.at, places)
            yield Wrong(
                f'No phase or step has the id "{found.at}".{near} Move the cell to one that is there.', found.spot
            )
        for other in found.cell.about:
            if other not in ids:
                near = did_you_mean(other, ids)
                yield Wrong(f'It is about "{other}", and no cell has that id.{near} Mend or remove it.', found.spot)


def _same_ids(basis: Basis) -> Iterator[Wrong]:
    for kind, ids in _ids(basis.document).items():
        for taken, times in Counter(ids).items():
            if taken and times > 1:
                yield Wrong(f'{times} {kind} have the id "{taken}". Give each an id of its own.')


def _ids(document: MapDocument) -> dict[str, list[str]]:
    """The ids that must differ from one another."""
    return {
        "phases or steps": [place.id for place in document.places()],
        "lanes": [lane.id for lane in document.lanes],
        "cells": [cell.id for _, _, cell in document.cells()],
    }


GROUP = "Steps"
CHECKS = (
    Check("phases", "error", GROUP, "The journey has phases", _phases,
          "Lay out the phases from first thought to last contact, and the steps of each."),
    Check("step-action", "error", GROUP, "Every step has an action", _actions,
          "At each step, ask what the customer does."),
    Check("step-channel", "error", GROUP, "Every step has a channel", _channels,
          "At each step, ask where it happens: web, app, store, phone ..."),
    Check("phase-metric", "error", GROUP, "Every phase has a metric", _metrics,
          "For each phase, choose one figure that says whether it goes well."),
    Check("reference", "error", GROUP, "Cells stand at places, and are about cells, that are there", _references),
    Check("same-id", "error", GROUP, "No two things have the same id", _same_ids),
)  # fmt: skip
