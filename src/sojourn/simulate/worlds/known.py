"""A log whose truth is known: events, what is known of the customers, and a record of what is true of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from msgspec import Struct

from sojourn.engines.protocol import Progress, silent
from sojourn.errors import UsageError
from sojourn.results import Result
from sojourn.simulate.loading import Workspace, load

T = TypeVar("T", bound=Result)
FIRST_DAY = date(2025, 1, 1)
GOAL = "Order Completed"
"""The event that customers of every world may come to."""


class KnownWorld(Struct, Generic[T], frozen=True):
    """A simulated world. `truth` says what an analysis of its events should find.

    `kind` is the name of the world; the same kind, seed and options give the same tables.
    """

    kind: str
    seed: int
    start: date
    days: int
    truth: T
    _events: Any
    _customers: Any

    def __repr__(self) -> str:
        size = f"{self._customers.num_rows:,} customers, {self._events.num_rows:,} events"
        return f"KnownWorld({self.kind}, {size}, {self.days} days from {self.start}, seed {self.seed})"

    def events(self) -> Any:
        """All events as a pyarrow.Table, by time."""
        return self._events

    def customers(self) -> Any:
        """What is known of customers as a pyarrow.Table: user_id and attributes."""
        return self._customers

    @property
    def end(self) -> date:
        """The first day that is no longer in the log."""
        return self.start + timedelta(days=self.days)

    def load(self, ws: Workspace, progress: Progress = silent) -> Any:
        """Load events and customers into a workspace, whose maps then say that their data are simulated.

        Returns the report on the events. Raises as `ws.load` does.
        """
        return load(ws, f"simulated world: {self.kind}", self._events, self._customers, progress)


def check(customers: int, seed: int, days: int, fewest_days: int) -> None:
    """Raises UsageError for no customers, a negative seed, or too few days."""
    if customers < 1 or seed < 0:
        raise UsageError(f"A world of {customers} customers with seed {seed} cannot be. Take 1 or more, and 0 or more.")
    if days < fewest_days:
        raise UsageError(f"{days} days are too few for this world. Take {fewest_days} or more.")
