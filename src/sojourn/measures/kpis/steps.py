"""Picking the steps that a figure counts: orders, contacts, answers ..., each customer's in time order."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.journeys.definition import Step
from sojourn.journeys.view import Picked, View
from sojourn.measures.notes import unknown_names

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Given = Step | list[str] | None


class Steps(NamedTuple):
    """Steps of live units: position `at` in the view, `customer` row, `time` in microseconds.

    Those of a customer lie together, in time order.
    """

    at: Ints
    customer: Ints
    time: Ints

    def take(self, chosen: Mask | Ints) -> Steps:
        """Some of them."""
        return Steps(self.at[chosen], self.customer[chosen], self.time[chosen])

    def counted(self, *keys: Ints) -> tuple[Steps, Ints]:
        """The first step of each customer, or of each customer and keys, and how many there are of it."""
        order, fresh = self._grouped(keys)
        starts = np.flatnonzero(fresh)
        return self.take(order[starts]), np.diff(np.append(starts, len(order)))

    def first_of(self, *keys: Ints) -> Mask:
        """Which are the first of their customer, or of their customer and keys, bool[steps]."""
        order, fresh = self._grouped(keys)
        found = np.zeros(len(order), np.bool_)
        found[order] = fresh
        return found

    def _grouped(self, keys: tuple[Ints, ...]) -> tuple[Ints, Mask]:
        """An order in which steps of a customer and keys lie together, and where in it each group begins."""
        fresh = np.append(True, self.customer[1:] != self.customer[:-1])[: len(self.at)]
        if len(keys) == 1 and np.all(fresh[1:] | (keys[0][1:] >= keys[0][:-1])):
            order = np.arange(len(fresh))  # periods ascend with time: nothing to sort
        else:
            order = np.lexsort((*keys[::-1], self.customer)) if keys else np.arange(len(fresh))
        for key in (key[order] for key in keys):
            fresh[1:] |= key[1:] != key[:-1]
        return order, fresh

    def ends(self) -> Mask:
        """Which are the last of their customer, bool[steps]."""
        found: Mask = np.append(self.customer[1:] != self.customer[:-1], True)[: len(self.at)]
        return found


class Events(NamedTuple):
    """What counts as an order, a refund ...: `pick` says which steps of a view, bool[steps]."""

    pick: Callable[[View], Mask]
    notes: tuple[str, ...]


def events_of(units: Units, role: str, option: str, given: Given, optional: bool = False) -> Events:
    """The steps that are given, or else those that the stage model takes for `role`.

    Where there are none, the note says how to name them by `option`, unless the figure can do without them.
    """
    if given is not None:
        step = tuple(given) if isinstance(given, list) else given
        return Events(lambda view: units.matching(step, view), unknown_names(units, step))
    codes = units.manifest.roles.get(role, ())
    is_role = np.zeros(len(units.names("event")), np.bool_)
    is_role[list(codes)] = True
    what = role.replace("_", " ")
    note = f'No event here is known as "{what}". Name them with {option}=[...], or give them the role in stages.yaml.'
    return Events(lambda view: is_role[view.steps["event"]], () if codes or optional else (note,))


def live_steps(view: View) -> Steps:
    """All steps of the live units."""
    at = view.positions()
    steps = Steps(at, np.repeat(view.customer, view.end - view.begin), view.steps["occurred_at"][at])
    return _in_time_order(steps)


def picked(view: View, *events: Events) -> Steps:
    """The steps of live units that are any of such events."""
    at = np.flatnonzero(np.any([each.pick(view) for each in events], axis=0))
    unit = np.searchsorted(view.begin, at, side="right") - 1
    inside = at < np.append(view.end, 0)[unit]  # before the first unit: unit -1, which ends at 0
    at, unit = at[inside], unit[inside]
    return _in_time_order(Steps(at, view.customer[unit], view.steps["occurred_at"][at]))


def _in_time_order(steps: Steps) -> Steps:
    """Journeys by case interleave within a customer; all others are in order already."""
    same = steps.customer[1:] == steps.customer[:-1]
    if not np.any(same & (steps.time[1:] < steps.time[:-1])):
        return steps
    return steps.take(np.lexsort((steps.time, steps.customer)))


def keyed(units: Units, field: str, view: View, steps: Steps) -> Ints:
    """The code of a property or column of some steps; 0 where it is null."""
    columns = Picked(view.steps, steps.at)
    return units.coded(field, view._replace(steps=columns)).codes.astype(np.int64)


@compiled
def _following(customer, key, marked):  # type: ignore[no-untyped-def]  # numba infers the types
    """From back to front: the next marked place of the same customer and key, -1 where there is none."""
    found = np.full(len(customer), -1, np.int64)
    last = -1
    for i in range(len(customer) - 1, -1, -1):
        if i + 1 == len(customer) or customer[i] != customer[i + 1] or key[i] != key[i + 1]:
            last = -1
        found[i] = last
        if marked[i]:
            last = i
    return found


def following(steps: Steps, marked: Mask, key: Ints | None = None) -> Ints:
    """For each step the place of the next marked one of the same customer (and key) after it, or -1; int64[steps]."""
    if key is None:
        key = np.zeros(len(steps.at), np.int64)
    order = np.lexsort((key, steps.customer))
    places = _following(steps.customer[order], key[order], marked[order])
    found = np.full(len(steps.at), -1, np.int64)
    found[order] = np.where(places >= 0, order[places], -1) if len(order) else places
    return found
