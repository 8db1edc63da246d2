"""The live units of a definition on one pinned generation: what every measure is computed on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from sojourn.conditions import And, Coded, Condition
from sojourn.engines.protocol import Engine
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.journeys.definition import Definition, Step
from sojourn.journeys.fields import NAMED, NUMBERS, OF_LOG, Field, column_of_customers, column_of_steps, property_named
from sojourn.journeys.journey_store import Generation
from sojourn.journeys.manifest import Manifest
from sojourn.journeys.partition import Partition
from sojourn.journeys.selecting import codes_named, live_units, step_mask
from sojourn.journeys.view import Picked, View
from sojourn.results import Group, Measured

T = TypeVar("T")
R = TypeVar("R", bound=Measured)
Mask = NDArray[np.bool_]
NOTHING = "none"


class Units:
    """`collect` runs a kernel over all partitions; `measure` does so overall and for each value of a breakdown."""

    def __init__(
        self,
        engine: Engine,
        generation: Generation,
        definition: Definition,
        unit: str | None = None,
        until: int | None = None,
    ) -> None:
        """`unit`: "customer", "journey", or None for journeys where the definition cuts, customers elsewhere.

        `until`, microseconds UTC: as if the records ended there; what goes on after it is open, not lost.
        """
        if unit not in (None, "customer", "journey"):
            raise UsageError(f'unit is "customer" or "journey", not "{unit}".')
        self._engine, self._generation, self._definition, self._until = engine, generation, definition, until
        self._unknown: set[str] = set()
        self._views: dict[int, tuple[Partition, View]] = {}
        self._remembered: dict[tuple[str, int], tuple[View, Any]] = {}
        self.unit = unit or ("journey" if definition.cuts else "customer")

    def __getstate__(self) -> dict[str, Any]:
        """What these units are elsewhere: without what was made of the partitions here."""
        kept = {name: value for name, value in self.__dict__.items() if name != "manifest"}
        return {**kept, "_views": {}, "_remembered": {}}

    @cached_property
    def manifest(self) -> Manifest:
        """What the journeys were compiled from, and the names behind the codes."""
        found, until = self._generation.manifest, self._until
        if until is None or found.data_up_to is None or until >= found.data_up_to:
            return found
        return msgspec.structs.replace(found, data_up_to=until)

    @property
    def window(self) -> tuple[int, int] | None:
        """The definition's `between`, microseconds UTC, half-open."""
        return self._definition.between

    @property
    def threads(self) -> int:
        """How many threads may bring partial results together."""
        return self._engine.threads

    @property
    def has_goal(self) -> bool:
        """Whether units are journeys that know if they reached a goal."""
        return self.unit == "journey" and self._definition.goal is not None

    @property
    def repeats(self) -> bool:
        """Whether a customer can be counted more than once, so that intervals must be made by customer."""
        return self.unit == "journey" and self._definition.cuts

    @property
    def censors(self) -> bool:
        """Whether an unfinished unit can be told from a failed one."""
        return self.unit == "journey" and self._definition.gap is not None

    def names(self, over: str) -> tuple[str, ...]:
        """Names by code of "event", "touchpoint", "channel" or "stage"."""
        if over not in NAMED:
            raise UnknownName(f'over is one of {", ".join(NAMED)}, not "{over}".{did_you_mean(over, NAMED)}')
        return self.manifest.names[over]

    def codes_named(self, word: str, over: str) -> list[int]:
        """Codes of a name; empty where nothing in the log is called so."""
        return codes_named(word, self.names(over))

    def matching(self, step: Step, view: View, over: str = "event") -> Mask:
        """Which steps of a view are a `Step`: one or several names of `over`, or a condition; bool[steps]."""
        return step_mask(step, view, self.manifest, self.field, over)

    def field(self, name: str) -> Field:
        """A property, or a column of the log that partitions do not carry, by `seq`."""
        field = self._engine.field(name, self._generation)
        if len(field.names) == 1 and name not in OF_LOG:
            self._unknown.add(name)
        return field

    def coded(self, name: str, view: View) -> Coded:
        """A field of each step as codes and names. Raises UsageError for numbers."""
        column = column_of_steps(name, view.steps, self.manifest, self.field)
        if not isinstance(column, Coded):
            raise UsageError(f'"{name}" is a number. Use a condition such as "{name} > 10" instead.')
        return column

    def collect(self, task: Callable[[View], T]) -> list[T]:
        """`task` of the live units of every partition."""

        def told(partition: Partition) -> tuple[T, set[str]]:
            return task(self._view(partition)), self._unknown

        found = self._engine.map(told, self._generation)
        self._unknown = self._unknown.union(*(unknown for _, unknown in found))
        return [partial for partial, _ in found]

    def measure(self, task: Callable[[View], T], finish: Callable[[list[T]], R], by: str | None = None) -> R:
        """`finish` of all partials; with `by`, the result also carries one group for each value."""
        if by is None:
            return self._noted(finish(self.collect(task)))

        def tasks(view: View) -> tuple[T, dict[str, T]]:
            return task(view), {value: task(view.take(chosen)) for value, chosen in self._split(view, by)}

        partials = self.collect(tasks)
        values = sorted({value for _, groups in partials for value in groups})
        groups = tuple(
            Group(value, finish([groups[value] for _, groups in partials if value in groups])) for value in values
        )
        return self._noted(msgspec.structs.replace(finish([whole for whole, _ in partials]), groups=groups))

    def _noted(self, result: R) -> R:
        """The result with a note on each field that nothing in the log has."""
        unknown = (
            f'No field is called "{name}".{did_you_mean(name, (*NAMED, *NUMBERS, *OF_LOG))}'
            for name in sorted(self._unknown)
        )
        return msgspec.structs.replace(result, notes=(*result.notes, *unknown)) if self._unknown else result

    def groups(self, view: View, by: str) -> tuple[NDArray[np.int64], Sequence[str]]:
        """The group of each unit as a code int64[units], and the groups' names."""
        column = self._by(view, by)
        names = [NOTHING if name in (None, "") else str(name) for name in column.names]
        return column.codes.astype(np.int64), names

    def _split(self, view: View, by: str) -> list[tuple[str, Mask]]:
        codes, names = self.groups(view, by)
        of_name: dict[str, list[int]] = {}
        for code in np.unique(codes).tolist():
            of_name.setdefault(names[code], []).append(code)
        return [(name, np.isin(codes, same)) for name, same in of_name.items()]

    def _by(self, view: View, by: str) -> Coded:
        """The value at the first step of each unit, or of its customer for "segment:NAME"."""
        kind, _, name = by.partition(":")
        if kind == "segment" and name:
            column = column_of_customers(name, view.customers, self.manifest)
            return Coded(column.codes[view.customer], column.names)
        if (kind not in NAMED or name) and (kind != "property" or not name):
            raise UsageError(f'by is one of {", ".join(NAMED)}, "segment:NAME" or "property:NAME", not "{by}".')
        first = view._replace(steps=Picked(view.steps, view.begin))
        return self.coded(property_named(name) if name else kind, first)

    def once(self, what: str, view: View, make: Callable[[View], T]) -> T:
        """What is made of a view, made once: for things that many figures of the same units need.

        The view is kept beside it: were it gone, another could come to have its id.
        """
        key = (what, id(view))
        if key not in self._remembered:
            self._remembered[key] = (view, make(view))
        found: T = self._remembered[key][1]
        return found

    def _view(self, partition: Partition) -> View:
        """The live units of a partition; kept for as long as these units are, so that many questions cut them once."""
        key = id(partition)
        if key not in self._views:
            view = live_units(partition, self._definition, self.unit, self.manifest, self.field)
            self._views[key] = partition, view
        return self._views[key][1]

    def narrowed(
        self, where: Condition | None = None, customers: Condition | None = None, until: int | None = None
    ) -> Units:
        """The same units, of steps and customers that meet these conditions too; see `until` of Units."""
        own = self._definition
        asked = msgspec.structs.replace(own, where=_both(own.where, where), customers=_both(own.customers, customers))
        ends = [end for end in (self._until, until) if end is not None]
        return Units(self._engine, self._generation, asked, self.unit, min(ends, default=None))

    def defined(self, definition: Definition, unit: str | None = None) -> Units:
        """The units of another definition, on the same generation."""
        return Units(self._engine, self._generation, definition, unit, self._until)

    @property
    def definition(self) -> Definition:
        """What the units were cut by."""
        return self._definition

    @property
    def by_customer(self) -> Units:
        """The same customers and steps, a whole history each."""
        kept = Definition(where=self._definition.where, customers=self._definition.customers)
        return Units(self._engine, self._generation, kept, "customer", self._until)

    @property
    def whole(self) -> Units:
        """The whole histories of all customers, whatever the definition keeps of them."""
        return Units(self._engine, self._generation, Definition(), "customer")

    @cached_property
    def size(self) -> int:
        """How many units there are."""
        return sum(self.collect(lambda view: len(view.begin)))


def _both(one: Condition | None, other: Condition | None) -> Condition | None:
    """One condition that says both; None says nothing."""
    if one is None or other is None:
        return one or other
    return And((one, other))
