"""Opportunities of a workspace: text files in `opportunities/`, one each, which people and programs edit alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from sojourn.documents.ids import slug
from sojourn.documents.opportunity import Opportunity
from sojourn.documents.plain import plain
from sojourn.documents.problems import conversion_problem, refuse
from sojourn.documents.text import read_opportunities, write_opportunity
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.insights.opportunities import OpportunityRow

ENDING = ".yaml"
FOLDER = "opportunities"


class Notebook:
    """The opportunities of one workspace: `folder` is the workspace's."""

    def __init__(self, folder: Path) -> None:
        """From a workspace."""
        self.folder = folder / FOLDER

    def all(self) -> tuple[Opportunity, ...]:
        """All that are written down, by file name. Raises DefinitionError."""
        return tuple(found for _, found in read_opportunities(self.folder).values())

    def one(self, name: str) -> Opportunity:
        """The one of an id. Raises UnknownName, DefinitionError."""
        known = read_opportunities(self.folder)
        if name not in known:
            there = f" There are: {', '.join(known)}." if known else " None is written down yet."
            raise UnknownName(f'No opportunity is called "{name}".{did_you_mean(name, known)}{there}')
        return known[name][1]

    def save(self, given: Opportunity | OpportunityRow | str, changes: Mapping[str, Any]) -> Path:
        """Write one down, or change what its file says; comments and the order of its keys stay.

        Raises UsageError, DefinitionError.
        """
        known = read_opportunities(self.folder)
        name, fields = _fields(given, known)
        made = _made(name, _merged(fields, changes), replaces=name in known)
        path = known[name][0] if name in known else self.folder / f"{name}{ENDING}"
        self.folder.mkdir(exist_ok=True)
        write_opportunity(path, made)
        return path


def _fields(
    given: Opportunity | OpportunityRow | str, known: Mapping[str, tuple[Path, Opportunity]]
) -> tuple[str, dict[str, Any]]:
    """The id of what is to be written, and what is known of it so far."""
    if isinstance(given, Opportunity):
        name = given.id or slug(given.title, tuple(known))
        return name, plain(given) | {"id": name}
    name = given if isinstance(given, str) else given.id
    if not name or slug(name) != name:
        raise UsageError(f'An opportunity cannot be called "{name}". Use small letters, digits and -: {slug(name)}')
    if name in known:
        return name, plain(known[name][1])
    if isinstance(given, OpportunityRow):
        return name, {"title": given.title, "id": name, "about": list(given.about)}
    return name, {"id": name}


def _merged(fields: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What was known with the changes in it; None takes a field away, a score changes by its parts."""
    found = fields | {key: _listed(value) for key, value in changes.items() if key != "score"}
    score = changes.get("score")
    if score is not None:
        found["score"] = fields.get("score", {}) | (plain(score) if isinstance(score, msgspec.Struct) else dict(score))
    return {key: _without_none(value) for key, value in found.items() if value is not None}


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _without_none(value: Any) -> Any:
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, dict) else value


def _made(name: str, fields: dict[str, Any], replaces: bool) -> Opportunity:
    if "date" not in fields and not replaces:
        fields = fields | {"date": dt.date.today()}
    try:
        return msgspec.convert(fields, Opportunity)
    except msgspec.ValidationError as error:
        refuse([conversion_problem(error, Opportunity, fields)], f'opportunity "{name}"')
        raise
