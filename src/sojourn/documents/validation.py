"""What documents must keep to beyond their form: ids, places, days in order, conditions that can be read."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any

from msgspec import Struct

from sojourn.conditions import parse
from sojourn.documents.cells import Binding, Scope
from sojourn.documents.map import FORMAT, Lane, MapDocument
from sojourn.documents.opportunity import Opportunity
from sojourn.documents.persona import Persona
from sojourn.documents.problems import Path, Problem
from sojourn.errors import ConditionError, did_you_mean

CONDITIONS = ("where", "customers")
PERIODS = ("window", "between")
_GAPS = re.compile(r"[-_]+")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def map_problems(document: MapDocument) -> Iterator[Problem]:
    """Everything that is wrong with a map, from top to bottom."""
    yield from _format_problems(document.format)
    yield from _id_problems((("id",), document.id))
    yield from _place_problems(document)
    yield from _lane_problems(document)
    yield from _value_problems((), document)


def persona_problems(persona: Persona) -> Iterator[Problem]:
    """Everything that is wrong with a persona."""
    yield from _format_problems(persona.format)
    yield from _id_problems((("id",), persona.id))
    yield from _value_problems((), persona)


def opportunity_problems(opportunity: Opportunity) -> Iterator[Problem]:
    """Everything that is wrong with an opportunity."""
    yield from _format_problems(opportunity.format)
    yield from _id_problems((("id",), opportunity.id))
    if opportunity.fixable is not None and not 0 <= opportunity.fixable <= 1:
        yield Problem(("fixable",), f"{opportunity.fixable:g} is no share. Give a number from 0 to 1: 0.5 for half.")
    if not opportunity.title.strip():
        yield Problem(("title",), "the title is empty. Say in a few words what could be done.")
    yield from _value_problems((), opportunity)


def newer_format(number: int) -> Problem:
    """That a document is written in a format of which this Sojourn knows nothing."""
    what = f"format {number} is that of a newer Sojourn; this one reads format {FORMAT}. Update Sojourn to read it."
    return Problem(("format",), what)


def is_slug(text: str) -> bool:
    """Letters and digits of any script, in lower case, joined by `-` or `_`: "waiting-for-delivery"."""
    return all(map(_is_word, _GAPS.split(text))) and text == text.lower()


def _is_word(text: str) -> bool:
    return bool(text) and all(unicodedata.category(sign)[0] in "LNM" for sign in text)


def _format_problems(number: int) -> Iterator[Problem]:
    if number > FORMAT:
        yield newer_format(number)
    elif number != FORMAT:
        yield Problem(("format",), f"there is no format {number}. Write: format: {FORMAT}")


def _place_problems(document: MapDocument) -> Iterator[Problem]:
    places: list[tuple[Path, str]] = []
    for number, phase in enumerate(document.phases):
        places.append((("phases", number, "id"), phase.id))
        places += [(("phases", number, "steps", at, "id"), step.id) for at, step in enumerate(phase.steps)]
    yield from _id_problems(*places, needed=True)


def _lane_problems(document: MapDocument) -> Iterator[Problem]:
    yield from _id_problems(*((("lanes", at, "id"), lane.id) for at, lane in enumerate(document.lanes)), needed=True)
    places = [place.id for place in document.places()]
    for number, lane in enumerate(document.lanes):
        yield from _unknown_places(("lanes", number, "cells"), lane, places)
    yield from _id_problems(*_cell_ids(document))


def _unknown_places(path: Path, lane: Lane, places: list[str]) -> Iterator[Problem]:
    for place in lane.cells:
        if place not in places:
            hint = did_you_mean(place, places) or f" There are: {', '.join(places) or 'none yet'}."
            yield Problem((*path, place), f'no phase and no step has the id "{place}".{hint}')


def _cell_ids(document: MapDocument) -> Iterator[tuple[Path, str]]:
    for number, lane in enumerate(document.lanes):
        for place, cells in lane.cells.items():
            for at, cell in enumerate(cells):
                yield ("lanes", number, "cells", place, at, "id"), cell.id


def _id_problems(*ids: tuple[Path, str], needed: bool = False) -> Iterator[Problem]:
    """Each id is a slug and stands once; an empty one is only wrong where it is `needed`."""
    seen: dict[str, Path] = {}
    for path, name in ids:
        if not name:
            if needed:
                yield Problem(path, 'the id is empty. Give one such as "checkout".')
        elif not is_slug(name):
            yield Problem(path, f'"{name}" is no id. Use small letters, digits, - and _ without blanks: "check-out_2".')
        elif name in seen:
            yield Problem(path, f'the id "{name}" is taken. Give each one its own, such as "{name}-2".')
        seen[name] = path


def _value_problems(path: Path, value: Any) -> Iterator[Problem]:
    """Conditions and periods, numbers that are none, and what no file can hold, at any depth."""
    if isinstance(value, float):
        if not isfinite(value):
            yield Problem(path, f"{value} is no number that a figure can be. Leave it out where it is not known.")
    elif isinstance(value, str):
        if not value.isascii() and _LONE_SURROGATE.search(value):
            yield Problem(path, "half a character (a lone surrogate) cannot be written. Take it out.")
    elif isinstance(value, Struct | dict | list | tuple):
        if isinstance(value, Binding | Scope | Persona):
            yield from _meaning_problems(path, value)
        for name, each in _inside(value):
            if isinstance(value, dict) and not isinstance(name, str):
                yield Problem(path, f"the key {name!r} is no text. Put it in quotes.")
            else:
                yield from _value_problems((*path, name), each)
    elif value is not None and not isinstance(value, int | dt.date):
        yield Problem(path, f"{value!r} cannot be written. Use text, numbers, true or false, lists and dicts of those.")


def _meaning_problems(path: Path, record: Binding | Scope | Persona) -> Iterator[Problem]:
    for name in CONDITIONS:
        if (text := getattr(record, name, None)) is not None:
            yield from _condition_problems((*path, name), text)
    for name in PERIODS:
        if (days := getattr(record, name, None)) and days[0] > days[1]:
            yield Problem((*path, name), f"{days[0]} comes after {days[1]}. Give the first day, then the last.")


def _condition_problems(path: Path, text: str) -> Iterator[Problem]:
    try:
        parse(text)
    except ConditionError as error:
        yield Problem(path, f"the condition cannot be read.\n{error}")


def _inside(value: Any) -> Iterable[tuple[Any, Any]]:
    """What has something in it, by name or place; what is left out or empty cannot be wrong."""
    if isinstance(value, Struct):
        pairs = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return [(name, each) for name, each in pairs if each is not None and each != () and each != ""]
    return value.items() if isinstance(value, dict) else enumerate(value)
