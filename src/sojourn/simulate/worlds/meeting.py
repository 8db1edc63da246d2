"""Meeting a friction: who does, and what is written down of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from sojourn.simulate.arrays import HOUR, MINUTE, Floats, Ints, Mask, happens
from sojourn.simulate.worlds.design import Design
from sojourn.simulate.worlds.frictions import Friction
from sojourn.simulate.worlds.ledger import Key
from sojourn.simulate.worlds.names import Named
from sojourn.simulate.worlds.texts import write as write_text
from sojourn.simulate.worlds.trips import Chance, Trips
from sojourn.simulate.worlds.writing import Book

_LOW = 0.85
"""Chance of a score of 1 or 2 after a bad experience."""
_SAYS = 0.8
"""Chance that who answers writes something."""


class Walking(Protocol):
    """What is needed of journeys on their way."""

    @property
    def trips(self) -> Trips:
        """The journeys."""

    @property
    def at(self) -> Ints:
        """Where they are in time; moved on here."""

    @property
    def slowed(self) -> dict[int, Mask]:
        """Who was slowed down, by number of the friction."""


class Met(NamedTuple):
    """Who met a friction, bool[n]; where it is not the same, who is `seen` to, by kind of candidate.

    `traces`: who shows other candidates because of it that have no effect of their own.

    `chance`: of being seen to, and the share of those who really met it, given what is known: float64[n] each.
    """

    exposed: Mask
    seen: dict[str, Mask]
    traces: dict[Key, Mask]
    chance: tuple[Floats, Floats]


class Scene(NamedTuple):
    """A friction at a place, and who meets it."""

    walked: Walking
    friction: Friction
    name: Named
    back: Named
    exposed: Mask
    chance: Chance
    book: Book

    def write(self, some: Mask, name: Named, soon: int, late: int, event: str = "") -> None:
        """Time passes for some, between `soon` and `late`; then an event at the touchpoint of `name`."""
        self.walked.at[some] += self.chance.clock.integers(soon, late, some.sum())
        write_step(self.book, self.walked, some, name, event)


def write_step(book: Book, walked: Walking, some: Mask, name: Named, event: str = "") -> None:
    """Write down where some are: the event of `name`, or another one at its touchpoint, on their devices."""
    trips, at = walked.trips, walked.at[some]
    book.write(event or name.event, trips.customer[some], at, touchpoint=name.touchpoint, channel=trips.devices(some))


def meet(
    design: Design, walked: Walking, number: int, friction: Friction, visits: Mask, chance: Chance, book: Book
) -> Met:
    """Draw who of those who visit meets a friction, and write down what comes of it."""
    slowed = walked.slowed.get(number)
    meets = walked.trips.meets[number]
    exposed = visits & (happens(chance.luck, meets) if slowed is None else slowed)
    name, back = design.places[friction.place].name, design.places[max(friction.other, 0)].name
    scene = Scene(walked, friction, name, back, exposed, chance, book)
    if friction.kind == "experience":
        return _answer(scene, visits, meets)
    traces = _HAPPENS[friction.kind](scene) if friction.kind in _HAPPENS else {}
    return Met(exposed, {}, traces, (meets, np.ones(len(meets))))


def keys(design: Design, friction: Friction) -> tuple[Key, ...]:
    """As what a friction can be seen: the first is what it is, the others are other views of the same."""
    touchpoint = design.places[friction.place].name.touchpoint
    other = design.places[friction.other].name.touchpoint if friction.other >= 0 else ""
    if friction.kind == "experience":
        return Key("bad_score", touchpoint), Key("negative_theme", touchpoint, theme=friction.theme)
    if friction.kind == "back_and_forth":
        pair = Key("back_and_forth", touchpoint, other)
        return pair, Key("rework", touchpoint), Key("rework", other)
    return (Key(friction.kind, touchpoint, other),)


def _error(scene: Scene) -> dict[Key, Mask]:
    scene.write(scene.exposed, scene.name, MINUTE // 2, 8 * MINUTE, scene.friction.error)
    again = scene.exposed & happens(scene.chance.luck, np.full(len(scene.exposed), scene.friction.repeats))
    scene.write(again, scene.name, MINUTE, 12 * MINUTE)
    return {Key("rework", scene.name.touchpoint): again}


def _rework(scene: Scene) -> dict[Key, Mask]:
    scene.write(scene.exposed, scene.name, 3 * MINUTE, 40 * MINUTE)
    again = scene.exposed & happens(scene.chance.luck, np.full(len(scene.exposed), 0.3))
    scene.write(again, scene.name, 3 * MINUTE, 40 * MINUTE)
    return {}


def _back_and_forth(scene: Scene) -> dict[Key, Mask]:
    scene.write(scene.exposed, scene.back, 3 * MINUTE, 30 * MINUTE)
    scene.write(scene.exposed, scene.name, 3 * MINUTE, 30 * MINUTE)
    return {}


def _channel_switch(scene: Scene) -> dict[Key, Mask]:
    some, walked = scene.exposed, scene.walked
    walked.at[some] += scene.chance.clock.integers(HOUR // 2, 20 * HOUR, some.sum())
    scene.book.write(
        "Support Call", walked.trips.customer[some], walked.at[some], touchpoint="support call", channel="phone"
    )
    return {}


_HAPPENS: dict[str, Callable[[Scene], dict[Key, Mask]]] = {
    "error": _error,
    "rework": _rework,
    "back_and_forth": _back_and_forth,
    "channel_switch": _channel_switch,
}


def _answer(scene: Scene, visits: Mask, meets: Floats) -> Met:
    """Some answer a survey, more of them after a bad experience; most then say in words what was bad or good."""
    luck, friction, size = scene.chance.luck, scene.friction, len(visits)
    bad = scene.exposed
    answers = visits & happens(luck, np.where(bad, friction.answers[1], friction.answers[0]))
    low = happens(luck, np.where(bad, _LOW, friction.grumpy))
    score = np.where(low, luck.integers(1, 3, size), luck.integers(4, 6, size))
    score = np.where(happens(luck, np.full(size, 0.08)) & ~low, 3, score)
    says = happens(luck, np.full(size, _SAYS))
    walked = scene.walked
    walked.at[answers] += scene.chance.clock.integers(10 * MINUTE, 3 * HOUR, answers.sum())
    text = write_text(scene.chance.clock, friction.theme, low[answers], says[answers])
    numbers = {"score": score[answers].astype(np.float64)}
    where = {"touchpoint": "survey", "channel": "survey", "about": scene.name.touchpoint, "score_kind": "csat"}
    customer = walked.trips.customer[answers]
    scene.book.write("Survey Answered", customer, walked.at[answers], numbers=numbers, text=text, **where)
    true, false = meets * friction.answers[1] * _LOW, (1 - meets) * friction.answers[0] * friction.grumpy
    seen = {"bad_score": answers & low, "negative_theme": answers & low & says}
    return Met(bad, seen, {}, (true + false, true / (true + false)))
