"""Ids of phases, steps and lanes, made from what they are called; no two are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from sojourn.documents.ids import slug
from sojourn.documents.map import MapDocument, MapStep, Phase
from sojourn.events.vocabulary import Stage, normalise, standard
from sojourn.maps.formats.content import plain
from sojourn.maps.words import counted


class Ids:
    """Gives ids; the second "Pay" is "pay-2"."""

    def __init__(self) -> None:
        """None is given yet."""
        self._given: set[str] = set()

    def of(self, title: str) -> str:
        """An id that was not given before."""
        made = slug(title, self._given)
        self._given.add(made)
        return made

    def phase(self, title: str) -> Phase:
        """A phase without steps; one called like a stage of the standard model stands for it."""
        stage = stage_of(title)
        if stage is None:
            return Phase(self.of(title), title)
        return Phase(self.of(stage.name), title, stage.name, exit=stage.exit)

    def step(self, title: str) -> MapStep:
        """A step."""
        return MapStep(self.of(title), title)


def stage_of(title: str) -> Stage | None:
    """The stage of the standard model that a title names: "2. Awareness", "Getting started", "Use phase"."""
    bare = re.sub(r"^\d+[.):]?\s+|\s+(phase|stage)$", "", title.strip(), flags=re.IGNORECASE)
    named = {normalise(word): stage for stage in standard().stages for word in (stage.name, stage.title)}
    return named.get(normalise(bare))


def without_stages(document: MapDocument) -> MapDocument:
    """The map without the stages that a reader finds by the titles of its phases."""
    return replace(document, phases=tuple(_unstaged(phase) for phase in document.phases))


def _unstaged(phase: Phase) -> Phase:
    stage = stage_of(plain(phase.title))
    found = (stage.name, stage.exit) if stage else (None, False)
    same = found == (phase.stage or (phase.id if stage else None), phase.exit)
    return replace(phase, stage=None, exit=False) if same else phase


def renamed(document: MapDocument, format_name: str) -> Iterator[str]:
    """A sentence where a reader would make other ids of the titles."""
    ids, found = Ids(), 0
    for phase in document.phases:
        found += ids.phase(plain(phase.title)).id != phase.id
        found += sum(ids.step(plain(step.title)).id != step.id for step in phase.steps)
    if found:
        yield f"{format_name} has no ids: read back, {counted(found, 'phase or step', 'phases or steps')} get others."


def joined(document: MapDocument) -> Iterator[str]:
    """A sentence where a phase with steps is called like the one before, and a reader would take both for one."""
    pairs = zip(document.phases, document.phases[1:], strict=False)
    found = sum(bool(after.steps) and plain(before.title) == plain(after.title) for before, after in pairs)
    if found:
        yield f"{counted(found, 'phase')} called like the one before: read back, they are one phase."
