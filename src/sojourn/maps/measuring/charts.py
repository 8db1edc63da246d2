"""What stands below the map: how customers move, the ways they take, who comes back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.conditions import parse
from sojourn.documents.cells import Binding
from sojourn.documents.map import MapDocument
from sojourn.maps.measuring.look import Look
from sojourn.measures.flow import Flow, flow
from sojourn.measures.retention import Retention, retention
from sojourn.measures.stages import Stages, stages
from sojourn.measures.variants.records import Variants
from sojourn.measures.variants.variants import variants

DEPTH, TOP, PATHS, MONTHS, MOSTLY = 4, 5, 6, 12, 0.8


class Charts(NamedTuple):
    """Measures of all units of a look. `way` is the flow of the attempts to order, with its touchpoints."""

    stages: Stages
    flow: Flow
    paths: Variants
    retention: Retention
    way: Flow | None
    way_steps: tuple[str, ...]
    unstaged: tuple[tuple[str, int, int], ...]
    """Names in no stage: how many steps they have and of how many customers, most steps first."""
    steps: int
    unit: str = "customer"
    """What the charts count: "customer" or "journey"."""


def charts(document: MapDocument, look: Look) -> Charts:
    """The charts of a look; `document` says which attempts to order it speaks of.

    Customers move between stages; in a log of which hardly anything is in a stage, between touchpoints.
    """
    unstaged, steps = _unstaged(look)
    over = "touchpoint" if sum(one[1] for one in unstaged) > MOSTLY * steps else "stage"
    moving = look.units if over == "touchpoint" else look.units.narrowed(where=parse("not stage = 'unstaged'"))
    attempt = _attempt(document)
    way = () if attempt is None else tuple(attempt.options["steps"])
    return Charts(
        stages(look.units),
        flow(moving, depth=DEPTH, top=TOP, collapse=True, over=over),
        variants(moving, PATHS, over, collapse=True),
        retention(look.units.by_customer, look.calendar, "month", MONTHS, "first_time"),
        None if attempt is None else _way(look, attempt, way),
        way,
        unstaged,
        steps,
        look.units.unit,
    )


def _attempt(document: MapDocument) -> Binding | None:
    """The first cell that says where orders are lost on the way to one."""
    return next(
        (
            cell.binding
            for _, _, cell in document.cells()
            if cell.binding is not None and cell.binding.measure == "loss"
        ),
        None,
    )


def _way(look: Look, attempt: Binding, way: tuple[str, ...]) -> Flow:
    return flow(look.bound(attempt), way[0], way[-1], len(way) + 1, TOP, True, "touchpoint")


def _unstaged(look: Look) -> tuple[tuple[tuple[str, int, int], ...], int]:
    names = look.units.names("event")
    counted = look.counted
    found = sorted(
        ((names[e], int(counted.events[e]), int(counted.named[e])) for e in np.flatnonzero(counted.events).tolist()),
        key=lambda one: (-one[1], one[0]),
    )
    return tuple(found), int(counted.totals[3])
