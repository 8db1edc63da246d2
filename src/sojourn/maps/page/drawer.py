"""What the drawer says of a measured cell: what it is, who is counted, when, and a few journeys as timelines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import Lane, MapDocument
from sojourn.maps import words
from sojourn.maps.measuring.timelines import Timeline, TimelineStep
from sojourn.maps.page.shown import Shown
from sojourn.maps.telling import told, window_text
from sojourn.maps.words import count, counted, day
from sojourn.measures.kpis import MEASURES

WHAT = {"deviation": "What customers did, held to the planned steps and their order."}
"""What a figure is that is no measure by name."""


class Drawer(Struct, frozen=True):
    """All of it, as the page's script reads it."""

    title: str
    place: str
    sentence: str
    figure: str
    facts: tuple[tuple[str, str], ...]
    quotes: tuple[tuple[str, str], ...]
    journeys: tuple[tuple[int, int], ...]
    total: str


class Evidence(Struct, frozen=True):
    """What the page's script draws drawers from. A drawer's `journeys` are places in `paths` and the step that counts.

    Each journey stands here once, however many cells it is behind: month, steps left out before and after, and its
    steps as minutes since the first, touchpoint and channel, the latter two as places in `names`.
    """

    names: tuple[str, ...]
    paths: tuple[tuple[str, int, int, tuple[tuple[int, int, int], ...]], ...]
    cells: dict[str, Drawer]


class _Pool:
    """Gives each journey and each name a place, the same for the same."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.paths: dict[Timeline, int] = {}

    def place(self, lived: Timeline) -> tuple[int, int]:
        """Where a journey stands, and the step of it that counts."""
        path = msgspec.structs.replace(lived, marked=0)
        return self.paths.setdefault(path, len(self.paths)), lived.marked

    def evidence(self, cells: dict[str, Drawer]) -> Evidence:
        paths = tuple(
            (path.month, path.earlier, path.later, tuple(self._step(step) for step in path.steps))
            for path in self.paths
        )
        return Evidence(tuple(self.names), paths, cells)

    def _step(self, step: TimelineStep) -> tuple[int, int, int]:
        return step.minutes, self._name(step.touchpoint), self._name(_channel(step.channel))

    def _name(self, name: str) -> int:
        return self.names.setdefault(name, len(self.names))


def evidence_of(shown: Shown, journeys: bool = True) -> Evidence:
    """The drawers by cell id; only cells that are measured and not hidden have one."""
    document, pool = shown.document, _Pool()
    titles = {place.id: _title(document, place.id) for place in document.places()}
    quotes = _quotes(document)
    found = {}
    for lane, place, cell in document.cells():
        figure = cell.measured
        if cell.binding is None or figure is None or figure.value is None or figure.hidden is not None:
            continue
        lived = shown.journeys.get(cell.id, ()) if journeys else ()
        said = quotes.get(_phase(document, place), ())
        found[cell.id] = _drawer(cell, lane, figure, titles.get(place, place), said, tuple(map(pool.place, lived)))
    return pool.evidence(found)


def _drawer(
    cell: Cell,
    lane: Lane,
    figure: Figure,
    place: str,
    quotes: Sequence[tuple[str, str]],
    lived: tuple[tuple[int, int], ...],
) -> Drawer:
    said = told(cell, lane)
    people = figure.customers or 0
    return Drawer(
        title=said.text or lane.title,
        place=place,
        sentence=said.sentence or _what(cell),
        figure=said.figure,
        facts=tuple(_facts(cell, figure)),
        quotes=tuple(quotes),
        journeys=lived,
        total=_total(len(lived), people),
    )


def _total(shown: int, people: int) -> str:
    if not shown:
        return ""
    return (
        "The one customer behind this figure."
        if people == 1
        else f"{shown} of {counted(people, 'customer')} behind this figure."
    )


def _facts(cell: Cell, figure: Figure) -> list[tuple[str, str]]:
    binding = cell.binding
    facts = [("What it is", _what(cell)), ("Counted", _counted(figure))]
    if figure.open:
        facts.append(("Left out", f"{count(figure.open)} still running"))
    if binding is not None and binding.where:
        facts.append(("Only steps where", binding.where))
    facts.append(("Period", window_text(figure.first, figure.last)))
    if figure.data_up_to:
        facts.append(("Data up to", day(figure.data_up_to)))
    facts.append(("Likely range", _method(figure)))
    facts += [("Bear in mind", note) for note in figure.notes]
    return [(term, text) for term, text in facts if text]


def _counted(figure: Figure) -> str:
    n = counted(figure.n, words.singular(figure.of), figure.of)
    if figure.customers is None or figure.of == "customers":
        return n
    behind = "behind the figure" if figure.count is not None else "in all"
    return f"{n}; {counted(figure.customers, 'customer')} {behind}"


def _method(figure: Figure) -> str:
    if figure.low is None:
        return "None can be given."
    if "bootstrap" in figure.method:
        return "95 %, by customer: a customer may count more than once (bootstrap)."
    return {"wilson": "95 %, each counts once (Wilson)."}.get(figure.method, f"95 % ({figure.method}).")


def _what(cell: Cell) -> str:
    """What a measure is, in a sentence."""
    binding = cell.binding
    if binding is None or binding.measure not in MEASURES:
        return WHAT.get(binding.measure if binding else "", "")
    kpi = MEASURES[binding.measure]
    return kpi.defined({name: value for name, value in _given(cell).items() if name in kpi.options})


def _given(cell: Cell) -> Mapping[str, object]:
    return cell.binding.options if cell.binding else {}


def _channel(name: str) -> str:
    return "" if name == "unknown" else name.replace("_", " ")


def _quotes(document: MapDocument) -> dict[str, tuple[tuple[str, str], ...]]:
    """By phase, what customers said there."""
    found: dict[str, list[tuple[str, str]]] = {}
    for lane, place, cell in document.cells():
        if cell.binding is not None and cell.binding.measure == "comment" and cell.text:
            said = told(cell, lane)
            found.setdefault(_phase(document, place), []).append((said.text, said.figure))
    return {place: tuple(said) for place, said in found.items()}


def _phase(document: MapDocument, place: str) -> str:
    return next((found.phase.id for found in document.places() if found.id == place), place)


def _title(document: MapDocument, place: str) -> str:
    found = next(one for one in document.places() if one.id == place)
    return found.phase.title if found.step is None else f"{found.phase.title} › {found.step.title}"
