"""Who comes, when, and with what chances: everything about a journey that is settled before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from msgspec import Struct

from sojourn.simulate.arrays import Floats, Ints, Mask, Rng, logistic
from sojourn.simulate.columns import taken
from sojourn.simulate.log import Words
from sojourn.simulate.worlds.design import KNOWN, ORDERS, Design
from sojourn.simulate.worlds.names import DEVICES

PAUSE_DAYS = 45
"""The next journey of a customer begins at least so long after the last event of the one before."""
_BETWEEN_DAYS = 45.0


class People(Struct, frozen=True):
    """All customers: `levels` int64[KNOWN, n] of attributes; `trait` the hidden one; `orders` counts those so far."""

    levels: Ints
    trait: Floats
    orders: Ints

    def __len__(self) -> int:
        return len(self.trait)


class Trips(NamedTuple):
    """Journeys that begin, at most one a customer: arrays [n].

    `willing`: the chance that it would end with an order if nothing went wrong. `meets` float64[frictions, n]: the
    chance of meeting each friction at its place. `onward` float64[PLACES + 1, n]: of those who are willing, the chance
    that nothing from this place on turns them away. `calm` float64[PLACES, n]: the same at this place alone.
    """

    customer: Ints
    day: Ints
    arrival: Ints
    device: Ints
    willing: Floats
    meets: Floats
    onward: Floats
    calm: Floats

    def __len__(self) -> int:
        return len(self.customer)

    def devices(self, some: Mask) -> Words:
        """The devices that some journeys are made on."""
        return Words(self.device[some], DEVICES)


class Chance(NamedTuple):
    """Two streams: `luck` decides, always for all journeys at once; `clock` draws times, values and texts.

    So two worlds that differ in one friction have the same luck in all else, for as long as the same journeys begin.
    """

    luck: Rng
    clock: Rng


class Scales(NamedTuple):
    """Constants that make the mean chances those of the design: of being willing, and of meeting each friction."""

    willing: float
    meets: Floats


def draw_people(design: Design, rng: Rng, customers: int) -> People:
    """Customers with their attributes and the hidden trait."""
    levels = [rng.choice(len(one.levels), customers, p=one.shares) for one in design.covariates[:KNOWN]]
    return People(np.array(levels), rng.normal(0, 1, customers), np.zeros(customers, np.int64))


def attributes(design: Design, people: People, ids: Any) -> Any:
    """What is known of customers, as a pyarrow.Table."""
    columns = {
        one.name: taken(one.levels, codes) for one, codes in zip(design.covariates[:KNOWN], people.levels, strict=True)
    }
    return pa.table({"user_id": ids, **columns})


def first_days(design: Design, rng: Rng, customers: int, start: date, days: int) -> Ints:
    """Days on which customers are first seen: by season and weekday, more of them early."""
    dates = [start + timedelta(days=day) for day in range(days)]
    weekly = rng.uniform(0.7, 1.3, 7)[[one.weekday() for one in dates]]
    busy = weekly * np.exp(0.3 * season(design, np.arange(days))) * np.linspace(1.4, 0.8, days)
    return rng.choice(days, customers, p=busy / busy.sum())


def season(design: Design, day: Ints) -> Floats:
    """The season of days counted from the first one, from -1 to 1."""
    found: Floats = np.sin(2 * np.pi * (day + design.season_shift) / design.season_days)
    return found


def draw_trips(design: Design, people: People, rng: Rng, customer: Ints, day: Ints, scales: Scales) -> Trips:
    """Journeys of customers that begin on days."""
    arrival, device = (
        rng.choice(len(one.levels), len(customer), p=one.shares) for one in design.covariates[KNOWN : KNOWN + 2]
    )
    codes = [*people.levels[:, customer], arrival, device, np.minimum(people.orders[customer], ORDERS - 1)]
    likes, faces = _log_odds(design, codes, season(design, day), people.trait[customer])
    meets = logistic(faces + scales.meets[:, None])
    onward, calm = _onward(design, meets)
    return Trips(customer, day, arrival, device, logistic(likes + scales.willing), meets, onward, calm)


def scales_of(design: Design, people: People, rng: Rng, days: int) -> Scales:
    """The constants, from first journeys of some customers on any day."""
    some = np.arange(min(len(people), 4_000))
    codes = [*people.levels[:, some]]
    codes += [rng.choice(len(one.levels), len(some), p=one.shares) for one in design.covariates[KNOWN:]]
    likes, faces = _log_odds(design, codes, season(design, rng.integers(0, days, len(some))), people.trait[some])
    rates = [one.rate for one in design.frictions]
    meets = [_shift(face, rate) for face, rate in zip(faces, rates, strict=True)]
    return Scales(_shift(likes, design.willing), np.array(meets))


def _log_odds(design: Design, codes: Sequence[Ints], seasonal: Floats, trait: Floats) -> tuple[Floats, Floats]:
    """Of being willing float64[n], and of meeting each friction float64[frictions, n], but for a constant each."""
    likes = design.season * seasonal + design.hidden * trait + design.together[codes[0]] * codes[KNOWN + 1]
    likes = likes + _summed([one.outcome for one in design.covariates], codes)
    faces = [_summed(one.loads, codes) + one.season * seasonal + one.hidden * trait for one in design.frictions]
    return likes, np.array(faces).reshape(len(design.frictions), len(trait))


def _summed(by_level: Sequence[Floats], codes: Sequence[Ints]) -> Floats:
    found: Floats = sum((does[code] for does, code in zip(by_level, codes, strict=True)), start=np.zeros(len(codes[0])))
    return found


def _onward(design: Design, meets: Floats) -> tuple[Floats, Floats]:
    """`onward` and `calm` of Trips: frictions are met independently once all that Trips hold is given."""
    onward, calm = np.ones((len(design.places) + 1, meets.shape[1])), np.ones((len(design.places), meets.shape[1]))
    for place in reversed(range(len(design.places))):
        for number, friction in design.at(place):
            calm[place] *= 1 - meets[number] * friction.size
        visited = design.places[place].visited
        onward[place] = onward[place + 1] * (1 - visited + visited * calm[place])
    return onward, calm


def _shift(log_odds: Floats, mean: float) -> float:
    """The constant that makes the mean chance `mean`; by halving."""
    low, high = -20.0, 20.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if logistic(log_odds + middle).mean() < mean else (low, middle)
    return (low + high) / 2


def next_days(design: Design, rng: Rng, ended: Ints) -> tuple[Ints, Mask]:
    """The days of next journeys after the days on which the last ones ended, and who has one at all."""
    comes = rng.random(len(ended)) < design.returns
    return ended + PAUSE_DAYS + rng.exponential(_BETWEEN_DAYS, len(ended)).astype(np.int64), comes
