from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from sojourn.documents.cells import Binding, Cell, Scope
from sojourn.documents.map import Lane, MapDocument, Phase
from sojourn.maps.map import Map
from tests.shops import Story, shop

BINDING = Binding("reach", event="Order Completed", of="customers", says="order")
FIRST = MapDocument(
    "I buy", version=1, scope=Scope(between=(dt.date(2026, 1, 1), dt.date(2026, 1, 31))),
    phases=(Phase("purchase", "Purchase"),),
    lanes=(
        Lane("m", "metrics", "Figures", cells={"purchase": (Cell("Orders", "orders", "measured", binding=BINDING),)}),
    ),
)  # fmt: skip
SECOND = msgspec.structs.replace(
    FIRST, version=2, scope=Scope(between=(dt.date(2026, 2, 1), dt.date(2026, 2, 28))), owner="Ada"
)


def lived() -> list[Story]:
    """In January 20 of 200 order, in February 100 of 200."""
    events: list[Story] = []
    for month, ordering in ((1, 20), (2, 100)):
        for n in range(200):
            who, day = f"c{month}-{n}", f"2026-0{month}-{1 + n % 27:02}"
            events.append((who, "Product Viewed", f"{day} 10:00"))
            if n < ordering:
                events.append((who, "Order Completed", f"{day} 11:00"))
    return events


def test_two_versions_are_measured_each_on_its_own_journeys_and_compared(tmp_path: Path) -> None:
    with shop(tmp_path, lived()) as ws:
        ws.save_map(Map(FIRST), "buying-1")
        found = ws.map(Map(SECOND), against="buying-1")
    (chapter,) = found.shown[0].chapters
    assert chapter.title == "Version 1 against Version 2"
    assert chapter.lead == "2 figures of both versions differ: 2 beyond the likely ranges."
    orders = next(one for one in chapter.insights if one.title == "Orders")
    assert orders.sentence == "It went from 10.0 % to 50.0 %."
    assert orders.remarks == ("Their likely ranges do not touch; what caused it is not tested.",)
    assert chapter.listing is not None
    assert any("owner: none -> Ada" in row[2] for row in chapter.listing.rows)


def test_the_same_map_differs_in_nothing(tmp_path: Path) -> None:
    with shop(tmp_path, lived()) as ws:
        found = ws.map(Map(FIRST), against=Map(FIRST))
    assert found.shown[0].chapters[0].lead == "No figure that both versions have differs."
