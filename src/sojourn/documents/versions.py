"""What changed between two versions of a map, part by part: as records, and as text for a code review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.figures import EFFECTS, are_apart, told, worth_figure
from sojourn.documents.map import MapDocument, MapStep, Phase
from sojourn.documents.plain import paired
from sojourn.results import Result

LONGEST = 60
"""Texts are shortened to this in a summary."""

TOP = "the map"
What = Literal["added", "removed", "changed", "moved", "measured"]
_PARTS = ("id", "phases", "steps", "lanes", "cells", "measured", "worth")


class MapChange(Struct, frozen=True):
    """One thing that changed. `place` is where ("Purchase / checkout"), `lane` the lane's title; empty for the map.

    `name` is what the thing is called, `part` what it is: map, phase, step, lane or cell; `field` what of it changed.
    `before` and `after` are texts. `apart` says of two figures whether their likely ranges do not touch; None where
    that cannot be said.
    """

    place: str
    lane: str
    part: Literal["map", "phase", "step", "lane", "cell"]
    name: str
    what: What
    field: str = ""
    before: str | None = None
    after: str | None = None
    apart: bool | None = None

    def told(self) -> str:
        """The change as a line of text."""
        return " ".join(f"{self._where()}{self._said()}".split())

    def _where(self) -> str:
        where = ", ".join(each for each in (self.place, _lowered(self.lane)) if each)
        return f"{where}: " if where else ""

    def _said(self) -> str:
        name = f'"{_short(self.name)}"' if self.part == "cell" else f'{self.part} "{_short(self.name)}"'
        match self.what:
            case "added" | "removed":
                return f"{name} {self.what}"
            case "moved":
                return f"{name} moved from {self.before} to {self.after}" if self.before else f"{name} moved"
            case "measured":
                return f"{name}{', ' + self.field if self.field else ''} {self._measured()}"
            case _ if self.field in ("text", "title"):
                return f'{name} changed to "{_short(self.after or "")}"'
            case _:
                return f"{name}, {self.field}: {_short(self.before or 'none')} -> {_short(self.after or 'none')}"

    def _measured(self) -> str:
        if self.before is None or self.after is None:
            return f"measured: {self.after}" if self.after else f"no longer measured, was {self.before}"
        ranges = {True: ", likely ranges apart", False: ", likely ranges overlap", None: ""}[self.apart]
        if self.before == self.after:
            return f"measured again: still {self.after}{ranges if self.apart else ''}"
        return f"changed: {self.before} -> {self.after}{ranges}"


class Difference(Result, frozen=True):
    """What changed from one version of a map to another, from the map itself down to its cells."""

    changes: tuple[MapChange, ...]

    def summary(self) -> str:
        """A line for each change, such as

        Purchase / checkout, pain points: "Waiting for delivery" changed: 20.1 % -> 17.4 %, likely ranges apart
        """
        return "\n".join(each.told() for each in self.changes) or "No changes."


def difference(old: MapDocument, new: MapDocument) -> Difference:
    """What changed from `old` to `new`; parts are the same where their ids are."""
    changes = [*_field_changes(old, new, "map", new.title), *_place_changes(old, new), *_lane_changes(old, new)]
    return Difference((*changes, *_cell_changes(old, new)))


class _Stand(NamedTuple):
    """A cell and where it stands: the ids of its lane and place, and their titles."""

    lane: str
    place: str
    where: str
    title: str
    cell: Cell


def _place_changes(old: MapDocument, new: MapDocument) -> Iterator[MapChange]:
    was, now = _places(old), _places(new)
    for name, (where, part, _) in was.items():
        if name not in now:
            yield MapChange(where, "", _kind(part), part.title, "removed")
    moved = _moved([each.id for each in old.phases], [each.id for each in new.phases])
    for phase in new.phases:
        before = next((each.steps for each in old.phases if each.id == phase.id), ())
        moved |= _moved([each.id for each in before], [each.id for each in phase.steps])
    for name, (where, part, home) in now.items():
        if name not in was:
            yield MapChange(where, "", _kind(part), part.title, "added")
            continue
        there, earlier, earlier_home = was[name]
        if home != earlier_home:
            yield MapChange(where, "", _kind(part), part.title, "moved", before=there or TOP, after=where or TOP)
        elif name in moved:
            yield MapChange(where, "", _kind(part), part.title, "moved")
        yield from _field_changes(earlier, part, _kind(part), earlier.title, where)


def _places(document: MapDocument) -> dict[str, tuple[str, Phase | MapStep, str]]:
    """Phases and steps by id: where they are, what they are, and the id of the phase they are in."""
    found: dict[str, tuple[str, Phase | MapStep, str]] = {}
    for phase in document.phases:
        found[phase.id] = "", phase, ""
        found |= {step.id: (phase.title, step, phase.id) for step in phase.steps}
    return found


def _where(phase: Phase, step: MapStep | None) -> str:
    return f"{phase.title} / {step.title}" if step else phase.title


def _kind(part: Phase | MapStep) -> Literal["phase", "step"]:
    return "phase" if isinstance(part, Phase) else "step"


def _lane_changes(old: MapDocument, new: MapDocument) -> Iterator[MapChange]:
    was, now = ({lane.id: lane for lane in each.lanes} for each in (old, new))
    moved = _moved(list(was), list(now))
    yield from (MapChange("", "", "lane", lane.title, "removed") for name, lane in was.items() if name not in now)
    for name, lane in now.items():
        if name not in was:
            yield MapChange("", "", "lane", lane.title, "added")
            continue
        if name in moved:
            yield MapChange("", "", "lane", lane.title, "moved")
        yield from _field_changes(was[name], lane, "lane", was[name].title)


def _cell_changes(old: MapDocument, new: MapDocument) -> Iterator[MapChange]:
    was, now = _cells(old), _cells(new)
    before = _by_home(was)
    moved = {name for home, names in _by_home(now).items() for name in _moved(before.get(home, []), names)}
    yield from (_of_cell(each, "removed") for name, each in was.items() if name not in now)
    for name, each in now.items():
        if name not in was:
            yield _of_cell(each, "added")
            continue
        yield from _one_cell(was[name], each, name in moved)
    yield from _nameless_changes(old, new)


def _one_cell(old: _Stand, new: _Stand, moved: bool) -> Iterator[MapChange]:
    if (old.lane, old.place) != (new.lane, new.place):
        yield _of_cell(new, "moved", before=_described(old), after=_described(new))
    elif moved:
        yield _of_cell(new, "moved")
    yield from _field_changes(old.cell, new.cell, "cell", _name(old.cell), new.where, new.title)
    yield from _figure_changes(old, new)


def _figure_changes(old: _Stand, new: _Stand) -> Iterator[MapChange]:
    before, after = old.cell.measured, new.cell.measured
    if before != after:
        apart = are_apart(before, after) if before and after else None
        yield _of_cell(new, "measured", before=_told(before), after=_told(after), apart=apart)
    yield from _worth_changes(old, new)


def _worth_changes(old: _Stand, new: _Stand) -> Iterator[MapChange]:
    """Of what goes with a cell: the effect and the gain, each with its range."""
    before, after = old.cell.worth, new.cell.worth
    for part in EFFECTS:
        was, now = worth_figure(before, part), worth_figure(after, part)
        if was != now:
            apart = are_apart(was, now) if was and now else None
            yield _of_cell(new, "measured", field=part, before=_told(was), after=_told(now), apart=apart)


def _nameless_changes(old: MapDocument, new: MapDocument) -> Iterator[MapChange]:
    """Of cells without ids, which are compared where they stand: equal ones first, then in their order."""
    was, now = _nameless(old), _nameless(new)
    for home in {**was, **now}:
        before, after = was.get(home, []), now.get(home, [])
        pairs = paired([each.cell for each in before], [each.cell for each in after])
        yield from (_of_cell(each, "removed") for at, each in enumerate(before) if at not in pairs)
        for each, at in zip(after, pairs, strict=True):
            yield from [_of_cell(each, "added")] if at is None else _one_cell(before[at], each, moved=False)


def _stands(document: MapDocument) -> Iterator[_Stand]:
    places = {place.id: _where(place.phase, place.step) for place in document.places()}
    for lane, place, cell in document.cells():
        yield _Stand(lane.id, place, places.get(place, place), lane.title, cell)


def _cells(document: MapDocument) -> dict[str, _Stand]:
    return {each.cell.id: each for each in _stands(document) if each.cell.id}


def _nameless(document: MapDocument) -> dict[tuple[str, str], list[_Stand]]:
    found: dict[tuple[str, str], list[_Stand]] = {}
    for each in _stands(document):
        if not each.cell.id:
            found.setdefault((each.lane, each.place), []).append(each)
    return found


def _by_home(cells: Mapping[str, _Stand]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name, each in cells.items():
        found.setdefault((each.lane, each.place), []).append(name)
    return found


def _of_cell(stand: _Stand, what: What, **more: Any) -> MapChange:
    return MapChange(stand.where, stand.title, "cell", _name(stand.cell), what, **more)


def _described(stand: _Stand) -> str:
    return f"{stand.where}, {_lowered(stand.title)}"


def _name(cell: Cell) -> str:
    return cell.text or (cell.binding.measure if cell.binding else "") or cell.id or "a cell"


def _told(figure: Figure | None) -> str | None:
    return told(figure) if figure else None


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Of what is in both, the fewest that must have moved for the order to be another."""
    common = set(old) & set(new)
    was, now = [each for each in old if each in common], [each for each in new if each in common]
    stayed = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return set(now) - {now[at] for block in stayed for at in range(block.b, block.b + block.size)}


def _field_changes(
    old: Any, new: Any, part: Any, name: str, place: str = "", lane: str = "", inside: str = ""
) -> Iterator[MapChange]:
    """Of two records: the fields that differ, those of a binding or score one by one."""
    if type(old) is not type(new):
        return
    for field in new.__struct_fields__:
        before, after = getattr(old, field), getattr(new, field)
        if before == after or (field in _PARTS and not inside):
            continue
        if isinstance(before, Struct) and isinstance(after, Struct):
            yield from _field_changes(before, after, part, name, place, lane, f"{inside}{field} ")
        else:
            yield MapChange(place, lane, part, name, "changed", f"{inside}{field}", _text(before), _text(after))


def _text(value: Any) -> str | None:
    """A value as text; None where there is nothing."""
    match value:
        case None | "" | () | {}:
            return None
        case bool():
            return "yes" if value else "no"
        case Struct():
            given = {name: getattr(value, name) for name in value.__struct_fields__}
            return ", ".join(f"{name} {_text(each)}" for name, each in given.items() if _text(each) is not None)
        case dict():
            return ", ".join(f"{name} {_text(each)}" for name, each in value.items())
        case list() | tuple():
            return ", ".join(str(_text(each)) for each in value)
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."
