"""Maps for the browser: of the shop of 40 customers, and large ones."""

from __future__ import annotations

from pathlib import Path

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.maps.loading import load_map
from sojourn.maps.map import Map
from sojourn.workspace import Workspace

PLAN = MapDocument(
    "I buy a lamp",
    id="planned",
    state="to-be",
    columns="steps",
    phases=(
        Phase(
            "purchase",
            "Purchase",
            steps=(
                MapStep("look", "Looks at a lamp", touchpoint="product page"),
                MapStep("check-out", "Checks out", touchpoint="checkout"),
                MapStep("pay", "Pays", touchpoint="payment"),
                MapStep("order", "Has ordered", touchpoint="order"),
            ),
        ),
    ),
    lanes=(
        Lane(
            "promise",
            "expectations",
            "What we promise",
            cells={"pay": (Cell("Three ways to pay", "ways", "asserted", source="shop’s standards"),)},
        ),
    ),
)

WORKSHOP = """\
title,I buy a lamp,,
,Consideration,Purchase,Service
Touchpoints,product page,checkout,support call
Feelings,,+1.5,
Needs,To see it lit,,Somebody who answers
Backstage,The pictures are taken,The stock is looked up,
Systems,Shop,Shop,
"""


def small_map(workspace: Workspace) -> Map:
    """The drafted map of a small shop, with its plan beside it and a cell that somebody else wrote."""
    return workspace.draft_map(workspace.journeys(), "I buy a lamp", badge="A small shop", plan=Map(PLAN))


def workshop_map(workspace: Workspace, folder: Path) -> Map:
    """What a workshop believes of the small shop, put to the test."""
    file = folder / "workshop.csv"
    file.write_text(WORKSHOP, "utf-8")
    return workspace.map(load_map(file))


def grid(lanes: int, steps: int) -> MapDocument:
    """A map of assumptions with a cell in every place."""
    places = [f"s{number}" for number in range(steps)]
    phases = tuple(
        Phase(f"p{first}", f"Phase {first // 5 + 1}", steps=tuple(
            MapStep(place, f"Step {place[1:]}") for place in places[first:first + 5]
        ))
        for first in range(0, steps, 5)
    )  # fmt: skip
    rows = tuple(_lane(f"Lane {number + 1}", f"l{number}", places) for number in range(lanes))
    return MapDocument("I do a great deal", phases=phases, lanes=rows)


def _lane(title: str, name: str, places: list[str]) -> Lane:
    cells = {
        place: (Cell(f"What is noted at {place} in {title}", f"{name}-{place}", "asserted", "workshop"),)
        for place in places
    }
    return Lane(name, "notes", title, cells=cells)
