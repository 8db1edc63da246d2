"""What a map is measured on: live units with their calendar and settings, narrowed as a binding asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from sojourn.conditions import Compare, Condition, parse
from sojourn.documents.cells import Binding, Scope
from sojourn.engines.units import Units
from sojourn.errors import DefinitionError
from sojourn.journeys.definition import Definition, define
from sojourn.journeys.view import View, distinct
from sojourn.maps.counting import Counted, count
from sojourn.periods import Calendar
from sojourn.settings import Settings

Stored = Callable[[str], Definition]
"""The stored journey definition of a name."""


class Look:
    """Units to measure a map on. `stored` looks journey definitions up by name."""

    def __init__(self, units: Units, settings: Settings, stored: Stored) -> None:
        """`units` are the map's own: whole histories, or the journeys it describes."""
        self.units, self.settings, self.stored = units, settings, stored
        self.calendar = Calendar(settings.timezone, settings.week_start)
        self._bound: dict[str, Units] = {}

    def among(self, customers: Condition | None = None, window: tuple[dt.date, dt.date] | None = None) -> Look:
        """The same, of some customers, and of steps from the first to the last day of a window."""
        where, until = (None, None) if window is None else (self.days(window), self.end(window))
        return Look(self.units.narrowed(where, customers, until), self.settings, self.stored)

    def bound(self, binding: Binding, places: Sequence[str] = ()) -> Units:
        """The units that a binding counts; the same for bindings that ask for the same.

        `places` are the words for a place (stage, touchpoint, channel, event) that its measure does not take itself:
        then only steps there count.
        """
        at = tuple((name, getattr(binding, name)) for name in places if getattr(binding, name) is not None)
        key = str((binding.scope, binding.where, binding.customers, binding.segment, binding.window, at))
        if key not in self._bound:
            self._bound[key] = self._narrowed(binding, at)
        return self._bound[key]

    def _narrowed(self, binding: Binding, places: tuple[tuple[str, str], ...]) -> Units:
        units = self.units
        for name, word in places:
            units = units.narrowed(Compare(name, "=", word))
        if binding.scope is not None:
            definition = self._defined(binding.scope)
            units = units.defined(definition, "journey" if definition.cuts else "customer").narrowed(
                units.definition.where, units.definition.customers
            )
        if binding.where or binding.customers:
            where = None if binding.where is None else parse(binding.where)
            units = units.narrowed(where, None if binding.customers is None else parse(binding.customers))
        if binding.window is not None:
            units = units.narrowed(self.days(binding.window), until=self.end(binding.window))
        return units if binding.segment is None else units.narrowed(customers=segment_of(binding.segment))

    def days(self, window: tuple[dt.date, dt.date]) -> Condition:
        """Steps from the first to the last day of a window, in the workspace's time zone."""
        first, last = (_instant(day, self.settings.timezone) for day in (window[0], window[1] + dt.timedelta(days=1)))
        return Compare("occurred_at", ">=", first) & Compare("occurred_at", "<", last)

    def end(self, window: tuple[dt.date, dt.date]) -> int:
        """The last microsecond of a window: figures are made as if the records ended there."""
        following = _moment(window[1] + dt.timedelta(days=1), self.settings.timezone)
        return int(following.timestamp()) * 1_000_000 - 1

    @cached_property
    def counted(self) -> Counted:
        """How many customers reach each stage and meet each touchpoint there."""
        return count(self.units)

    @cached_property
    def rare(self) -> frozenset[int]:
        """Codes of touchpoints that fewer customers met than the workspace's minimum; counted by stage."""
        most = self.counted.met.max(axis=0)
        return frozenset(np.flatnonzero(most < self.settings.minimum_cell).tolist())

    @cached_property
    def histories(self) -> list[View]:
        """The whole histories of the customers looked at, by partition."""
        return self.units.by_customer.collect(lambda view: view)

    def scoped(self, scope: Scope) -> Look:
        """The same customers and steps, cut into the journeys that a scope says."""
        definition = self._defined(scope)
        own = self.units.definition
        units = self.units.defined(definition).narrowed(own.where, own.customers)
        return Look(units, self.settings, self.stored)

    @cached_property
    def people(self) -> int:
        """How many customers there are."""
        return sum(self.units.collect(lambda view: distinct(view.customer)))

    @cached_property
    def moments(self) -> tuple[int, int] | None:
        """First and last step, microseconds UTC; None where there is none."""
        found = [moments for moments in self.units.collect(_moments) if moments]
        return (min(first for first, _ in found), max(last for _, last in found)) if found else None

    def is_few(self, *customers: int) -> bool:
        """Whether one of these numbers of customers is too small to be shown; none at all tells about nobody."""
        return any(0 < number < self.settings.minimum_cell for number in customers)

    @property
    def period(self) -> tuple[dt.date, dt.date] | None:
        """The days of the first and last step."""
        return None if self.moments is None else (self.day(self.moments[0]), self.day(self.moments[1]))

    @property
    def data_up_to(self) -> dt.date | None:
        """The day on which the records end."""
        latest = self.units.manifest.data_up_to
        return None if latest is None else self.day(latest)

    def day(self, microseconds: int) -> dt.date:
        """The day of a moment, in the workspace's time zone."""
        moment = dt.datetime.fromtimestamp(microseconds // 1_000_000, dt.UTC)
        return moment.astimezone(ZoneInfo(self.settings.timezone)).date()

    def _defined(self, scope: Scope) -> Definition:
        given = define(
            list(scope.start) if isinstance(scope.start, tuple) else _step(scope.start),
            list(scope.goal) if isinstance(scope.goal, tuple) else _step(scope.goal),
            scope.gap,
            scope.case,
            scope.between,
            scope.where,
            scope.customers,
        )
        return given if scope.journeys is None else given.over(self.stored(scope.journeys))


def segment_of(text: str) -> Condition:
    """The condition that "name=value" means. Raises DefinitionError."""
    name, equals, value = text.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise DefinitionError(f'A segment is "name=value", such as "plan=pro", not "{text}".')
    return Compare(name.strip(), "=", value.strip())


def _step(given: str | None) -> str | Condition | None:
    """An event's name, or a condition where it is written as one: "touchpoint = 'checkout'"."""
    return parse(given) if given is not None and " = '" in given else given


def _moments(view: View) -> tuple[int, int] | None:
    if len(view.begin) == 0:
        return None
    times = view.steps["occurred_at"]
    return int(times[view.begin].min()), int(times[view.end - 1].max())


def _moment(day: dt.date, timezone: str) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).astimezone(dt.UTC)


def _instant(day: dt.date, timezone: str) -> str:
    return _moment(day, timezone).isoformat()
