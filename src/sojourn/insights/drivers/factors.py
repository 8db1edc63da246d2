"""What is compared by: touchpoints that journeys come to, channels they begin on, what is known of customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sojourn.effects.records import Ints, Mask
from sojourn.effects.risk_sets import FOREVER
from sojourn.engines.units import Units
from sojourn.insights.drivers.comparing import FEWEST, Asks, Factor
from sojourn.journeys.from_behaviour import before_all
from sojourn.journeys.view import View
from sojourn.measures.answers import answers, of_roles

MOST = 40
"""At most so many names of one kind are compared, the most frequent ones."""
MOST_VALUES = 200
ANY = 2**31
"""However many steps a stay at a place has."""
LEVELS = 8
"""At most so many values of an attribute are compared."""
SAID = ("survey_asked", "survey_answered", "review")
"""Roles of events that ask or answer: they are no step of the way."""


class Moves(NamedTuple):
    """From which touchpoint units come to each name, int64[touchpoints, names]; how many begin there, int64[names]."""

    counts: Ints
    first: Ints


class Way(NamedTuple):
    """Of each step whether it is `on` the way (of a live unit, no question or answer), and what was before it there.

    `last`: the code of the step of the way before it in its unit (-1: none); `fresh`: whether its own differs.
    """

    on: Mask
    last: Ints
    fresh: Mask


def met(units: Units, over: str, ends: Callable[[View], Mask]) -> list[Factor]:
    """A factor for each name that journeys come to: where most come from a touchpoint, all who were there are compared.

    Names where the outcome happens, and those of surveys, are left out.
    """
    names = units.names(over)
    totals = units.collect(lambda view: _moves(units, view, over, len(names), ends))
    moves = Moves(sum(one.counts for one, _ in totals), sum(one.first for one, _ in totals))  # type: ignore[arg-type]
    ending: Mask = np.sum([ended for _, ended in totals], axis=0) > 0
    coming = moves.counts.sum(axis=0) + moves.first
    found = []
    for code in np.argsort(-coming, kind="stable")[:MOST].tolist():
        if ending[code] or coming[code] < FEWEST or names[code] in ("none", "unstaged", ""):
            continue
        source = int(np.argmax(moves.counts[:, code]))
        begins = moves.first[code] >= moves.counts[source, code]
        found.append(_begun(units, over, code) if begins else _gone(units, over, source, code))
    return found


def _moves(units: Units, view: View, over: str, size: int, ends: Callable[[View], Mask]) -> tuple[Moves, Mask]:
    way, places, code = _way(units, view, over), _way(units, view, "touchpoint"), view.steps[over].astype(np.int64)
    touchpoints = len(units.names("touchpoint"))
    moved = way.on & (way.last >= 0) & way.fresh & places.fresh
    counts = np.bincount(places.last[moved] * size + code[moved], minlength=touchpoints * size)
    first = np.bincount(code[way.on & (way.last < 0)], minlength=size)
    return Moves(counts.reshape(touchpoints, size), first), np.bincount(code[ends(view)], minlength=size) > 0


def there(units: Units, view: View, over: str, code: int) -> Mask:
    """The steps of the way at one name of `over`, bool[steps]."""
    found: Mask = _way(units, view, over).on & (view.steps[over] == code)
    return found


def _way(units: Units, view: View, over: str) -> Way:
    """The way of a view by the names of `over`, followed once: every factor asks for it."""
    return units.once(f"the way by {over}", view, lambda same: _followed(units, same, over))


def _followed(units: Units, view: View, over: str) -> Way:
    on = view.live()
    on[answers(units, view).at] = False
    on &= ~of_roles(units, *SAID)[view.steps["event"]]
    return Way(on, *_before(view, on, view.steps[over].astype(np.int64)))


def _before(view: View, way: Mask, code: Ints) -> tuple[Ints, Mask]:
    """For each step the code of the last step of the way before it in its unit (-1: none), and whether it differs."""
    at = np.where(way, np.arange(len(way)), -1)
    latest = np.r_[-1, np.maximum.accumulate(at)[:-1]] if len(at) else at
    start = np.zeros(len(way), np.int64)
    positions = view.positions()
    start[positions] = np.repeat(view.begin, view.end - view.begin)
    inside = latest >= start
    last = np.where(inside, code[np.maximum(latest, 0)], -1)
    return last, last != code


def _begun(units: Units, over: str, code: int) -> Factor:
    """Journeys that begin there, beside all others."""

    def ask(view: View) -> Asks:
        return Asks(first_steps(view), view.steps[over] == code)

    name = units.names(over)[code]
    phrase = f"that begin {'on' if over == 'channel' else 'at'} {name}"
    return Factor(over, name, "", phrase, ask, hides=("began with", "began on", "channel"))


def _gone(units: Units, over: str, source: int, code: int) -> Factor:
    """Journeys that go from a touchpoint, the `source`, to it next, beside all others that came to the touchpoint, also
    if they stop there.

    Known is what was before they first came to the source: how long they stay may depend on what they meet. Nor may the
    next step come too late to count: who takes their time would be held against it, whatever that step is.
    """

    def ask(view: View) -> Asks:
        places = _way(units, view, "touchpoint")
        onward = places.on & places.fresh & (places.last == source)
        coming = there(units, view, over, code)
        return Asks(there(units, view, "touchpoint", source), onward & coming, onward, coming)

    place, name = units.names("touchpoint")[source], units.names(over)[code]
    return Factor(over, name, place, f"that go from {place} to {name}", ask, ANY, FOREVER)


def been(units: Units) -> list[Factor]:
    """A factor for each value of what is known of customers, but those of hardly anybody.

    What was made of their behaviour is none: it was not known before.
    """
    names = [name for name in before_all(units.manifest.attributes) if name in units.manifest.segments]
    return [factor for name in names for factor in attribute(units, name)]


def attribute(units: Units, name: str) -> list[Factor]:
    """The factors of one thing that is known of customers; none where it is a name of its own for nearly everybody."""
    words = units.manifest.segments[name]
    if not 2 <= len(words) <= MOST_VALUES:
        return []
    counts = _tally(units, name, len(words))
    codes = [code for code in np.argsort(-counts, kind="stable").tolist() if code and counts[code] >= FEWEST]
    return [_being(name, words[code], code) for code in codes[:LEVELS]]


def _tally(units: Units, name: str, size: int) -> Ints:
    """How many units there are of each value, int64[size]."""

    def task(view: View) -> Ints:
        return np.bincount(view.customers.segments[name][view.customer], minlength=size)

    return np.asarray(np.sum(units.collect(task), axis=0))


def _being(name: str, word: str, code: int) -> Factor:
    def ask(view: View) -> Asks:
        first = first_steps(view)
        exposing = np.zeros(len(first), np.bool_)
        exposing[view.begin[view.customers.segments[name][view.customer] == code]] = True
        return Asks(first, exposing)

    return Factor(
        "attribute", f"{name}={word}", "", f"of customers whose {name.replace('_', ' ')} is {word}", ask, hides=(name,)
    )


def first_steps(view: View) -> Mask:
    """The first step of each unit, bool[steps]."""
    found = np.zeros(len(view.steps["seq"]), np.bool_)
    found[view.begin] = True
    return found
