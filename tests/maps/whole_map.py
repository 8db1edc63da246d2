"""A small map with nothing to mend, for tests that break one thing at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from sojourn.documents.cells import Binding, Cell, Figure, Score
from sojourn.documents.map import Lane, LaneKind, MapDocument, MapStep, Phase

TODAY = dt.date(2026, 12, 1)

REACH = Figure(
    value=0.2, low=0.19, high=0.21, n=21480, count=4296, of="orders",
    first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 31), data_up_to=dt.date(2026, 11, 30),
)  # fmt: skip
FELT = Figure(scale="feeling", value=-0.8, low=-0.9, high=-0.7, n=400, of="answers", data_up_to=dt.date(2026, 11, 30))

SCORE = Score(impact=8, effort=4, ease=5, confidence=0.5)


def assumed(text: str, **more: Any) -> Cell:
    """An assumption from a workshop."""
    return Cell(text, provenance="asserted", source="workshop", **more)


def whole() -> MapDocument:
    """One phase, one step, one cell in each lane that is asked for."""
    return MapDocument(
        "I buy a lamp",
        personas=("anna",),
        scenario="My lamp broke.",
        goal="To have light again.",
        owner="Maria",
        review=dt.date(2027, 1, 31),
        phases=(Phase("purchase", "Purchase", steps=(MapStep("pay", "Check out", "checkout", channels=("web",)),)),),
        lanes=(
            _lane("actions", "Actions", assumed("I pay by card")),
            _lane("feelings", "Feelings", assumed("Impatient", asserted=-1)),
            _lane("pain_points", "Pain points", assumed("The payment fails", id="fails", owner="Ben")),
            _lane(
                "opportunities",
                "Opportunities",
                assumed("Offer another way", id="another", about=("fails",), score=SCORE),
            ),
            _lane(
                "metrics",
                "Metrics",
                Cell("Payments that fail", provenance="measured", binding=Binding("problems"), measured=REACH),
            ),
        ),
    )  # fmt: skip


def _lane(kind: LaneKind, title: str, cell: Cell) -> Lane:
    return Lane(kind, kind, title, cells={"pay": (cell,)})


def changed(**fields: Any) -> MapDocument:
    """The whole map with other fields."""
    return msgspec.structs.replace(whole(), **fields)


def with_cell(kind: LaneKind, **fields: Any) -> MapDocument:
    """The whole map with other fields of the one cell in the lane of a kind."""
    return with_cells(kind, msgspec.structs.replace(cell_of(kind), **fields))


def with_cells(kind: LaneKind, *cells: Cell) -> MapDocument:
    """The whole map with other cells in the lane of a kind, at its one step."""
    lanes = [
        msgspec.structs.replace(lane, cells={"pay": cells} if cells else {}) if lane.kind == kind else lane
        for lane in whole().lanes
    ]
    return changed(lanes=tuple(lanes))


def cell_of(kind: LaneKind) -> Cell:
    """The cell in the lane of a kind."""
    (lane,) = whole().lanes_of(kind)
    return lane.cells["pay"][0]
