"""`pain_points(seed=1)`: a world with planted pain points, decoys, seen and hidden confounders, and season."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.simulate.arrays import DAY, Rng, begin_of
from sojourn.simulate.worlds.design import Design, draw_design
from sojourn.simulate.worlds.known import FIRST_DAY, KnownWorld, check
from sojourn.simulate.worlds.ledger import Ledger
from sojourn.simulate.worlds.trips import (
    Chance,
    People,
    attributes,
    draw_people,
    draw_trips,
    first_days,
    next_days,
    scales_of,
)
from sojourn.simulate.worlds.truth import PainPointTruth, tell
from sojourn.simulate.worlds.walking import walk
from sojourn.simulate.worlds.writing import Book, user_ids

FEWEST_DAYS = 90


def pain_points(
    seed: int = 1,
    customers: int = 20_000,
    days: int = 270,
    *,
    hidden: float = 0.0,
    null: bool = False,
    effects: float = 1.0,
) -> KnownWorld[PainPointTruth]:
    """A world of customers who come, meet frictions, and order or not; by the same arguments always the same.

    `hidden`: a trait that nobody recorded and that is this strong, in units of the strongest recorded one, both in who
    orders and in who meets what; 0 for none, plausible up to 1. `effects` multiplies the effects of what is planted;
    `null=True`, or 0, leaves none, while frictions of all kinds go on happening to customers who order less anyway.

    Raises UsageError for no customers, a negative seed or strength, or fewer than 90 days.
    """
    check(customers, seed, days, FEWEST_DAYS)
    effects = 0.0 if null else effects
    streams = [np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(4)]
    design = draw_design(streams[0], hidden, effects)
    run = simulate(design, customers, days, streams[1], Chance(*streams[2:]))
    ids = user_ids(customers)
    events = run.book.table(ids, begin_of(FIRST_DAY) + days * DAY)
    truth = tell(design, run.ledger, days, (run.journeys, int(run.people.orders.sum())), hidden, effects)
    return KnownWorld("pain-points", seed, FIRST_DAY, days, truth, events, attributes(design, run.people, ids))


class Run(NamedTuple):
    """All journeys of a world, done."""

    people: People
    book: Book
    ledger: Ledger
    journeys: int


def simulate(design: Design, customers: int, days: int, who: Rng, chance: Chance) -> Run:
    """All journeys of a design, in rounds: the n-th journeys of all customers together."""
    people, begin = draw_people(design, who, customers), begin_of(FIRST_DAY)
    scales = scales_of(design, people, who, days)
    book, ledger = Book(), Ledger(len(design.frictions))
    customer, day, journeys = np.arange(customers), first_days(design, who, customers, FIRST_DAY, days), 0
    while len(customer):
        trips = draw_trips(design, people, chance.luck, customer, day, scales)
        ended = (walk(design, people, trips, chance, book, ledger, begin) - begin) // DAY
        journeys += len(customer)
        day, comes = next_days(design, chance.luck, ended)
        comes &= day < days
        customer, day = customer[comes], day[comes]
    return Run(people, book, ledger, journeys)
