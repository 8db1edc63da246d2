"""Maps that the formats are tried on: one with everything in it, and random ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from hypothesis import strategies as st

from sojourn.documents.cells import Binding, Cell, Figure, Score
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.maps.formats.tables.entries import FURTHER
from sojourn.maps.telling import told

MEASURED = Figure("share", 0.1308, 0.1194, 0.143, 5804, "coupon mailings", 759, data_up_to=dt.date(2018, 1, 1))
FELT = Figure("feeling", -0.8, -1.1, -0.5, 214, "answers")
HIDDEN = Figure("share", 0.5, 0.1, 0.9, 4, "customers", 2, hidden=5)


def whole() -> MapDocument:
    """A map that uses all that a map can say."""
    workshop = {"provenance": "asserted", "source": "workshop", "date": dt.date(2026, 11, 3), "author": "Maria"}
    return MapDocument(
        title="I buy my groceries and come back",
        id="groceries",
        state="as-is",
        status="in review",
        personas=("thrifty-tom", "maria"),
        scenario="A week's shopping; on a Friday",
        goal="Be home by six",
        owner="Store team",
        review=dt.date(2027, 1, 31),
        tags=("grocery", "loyalty"),
        data="a grocer's till, 2017",
        phases=(
            Phase("awareness", "Awareness", steps=(MapStep("flyer", "See the flyer", touchpoint="flyer"),)),
            Phase("buy", "I buy", "purchase", steps=(MapStep("pay", "Pay", optional=True), MapStep("leave", "Leave"))),
            Phase("loyalty", "Loyalty"),
            Phase("churn", "Leaving", exit=True, hidden=True),
        ),
        lanes=(
            Lane(
                "actions",
                "actions",
                "Actions",
                cells={"flyer": (Cell("See the flyer", **workshop), Cell("Cut out; keep", **workshop))},
            ),
            Lane(
                "reach",
                "reach",
                "Reach",
                cells={
                    "flyer": (Cell(binding=Binding("reach"), measured=MEASURED, provenance="measured", id="c1"),),
                    "pay": (Cell("few of them", binding=Binding("reach"), measured=HIDDEN),),
                },
            ),
            Lane(
                "feelings",
                "feelings",
                "How Tom feels",
                persona="thrifty-tom",
                cells={
                    "flyer": (Cell("curious", asserted=0.5, **workshop),),
                    "pay": (Cell(measured=FELT, provenance="measured", binding=Binding("feeling")),),
                },
            ),
            Lane("later", "feelings", "Feelings to be", state="to-be", cells={"pay": (Cell(asserted=2.0),)}),
            Lane(
                "pains",
                "pain_points",
                "Pains",
                cells={
                    "buy": (Cell("=2+3 queues", owner="Till", about=("o1",), **workshop),),
                    "pay": (Cell("Waits\nand waits", **workshop), Cell("- no change", **workshop)),
                    "gone": (Cell("Nobody sees this", **workshop),),
                },
            ),
            Lane("ideas", "opportunities", "Ideas", cells={"pay": (Cell("Scan & go", score=Score(reach=10.0)),)}),
            Lane("visible", "line_of_visibility", "Line of visibility"),
        ),
        note="Made by hand",
    )


def texts(document: MapDocument) -> list[tuple[str, str, list[str]]]:
    """What stands where: the lane's title, the place's titles, and the texts as every format tells them."""
    names = {place.id: (place.phase.title, place.step.title if place.step else "") for place in document.places()}
    return [
        (lane.title, "/".join(names[place]), found)
        for lane in document.lanes
        for place in names
        if (found := [text for cell in lane.cells.get(place, ()) if (text := told(cell, lane).text)])
    ]


def heads(document: MapDocument) -> list[tuple[str, list[str]]]:
    """The titles of phases and of their steps."""
    return [(phase.title, [step.title for step in phase.steps]) for phase in document.phases]


def lanes(document: MapDocument) -> list[tuple[str, str]]:
    """Kinds and titles of lanes."""
    return [(lane.kind, lane.title) for lane in document.lanes]


def numbers(document: MapDocument) -> list[float | None]:
    """The beliefs of the feelings lanes, in the order of the map."""
    places = [place.id for place in document.places()]
    return [
        cell.asserted
        for lane in document.lanes_of("feelings")
        for place in places
        for cell in lane.cells.get(place, ())
    ]


SIGNS = "ab 1Z.,;:#%'\"=+-@|\\/()[]{}<>&*_•–~`!?$é😀\n"


def _clean(text: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line)


def _titles(count: int) -> st.SearchStrategy[list[str]]:
    words = st.text(SIGNS.replace("\n", ""), min_size=1, max_size=8).map(lambda text: f"T{text}".strip())
    one_line = words.map(lambda text: " ".join(text.split()))
    return st.lists(one_line, min_size=count, max_size=count, unique=True)


sayings = st.text(SIGNS, min_size=1, max_size=30).map(_clean).filter(lambda text: bool(text) and FURTHER not in text)
"""Texts of cells: with line breaks, bullets and everything that means something to one of the formats."""

KINDS = ("actions", "touchpoints", "thoughts", "pain_points", "opportunities", "notes", "channels", "feelings")


@st.composite
def maps(draw: st.DrawFn) -> MapDocument:
    """Random maps of assumptions: phases with and without steps, lanes of any name, several cells a place."""
    shape = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    titles = iter(draw(_titles(len(shape) + sum(shape))))
    phases = tuple(
        _phase(number, next(titles), [next(titles) for _ in range(steps)]) for number, steps in enumerate(shape)
    )
    document = MapDocument(draw(sayings.map(lambda text: " ".join(text.split()))), phases=phases)
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    places = [place.id for place in document.places()]
    made = [_lane(draw, number, kind, places) for number, kind in enumerate(kinds)]
    return MapDocument(document.title, phases=phases, lanes=tuple(made), simulated=draw(st.booleans()))


def _phase(number: int, title: str, steps: Iterable[str]) -> Phase:
    made = tuple(MapStep(f"s{number}-{i}", step) for i, step in enumerate(steps))
    return Phase(f"p{number}", title, steps=made)


def _lane(draw: st.DrawFn, number: int, kind: str, places: list[str]) -> Lane:
    title = draw(st.one_of(st.just(kind.capitalize().replace("_", " ")), _titles(1).map(lambda titles: titles[0])))
    chosen = draw(st.lists(st.sampled_from(places), max_size=3, unique=True))
    cells = {place: tuple(draw(st.lists(_cells(kind), min_size=1, max_size=3))) for place in chosen}
    return Lane(f"l{number}", kind, title, cells=cells)  # type: ignore[arg-type]


def _cells(kind: str) -> st.SearchStrategy[Cell]:
    belief = st.floats(-2, 2).map(lambda number: round(number, 3) + 0.0) if kind == "feelings" else st.none()
    made = st.builds(Cell, sayings, provenance=st.just("asserted"), source=st.just("workshop"), asserted=belief)
    without_number = st.builds(Cell, sayings, provenance=st.just("asserted"), source=st.just("workshop"))
    return st.one_of(made, without_number)
