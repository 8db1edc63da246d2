"""The standard vocabulary: what an event's name says of stage, touchpoint and channel (vocabulary.yaml)."""

from __future__ import annotations

from enum import StrEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files

import msgspec
from msgspec import Struct

UNSTAGED = "unstaged"
"""The stage of events that no row places."""


class When(StrEnum):
    """When a row's own place holds; everywhere else its `otherwise` does."""

    FIRST_PAGE = "first_page"
    BEFORE_ORDER = "before_order"
    AFTER_ORDER = "after_order"
    FIRST_WEEK = "first_week"


class Stage(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the journey. Customers leave through an exit; `includes`: standard stages it takes in."""

    name: str
    title: str = ""
    exit: bool = False
    includes: tuple[str, ...] = ()


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """Where an event belongs."""

    stage: str
    touchpoint: str


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One touchpoint and the names of the events that happen there."""

    stage: str
    touchpoint: str
    names: tuple[str, ...]
    channel: str | None = None
    when: When | None = None
    otherwise: Place | None = None


class Channel(Struct, frozen=True, forbid_unknown_fields=True):
    """A channel and the evidence for it, as vocabulary.yaml explains."""

    name: str
    aliases: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    mediums: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


class Vocabulary(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The vocabulary as it stands in the file, with look-ups that ignore case, spaces, "_" and "-"."""

    stages: tuple[Stage, ...]
    channels: tuple[Channel, ...]
    rows: tuple[Row, ...]
    aliases: dict[str, str]
    roles: dict[str, tuple[str, ...]]

    def lookup(self, name: str) -> Row | None:
        """The row of an event's name, or of the standard name it is an older name for."""
        return self._rows.get(normalise(self.canonical(name)))

    def canonical(self, name: str) -> str:
        """The standard name, where `name` is an older name for it; else `name`, in its own spelling."""
        return self._aliases.get(normalise(name), name)

    def roles_of(self, name: str) -> frozenset[str]:
        """What measures take the event for: "order", "refund", "complaint" ..."""
        return self._roles.get(normalise(self.canonical(name)), frozenset())

    def place_of(self, touchpoint: str) -> Place | None:
        """The place of a touchpoint known by its own name, such as "Cart" or "/checkout"."""
        return self._places.get(normalise(touchpoint.strip("/")))

    @cached_property
    def _rows(self) -> dict[str, Row]:
        return {normalise(name): row for row in self.rows for name in row.names}

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {normalise(old): standard for old, standard in self.aliases.items()}

    @cached_property
    def _roles(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for role, names in self.roles.items():
            for name in names:
                found.setdefault(normalise(name), set()).add(role)
        return {name: frozenset(roles) for name, roles in found.items()}

    @cached_property
    def _places(self) -> dict[str, Place]:
        """Touchpoints that belong to one stage only; those of rows with `when` depend on the history."""
        return {normalise(row.touchpoint): Place(row.stage, row.touchpoint) for row in self.rows if row.when is None}


@cache
def standard() -> Vocabulary:
    """The vocabulary that comes with Sojourn."""
    return msgspec.yaml.decode(files(__package__).joinpath("vocabulary.yaml").read_bytes(), type=Vocabulary)


@lru_cache(2**16)
def normalise(name: str) -> str:
    """The form in which names are compared: case folded, without spaces, "_" and "-"."""
    return "".join(name.casefold().replace("_", "").replace("-", "").split())
