"""Open a simulated shop: round by round, everybody's next visit and what follows from it; then tables and the truth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from msgspec import Struct

from sojourn.engines.protocol import Progress, silent
from sojourn.errors import UsageError
from sojourn.simulate.arrays import Floats, Ints, Mask, Rng, happens
from sojourn.simulate.browsing import visit_online
from sojourn.simulate.calendar import calendar, online_hours, opening_hours
from sojourn.simulate.delivery import follow_up, over
from sojourn.simulate.loading import Workspace, load
from sojourn.simulate.log import Log
from sojourn.simulate.mailings import send_newsletters
from sojourn.simulate.people import attributes, draw_people, unwritten
from sojourn.simulate.running import Run, Visits, streams
from sojourn.simulate.stores import visit_store
from sojourn.simulate.sums import nothing
from sojourn.simulate.table import table
from sojourn.simulate.telling import tell
from sojourn.simulate.truth import Truth
from sojourn.simulate.world import SOURCES, STANDARD, World

FEWEST_DAYS = 60
"""Less is over before the first orders are."""
BETWEEN_VISITS_DAYS = 3
NAME = "simulated shop"
_WALK_IN = SOURCES.index("store")


class Shop(Struct, frozen=True):
    """A simulated shop. `truth` says what a measurement of its events should find."""

    truth: Truth
    seed: int
    start: date
    days: int
    _events: Any
    _customers: Any

    def __repr__(self) -> str:
        size = f"{self.truth.customers:,} customers, {self.truth.events:,} events"
        return f"Shop({size}, {self.days} days from {self.start}, seed {self.seed})"

    def events(self) -> Any:
        """All events as a pyarrow.Table, by time; columns that nothing is said in are null."""
        return self._events

    def customers(self) -> Any:
        """What the shop knows of those with a user_id, as a pyarrow.Table: user_id, persona, age_band, region."""
        return self._customers

    def load(self, ws: Workspace, progress: Progress = silent) -> Any:
        """Load events and customers into a workspace, whose maps say from then on that their data are simulated.

        Returns the report on the events. Raises as `ws.load` does.
        """
        return load(ws, NAME, self._events, self._customers, progress)


def shop(
    customers: int = 20_000,
    seed: int = 1,
    start: str | date = "2025-01-01",
    days: int = 365,
    world: World = STANDARD,
) -> Shop:
    """Simulate `customers` for `days` from midnight UTC of `start`. The same arguments give the same tables.

    Raises UsageError for no customers, a negative seed, fewer than 60 days, or a start that is no date.
    """
    first = _checked(customers, seed, start, days)
    random = streams(seed)
    people = draw_people(world, random.people, customers)
    run = Run(
        world,
        calendar(world, first, days),
        people,
        unwritten(customers),
        Log(),
        nothing(len(world.personas)),
        random,
        {},
    )
    _visit(run)
    send_newsletters(run)
    made = table(run.log.blocks(), customers, run.calendar.begin, run.calendar.end, random.table)
    return Shop(tell(run, made), seed, first, days, made.events, attributes(people, made.known))


def _checked(customers: int, seed: int, start: str | date, days: int) -> date:
    if customers < 1 or seed < 0:
        raise UsageError(f"A shop of {customers} customers with seed {seed} cannot be. Take 1 or more, and 0 or more.")
    if days < FEWEST_DAYS:
        raise UsageError(f"{days} days are over before the first orders are. Take {FEWEST_DAYS} or more.")
    try:
        return date(start.year, start.month, start.day) if isinstance(start, date) else date.fromisoformat(start)
    except ValueError:
        raise UsageError(f'"{start}" is no date. Write it as 2025-01-01.') from None


def _visit(run: Run) -> None:
    """All visits, in rounds: the n-th visits of all customers are simulated together."""
    customer = np.arange(len(run.people))
    day, first = run.calendar.first_days(run.random.days, run.people.persona), True
    while len(customer):
        free, stays = _round(run, customer, day, first)
        comes = happens(run.random.days, stays)
        run.histories.left_at[customer[~comes]] = run.calendar.midnight(free[~comes])
        customer, first = customer[comes], False
        day = _next_days(run, customer, free[comes])
        customer, day = customer[day < run.calendar.days], day[day < run.calendar.days]


def _next_days(run: Run, customer: Ints, earliest: Ints) -> Ints:
    gap = run.people.trait(lambda p: p.gap_days, customer)
    return run.calendar.next_days(run.random.days, run.people.persona[customer], earliest, gap)


def _round(run: Run, customer: Ints, day: Ints, first: bool) -> tuple[Ints, Floats]:
    """One visit of each of `customer`; returns from which day on there may be a next one, and its chance."""
    online = _goes_online(run, customer, first)
    free, stays = day + BETWEEN_VISITS_DAYS, run.people.trait(lambda p: p.stays, customer)
    orders = visit_online(run, _visits(run, customer[online], day[online], first, online_hours))
    visit_store(run, _visits(run, customer[~online], day[~online], first, opening_hours))
    at = np.searchsorted(customer, orders.customer)
    stays[at] = follow_up(run, orders)
    free[at] = over(orders)
    return free, stays


def _goes_online(run: Run, customer: Ints, first: bool) -> Mask:
    """A first visit goes by how the customer heard of the shop, later ones by persona."""
    if first:
        walks_in: Mask = run.people.source[customer] == _WALK_IN
        return ~walks_in
    return happens(run.random.visits, run.people.trait(lambda p: p.online, customer))


def _visits(run: Run, customer: Ints, day: Ints, first: bool, hours: Callable[[Rng, int], Ints]) -> Visits:
    at = run.calendar.moment(day, hours(run.random.visits, len(customer)))
    return Visits(customer, day, at, np.full(len(customer), first))
