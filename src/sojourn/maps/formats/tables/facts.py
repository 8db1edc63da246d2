"""What a table says of the map as a whole, in rows above the grid: title, persona, scenario, goal ..."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

import msgspec

from sojourn.documents.map import MapDocument, State, Status
from sojourn.errors import DefinitionError, did_you_mean
from sojourn.maps.formats.content import plain
from sojourn.maps.formats.records import SIMULATED
from sojourn.maps.formats.tables.sheet import Field, Row

KEYS = {
    "title": "title", "name": "title", "map": "title", "journey": "title", "map title": "title",
    "journey name": "title", "persona": "personas", "personas": "personas", "actor": "personas", "user": "personas",
    "customer": "personas", "scenario": "scenario", "situation": "scenario", "context": "scenario", "goal": "goal",
    "goals": "goal", "objective": "goal", "state": "state", "status": "status", "owner": "owner", "review": "review",
    "review date": "review", "tags": "tags", "data": "data", "real data": "data", "note": "note", "notes": "note",
}  # fmt: skip
"""The words before a fact, and the field of the map that it is."""

WRITTEN = ("title", "persona", "scenario", "goal", "state", "status", "owner", "review", "tags", "data", "note")
"""The words that Sojourn writes, in its order."""

_CHOICES: dict[str, tuple[str, ...]] = {"state": get_args(State), "status": get_args(Status)}


def is_fact(row: Row) -> bool:
    """Whether a row above the grid is a fact: a known word and at most one value."""
    if len(row) == 2:
        return _key(row[0].text) in KEYS
    return len(row) == 1 and (row[0].text.startswith(SIMULATED) or _split(row[0]) is not None)


def facts(rows: Iterable[Row], name: str) -> dict[str, Any]:
    """The fields of a map that rows of facts say; the first says it.

    Raises DefinitionError naming file, row and column for a state, status or date that cannot be.
    """
    found: dict[str, Any] = {}
    for row in rows:
        if row[0].text.startswith(SIMULATED):
            _of_badge(row[0].text, found)
            continue
        key, value = (row[0].text, row[1]) if len(row) == 2 else _split(row[0]) or ("note", row[0])
        field = KEYS[_key(key)]
        if field == "data" and (_key(key) == "real data" or value.text.startswith(SIMULATED)):
            _of_badge(row[0].text if _key(key) == "real data" else value.text, found)
        else:
            found.setdefault(field, _value(field, value, name))
    return found


def facts_of(document: MapDocument) -> list[tuple[str, str]]:
    """The words and values of what a map says of itself, without what it leaves open."""
    values = {
        "title": plain(document.title),
        "persona": ", ".join(document.personas),
        "scenario": document.scenario,
        "goal": document.goal,
        "state": document.state,
        "status": document.status,
        "owner": document.owner,
        "review": document.review and document.review.isoformat(),
        "tags": ", ".join(document.tags),
        "data": _data(document),
        "note": document.note,
    }
    return [(word, value) for word in WRITTEN if (value := values[word])]


def _data(document: MapDocument) -> str:
    named = document.data or ""
    return f"{SIMULATED}: {named}".removesuffix(": ") if document.simulated else named


def _of_badge(text: str, found: dict[str, Any]) -> None:
    found["simulated"] = text.startswith(SIMULATED)
    named = text.removeprefix(SIMULATED).lstrip(":· ").strip()
    if named:
        found.setdefault("data", named)


def _key(word: str) -> str:
    return " ".join(word.casefold().rstrip(": ").split())


def _split(field: Field) -> tuple[str, Field] | None:
    """Word and value of a fact in one field: "Persona: Maria"."""
    word, colon, value = field.text.partition(":")
    if not colon or not value.strip() or _key(word) not in KEYS:
        return None
    return word, field._replace(text=value.strip())


def _value(field: str, value: Field, name: str) -> Any:
    if field in ("personas", "tags"):
        return tuple(_names(value.text))
    if field in _CHOICES:
        return _choice(field, value, name)
    if field == "review":
        return _day(value, name)
    return plain(value.text) if field == "title" else value.text


def _names(text: str) -> Iterator[str]:
    """Names in a list; a comma parts names only, not what is said of one: "Sarah, 34, busy"."""
    for entry in re.split(r"[;\n]", text):
        parts = [plain(part) for part in entry.split(",")]
        names = all(part[:1].isupper() or (part[:1].isalpha() and " " not in part) for part in parts if part)
        yield from filter(None, parts if names else [plain(entry)])


def _choice(field: str, value: Field, name: str) -> str:
    word, choices = value.text.casefold().replace("_", "-"), _CHOICES[field]
    found = next((choice for choice in choices if word.replace(" ", "-") == choice.replace(" ", "-")), None)
    if found is None:
        hint = did_you_mean(word, choices)
        raise DefinitionError(f'{name}, {value.at}: no {field} "{value.text}".{hint} There are: {", ".join(choices)}.')
    return found


def _day(value: Field, name: str) -> dt.date:
    try:
        return msgspec.convert(value.text[:10], dt.date)
    except msgspec.ValidationError as error:
        raise DefinitionError(f'{name}, {value.at}: "{value.text}" is no day. Write it as 2026-11-03.') from error
