"""Moments that matter: effect x reach x gap, with what chance does to each."""

from __future__ import annotations

from math import isnan, nan

import msgspec
import numpy as np

from sojourn.effects.records import Floats
from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.estimates import Estimate, Z, unknown, wilson
from sojourn.insights.drivers.comparing import compare
from sojourn.insights.drivers.drivers import factors_of
from sojourn.insights.drivers.outcomes import outcome_of
from sojourn.insights.drivers.records import Driver
from sojourn.insights.drivers.telling import apart, cannot_tell
from sojourn.insights.moments.records import Moment, Moments
from sojourn.insights.words import percent
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.answers import answers
from sojourn.measures.feelings import feelings_of

DRAWS = 4000
FEWEST = 30
"""With fewer scores about a touchpoint the gap is taken from the outcome."""
METHOD = "simulated from the ranges of effect, reach and gap"
BEST = 2.0
"""The top of the scale of feelings; the scale is 4 wide."""


def moments(
    units: Units, outcome: Step | list[str] | None = None, q: float = 0.05, progress: Progress = silent
) -> Moments:
    """Rank touchpoints by effect x reach x gap; see `Moment`.

    The effect is adjusted as for `drivers`; touchpoints of which that tells nothing are left out. Ranges come from
    drawing all three within theirs (seeded); where the effect may be nothing, so may the weight. Raises UsageError as
    `drivers`.
    """
    asked = outcome_of(units, outcome)
    drivers = [row for row in compare(factors_of(asked, "touchpoint"), asked, q, progress) if not row.why_not]
    felt = _felt(asked.units)
    feelings = [felt.get(row.name, unknown("t")) for row in drivers]
    gaps = [_gap(row, feeling) for row, feeling in zip(drivers, feelings, strict=True)]
    weights = np.array([_drawn(row, gap, place) for place, (row, gap) in enumerate(zip(drivers, gaps, strict=True))])
    rows = [_row(*each) for each in zip(drivers, gaps, feelings, strict=True)]
    return Moments(_ranked(rows, weights), asked.name, notes=cannot_tell(drivers))


def _felt(units: Units) -> dict[str, Estimate]:
    """The mean feeling about each touchpoint, by all kinds of scores on one scale; each answer counts once."""
    names, kinds = units.names("touchpoint"), units.field("score_kind").names

    def task(view: View) -> Floats:
        found = answers(units, view)
        felt = feelings_of(found.score, found.kind, kinds)
        valid = ~np.isnan(felt)
        where, value = found.touchpoint[valid], felt[valid]
        columns = (np.ones(len(value)), value, value**2)
        return np.column_stack([np.bincount(where, each, len(names)) for each in columns])

    sums = np.sum(units.collect(task), axis=0)
    return {name: _mean(*own) for name, own in zip(names, sums.tolist(), strict=True) if own[0] >= FEWEST}


def _mean(n: float, total: float, squares: float) -> Estimate:
    value = total / n
    half = Z * (max(squares / n - value**2, 0) / (n - 1)) ** 0.5
    return Estimate(value, value - half, value + half, int(n), "t")


def _gap(row: Driver, felt: Estimate) -> Estimate:
    """From 0 (everybody delighted, or there) to 1."""
    if not isnan(felt.value):
        low, high = ((BEST - bound) / 4 for bound in (felt.high, felt.low))
        return Estimate((BEST - felt.value) / 4, max(low, 0.0), min(high, 1.0), felt.n, felt.method)
    share = wilson(round(min(max(row.outcome_exposed, 0), 1) * row.exposed), row.exposed)
    return Estimate(1 - share.value, 1 - share.high, 1 - share.low, share.n, share.method)


def _drawn(row: Driver, gap: Estimate, place: int) -> Floats:
    """The weight in each draw, float64[DRAWS]."""
    rng = np.random.default_rng([20_260_101, place])
    effect, reach, away = (_draws(each, rng) for each in (row.effect, row.reach, gap))
    return np.asarray(np.abs(effect) * np.clip(reach, 0, 1) * np.clip(away, 0, 1))


def _draws(estimate: Estimate, rng: np.random.Generator) -> Floats:
    return estimate.value + (estimate.high - estimate.low) / (2 * Z) * rng.normal(size=DRAWS)


def _row(row: Driver, gap: Estimate, felt: Estimate) -> Moment:
    weight = abs(row.effect.value) * row.reach.value * gap.value
    weighed = Estimate(weight, nan, nan, row.compared, METHOD)
    said = _sentence(row, gap, felt)
    return Moment(row.name, 0, 0, 0, weighed, row.effect, row.reach, gap, felt, row.found, said)


def _ranked(rows: list[Moment], weights: Floats) -> tuple[Moment, ...]:
    """In order of the weight, with the ranks that come up in 95 of 100 draws."""
    if not rows:
        return ()
    places = np.argsort(np.argsort(-weights, axis=0), axis=0) + 1
    best, worst = np.quantile(places, [0.025, 0.975], axis=1, method="nearest").astype(int).tolist()
    low, high = np.quantile(weights, [0.025, 0.975], axis=1).tolist()
    order = sorted(range(len(rows)), key=lambda k: (-rows[k].weight.value, rows[k].touchpoint))
    return tuple(_placed(rows[k], rank, best[k], worst[k], low[k], high[k]) for rank, k in enumerate(order, 1))


def _placed(row: Moment, rank: int, best: int, worst: int, low: float, high: float) -> Moment:
    nothing = row.effect.low <= 0 <= row.effect.high
    value = row.weight.value
    weight = Estimate(value, 0.0 if nothing else min(low, value), max(high, value), row.weight.n, METHOD)
    return msgspec.structs.replace(row, rank=rank, best=min(best, rank), worst=max(worst, rank), weight=weight)


def _sentence(row: Driver, gap: Estimate, felt: Estimate) -> str:
    reach = f"{percent(row.reach.value)} of journeys come to {row.name}"
    goes = apart(row.effect.value, row.effect.low, row.effect.high, True)
    goes = f"it goes with {goes} of the outcome" if row.found else f"what goes with it may be chance ({goes})"
    away = f"{percent(gap.value)} of them do not reach the outcome"
    if not isnan(felt.value):
        rating = f"{felt.value:+.1f}".replace("-", "\u2212")
        away = f"customers rate it {rating} on a scale from \u22122 to +2"
    return f"{reach}; {goes}; {away}."
