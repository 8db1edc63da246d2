"""The funnel in plain Python: lists every attempt there is, and picks the one to report."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sojourn.conditions import Coded
from sojourn.journeys.partition import Customers
from sojourn.journeys.selecting import codes_named
from sojourn.journeys.view import View
from sojourn.measures.funnel.asking import Question

LETTERS = ("A", "B", "C", "D")
VALUES = (None, "one", "two")


class Event(NamedTuple):
    name: str
    time: int
    value: int = 0  # index in VALUES


History = list[Event]
Taken = tuple[tuple[int, int], ...]  # (which event, as which step), in order


def units_and_view(histories: list[History]) -> tuple[SimpleNamespace, View]:
    """What `attempts` needs of units, and histories as the view of one partition."""
    events = [event for history in histories for event in history]
    stops = np.cumsum([0, *(len(history) for history in histories)])
    steps = {
        "event": np.array([LETTERS.index(event.name) for event in events], np.uint32),
        "occurred_at": np.array([event.time for event in events], np.int64),
    }
    rows, none = np.arange(len(histories)), np.zeros(len(histories), np.uint8)
    ids = pa.array([f"c{row}" for row in rows], pa.string())
    people = Customers(stops[:-1], stops[1:], rows.astype(np.uint64), ids, {})
    values = Coded(np.array([event.value for event in events], np.uint32), VALUES)
    units = SimpleNamespace(
        names=lambda over: LETTERS,
        codes_named=lambda word, over: codes_named(word, LETTERS),
        coded=lambda name, view: values,
    )
    return units, View(steps, stops[:-1], stops[1:], rows, none, none, people)


def attempt(question: Question, history: History) -> list[int]:
    """Where in the history the reported attempt took each step, -1 where it did not."""
    found = [-1] * len(question.steps)
    if question.order == "unordered":
        best = min(in_any_order(question, history), key=lambda places: (-len(places), places), default=())
        return [*best, *found[len(best) :]]
    taken = min(in_order(question, history), key=lambda taken: (-taken[-1][1], taken), default=())
    for place, step in taken:
        found[step] = place
    return found


def in_order(question: Question, history: History) -> list[Taken]:
    starts = [((i, 0),) for i, event in enumerate(history) if fits(question, event, 0)]
    found, more = [], starts[:1] if question.rules.first else starts
    while more:
        found += more
        more = [longer for taken in more for longer in continued(question, history, taken)]
    return found


def continued(question: Question, history: History, taken: Taken) -> Iterator[Taken]:
    (first, _), (place, step) = taken[0], taken[-1]
    for i in range(place + 1, len(history)):
        for v in range(step + 1, len(question.steps)):
            if (
                fits(question, history[i], v)
                and all(question.optional[step + 1 : v])
                and history[i].time - history[place].time <= question.rules.gap[v]
                and not (question.rules.strict and i != place + 1)
                and stays_within(question, history, first, i)
                and shares(question, history[first], history[i])
                and not forbidden(question, history, (*taken, (i, v)))
            ):
                yield (*taken, (i, v))


def in_any_order(question: Question, history: History) -> Iterator[tuple[int, ...]]:
    for size in range(1, len(question.steps) + 1):
        for places in combinations(range(len(history)), size):
            if (
                any(
                    all(fits(question, history[i], v) for i, v in zip(places, order, strict=True))
                    for order in permutations(range(len(question.steps)), size)
                )
                and stays_within(question, history, places[0], places[-1])
                and all(shares(question, history[places[0]], history[i]) for i in places[1:])
                and not forbidden(question, history, ((places[0], 0), (places[-1], len(question.steps) - 1)))
                and not (question.rules.first and places[0] != first_of_all(question, history))
            ):
                yield places


def first_of_all(question: Question, history: History) -> int:
    steps = range(len(question.steps))
    return next(i for i, event in enumerate(history) if any(fits(question, event, v) for v in steps))


def fits(question: Question, event: Event, step: int) -> bool:
    names = question.steps[step].names
    return names is None or event.name in names


def stays_within(question: Question, history: History, first: int, last: int) -> bool:
    passed = last - first if question.by_steps else history[last].time - history[first].time
    return passed <= question.rules.within


def shares(question: Question, first: Event, other: Event) -> bool:
    return question.same is None or (first.value == other.value != 0)


def forbidden(question: Question, history: History, taken: Taken) -> bool:
    """Whether something excluded happened after the step an exclusion begins with and before its last step."""
    for match, after, before in zip(question.exclusions, question.rules.after, question.rules.before, strict=True):
        inside = [place for place, step in taken if after <= step <= before]
        between = history[inside[0] + 1 : inside[-1]] if inside else []
        if any(event.name in (match.names or LETTERS) for event in between):
            return True
    return False
