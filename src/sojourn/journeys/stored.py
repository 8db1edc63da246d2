"""Definitions a workspace keeps as text: `journeys/NAME.yaml` and `segments/NAME.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from sojourn.conditions import Condition, parse
from sojourn.definition_files import read_definition
from sojourn.errors import ConditionError, DefinitionError, UnknownName, UsageError, did_you_mean
from sojourn.journeys.definition import Definition, define


class JourneyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What journeys/NAME.yaml may say; each word means what it means in `ws.journeys(...)`."""

    title: str | None = None
    start: str | list[str] | None = None
    goal: str | list[str] | None = None
    gap: str | None = None
    case: str | None = None
    between: tuple[str, str] | None = None
    where: str | None = None
    customers: str | None = None


class SegmentFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What segments/NAME.yaml may say: a condition on what is known of customers."""

    customers: str = ""
    title: str | None = None


class Segment(Struct, frozen=True):
    """Customers by condition, as of the last refresh."""

    name: str
    customers: Condition


def read_journey(folder: Path, name: str) -> Definition:
    """The stored definition `name`. Raises UnknownName, DefinitionError."""
    path = folder / f"{name}.yaml"
    known = sorted(file.stem for file in folder.glob("*.yaml"))
    if name not in known:
        there = f"There are: {', '.join(known)}." if known else f"Write {path}, or give start=, goal=, gap= here."
        raise UnknownName(f'No journey is called "{name}".{did_you_mean(name, known)} {there}')
    found = read_definition(path, JourneyFile)
    given = {field: getattr(found, field) for field in JourneyFile.__struct_fields__ if field != "title"}
    return _defined(path, given)


def read_segments(folder: Path) -> tuple[Segment, ...]:
    """All stored segments, by name. Raises DefinitionError."""
    return tuple(_segment(path) for path in sorted(folder.glob("*.yaml")))


def _segment(path: Path) -> Segment:
    found = read_definition(path, SegmentFile)
    if not found.customers:
        raise DefinitionError(f"{path}: customers is missing. Give a condition, such as customers: plan = 'pro'.")
    try:
        return Segment(path.stem, parse(found.customers))
    except ConditionError as error:
        raise DefinitionError(f"{path}: customers: {error}") from error


def _defined(path: Path, given: dict[str, Any]) -> Definition:
    try:
        return define(**given)
    except UsageError as error:
        raise DefinitionError(f"{path}: {error}") from error
