"""What the drawer says of a measured cell: what it is, who is counted, when, and a few journeys as timelines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import Lane, MapDocument, Place
from sojourn.maps import words
from sojourn.maps.insights.chapters import Behind, Insight
from sojourn.maps.measuring.timelines import Timeline, TimelineStep
from sojourn.maps.page.shown import Population, Shown
from sojourn.maps.ranging import range_text
from sojourn.maps.telling import running, told, window_text
from sojourn.maps.words import counted, day
from sojourn.measures.kpis import MEASURES

WHAT = {
    "deviation": "What customers did, held to the planned steps and their order.",
    "sentiment": "How comments feel by their words: each counts by its chances of being negative, neutral or positive.",
}
"""What a figure is that is no measure by name."""


class Drawer(Struct, frozen=True):
    """All of it, as the page's script reads it: numbers for texts are places in the evidence's `names`.

    `said_in` heads the quotes; `lived` says whether paths of customers lie behind it at all.
    """

    title: str
    place: int
    sentence: str
    figure: str
    facts: tuple[tuple[int, int], ...]
    said_in: str
    quotes: tuple[tuple[int, int], ...]
    journeys: tuple[tuple[int, int], ...]
    total: str
    lived: bool = True


class Evidence(Struct, frozen=True):
    """What the page's script draws drawers from. A drawer's `journeys` are places in `paths` and the step that counts.

    Each journey stands here once, however many cells it is behind: month, steps left out before and after, and its
    steps as minutes since the first, touchpoint and channel, the latter two as places in `names`, where all texts that
    recur stand once.
    """

    names: tuple[str, ...]
    paths: tuple[tuple[str, int, int, tuple[tuple[int, int, int], ...]], ...]
    cells: dict[str, Drawer]


class _Pool:
    """Gives each journey and each text a place, the same for the same: a page holds each once."""

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

    def pairs(self, texts: Iterable[tuple[str, str]]) -> tuple[tuple[int, int], ...]:
        """Places for pairs of texts."""
        return tuple((self.name(one), self.name(other)) for one, other in texts)

    def name(self, name: str) -> int:
        """The place of a text."""
        return self.names.setdefault(name, len(self.names))

    def _step(self, step: TimelineStep) -> tuple[int, int, int]:
        return step.minutes, self.name(step.touchpoint), self.name(_channel(step.channel))


def evidence_of(shown: Shown, journeys: bool = True) -> Evidence:
    """The drawers by cell id; only cells that are measured and not hidden have one."""
    document, pool = shown.document, _Pool()
    places = {place.id: place for place in document.places()}
    quotes = _quotes(document, places)
    found = {}
    told_below = {one.cell or one.id: one for chapter in shown.chapters for one in chapter.insights}
    for lane, place, cell in document.cells():
        figure = cell.measured
        if cell.binding is None or figure is None or figure.value is None or figure.hidden is not None:
            continue
        here = places.get(place)
        lived = shown.journeys.get(cell.id, ()) if journeys else ()
        insight = told_below.pop(cell.id, None)
        if insight is not None and insight.behind is not None:
            found[cell.id] = _of_insight(insight, insight.behind, shown.population, pool, journeys)
        else:
            found[cell.id] = _drawer(cell, lane, figure, here, quotes, lived, pool)
    for name, insight in told_below.items():
        if insight.behind is not None:
            found[name] = _of_insight(insight, insight.behind, shown.population, pool, journeys)
    return pool.evidence(found)


def _of_insight(insight: Insight, behind: Behind, people: Population | None, pool: _Pool, journeys: bool) -> Drawer:
    """What lies behind an insight: how it was worked out, in its own words. It is told of the whole period."""
    facts = [*behind.facts, ("Counted", behind.counted), *_when(people), ("Likely range", behind.ranged)]
    lived = behind.journeys if journeys else ()
    return Drawer(
        title=insight.title,
        place=pool.name(insight.place),
        sentence=insight.sentence,
        figure=insight.figure,
        facts=pool.pairs(facts),
        said_in="What customers say of it" if behind.quotes else "",
        quotes=pool.pairs(behind.quotes),
        journeys=tuple(map(pool.place, lived)),
        total=_total(len(lived), behind.customers),
        lived=bool(behind.journeys),
    )


def _when(people: Population | None) -> list[tuple[str, str]]:
    """From when to when, and until when the records go."""
    if people is None:
        return []
    facts = [("Period", window_text(people.first, people.last))]
    return facts + ([("Data up to", day(people.data_up_to))] if people.data_up_to else [])


def _drawer(
    cell: Cell,
    lane: Lane,
    figure: Figure,
    here: Place | None,
    quotes: Mapping[str, Sequence[tuple[str, str]]],
    lived: Sequence[Timeline],
    pool: _Pool,
) -> Drawer:
    said = told(cell, lane)
    return Drawer(
        title=said.text or lane.title,
        place=pool.name(_title(here)),
        sentence=said.sentence or _what(cell),
        figure=said.figure,
        facts=pool.pairs(_facts(cell, figure, told_above=not said.sentence)),
        said_in=f"Said in {here.phase.title}" if here else "",
        quotes=pool.pairs(quotes.get(here.phase.id, ()) if here else ()),
        journeys=tuple(map(pool.place, lived)),
        total=_total(len(lived), figure.customers or 0),
    )


def _total(shown: int, people: int) -> str:
    if not shown:
        return ""
    return (
        "The one customer behind this figure."
        if people == 1
        else f"{shown} of {counted(people, 'customer')} behind this figure."
    )


def _facts(cell: Cell, figure: Figure, told_above: bool) -> list[tuple[str, str]]:
    """What there is to know; what the figure is only where no sentence above says so."""
    binding = cell.binding
    facts = [("What it is", "" if told_above else _what(cell)), ("Counted", _counted(figure))]
    if figure.open:
        facts.append(("Not over yet", running(figure, binding.measure if binding else "")))
    if binding is not None and binding.where and binding.measure != "loss":
        facts.append(("Only steps where", binding.where))
    facts.append(("Period", window_text(figure.first, figure.last)))
    if figure.data_up_to:
        facts.append(("Data up to", day(figure.data_up_to)))
    facts.append(("Likely range", range_text(figure.method, figure.low)))
    facts += [("Bear in mind", note) for note in figure.notes]
    return [(term, text) for term, text in facts if text]


def _counted(figure: Figure) -> str:
    n = counted(figure.n, words.singular(figure.of), figure.of)
    if figure.customers is None or figure.of == "customers":
        return n
    behind = "behind the figure" if figure.count is not None else "in all"
    return f"{n}; {counted(figure.customers, 'customer')} {behind}"


def _what(cell: Cell) -> str:
    """What a measure is, in a sentence."""
    binding = cell.binding
    if binding is None or binding.measure not in MEASURES:
        return WHAT.get(binding.measure if binding else "", "")
    kpi = MEASURES[binding.measure]
    return kpi.defined({name: value for name, value in _given(cell).items() if name in kpi.options})


def _given(cell: Cell) -> Mapping[str, object]:
    """The options, with kinds of score as people write them."""
    given = dict(cell.binding.options) if cell.binding else {}
    return given | {"score": words.SCORES.get(str(given["score"]), given["score"])} if "score" in given else given


def _channel(name: str) -> str:
    return "" if name == "unknown" else name.replace("_", " ")


def _quotes(document: MapDocument, places: Mapping[str, Place]) -> dict[str, tuple[tuple[str, str], ...]]:
    """By phase, what customers said there."""
    found: dict[str, list[tuple[str, str]]] = {}
    for lane, place, cell in document.cells():
        if cell.binding is not None and cell.binding.measure == "comment" and cell.text and place in places:
            said = told(cell, lane)
            found.setdefault(places[place].phase.id, []).append((said.text, said.figure))
    return {place: tuple(said) for place, said in found.items()}


def _title(place: Place | None) -> str:
    if place is None:
        return ""
    return place.phase.title if place.step is None else f"{place.phase.title} › {place.step.title}"
