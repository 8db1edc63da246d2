"""What a check is, what it looks at, and what comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from msgspec import Struct

from sojourn.documents.map import MapDocument
from sojourn.documents.persona import Persona
from sojourn.maps.checks.log_names import NamesOfLog
from sojourn.maps.spots import Spot
from sojourn.results import Result

Level = Literal["error", "warning", "hint"]
"""An error: the map misleads, or nobody can act on it. A warning: look at it. A hint: it would be better otherwise."""

LEVELS: tuple[Level, ...] = ("error", "warning", "hint")

THE_MAP = "The map"
"""The place of a finding that is about the map as a whole."""


class Finding(Struct, frozen=True):
    """Something to mend: what it is and what to do.

    `place` is for people ("Purchase > checkout"), as is `lane`, a title or empty. `id` is that of the cell or step,
    `path` where it stands in the document ("lanes[3].cells.checkout[0]"); either may be empty.
    """

    code: str
    level: Level
    message: str
    place: str = THE_MAP
    lane: str = ""
    id: str = ""
    path: str = ""


class NotChecked(Struct, frozen=True):
    """A check that could not be run, and what it needs."""

    code: str
    title: str
    why: str


class Counts(Struct, frozen=True):
    """How many findings there are of each level, how many checks passed, and how many could not be run."""

    error: int = 0
    warning: int = 0
    hint: int = 0
    passed: int = 0
    not_checked: int = 0


class CheckReport(Result, frozen=True):
    """What was found, in the order of the map; `passed` are codes of checks that found nothing."""

    findings: tuple[Finding, ...]
    title: str
    today: dt.date
    counts: Counts
    passed: tuple[str, ...]
    not_checked: tuple[NotChecked, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no finding of the level error."""
        return self.counts.error == 0

    def of(self, code: str) -> tuple[Finding, ...]:
        """The findings of one check."""
        return tuple(finding for finding in self.findings if finding.code == code)

    def summary(self) -> str:
        """All of it for people, place by place."""
        from sojourn.maps.checks.summary import summary

        return summary(self)


class Basis(NamedTuple):
    """What a check looks at: the document, the day, and what else is known."""

    document: MapDocument
    today: dt.date
    personas: tuple[Persona, ...] = ()
    names: NamesOfLog | None = None
    minimum_cell: int = 5
    fresh_days: int = 90


class Wrong(NamedTuple):
    """What a check found, before it has a code and a level: the message and the spot; None for the whole map."""

    message: str
    spot: Spot | None = None
    path: str = ""


class Check(Struct, frozen=True):
    """A row of the table.

    `title` is what holds on a finished map, `workshop` what people do so that it will (empty: nothing in a workshop).
    `find` yields what is wrong; `needs` says why the check cannot be run, or "".
    """

    code: str
    level: Level
    group: str
    title: str
    find: Callable[[Basis], Iterable[Wrong]]
    workshop: str = ""
    needs: Callable[[Basis], str] = lambda basis: ""
