"""The answer: planned against actual."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.estimates import Estimate
from sojourn.events.vocabulary import normalise
from sojourn.insights.conformance import telling
from sojourn.insights.conformance.records import KINDS, Deviation, Kind, NotInLog, PlannedStep, kind_named
from sojourn.journeys.view import View
from sojourn.results import Measured

MEMBERS, BEHIND = "_members", "_behind"
"""Where a result keeps the ways to its customers and units: no fields, so that neither is compared or written."""


class Behind(NamedTuple):
    """One of the units behind a deviation: its place in a view."""

    view: View
    unit: int


FindMembers = Callable[[Kind, Deviation | None], list[str]]
FindBehind = Callable[[Deviation, int], list[Behind]]
NO_STEP = "Nothing in the log is called like a step of the map, so nothing can be compared."
LOST = "This comparison is a copy that has lost its customers. Ask for it again."


class Conformance(Measured, frozen=True, dict=True):
    """Planned against actual: `deviations` by kind and place, in the order of kinds, most frequent first.

    `kinds`: each kind as a whole. `fits`: share of units without any deviation, however far they came; `completed`:
    share of units without one that came to the last planned step that is not optional (not known where the log does not
    know that step); `fitting` and `completing`: how many these are. `open` units may still go on and are judged by what
    they did so far. `outcome` is what the effects of deviations are on (None: not asked). `unit` is "customer" or
    "journey", `units` how many there are, of `customers` different customers. Planned steps that the log has no name
    for are in `missing_in_log` and nowhere else; where that is all of them there are no `deviations` and no `kinds`.
    """

    deviations: tuple[Deviation, ...]
    kinds: tuple[Deviation, ...]
    steps: tuple[PlannedStep, ...]
    fits: Estimate
    completed: Estimate
    missing_in_log: tuple[NotInLog, ...]
    unit: str
    units: int
    customers: int
    open: int
    fitting: int
    completing: int | None
    outcome: str | None = None

    def kind(self, kind: str) -> Deviation:
        """One of the four kinds over the whole plan. Raises UnknownName; UsageError where nothing was compared."""
        asked = KINDS.index(kind_named(kind))
        if not self.kinds:
            raise UsageError(f"{NO_STEP} `missing_in_log` has what its steps are looked for by, and the nearest names.")
        return self.kinds[asked]

    def of(self, step: str) -> tuple[Deviation, ...]:
        """The deviations at a planned step (its id or title) or at a touchpoint that was not planned."""
        wanted = normalise(step)
        return tuple(row for row in self.deviations if wanted in (normalise(row.step or ""), normalise(row.name)))

    def members(self, kind: str, step: str | None = None) -> list[str]:
        """Ids of the customers behind a kind of deviation, or behind it at one place, in the order of the alphabet.

        Raises UnknownName for a place that is not there, UsageError for a result that was copied or read from a file.
        """
        asked = kind_named(kind)
        find: FindMembers | None = self.__dict__.get(MEMBERS)
        if find is None:
            raise UsageError(LOST)
        if step is None:
            return find(asked, None)
        return sorted({who for row in self._places(asked, step) for who in find(asked, row)})

    def behind(self, deviation: Deviation, most: int) -> list[Behind]:
        """Units that deviate so, the first of each of up to `most` customers: always the same ones.

        Raises UsageError for a result that was copied or read from a file.
        """
        find: FindBehind | None = self.__dict__.get(BEHIND)
        if find is None:
            raise UsageError(LOST)
        return find(deviation, most)

    def _places(self, kind: Kind, step: str) -> list[Deviation]:
        """The rows of a kind at what is called so: none where it did not occur there."""
        known = [word for row in self.steps for word in (row.id, row.title)] + [row.name for row in self.deviations]
        if normalise(step) not in map(normalise, known):
            raise UnknownName(f'No step or touchpoint here is called "{step}".{did_you_mean(step, known)}')
        return [row for row in self.of(step) if row.kind == kind]

    def summary(self) -> str:
        """A few sentences, a line each."""
        if self.units and not self.kinds:
            return "\n".join(telling.not_in_log(step) for step in self.missing_in_log)
        lines = [*telling.fitting(self.unit, self.units, self.fitting, self.completing)]
        if self.units:
            for kind in self.kinds:
                places = [row for row in self.deviations if row.kind == kind.kind]
                lines += [telling.deviating(self.unit, self.units, kind, places), *telling.changing(kind)]
        if self.outcome is not None:
            lines += telling.effects(self.deviations, self.outcome)
        lines += [telling.not_in_log(step) for step in self.missing_in_log]
        return "\n".join([*lines, *telling.still_open(self.unit, self.open)])
