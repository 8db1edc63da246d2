"""Journeys walk from place to place together; at each one frictions are met, orders lost, and all of it written down.

Whether a journey is willing is drawn at its start; those who are not leave on the way. A friction turns willing
journeys into unwilling ones. So the place where somebody leaves says little, and having come far says much, as in life.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from sojourn.simulate.arrays import DAY, HOUR, MINUTE, Floats, Ints, Mask, happens
from sojourn.simulate.worlds.design import Design
from sojourn.simulate.worlds.frictions import Friction
from sojourn.simulate.worlds.known import GOAL
from sojourn.simulate.worlds.ledger import Key, Ledger
from sojourn.simulate.worlds.meeting import Met, keys, meet, write_step
from sojourn.simulate.worlds.names import ARRIVALS
from sojourn.simulate.worlds.trips import Chance, People, Trips
from sojourn.simulate.worlds.writing import Book, Text

_WAIT_SPREAD = 0.45
_VALUE_SPREAD = 0.4


class Walk(Struct, frozen=True):
    """Journeys on their way: arrays [trips]. `good` and `gone` are the model's chances that one has come here and is
    still willing, or is not; of those who are here the share good / (good + gone) is willing."""

    trips: Trips
    at: Ints
    here: Mask
    willing: Mask
    good: Floats
    gone: Floats
    value: Floats
    hours: Floats
    """Hours since the step before."""
    slowed: dict[int, Mask]
    turned: Ints
    """The number of the friction that turned somebody away, -1 for none."""

    @property
    def likely(self) -> Floats:
        """The chance that somebody who is here is willing."""
        found: Floats = self.good / (self.good + self.gone)
        return found


def walk(design: Design, people: People, trips: Trips, chance: Chance, book: Book, ledger: Ledger, begin: int) -> Ints:
    """Journeys from their arrival to an order or to where they leave. Returns the last moment of each.

    Orders are added to those of `people`.
    """
    walked = _arrive(design, people, trips, chance, book, begin)
    for place in range(len(design.places)):
        _wait(design, walked, place, chance)
        visits = walked.here & happens(chance.luck, np.full(len(trips), design.places[place].visited))
        _visit(design, walked, place, visits, chance, book, ledger)
        _leave(design, walked, place, chance, ledger)
    buys = walked.here
    walked.at[buys] += chance.clock.integers(5 * MINUTE, 2 * HOUR, buys.sum())
    paid = walked.value[buys] * np.exp(chance.clock.normal(0, _VALUE_SPREAD, buys.sum()) - _VALUE_SPREAD**2 / 2)
    where: dict[str, Text] = {"touchpoint": "order", "channel": trips.devices(buys)}
    book.write(GOAL, trips.customer[buys], walked.at[buys], numbers={"value": paid.round(2)}, currency="EUR", **where)
    people.orders[trips.customer[buys]] += 1
    return walked.at


def _arrive(design: Design, people: People, trips: Trips, chance: Chance, book: Book, begin: int) -> Walk:
    size = len(trips)
    at = begin + trips.day * DAY + chance.clock.integers(6 * HOUR, 23 * HOUR, size)
    for number, (touchpoint, event, channel) in enumerate(ARRIVALS):
        some = trips.arrival == number
        book.write(event, trips.customer[some], at[some], touchpoint=touchpoint, channel=channel)
    willing = happens(chance.luck, trips.willing)
    value = design.values[people.levels[0, trips.customer]]
    chances = trips.willing.copy(), 1 - trips.willing
    return Walk(trips, at, np.ones(size, np.bool_), willing, *chances, value, np.zeros(size), {}, np.full(size, -1))


def _wait(design: Design, walked: Walk, place: int, chance: Chance) -> None:
    """Time until the place; who is slowed down waits several times as long."""
    hours = design.places[place].wait_hours * np.exp(chance.clock.normal(0, _WAIT_SPREAD, len(walked.trips)))
    for number, friction in design.at(place):
        if friction.kind == "waiting":
            walked.slowed[number] = happens(chance.luck, walked.trips.meets[number])
            hours = np.where(walked.slowed[number], hours * friction.slower, hours)
    walked.hours[:] = hours
    walked.at[walked.here] += (hours[walked.here] * HOUR).astype(np.int64)


def _visit(design: Design, walked: Walk, place: int, visits: Mask, chance: Chance, book: Book, ledger: Ledger) -> None:
    """One place: its event, its frictions, and whom they turn away: all is met before anybody leaves."""
    name = design.places[place].name
    write_step(book, walked, visits, name)
    again = visits & happens(chance.luck, np.full(len(visits), design.places[place].repeats))
    walked.at[again] += chance.clock.integers(3 * MINUTE, 40 * MINUTE, again.sum())
    write_step(book, walked, again, name)
    ledger.exposed(Key("rework", name.touchpoint), np.zeros(again.sum()), walked.value[again])
    before = walked.likely * walked.trips.onward[place + 1] * walked.trips.calm[place]
    leaving = np.zeros(len(visits), np.bool_)
    for number, friction in design.at(place):
        met = meet(design, walked, number, friction, visits, chance, book)
        _note(design, walked, number, friction, met, before, visits, ledger)
        gone = _turn_away(walked, number, friction, met.exposed, chance)
        lost = walked.trips.onward[place + 1] * (friction.kind == "drop_off")
        ledger.exposed(Key("drop_off", name.touchpoint), lost[gone], walked.value[gone])
        leaving |= gone
    walked.here[leaving] = False
    ledger.left(name.touchpoint, walked.turned[leaving])


def _note(
    design: Design,
    walked: Walk,
    number: int,
    friction: Friction,
    met: Met,
    before: Floats,
    visits: Mask,
    ledger: Ledger,
) -> None:
    """What was lost, by the model's chances: `before` is the chance of an order with all frictions here left open."""
    if friction.kind == "drop_off":
        return
    without = before / (1 - walked.trips.meets[number] * friction.size)
    lost = np.where(met.exposed, friction.size * without, 0.0)
    for key in keys(design, friction):
        if key.kind == "waiting":
            ledger.waited(key, walked.hours[visits], lost[visits], walked.value[visits])
        else:
            seen = met.seen.get(key.kind, met.exposed)
            ledger.exposed(key, lost[seen], walked.value[seen])
    for key, shows in met.traces.items():
        ledger.exposed(key, np.zeros(shows.sum()), walked.value[shows])
    seen_by, share = met.chance
    ledger.faced(number, seen_by[visits], without[visits], 1 - friction.size * share[visits])


def _turn_away(walked: Walk, number: int, friction: Friction, exposed: Mask, chance: Chance) -> Mask:
    """Some of the willing are so no more. Returns who leaves at once."""
    size = len(exposed)
    lost = exposed & walked.willing & happens(chance.luck, np.full(size, friction.size))
    at_once = lost & happens(chance.luck, np.full(size, friction.at_once))
    walked.willing[lost] = False
    walked.turned[lost] = number
    walked.gone[exposed] += walked.good[exposed] * friction.size * (1 - friction.at_once)
    walked.good[exposed] *= 1 - friction.size
    return at_once


def _leave(design: Design, walked: Walk, place: int, chance: Chance, ledger: Ledger) -> None:
    """Those who will not order anyway leave by and by."""
    share = design.places[place].leaves
    leaves = walked.here & ~walked.willing & happens(chance.luck, np.full(len(walked.trips), share))
    walked.here[leaves] = False
    walked.gone[:] *= 1 - share
    touchpoint = design.places[place].name.touchpoint
    ledger.exposed(Key("drop_off", touchpoint), np.zeros(leaves.sum()), walked.value[leaves])
    ledger.left(touchpoint, walked.turned[leaves])
