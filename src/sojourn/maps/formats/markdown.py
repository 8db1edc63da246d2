"""Markdown: a map as a document to be read, one line a fact, so that a code review shows what has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, Phase, Place
from sojourn.maps.formats.content import cleaned, plain
from sojourn.maps.formats.losses import Holds, blank, controls, fields, homeless, left_out, unheld
from sojourn.maps.formats.records import Given, badge
from sojourn.maps.formats.tables.facts import facts_of
from sojourn.maps.telling import PROVENANCE, told
from sojourn.maps.words import count, listed

_HOLDS = Holds(
    document=fields("title personas scenario goal state status owner review tags data simulated note version"),
    phases=fields("title note hidden"),
    steps=fields("title note optional repeatable parallel channels"),
    lanes=fields("title kind note state persona"),
    cells=fields("text provenance source date author measured worth asserted"),
)
_MARKS = re.compile(r"[\\`*_\[\]<>#|~&!$]")
_LINE_START = re.compile(r"^([+=-]|\d+(?=[.)](\s|$)))")
_SHOWN_ELSEWHERE = ("title", "data")


def write(document: MapDocument) -> Given:
    """The document: title, badge, what the map is, then a section for each phase with a list for each lane."""
    blocks = [f"# {_line(document.title or 'Journey map')}", *_badge(document), *_facts(document)]
    for phase in document.phases:
        if not phase.hidden:
            blocks += _phase(document, phase)
    return Given(("\n\n".join(blocks) + "\n").encode(), tuple(_lost(document)))


def _badge(document: MapDocument) -> Iterator[str]:
    if badge(document):
        yield f"> **{_line(badge(document))}**"


def _facts(document: MapDocument) -> Iterator[str]:
    """What the map says of itself; its note stands below as a paragraph."""
    facts = [(word, text) for word, text in facts_of(document) if word not in (*_SHOWN_ELSEWHERE, "note")]
    yield "\n".join(f"- **{word.capitalize()}:** {_text(text, 2)}" for word, text in facts)
    if document.note:
        yield _text(document.note, 0)


def _phase(document: MapDocument, phase: Phase) -> Iterator[str]:
    """A section: what is said of the phase as a whole, then its steps."""
    yield f"## {_line(phase.title or phase.id)}"
    if phase.note:
        yield _text(phase.note, 0)
    yield from _lanes(document, phase.id)
    for place in document.places():
        if place.phase is phase and place.step:
            yield from _step(document, place)


def _step(document: MapDocument, place: Place) -> Iterator[str]:
    step = place.step
    marks = [word for word in ("optional", "repeatable", "parallel") if step and getattr(step, word)]
    yield f"### {_line(place.title or place.id)}" + (f" ({', '.join(marks)})" if marks else "")
    if step and step.channels:
        yield f"Channels: {_line(listed(step.channels))}"
    if step and step.note:
        yield _text(step.note, 0)
    yield from _lanes(document, place.id)


def _lanes(document: MapDocument, place: str) -> Iterator[str]:
    lists = [_lane(lane, lane.cells[place]) for lane in document.lanes if lane.cells.get(place)]
    if lists:
        yield "\n".join(lists)


def _lane(lane: Lane, cells: tuple[Cell, ...]) -> str:
    whose = [part for part in (lane.persona, lane.state) if part]
    title = _line(lane.title or lane.kind.replace("_", " ").capitalize()) + (
        f" ({_line(', '.join(whose))})" if whose else ""
    )
    note = [f"  _{_line(lane.note)}_"] if lane.note else []
    return "\n".join([f"- **{title}**", *note, *(f"  - {_cell(cell, lane)}" for cell in cells)])


def _cell(cell: Cell, lane: Lane) -> str:
    """A cell in the words that every format shows, a line each; what it rests on in italics."""
    said = told(cell, lane)
    if cell.asserted is not None and lane.kind == "feelings":
        said = replace(said, text=f"{cell.asserted:+.3g} {said.text}".strip())
    rests = said.source or PROVENANCE[cell.provenance or "measured"] if cell.provenance or cell.measured else ""
    lines = [_text(line, 4) for line in replace(said, source="").lines]
    return "\\\n    ".join([*lines, *([f"*{_line(rests)}*"] if rests else [])]) or "(empty)"


def _text(text: str, indent: int) -> str:
    """A text whose line breaks stay, indented below the sign of its list."""
    lines = [_escaped(line) for line in cleaned(text).split("\n") if line]
    return ("\\\n" + " " * indent).join(lines)


def _line(text: str) -> str:
    return _escaped(plain(text))


def _escaped(text: str) -> str:
    """A text that Markdown shows as it stands."""
    return _LINE_START.sub(lambda sign: _escape_last(sign[0]), _MARKS.sub(r"\\\g<0>", text)).replace("://", "\\://")


def _escape_last(sign: str) -> str:
    """A sign that would begin a list or a heading; after a number it is the point that does."""
    return sign + "\\" if sign[-1].isdigit() else "\\" + sign


def _lost(document: MapDocument) -> Iterator[str]:
    hidden = [phase.title for phase in document.phases if phase.hidden]
    places = {place.id: place for place in document.places()}
    unseen = [(lane, cell) for lane, place, cell in document.cells() if place in places and places[place].phase.hidden]
    if hidden:
        yield f"Hidden phases were left out: {listed(hidden)}."
    yield from left_out("Their phase is hidden", unseen)
    yield from left_out("Their phase or step is not on the map", homeless(document))
    numbers = [lane for lane, _, cell in document.cells() if cell.asserted is not None and lane.kind != "feelings"]
    if numbers:
        names = listed(list(dict.fromkeys(lane.title for lane in numbers)))
        yield f"Markdown says beliefs in words only: {count(len(numbers))} believed numbers of {names} were left out."
    yield from (*unheld(document, _HOLDS, "Markdown"), *blank(document, "Markdown"), *controls(document))
