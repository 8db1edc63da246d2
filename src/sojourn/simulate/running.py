"""What every part of a simulation works with."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from sojourn.simulate.arrays import Floats, Ints, Mask, Rng
from sojourn.simulate.calendar import Calendar
from sojourn.simulate.log import Log
from sojourn.simulate.people import Histories, People
from sojourn.simulate.sums import Sums
from sojourn.simulate.world import World


class Random(Struct, frozen=True):
    """A stream of chance for each part, so that a change in one leaves the draws of the others alone."""

    people: Rng
    days: Rng
    visits: Rng
    checkout: Rng
    delivery: Rng
    support: Rng
    surveys: Rng
    texts: Rng
    mailings: Rng
    table: Rng
    searches: Rng


class Made(Struct, frozen=True):
    """Made-up personal data in a text; `kind` is email, phone, order or name."""

    kind: str
    value: str


class Run(Struct, frozen=True):
    """One simulation under way."""

    world: World
    calendar: Calendar
    people: People
    histories: Histories
    log: Log
    sums: Sums
    random: Random
    personal: dict[str, Made]
    """What personal data was put into which text."""


class Visits(Struct, frozen=True):
    """Visits that begin, at most one a customer: int64[visits]; `day` counts from 0, `at` in milliseconds."""

    customer: Ints
    day: Ints
    at: Ints
    first: Mask

    def __len__(self) -> int:
        return len(self.customer)


class Orders(Struct, frozen=True):
    """Online orders: `day` of the visit, `at` when it was placed; `number` stands in order_id."""

    customer: Ints
    day: Ints
    at: Ints
    number: Ints
    shown_days: Ints
    value: Floats

    def __len__(self) -> int:
        return len(self.customer)


def streams(seed: int) -> Random:
    """Independent streams from one seed."""
    names = Random.__struct_fields__
    return Random(*(np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(len(names))))
