"""For the hazard model: each goal beside customers who could have reached it at that moment, and did not.

Each conversion (a case) gets a few customers drawn by chance from those who were known before it (controls). Of all of
them at that moment: what touches still do (adstock: each touch counts 1, and half as much for each half-life that has
passed), how long the customer is known, how many goals came before, and the measured intent.

Source: nested case-control sampling, Langholz and Goldstein, Statistical Science 11 (1996); adstock: Broadbent,
"One way TV advertisements work", Journal of the Market Research Society 21 (1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.conditions import Condition
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.insights.attribution.paths import touches_of
from sojourn.insights.attribution.records import Floats, Ints
from sojourn.journeys.definition import Step
from sojourn.journeys.fields import property_named
from sojourn.journeys.view import View
from sojourn.measures.bootstrap import buckets_holding, buckets_of
from sojourn.periods import DAY

MOST_STEPS, MOST_CASES, CONTROLS = 3_000_000, 4000, 8
MOST_VALUES = 8
"""So many words of an intent that is no number are told apart."""
INTENT_HALF_LIFE = 14.0
"""Days after which a step that shows intent counts half."""
HALF_LIVES = (1.0, 3.0, 7.0, 14.0, 30.0)


class Marks(NamedTuple):
    """Some steps of each customer: customer u has those from `stop[u - 1]` to `stop[u]`, with a time and a figure."""

    stop: Ints
    time: Ints
    figure: Floats


class Histories(NamedTuple):
    """Customers drawn from one partition or all: since when known, their bucket, touches, goals, and intents."""

    since: Ints
    bucket: Ints
    touches: Marks
    goals: Marks
    moving: tuple[Marks, ...]
    fixed: tuple[NDArray[np.object_], ...]


class RiskSets(NamedTuple):
    """`adstock` [half-lives, cases, 1 + controls, names], `past` and `intent` [cases, 1 + controls, columns], the case
    first. `there` tells which controls were at risk. `bucket`: that of each case's customer.
    """

    adstock: Floats
    past: Floats
    intent: Floats
    there: NDArray[np.bool_]
    bucket: Ints

    @property
    def others(self) -> Floats:
        """All columns but what touches still do."""
        return np.concatenate([self.past, self.intent], axis=2)


@compiled
def kernel(unit, moment, stop, time, code, half_life, size):  # type: ignore[no-untyped-def]  # numba infers the types
    """Adstock of each row (a customer at a moment) by name, float64[half-lives, rows, size]; half-lives in days.

    Of touches strictly before the moment: one with the same time stamp may be what the goal brought about.
    """
    found = np.zeros((len(half_life), len(unit), size), np.float64)
    for row in range(len(unit)):
        first = stop[unit[row] - 1] if unit[row] > 0 else 0
        for i in range(first, stop[unit[row]]):
            if time[i] >= moment[row]:
                break
            age = (moment[row] - time[i]) / DAY
            for h in range(len(half_life)):
                found[h, row, code[i]] += 2.0 ** (-age / half_life[h])
    return found


@compiled
def latest(unit, moment, stop, time, figure):  # type: ignore[no-untyped-def]
    """The last figure of each row's customer before its moment, and how many there were; NaN where there is none."""
    found, seen = np.full(len(unit), np.nan), np.zeros(len(unit), np.int64)
    for row in range(len(unit)):
        first = stop[unit[row] - 1] if unit[row] > 0 else 0
        for i in range(first, stop[unit[row]]):
            if time[i] >= moment[row]:
                break
            found[row] = figure[i]
            seen[row] += 1
    return found, seen


def histories(units: Units, goal: Step, over: str, touches: Condition | None, intents: Sequence[str]) -> Histories:
    """Whole histories of customers, of a log with many steps those of some customers, drawn by their hash."""
    whole = units.by_customer
    most = buckets_holding(MOST_STEPS, units.manifest.steps)

    def task(view: View) -> Histories:
        bucket = buckets_of(view.customers.hash)[view.customer]
        chosen = view.take(bucket < most)
        steps = chosen.steps
        code = touches_of(whole, chosen, over, touches)
        reached = whole.matching(goal, chosen, "event")
        touch = (code >= 0) & ~reached
        moving, fixed = [], []
        for word in intents:
            kind, _, name = word.partition(":")
            if kind == "segment":
                codes, names = whole.groups(chosen, word)
                fixed.append(np.array(names, object)[codes])
            elif kind == "property":
                figure = _numbers(whole, chosen, property_named(name), word)
                moving.append(_marks(chosen, np.isfinite(figure), figure))
            else:
                moving.append(_marks(chosen, whole.matching(word, chosen), np.zeros(len(code))))
        return Histories(
            steps["occurred_at"][chosen.begin], bucket[bucket < most], _marks(chosen, touch, code.astype(np.float64)),
            _marks(chosen, reached, steps["value"]), tuple(moving), tuple(fixed),
        )  # fmt: skip

    return merge(whole.collect(task))


def _numbers(units: Units, view: View, name: str, word: str) -> Floats:
    """A property of each step as a number; NaN where it has none. Raises UsageError where it is no number at all."""
    if name in ("value", "score"):
        return view.steps[name].astype(np.float64)
    coded = units.coded(name, view)
    numbers = np.array([_number(text) for text in coded.names])
    if not np.isfinite(numbers).any() and any(text is not None for text in coded.names):
        raise UsageError(
            f'"{word}" has no numbers, so it cannot say how strong intent was. Give a number or a segment.'
        )
    figures: Floats = numbers[coded.codes]
    return figures


def _number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return float("nan")


def _marks(view: View, chosen: NDArray[np.bool_], figure: Floats) -> Marks:
    """The chosen steps of each unit, in time order."""
    seen = np.r_[0, np.cumsum(chosen)]
    at = view.positions()
    at = at[chosen[at]]
    return Marks(np.cumsum(seen[view.end] - seen[view.begin]), view.steps["occurred_at"][at], figure[at])


def merge(partials: list[Histories]) -> Histories:
    """Lay customers end to end."""
    columns: list[tuple[Any, ...]] = list(zip(*partials, strict=True))
    since, bucket, touches, goals, moving, fixed = columns
    return Histories(
        np.concatenate(since), np.concatenate(bucket), _joined(touches), _joined(goals),
        tuple(_joined(each) for each in zip(*moving, strict=True)),
        tuple(np.concatenate(each) for each in zip(*fixed, strict=True)),
    )  # fmt: skip


def _joined(parts: Sequence[Marks]) -> Marks:
    offsets = np.cumsum([0, *(len(part.time) for part in parts[:-1])])
    stops = np.concatenate([part.stop + offset for part, offset in zip(parts, offsets, strict=True)])
    return Marks(stops, np.concatenate([p.time for p in parts]), np.concatenate([p.figure for p in parts]))


class Cases(NamedTuple):
    """Goals of customers who were known before them, in the order of time: the customer and the moment of each."""

    customer: Ints
    moment: Ints


def cases_of(found: Histories) -> Cases:
    """Whoever becomes known by the goal itself had no touch before it and was not at risk."""
    owner = np.repeat(np.arange(len(found.since)), np.diff(found.goals.stop, prepend=0))
    order = np.lexsort((owner, found.goals.time))
    customer, moment = owner[order], found.goals.time[order]
    before = found.since[customer] < moment
    return Cases(customer[before], moment[before])


def risk_sets(found: Histories, cases: Cases, size: int, half_lives: Sequence[float], seed: int = 0) -> RiskSets:
    """Cases (at most MOST_CASES, drawn by chance) and their controls. Where no customer has a second goal, those who
    had theirs are not at risk any more. `size`: how many names of touches there are.
    """
    random = np.random.default_rng(seed)
    chosen = np.sort(random.permutation(len(cases.moment))[:MOST_CASES])
    case, moment = cases.customer[chosen], cases.moment[chosen]
    by_start = np.argsort(found.since, kind="stable")
    known = np.searchsorted(found.since[by_start], moment, side="left")
    picks = (random.random((len(case), CONTROLS)) * known[:, None]).astype(np.int64)
    unit = np.c_[case, by_start[picks]]
    moments = np.repeat(moment, CONTROLS + 1)
    _, before = latest(unit.ravel(), moments, *found.goals)
    before = before.reshape(unit.shape)
    there = unit != case[:, None]
    if np.diff(found.goals.stop, prepend=0).max(initial=0) <= 1:
        there &= before == 0
    there[:, 0] = True
    rows = (unit.ravel(), moments)
    touches = found.touches
    adstock = kernel(*rows, touches.stop, touches.time, touches.figure.astype(np.int64), np.array(half_lives), size)
    past = _past(found.since[unit.ravel()], moments, before.ravel(), half_lives)
    intent = _intents(found, unit.ravel(), moments)
    return RiskSets(
        adstock.reshape(len(half_lives), *unit.shape, size), np.stack(past, axis=-1).reshape(*unit.shape, -1),
        np.stack(intent, axis=-1).reshape(*unit.shape, -1), there, found.bucket[case],
    )  # fmt: skip


def _past(since: Ints, moment: Ints, before: Ints, half_lives: Sequence[float]) -> list[Floats]:
    """The columns of how long customers are known and how many goals they had.

    Customers become known by a touch, so its adstock is a curve of their age: with the same curves as columns, what
    goes with age is not taken for what that touch does.
    """
    days = np.maximum(moment - since, 0) / DAY
    return [np.log1p(days), *(np.exp2(-days / half_life) for half_life in half_lives), np.log1p(before)]


def _intents(found: Histories, unit: Ints, moment: Ints) -> list[Floats]:
    """The columns of intent: a number and its square, one column for each word, or how much was done lately."""
    columns: list[Floats] = []
    for marks in found.moving:
        if np.any(marks.figure != 0):
            columns += _curve(latest(unit, moment, *marks)[0])
        else:
            none = np.zeros(len(marks.time), np.int64)
            done = kernel(unit, moment, marks.stop, marks.time, none, np.array([INTENT_HALF_LIFE]), 1)[0, :, 0]
            columns += _curve(np.log1p(done))
    for words in found.fixed:
        numbers = np.array([_number(word) for word in words])
        if np.isfinite(numbers).any():
            columns += _curve(numbers[unit])
        else:
            values, counts = np.unique(words.astype(str), return_counts=True)
            common = values[np.argsort(-counts, kind="stable")][1:MOST_VALUES]
            columns += [(words[unit] == value).astype(np.float64) for value in common]
    return columns


def _curve(number: Floats) -> list[Floats]:
    """A number from its middle on and its square, and a column that says where it is not known."""
    missing = ~np.isfinite(number)
    middle = np.where(missing, 0.0, number - np.nanmean(number) if not missing.all() else 0.0)
    return [middle, middle**2, missing.astype(np.float64)]
