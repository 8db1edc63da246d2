"""What counts as one journey: where it starts, when it has reached its goal, when it has ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
from msgspec import Struct

from sojourn.conditions import Condition, parse
from sojourn.errors import DefinitionError
from sojourn.periods import parse_duration, parse_window

Step = str | tuple[str, ...] | Condition
"""An event name, several of them, or a condition on the step."""


class Definition(Struct, frozen=True):
    """A journey definition.

    Without `start`, `goal`, `gap` and `case` a journey is a customer's whole history. `start` opens a journey, `goal`
    ends it with that step, a pause longer than `gap` (microseconds) ends it before the next step, and `case` ("case_id"
    or a property) makes each of its values a journey. `between` keeps journeys that start in the window (microseconds
    UTC, half-open); `where` keeps steps, before cutting; `customers` keeps customers.
    """

    start: Step | None = None
    goal: Step | None = None
    gap: int | None = None
    case: str | None = None
    between: tuple[int, int] | None = None
    where: Condition | None = None
    customers: Condition | None = None

    def over(self, other: Definition) -> Definition:
        """`other` with what this one says in its place."""
        said = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}
        return msgspec.structs.replace(other, **said)

    @property
    def cuts(self) -> bool:
        """Whether a customer can have more than one journey."""
        return any(part is not None for part in (self.start, self.goal, self.gap, self.case))


def define(
    start: Step | list[str] | None = None,
    goal: Step | list[str] | None = None,
    gap: str | timedelta | None = None,
    case: str | None = None,
    between: tuple[str | date | datetime, str | date | datetime] | None = None,
    where: str | Condition | None = None,
    customers: str | Condition | None = None,
) -> Definition:
    """A definition from what people write. Raises ConditionError, UsageError or DefinitionError."""
    if case is not None and (start is not None or gap is not None):
        raise DefinitionError("A journey by case has the case's own start and end. Leave out start and gap.")
    return Definition(
        start=tuple(start) if isinstance(start, list) else start,
        goal=tuple(goal) if isinstance(goal, list) else goal,
        gap=None if gap is None else parse_duration(gap),
        case=case,
        between=None if between is None else parse_window(between),
        where=parse(where) if isinstance(where, str) else where,
        customers=parse(customers) if isinstance(customers, str) else customers,
    )
