"""What each deviation is associated with: the outcome of those who deviate, held to comparable units that did not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import isnan, nan
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sojourn.effects import Effect, Sample, adjusted_effect, discoveries
from sojourn.effects.adjusting import METHOD
from sojourn.effects.covariates import Columns, covariates, joined, known
from sojourn.effects.levels import most_frequent
from sojourn.effects.on_the_way import ON_THE_WAY, is_on_the_way, ways
from sojourn.effects.risk_sets import FOREVER, RiskSet, periods
from sojourn.effects.settling import known_by, settled
from sojourn.estimates import unknown
from sojourn.insights.conformance.counting import Comparison
from sojourn.insights.conformance.records import KINDS, Deviation, Question
from sojourn.insights.conformance.risk import Lived, begun, came_from, out_of_turn, rows_of, through
from sojourn.insights.conformance.telling import compared_as
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
MOST = 12
"""Effects are worked out for so many deviations, the most frequent first."""
FEWEST = 20
"""Customers who must deviate for an effect to be looked for."""
MOST_THERE = 0.1
"""Where more units than this share are at the outcome by then, only odd ones are left to be compared."""
ITSELF = "It is the outcome itself, so there is nothing to hold it against."
AT_THE_OUTCOME = "Who came so far is at the outcome already, so it cannot tell them apart."
NOT_AFTER = "Nobody who came so far comes to the outcome afterwards, so it cannot tell them apart."
MOST_ROWS = 30_000
"""Units that are held against each other; of more, those of customers with the smallest hashes."""


class Outcome(NamedTuple):
    """What is looked for after a deviation: steps, or the last planned step where `step` is None; `name` for people."""

    step: Step | None
    name: str


def outcome_of(comparison: Comparison, given: Step | None) -> Outcome:
    """What is asked for; else the goal of the journeys, else an order where the log has any, else the plan's end."""
    units = comparison.units
    wanted = units.definition.goal if given is None else given
    if wanted is not None:
        return Outcome(wanted, _named(wanted))
    orders = tuple(units.names("event")[code] for code in units.manifest.roles.get("order", ()))
    if orders:
        return Outcome(orders, "an order")
    last = [step.step.title for step in comparison.plan.steps if not step.step.optional][-1:]
    return Outcome(None, last[0] if last else "the end of the plan")


def _named(step: Step) -> str:
    """What an outcome is called: the event's name, the names of several, or that it is the goal."""
    if isinstance(step, str):
        return step
    return " or ".join(step) if isinstance(step, tuple) else "the goal"


def with_effects(found: Sequence[Deviation], comparison: Comparison, outcome: Outcome) -> tuple[Deviation, ...]:
    """The deviations, the most frequent of them with their effect, and whether it stands out among all looked at."""
    asked = [one for one in sorted(found, key=lambda one: -one.units) if one.customers >= FEWEST][:MOST]
    looking = _Looking(comparison, outcome)
    questions = {place_of(one): looking.question(one) for one in asked}
    # Whoever is late and whoever misses a step are held against the same units: that is one question.
    effects = {asking: looking.effect(asking) for asking in dict.fromkeys(questions.values())}
    told = [asking for asking, effect in effects.items() if not isnan(effect.p)]
    stands = discoveries(np.array([effects[asking].p for asking in told]), q=0.05) if told else ()
    clear = {asking for asking, stood in zip(told, stands, strict=True) if stood}
    return tuple(_with(one, effects, clear, questions.get(place_of(one))) for one in found)


def _with(
    one: Deviation, effects: Mapping[Question, Effect], clear: Collection[Question], asked: Question | None
) -> Deviation:
    if asked is None:
        return one
    return msgspec.structs.replace(one, effect=effects[asked], clear=asked in clear, compared=compared_as(asked))


def place_of(one: Deviation) -> tuple[str, str | None, str]:
    """What tells a deviation from all others."""
    return one.kind, one.step, one.name


class _Part(NamedTuple):
    """The rows of one partition, with what sorts them the same way whatever the partitions are.

    Of `asked` units `there` were at the outcome already, and are no rows. `own`: steps at the place of the deviation
    that are the outcome. `ways`: rows that reach it, and those of them that do so without the deviation.
    """

    outcome: Mask
    exposed: Mask
    columns: Columns
    hash: NDArray[np.uint64]
    moment: Ints
    asked: int
    there: int
    own: int
    ways: tuple[int, int]


class _Looking:
    """Effects on one outcome; each view is held to the plan once."""

    def __init__(self, comparison: Comparison, outcome: Outcome) -> None:
        self.comparison, self.outcome, self.known = comparison, outcome, known(comparison.units)
        self.touchpoints = comparison.units.names("touchpoint")
        self._lived: dict[int, Lived] = {}

    def question(self, one: Deviation) -> Question:
        """How those who deviate are held against others."""
        units = self.comparison.units
        code = self.touchpoints.index(one.name) if one.step is None else -1
        if one.kind == "failed":
            return Question("failed", one.step, one.name, code)
        if one.kind == "extra":
            asking, size = Question("extra", one.step, one.name, code), len(self.touchpoints)
            counts = np.sum(units.collect(lambda view: came_from(self.lived(view), asking, size)), axis=0)
            begins = 0 if one.step else sum(units.collect(lambda view: begun(self.lived(view), asking)))
            if begins and begins >= counts.max():
                return asking._replace(kind="begin")
            return asking._replace(origin=next(iter(most_frequent(counts, self.touchpoints, 1)), 0))
        past = Question("past", one.step, one.name)
        if one.kind == "out_of_order":
            turns = units.collect(lambda view: out_of_turn(self.lived(view), past, self.row(one, code)))
            late, *early = np.sum(turns, axis=0)
            if sum(early) > late:
                return Question("early", one.step, one.name, skipped=int(np.argmax(early)))
        return past

    def effect(self, asking: Question) -> Effect:
        """What a deviation is associated with."""
        latest = self.known_of(asking)
        parts = self.comparison.units.collect(lambda view: self.part(view, asking, latest))
        asked, there, own = (sum(getattr(part, name) for part in parts) for name in ("asked", "there", "own"))
        reached, without = np.sum([part.ways for part in parts], axis=0).tolist()
        if own:
            return _untold(parts, ITSELF)
        if there > MOST_THERE * asked:
            return _untold(parts, AT_THE_OUTCOME)
        if not any(part.outcome.any() for part in parts):
            return _untold(parts, NOT_AFTER)
        if asking.kind == "extra" and is_on_the_way(reached, without):
            return _untold(parts, ON_THE_WAY)
        return adjusted_effect(_sample(parts))

    def lived(self, view: View) -> Lived:
        """A view held to the plan."""
        if id(view) not in self._lived:
            row, unit, _, taken = self.comparison.deviations(view)
            failing = self.comparison.failing.of(view)
            self._lived[id(view)] = Lived(view, self.comparison.plan, taken, failing, row, unit)
        return self._lived[id(view)]

    def known_of(self, asking: Question) -> int:
        """By when a row must have entered, microseconds UTC, to know whether it comes to the outcome."""
        units = self.comparison.units

        def rows(view: View) -> RiskSet:
            lived = self.lived(view)
            hit = self.hit(lived)
            everybody = rows_of(lived, asking, hit)
            return everybody.take(~hit[everybody.at])

        return known_by(units, rows) if units.censors else FOREVER

    def part(self, view: View, asking: Question, latest: int) -> _Part:
        """The rows of one partition whose outcome is known."""
        units, lived = self.comparison.units, self.lived(view)
        hit = self.hit(lived)
        everybody = rows_of(lived, asking, hit)
        there = hit[everybody.at]
        own = int((lived.at(asking) & hit).sum())
        rows = everybody.take(~there)
        rows = rows.take(settled(view, rows, latest))
        columns = covariates(units, view, rows, self.known, hit)
        hashes = view.customers.hash[view.customer[rows.unit]]
        moment = view.steps["occurred_at"][rows.at]
        counts = len(there), int(there.sum()), own, ways(rows, through(lived, asking))
        return _Part(rows.outcome, rows.exposed, columns, hashes, moment, *counts)

    def row(self, one: Deviation, code: int) -> int:
        """The row of the kernel for a deviation."""
        places = [step.step.id for step in self.comparison.plan.steps]
        place = len(places) + code if one.step is None else places.index(one.step)
        return KINDS.index(one.kind) * (len(places) + len(self.touchpoints)) + place

    def hit(self, lived: Lived) -> Mask:
        """The steps that are the outcome."""
        if self.outcome.step is not None:
            return self.comparison.units.matching(self.outcome.step, lived.view)
        required = [k for k, step in enumerate(lived.plan.steps) if not step.step.optional]
        return lived.among(required[-1:])


def _untold(parts: Sequence[_Part], why: str) -> Effect:
    """No effect, with the reason."""
    nothing = unknown(METHOD, sum(len(part.exposed) for part in parts))
    exposed = sum(int(part.exposed.sum()) for part in parts)
    return Effect(nothing, nothing, exposed, nothing.n, nan, nan, nan, nan, nan, why)


def _sample(parts: Sequence[_Part]) -> Sample:
    """All rows in one order, at most MOST_ROWS of them."""
    columns = joined([part.columns for part in parts])
    outcome, exposed, hashes, moment = (
        np.concatenate(column)
        for column in zip(*((p.outcome, p.exposed, p.hash, p.moment) for p in parts), strict=True)
    )
    order = np.lexsort((moment, hashes))[:MOST_ROWS]
    return Sample(
        outcome[order].astype(np.float64),
        exposed[order],
        columns.values[order],
        columns.names,
        hashes[order].view(np.int64),
        periods(moment[order]),
    )
