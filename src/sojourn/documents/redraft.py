"""A map drafted again from data, with what people wrote in it: a three-way merge by ids.

`base` is the draft that people began with, `mine` what they made of it, `fresh` the draft of today. What still is as in
the base follows the fresh draft. What a person changed, added, took out or moved stays. Figures are those of the fresh
draft wherever they measure the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from sojourn.documents.cells import Binding, Cell, Figure, Scope, Score, Worth
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.documents.merging import Standing, merged, merged_words

Record = TypeVar("Record", bound=Struct)
WORDS = ("personas", "tags", "events", "channels", "about")
"""Fields that are lists of words: each word is merged by itself."""

_PARTS = ("phases", "steps", "lanes", "cells", "binding", "measured", "worth")
_Places = dict[str, Standing[str, Phase | MapStep]]
_Cells = dict[str, Standing[tuple[str, str], Cell]]
_Lanes = dict[str, Standing[str, Lane]]
TOP = ""
"""Where phases and lanes stand; a step stands in the id of its phase, a cell in those of its lane and place."""


def redraft(base: MapDocument | None, mine: MapDocument, fresh: MapDocument) -> MapDocument:
    """The fresh draft with a person's work in it.

    Without a base, everything in `mine` is taken as a person's, except measured figures.
    """
    if base is None:
        return _measured_again(mine, fresh)
    if mine == base or fresh == base:
        return fresh if mine == base else mine
    takes = _takes_cells(base, mine, fresh)
    cells = merged(_cells(base), _cells(mine), _cells(fresh), _cell, takes, written=_without_figure)
    lanes = merged(_lanes(base), _lanes(mine), _lanes(fresh), _fields, needed={each.home[0] for each in cells.values()})
    places = _merged_places(base, mine, fresh, {each.home[1] for each in cells.values()})
    return replace(
        _fields(base, mine, fresh),
        phases=_phases(places),
        lanes=tuple(
            _lane(each.item, name, cells, _bare_places(name, base, mine, fresh, places)) for name, each in lanes.items()
        ),
    )


def _merged_places(base: MapDocument, mine: MapDocument, fresh: MapDocument, held: set[str]) -> _Places:
    """Phases and steps; one stays where a cell stands at it (`held`), a phase also where a step of it stays."""
    was, own = _places(base), _places(mine)
    now = {name: _of_kind(own.get(name), each) for name, each in _places(fresh).items()}
    is_open = _takes_steps(was, own)
    steps = merged(was, own, now, _place, is_open, held)
    return merged(was, own, now, _place, is_open, held | {each.home for each in steps.values()})


def _takes_steps(base: _Places, mine: _Places) -> Callable[[str], bool]:
    """Whether a draft can put steps there: in the map itself, a person's phase, or one that the draft adds."""
    return lambda home: home == TOP or (mine[home].home == TOP if home in mine else home not in base)


def _of_kind(mine: Standing[str, Phase | MapStep] | None, fresh: Standing[str, Phase | MapStep]) -> Any:
    """A phase that a draft makes a step, or a step a phase, stays what people know it as."""
    return mine if mine and type(mine.item) is not type(fresh.item) else fresh


def _takes_cells(base: MapDocument, mine: MapDocument, fresh: MapDocument) -> Callable[[tuple[str, str]], bool]:
    """Whether a draft can put cells there: in a lane, and at a place, that no person took out."""
    was, own = _places(base), _places(mine)
    is_open = _takes_steps(was, own)
    added = {name for name, each in _places(fresh).items() if name not in was and is_open(each.home)}
    lanes = {lane.id for lane in mine.lanes} | ({lane.id for lane in fresh.lanes} - {lane.id for lane in base.lanes})
    places = own.keys() | added
    return lambda home: home[0] in lanes and home[1] in places


def _places(document: MapDocument) -> _Places:
    found: _Places = {}
    for phase in document.phases:
        found[phase.id] = Standing(TOP, replace(phase, steps=()))
        found |= {step.id: Standing(phase.id, step) for step in phase.steps}
    return found


def _lanes(document: MapDocument) -> _Lanes:
    return {lane.id: Standing(TOP, replace(lane, cells={})) for lane in document.lanes}


def _cells(document: MapDocument) -> _Cells:
    """Cells by id; one without an id goes by where it stands, what it says and how many such stand before it."""
    found: _Cells = {}
    for lane, place, cell in document.cells():
        name, number = cell.id or f"\x00{lane.id}\x00{place}\x00{cell.text}", 0
        while not cell.id and f"{name}\x00{number}" in found:
            number += 1
        found[cell.id or f"{name}\x00{number}"] = Standing((lane.id, place), cell)
    return found


def _phases(places: _Places) -> tuple[Phase, ...]:
    steps: dict[str, list[MapStep]] = {}
    for each in places.values():
        if isinstance(each.item, MapStep):
            steps.setdefault(each.home, []).append(each.item)
    phases = (each.item for each in places.values() if isinstance(each.item, Phase))
    return tuple(replace(phase, steps=tuple(steps.get(phase.id, ()))) for phase in phases)


def _lane(lane: Lane, name: str, cells: _Cells, bare: list[str]) -> Lane:
    there: dict[str, tuple[Cell, ...]] = dict.fromkeys(bare, ())
    for each in cells.values():
        if each.home[0] == name:
            there[each.home[1]] = (*there.get(each.home[1], ()), each.item)
    return replace(lane, cells=there)


def _bare_places(name: str, base: MapDocument, mine: MapDocument, fresh: MapDocument, places: _Places) -> list[str]:
    """Places that a lane names and has nothing at, in `mine`, or in `fresh` where the others do not name them."""
    was, own, now = ({lane.id: lane.cells for lane in each.lanes}.get(name, {}) for each in (base, mine, fresh))
    bare = [place for place, cells in own.items() if not cells]
    bare += [place for place, cells in now.items() if not cells and place not in own and place not in was]
    return [place for place in bare if place in places]


def _place(base: Phase | MapStep | None, mine: Phase | MapStep, fresh: Phase | MapStep) -> Phase | MapStep:
    """Field by field; a person's where they made a step a phase, or a phase a step."""
    return mine if base and type(base) is not type(mine) else _fields(base, mine, fresh)


def _cell(base: Cell | None, mine: Cell, fresh: Cell) -> Cell:
    """Field by field. The figure is the fresh one where it measures what the cell is bound to."""
    binding = _binding(base.binding, mine.binding, fresh.binding) if base else mine.binding
    measured, worth = mine.measured, mine.worth
    if _what(binding) == _what(fresh.binding):
        is_news = base is None or _found(fresh) != _found(base) or _what(mine.binding) != _what(binding)
        measured, worth = _found(fresh) if is_news else (measured, worth)
    return replace(_fields(base, mine, fresh), binding=binding, measured=measured, worth=worth)


def _found(cell: Cell) -> tuple[Figure | None, Worth | None]:
    """What was measured for a cell."""
    return cell.measured, cell.worth


def _without_figure(cell: Cell) -> Cell:
    return replace(cell, measured=None, worth=None)


def _binding(base: Binding | None, mine: Binding | None, fresh: Binding | None) -> Binding | None:
    """Whole, so that it measures what somebody meant; only its target is a field of its own."""
    if not (mine and fresh):
        return fresh if mine == base else mine
    chosen = mine if _what(mine) != _what(base) else fresh
    return replace(chosen, target=_merged_value(base and base.target, mine.target, fresh.target))


def _what(binding: Binding | None) -> Binding | None:
    """What is measured, whatever it should be."""
    return binding and replace(binding, target=None)


def _fields(base: Record | None, mine: Record, fresh: Record) -> Record:
    """All fields that are no parts of their own, one by one; without a base those of `mine`."""
    if base is None:
        return mine
    names = (name for name in mine.__struct_fields__ if name not in _PARTS)
    values = {name: _field(name, *(getattr(each, name) for each in (base, mine, fresh))) for name in names}
    return replace(mine, **values)


def _field(name: str, base: Any, mine: Any, fresh: Any) -> Any:
    if name in WORDS:
        return merged_words(base, mine, fresh)
    if isinstance(mine, Scope | Score) and type(base) is type(mine) is type(fresh):
        return _fields(base, mine, fresh)
    return _merged_value(base, mine, fresh)


def _merged_value(base: Any, mine: Any, fresh: Any) -> Any:
    return fresh if mine == base else mine


def _measured_again(mine: MapDocument, fresh: MapDocument) -> MapDocument:
    """A person's map with the figures of a fresh one."""
    figures = _cells(fresh)
    cells = {
        name: Standing(each.home, _cell(None, each.item, figures[name].item) if name in figures else each.item)
        for name, each in _cells(mine).items()
    }
    bare = {lane.id: [place for place, there in lane.cells.items() if not there] for lane in mine.lanes}
    return replace(mine, lanes=tuple(_lane(lane, lane.id, cells, bare[lane.id]) for lane in mine.lanes))
