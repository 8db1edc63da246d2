"""From a factor to the effect that goes with it: who is compared, what was known of them before, how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import nan
from typing import NamedTuple

import msgspec
import numpy as np

from sojourn.effects import Effect, Sample, adjusted_effect, discoveries
from sojourn.effects.covariates import Columns, Known, covariates, joined, known
from sojourn.effects.days import FEWEST_DAYS, days_apart
from sojourn.effects.on_the_way import ON_THE_WAY, is_on_the_way, ways
from sojourn.effects.records import Floats, Ints, Mask
from sojourn.effects.risk_sets import FOREVER, Question, RiskSet, drawn, periods, risk_set
from sojourn.effects.settling import known_by, settled
from sojourn.engines.protocol import Progress, silent
from sojourn.estimates import Estimate, unknown, wilson
from sojourn.insights.drivers.outcomes import Outcome
from sojourn.insights.drivers.records import Driver
from sojourn.insights.drivers.telling import told
from sojourn.journeys.view import View, distinct
from sojourn.periods import DAY

LARGEST = 15_000
"""Journeys in a comparison: of more, those of some customers are drawn by their hash."""
FEWEST = 30
"""With fewer journeys that met it, nothing is tested."""
FEW_DAYS = f"These are too few days (at least {FEWEST_DAYS} are needed): a day is better or worse by chance alone."
DOING = "comparing what goes with the outcome"


class Asks(NamedTuple):
    """Of a view's steps, bool[steps]: where a journey enters the comparison, what it then meets, what ends the wait.

    `through`: steps that are the thing itself, however they were come to (None: it is nothing that lies on a way).
    """

    anchor: Mask
    exposing: Mask
    stops: Mask | None = None
    through: Mask | None = None


class Factor(NamedTuple):
    """Something to compare by. `ahead` steps after the anchor are looked at (0: the anchor itself tells).

    All who reach the anchor are compared, those included who stop there: who goes on is decided after it, and may be
    decided by what is met. So it must be something that may be met, or not, by whoever is there.

    `hides` are covariates that would say the same, by name; a `timeless` one is not compared within months, for it is
    about time itself. `day` (numbers of the days of moments) is given where the day decides who meets it: then there
    are as many cases as days. `phrase` continues "Journeys ..." in a sentence. `onward`: somebody goes to it of
    their own accord, so that to have gone on at all may be part of what goes with it.
    """

    kind: str
    name: str
    place: str
    phrase: str
    ask: Callable[[View], Asks]
    ahead: int = 0
    within: int = DAY
    hides: tuple[str, ...] = ()
    timeless: bool = False
    day: Callable[[Ints], Ints] | None = None
    onward: bool = False


Beside = Callable[[View, RiskSet], Columns]
"""Further covariates of the rows of a view, from before they could be exposed."""


class _Part(NamedTuple):
    columns: Columns
    outcome: Floats
    exposed: Mask
    customer: Ints
    period: Ints
    day: Ints
    counts: tuple[int, int, int]
    reached: tuple[int, int]


def compare(
    factors: Sequence[Factor],
    outcome: Outcome,
    q: float = 0.05,
    progress: Progress = silent,
    beside: Beside | None = None,
) -> tuple[Driver, ...]:
    """Each factor's row: those found first, by the size of their effect; `beside` are further covariates."""
    units = outcome.units
    told_of = known(units)
    tested = []
    for done, factor in enumerate(factors):
        progress(DOING, done, len(factors))
        tested.append(_tested(factor, outcome, told_of, beside))
    progress(DOING, len(factors), len(factors))
    found = discoveries([effect.p for effect, _ in tested], q).tolist()
    rows = [
        told(_row(factor, effect, reach, sure), factor.phrase, outcome, factor.onward)
        for factor, (effect, reach), sure in zip(factors, tested, found, strict=True)
    ]
    return tuple(sorted(rows, key=_in_order))


def _in_order(row: Driver) -> tuple[bool, bool, float, str, str]:
    size = abs(row.effect.value) if not row.why_not else 0.0
    return not row.found, bool(row.why_not), -size, row.kind, row.name


def _tested(factor: Factor, outcome: Outcome, told_of: Known, beside: Beside | None) -> tuple[Effect, Estimate]:
    horizon = FOREVER if outcome.is_share else 0
    latest = known_by(outcome.units, lambda view: _rows(factor, outcome, factor.ask(view), view), horizon)
    parts = outcome.units.collect(lambda view: _part(factor, outcome, told_of, view, beside, latest))
    columns = joined([part.columns for part in parts])
    kept = np.array([name.partition("=")[0] not in factor.hides for name in columns.names], np.bool_)
    names = tuple(name for name, keep in zip(columns.names, kept.tolist(), strict=True) if keep)
    outcomes, exposed, customer, period, day = (np.concatenate([part[at] for part in parts]) for at in range(1, 6))
    if factor.timeless:
        period = np.zeros(len(period), np.int64)
    days = days_apart(exposed, day) if factor.day else FEWEST_DAYS
    by_day = day if factor.day and days >= FEWEST_DAYS else None
    sample = Sample(outcomes, exposed, columns.values[:, kept], names, customer, period, by_day)
    everybody, met, people = np.sum([part.counts for part in parts], axis=0).tolist()
    reached, without = np.sum([part.reached for part in parts], axis=0).tolist()
    effect = adjusted_effect(sample)
    if is_on_the_way(reached, without) and not np.isnan(effect.p):
        effect = _untold(effect, ON_THE_WAY)
    if days < FEWEST_DAYS and not np.isnan(effect.p):
        effect = _untold(effect, FEW_DAYS)
    return effect, reach_of(met, everybody, people)


def _untold(effect: Effect, why: str) -> Effect:
    """No effect, with the reason."""
    nothing = unknown(effect.estimate.method, effect.n)
    return msgspec.structs.replace(effect, estimate=nothing, outcome_comparable=nan, robustness=nan, p=nan, note=why)


def reach_of(met: int, everybody: int, people: int) -> Estimate:
    """The share of journeys that met it; where customers have several, as if there were only so many as customers."""
    if everybody == people or everybody == 0:
        return wilson(met, everybody)
    plain = wilson(round(met * people / everybody), people)
    share = met / everybody
    return Estimate(share, min(plain.low, share), max(plain.high, share), everybody, "wilson over customers")


def _rows(factor: Factor, outcome: Outcome, asks: Asks, view: View) -> RiskSet:
    """All rows of a view, those still under way included."""
    ends = outcome.ends(view)
    stops = np.zeros(len(ends), np.bool_) if asks.stops is None else asks.stops
    return risk_set(view, Question(asks.anchor, asks.exposing, stops, ends, factor.ahead, factor.within))


def _part(factor: Factor, outcome: Outcome, told_of: Known, view: View, beside: Beside | None, latest: int) -> _Part:
    asks, ends = factor.ask(view), outcome.ends(view)
    rows = _rows(factor, outcome, asks, view)
    rows = rows.take(settled(view, rows, latest) if outcome.is_share else rows.won >= 0)
    reached = ways(rows, asks.through) if outcome.is_share and asks.through is not None else (0, 0)
    customer = view.customers.hash[view.customer[rows.unit]].view(np.int64)
    counts = (len(view.begin), _met(asks, view), distinct(view.customer))
    share = LARGEST * max(1, len(view.begin)) / max(1, outcome.units.size)
    kept = drawn(customer, rows.exposed, int(share) + 1)
    rows, customer = rows.take(kept), customer[kept]
    columns = covariates(outcome.units, view, rows, told_of, ends)
    columns = columns if beside is None else both(columns, beside(view, rows))
    entered: Ints = view.steps["occurred_at"][rows.at]
    day = factor.day(entered) if factor.day else np.zeros(len(entered), np.int64)
    outcomes = outcome.values(view, rows.won)
    return _Part(columns, outcomes, rows.exposed, customer, periods(entered), day, counts, reached)


def both(one: Columns, other: Columns) -> Columns:
    """The columns of the same rows side by side."""
    return Columns(np.hstack([one.values, other.values]), one.names + other.names)


def _met(asks: Asks, view: View) -> int:
    """In how many units the thing happens at all."""
    running = np.r_[0, np.cumsum(asks.exposing)]
    return int(np.sum(running[view.end] > running[view.begin]))


def _row(factor: Factor, effect: Effect, reach: Estimate, found: bool) -> Driver:
    return Driver(
        factor.kind, factor.name, factor.place, reach, effect.estimate, effect.naive, effect.exposed, effect.n,
        effect.outcome_exposed, effect.outcome_comparable, effect.robustness, effect.p, found, "",
        effect.note if np.isnan(effect.estimate.value) else "",
    )  # fmt: skip
