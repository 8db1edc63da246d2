"""Mermaid's `journey` diagrams: sections are phases, tasks are steps, their scores from 1 to 5 feelings from -2 to +2.

What Mermaid does not allow in texts (":", "#", ";", a name that begins like a keyword) is written as its entity codes.
A task needs a score: one without a feeling gets 3 and the comment "no feeling known", which is read back as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, Phase
from sojourn.maps.formats.content import decoded, plain
from sojourn.maps.formats.curve import curve, is_rounded, score
from sojourn.maps.formats.losses import Holds, Key, assumed, at, blank, controls, fields, keyed, left_out, only, unheld
from sojourn.maps.formats.mermaid_statements import NOTHING_KNOWN, Journey, Task, journey
from sojourn.maps.formats.naming import Ids, renamed, without_stages
from sojourn.maps.formats.records import Given, Taken, titled, untitled
from sojourn.maps.telling import told
from sojourn.maps.words import counted, listed

_HOLDS = Holds(
    document=fields("title personas simulated"),
    phases=fields("id title hidden"),
    steps=fields("id title"),
    lanes=fields("id kind"),
    cells=fields("text asserted"),
)
_FORBIDDEN = re.compile(r"[:;#,<>\\]|%(?=%)|(?<=%)%|&(?=[\w#])")
_KEYWORD = re.compile(r"(journey|title|section|acctitle|accdescr|---|```)", re.IGNORECASE)


class _Line(NamedTuple):
    """A task to be written: its name, the feeling, and the keys of the cells that it says."""

    name: str
    value: float | None
    says: tuple[Key, ...]


def read(content: bytes, name: str) -> Taken:
    """The map that a diagram draws; tasks are steps and actions. One in a Markdown fence is found.

    Raises UnreadableSource for what is no journey diagram, DefinitionError naming the line that cannot be.
    """
    found = journey(decoded(content, name, "a Mermaid journey"), name)
    ids = Ids()
    tasks: list[tuple[str, Task]] = []
    phases = tuple(_phase(title, inside, ids, tasks) for title, inside in found.sections)
    title, simulated = untitled(found.title or name.rpartition(".")[0] or name)
    document = MapDocument(
        title=title,
        simulated=simulated,
        personas=_actors(found),
        phases=phases,
        lanes=_lanes(tasks, name),
        note=found.note,
    )
    return Taken(document, (*found.losses, *_differing(found)))


def write(document: MapDocument) -> Given:
    """The diagram of a map: its phases, steps and first feelings curve."""
    actors, said = _who(document), set[Key]()
    lines = ["journey", f"    title {_escaped(titled(document))}"]
    for phase in document.phases:
        if not phase.hidden:
            tasks = list(_tasks(document, phase))
            said.update(key for task in tasks for key in task.says)
            lines += [f"    section {_escaped(phase.title or phase.id)}"]
            lines += [line for task in tasks for line in _written(task, actors)]
    return Given("\n".join([*lines, ""]).encode(), tuple(_lost(document, said)))


def _phase(title: str | None, inside: list[Task], ids: Ids, tasks: list[tuple[str, Task]]) -> Phase:
    """A section; one whose only task is called like it, or a task without a section, is a phase without steps."""
    phase = ids.phase(title or (inside[0].name if inside else "Section"))
    if len(inside) == 1 and inside[0].name == phase.title:
        tasks.append((phase.id, inside[0]))
        return phase
    steps = [ids.step(task.name) for task in inside]
    tasks += zip([step.id for step in steps], inside, strict=True)
    return replace(phase, steps=tuple(steps))


def _lanes(tasks: list[tuple[str, Task]], name: str) -> tuple[Lane, ...]:
    actions: dict[str, tuple[Cell, ...]] = {
        place: (Cell(task.name, provenance="asserted", source=name),) for place, task in tasks
    }
    feelings: dict[str, tuple[Cell, ...]] = {
        place: (Cell(provenance="asserted", source=name, asserted=task.score - 3),)
        for place, task in tasks
        if task.score is not None
    }
    return Lane("actions", "actions", "Actions", cells=actions), Lane(
        "feelings", "feelings", "Feelings", cells=feelings
    )


def _actors(found: Journey) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor for _, tasks in found.sections for task in tasks for actor in task.actors))


def _differing(found: Journey) -> Iterator[str]:
    everybody = set(_actors(found))
    fewer = sum(set(task.actors) != everybody for _, tasks in found.sections for task in tasks)
    if fewer and everybody:
        yield f"A map has personas for the whole of it: who takes part in {counted(fewer, 'task')} was left out."


def _who(document: MapDocument) -> tuple[str, ...]:
    lane = curve(document).lane
    return (lane.persona,) if lane and lane.persona in document.personas and lane.persona else document.personas


def _tasks(document: MapDocument, phase: Phase) -> Iterator[_Line]:
    """The steps of a phase; where it has none, its actions; where it has none of those either, itself."""
    for step in phase.steps:
        alike = [key for key, text in _actions(document, step.id) if text == plain(step.title)]
        yield _line(document, step.title or step.id, step.id, alike)
    if not phase.steps:
        alone = [_line(document, text, phase.id, [key]) for key, text in _actions(document, phase.id) if text]
        yield from alone or [_line(document, phase.title or phase.id, phase.id, [])]


def _actions(document: MapDocument, place: str) -> list[tuple[Key, str]]:
    found = [(key, lane, cell) for key, lane, cell in at(document, place) if lane.kind == "actions"]
    return [(key, plain(told(cell, lane).text)) for key, lane, cell in found]


def _line(document: MapDocument, name: str, place: str, actions: list[Key]) -> _Line:
    felt = curve(document).point(place)
    return _Line(name, felt and felt.value, (*actions, *([felt.key] if felt else [])))


def _written(task: _Line, actors: tuple[str, ...]) -> Iterator[str]:
    if task.value is None:
        yield f"      %% {NOTHING_KNOWN}"
    people = ": " + ", ".join(_escaped(actor) for actor in actors) if actors else ""
    yield f"      {_escaped(task.name)}: {score(task.value or 0)}{people}"


def _escaped(text: str) -> str:
    """A text that Mermaid takes as it is meant."""
    coded = _FORBIDDEN.sub(lambda sign: f"#{ord(sign[0])};", plain(text))
    return f"#{ord(coded[0])};{coded[1:]}" if _KEYWORD.match(coded) else coded


def _lost(document: MapDocument, said: set[Key]) -> Iterator[str]:
    unsaid = [(lane, cell) for key, lane, cell in keyed(document) if key not in said]
    yield from left_out("Mermaid has no lanes but actions and feelings, and one of each a step", unsaid)
    hidden = [phase.title for phase in document.phases if phase.hidden]
    if hidden:
        yield f"Hidden phases were left out: {listed(hidden)}."
    yield from _feelings_lost(document, said)
    yield from unheld(_without_own_titles(without_stages(assumed(only(document, said)))), _HOLDS, "Mermaid")
    yield from (*blank(document, "Mermaid"), *renamed(document, "Mermaid"), *controls(document))


def _feelings_lost(document: MapDocument, said: set[Key]) -> Iterator[str]:
    """What a score does not say of a feeling."""
    felt = [(lane, cell) for key, lane, cell in keyed(document) if key in said and lane.kind == "feelings"]
    worded = sum(bool(told(cell, lane).text) for lane, cell in felt)
    measured = sum(cell.measured is not None for _, cell in felt)
    shown = [
        place.id for place in document.places() if (place.step or not place.phase.steps) and not place.phase.hidden
    ]
    numbers = [point.value for place in shown if (point := curve(document).point(place))]
    rounded, missing = sum(map(is_rounded, numbers)), len(shown) - len(numbers)
    if worded:
        yield f"Mermaid has a score for a feeling, no text: the words of {counted(worded, 'feeling')} were left out."
    if measured:
        yield f"Mermaid cannot say what was measured. Read back as assumed: {counted(measured, 'feeling')}."
    if rounded:
        yield f"Scores have two decimals, from 1 to 5: {counted(rounded, 'feeling')} changed by that."
    if missing:
        yield f"Mermaid needs a score everywhere: {counted(missing, 'step')} without a feeling got 3, with a comment."


def _without_own_titles(document: MapDocument) -> MapDocument:
    """Lanes called like their kind need no title."""
    lanes = [replace(lane, title="") if lane.title.casefold() == lane.kind else lane for lane in document.lanes]
    return replace(document, lanes=tuple(lanes))
