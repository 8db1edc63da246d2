"""Which touchpoints matter: by how many customers meet them, and by how often the goal follows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.journeys.view import View, distinct
from sojourn.maps.counting import Counted

Counts = NDArray[np.int64]

MOST_STEPS, MOST_UNSTAGED = 6, 12
"""Steps a drafted phase has at the most; and the one of what no stage takes in."""
LEAST_SHARE = 0.01
"""A touchpoint matters that at least so many of all customers meet ..."""
RARE_SHARE, TELLING_EFFECT = 0.002, 0.1
"""... or, if rarer, one after which the goal follows so much more or less often than it does for all."""
FEWEST = 30


class Mattering(NamedTuple):
    """A touchpoint of a stage: `customers` meet it there; `effect` is the share of them whom the goal follows less
    that of all customers who reach the goal. It says what goes together, not what causes what."""

    stage: str
    touchpoint: str
    customers: int
    effect: float
    channels: tuple[str, ...]
    place: float
    """How many other touchpoints customers have usually met before it."""


class _Followed(NamedTuple):
    met: Counts
    followed: Counts
    before: Counts
    reached: int
    customers: int


@compiled
def kernel(touchpoint, goal, begin, end, customer, size):  # type: ignore[no-untyped-def]  # numba infers the types
    """Customers by touchpoint, those of them with a goal after their last step there in any unit, and how many other
    touchpoints were met before it (summed over customers, each in its first unit with it)."""
    met, followed = np.zeros(size, np.int64), np.zeros(size, np.int64)
    last_met, last_followed = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    before, last_before, seen = np.zeros(size, np.int64), np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    reached, last_reached = 0, -1
    for unit in range(len(begin)):
        who, follows, different = customer[unit], False, 0
        for i in range(begin[unit], end[unit]):
            t = touchpoint[i]
            if seen[t] != unit:
                seen[t] = unit
                if last_before[t] != who:
                    last_before[t] = who
                    before[t] += different
                different += 1
        for i in range(end[unit] - 1, begin[unit] - 1, -1):
            t = touchpoint[i]
            if follows and last_followed[t] != who:
                last_followed[t] = who
                followed[t] += 1
            if last_met[t] != who:
                last_met[t] = who
                met[t] += 1
            if goal[i]:
                follows = True
                if last_reached != who:
                    last_reached = who
                    reached += 1
    return met, followed, before, reached


def mattering(units: Units, counted: Counted, minimum: int = 1) -> tuple[Mattering, ...]:
    """The touchpoints worth a step of the map, by stage in its order (what is in no stage first), and in a stage in the
    order in which customers usually come to them, ties by name. What fewer than `minimum` customers met is left out."""
    names = {over: units.names(over) for over in ("stage", "touchpoint", "channel")}
    effect, place = _effects(units)
    found = []
    for s, stage in enumerate(names["stage"]):
        of_stage = [
            Mattering(
                stage,
                names["touchpoint"][t],
                int(counted.met[s, t]),
                float(effect[t]),
                tuple(names["channel"][c] for c in np.flatnonzero(counted.channels[s, t]).tolist() if c),
                float(place[t]),
            )
            for t in np.flatnonzero(counted.met[s]).tolist()
        ]
        kept = [one for one in of_stage if one.customers >= minimum and _matters(one, int(counted.totals[0]))]
        kept.sort(key=lambda one: (-one.customers, one.touchpoint))
        found += sorted(kept[: MOST_STEPS if s else MOST_UNSTAGED], key=lambda one: (one.place, one.touchpoint))
    return tuple(found)


def _matters(one: Mattering, customers: int) -> bool:
    share = one.customers / customers
    telling = abs(one.effect) >= TELLING_EFFECT and one.customers >= FEWEST
    return share >= LEAST_SHARE or (share >= RARE_SHARE and telling)


def _effects(units: Units) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By touchpoint its effect, 0 where nothing is known as an order; and its usual place among the others."""
    size = len(units.names("touchpoint"))
    orders = np.zeros(len(units.names("event")), np.bool_)
    orders[list(units.manifest.roles.get("order", ()))] = True

    def task(view: View) -> _Followed:
        goal = orders[view.steps["event"]]
        live = (view.begin, view.end, view.customer)
        met, followed, before, reached = kernel(view.steps["touchpoint"], goal, *live, size)
        return _Followed(met, followed, before, reached, distinct(view.customer))

    partials = units.collect(task)
    met, followed, before = (
        np.sum([getattr(part, name) for part in partials], axis=0) for name in ("met", "followed", "before")
    )
    customers = sum(part.customers for part in partials)
    usual = sum(part.reached for part in partials) / max(customers, 1)
    many = np.maximum(met, 1)
    return np.where(met > 0, followed / many - usual, 0.0), before / many
