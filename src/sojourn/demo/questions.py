"""What the households' map asks beyond what any draft has: are coupon mailings redeemed, which best, did they help?"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sojourn.documents.cells import Binding, Cell, Scope
from sojourn.documents.map import Lane, LaneKind, MapDocument

PLACE = "loyalty"
"""The phase of mailings after a household's first basket, and of coupons."""
JOURNEYS = "mailings"
DEFINITION = """\
# One journey for each mailing: a household gets several. Its goal is that a coupon of it is handed in.
title: Coupon mailings
case: case_id
goal: Coupon Redeemed
"""
TYPES = ("Type A", "Type B", "Type C")
SAYS = "are redeemed"


def with_questions(document: MapDocument) -> MapDocument:
    """The map with the mailings by campaign type, which of them is best, and whether they raised spending."""
    return _with(_with(document, "metrics", _figures()), "changes", (_raised_spending(),))


def _figures() -> Iterable[Cell]:
    by_type = [_redeemed(name) for name in TYPES]
    yield Cell("Coupon mailings redeemed", "mailings-redeemed", "measured", binding=_binding("coupon mailings"))
    yield from by_type
    yield Cell(
        "Redeemed best", "mailings-best", "measured", kind="comparison", about=tuple(cell.id for cell in by_type)
    )


def _redeemed(name: str) -> Cell:
    where = f"campaign_type = '{name}'"
    letter = name.removeprefix("Type ")
    return Cell(
        f"{name} mailings redeemed", f"mailings-redeemed-{letter.lower()}", "measured",
        binding=_binding(f"mailings of type {letter}", where),
    )  # fmt: skip


def _binding(of: str, where: str | None = None) -> Binding:
    return Binding(
        "conversion", where=where, options={"closes": "closes_at"}, scope=Scope(journeys=JOURNEYS), of=of, says=SAYS
    )


def _raised_spending() -> Cell:
    return Cell(
        "Did the mailings raise spending?",
        "mailings-spending",
        "measured",
        kind="open question",
        binding=Binding("exposure", options={"exposed": "Campaign Received", "outcome": "Order Completed"}),
    )


def _with(document: MapDocument, kind: LaneKind, cells: Iterable[Cell]) -> MapDocument:
    """The document with more cells in the lane of a kind; the lane is made where there is none."""
    added = tuple(cells)
    lanes = document.lanes
    if not document.lanes_of(kind):
        lanes = (*lanes, Lane(kind, kind, kind.replace("_", " ").capitalize()))
    return msgspec.structs.replace(
        document, lanes=tuple(_lane(lane, added) if lane.kind == kind else lane for lane in lanes)
    )


def _lane(lane: Lane, added: tuple[Cell, ...]) -> Lane:
    return msgspec.structs.replace(lane, cells={**lane.cells, PLACE: (*lane.cells.get(PLACE, ()), *added)})
