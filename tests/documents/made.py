"""Random maps and personas that are right: what text, schema, comparison and re-drafting are held to.

They are made from the fields that the records declare. Ids come from small pools, so that two random maps have parts
in common.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st
from msgspec import Struct

from sojourn.documents.cells import Binding, Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase, Scope
from sojourn.documents.persona import Persona

TRAPS = (
    "1.0", "no", "Yes", "y", "2026-01-01", "", " ", "null", "~", "true", "0x1F", "1e3", "12:30", "1_000", ".inf", "<<",
    "=", "- dash", "a: b", "a #b", "a:", "#a", "'", '"', '"I don\'t"', "\\", "{a}", "[a]", "a, b", "&a", "*a", "!a",
    "|", ">", "%", "@", "? a", "two\nlines", "two\n\nparts\n", "\nfirst", "last\n\n", " lead\nb", "a \nb", "tab\tb",
    "a\n\tb", "a\r\nb", "\x85", "\u2028", "\ufeff", "\x00", "é", "日本", "😀", "13.1\u202f%", "---", "...", "a\n---\nb",
    "a" * 200, "word " * 40,
)  # fmt: skip
"""Texts that YAML takes for something else where they are not written with care."""

CONDITIONS = ("channel = 'web'", "value > 10 and plan is not null", "\"product name\" like 'Gift%'")
PLACES = ("cart", "pay", "wait", "use", "日本", "ask_2")
LANES = ("row-1", "row-2", "row-3")
CELLS = tuple(f"c{number}" for number in range(8))

texts = st.sampled_from(TRAPS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
days = st.dates()
numbers = st.floats(allow_nan=False, allow_infinity=False)
counts = st.integers(0, 2**40)
periods = st.lists(days, min_size=2, max_size=2).map(lambda pair: tuple(sorted(pair)))
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | numbers | texts,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(texts, inside, max_size=3),
    max_leaves=6,
)
BY_TYPE = {str: texts, int: counts, float: numbers, bool: st.booleans(), dt.date: days, Any: plain_values}
FIXED = ("id", "format", "phases", "steps", "lanes", "cells")
"""Fields that a strategy of their own fills, or nothing."""


def fields_of(kind: type[Struct]) -> st.SearchStrategy[dict[str, Any]]:
    """Values for the fields of a record: those without a default, and any few of the others."""
    hints = get_type_hints(kind)
    needed, perhaps = {}, {}
    for field in msgspec.structs.fields(kind):
        if field.name not in FIXED:
            (needed if field.required else perhaps)[field.name] = _of_field(kind, field.name, hints[field.name])
    return st.fixed_dictionaries(needed, optional=perhaps)


def _of_field(kind: type[Struct], name: str, hint: Any) -> st.SearchStrategy[Any]:
    if name in ("where", "customers") and kind in (Binding, Scope, Persona):
        return st.sampled_from(CONDITIONS)
    return of_type(hint)


@cache
def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a declared type."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        return fields_of(hint).map(lambda given: hint(**given))
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(of_type(each) for each in get_args(hint) if each is not type(None))
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is dict:
        return st.dictionaries(texts, of_type(get_args(hint)[1]), max_size=2)
    if hint == tuple[dt.date, dt.date]:
        return periods
    if get_origin(hint) is tuple:
        return st.lists(of_type(get_args(hint)[0]), max_size=3).map(tuple)
    return BY_TYPE[hint]


personas = st.builds(
    lambda given, name: Persona(id=name, **given), fields_of(Persona), st.sampled_from(["", "maria", "tom-2"])
)


@st.composite
def documents(draw: st.DrawFn, nameless: bool = False) -> MapDocument:
    """A map; where `nameless`, some cells have no id."""
    parts = _groups(draw, draw(st.permutations(PLACES))[: draw(st.integers(0, 6))])
    known = [name for part in parts for name in part]
    ids = iter(draw(st.permutations(CELLS)))
    lanes = []
    for name in draw(st.permutations(LANES))[: draw(st.integers(0, 3))]:
        places = draw(st.lists(st.sampled_from(known), unique=True, max_size=3)) if known else []
        there = {place: [next(ids, None) for _ in range(draw(st.integers(0, 3)))] for place in places}
        lanes.append(_lane(draw, name, there, nameless))
    phases = tuple(_phase(draw, part[0], part[1:]) for part in parts)
    given = draw(fields_of(MapDocument))
    return MapDocument(id=draw(st.sampled_from(["", "loan"])), phases=phases, lanes=tuple(lanes), **given)


def _groups(draw: st.DrawFn, names: list[str]) -> list[list[str]]:
    """Names in groups: the first of each is a phase, the others are its steps."""
    groups: list[list[str]] = []
    for name in names:
        if groups and draw(st.booleans()):
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def _phase(draw: st.DrawFn, name: str, inside: Sequence[str]) -> Phase:
    steps = tuple(MapStep(id=step, **draw(fields_of(MapStep))) for step in inside)
    return Phase(id=name, steps=steps, **draw(fields_of(Phase)))


def _lane(draw: st.DrawFn, name: str, there: dict[str, list[str | None]], nameless: bool) -> Lane:
    cells = {}
    for place, ids in there.items():
        named = ["" if nameless and draw(st.booleans()) else each for each in ids if each is not None]
        cells[place] = tuple(Cell(id=each, **draw(fields_of(Cell))) for each in named)
    return Lane(id=name, cells=cells, **draw(fields_of(Lane)))
