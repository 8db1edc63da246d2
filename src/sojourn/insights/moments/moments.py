"""Moments that matter: effect x reach x gap, with what chance does to each."""

from __future__ import annotations

from math import isnan, nan

import msgspec
import numpy as np

from sojourn.effects.records import Floats
from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.estimates import Estimate, Z, unknown
from sojourn.feedback.collecting import mean_by_customer, said
from sojourn.insights.drivers.comparing import compare
from sojourn.insights.drivers.drivers import factors_of
from sojourn.insights.drivers.outcomes import outcome_of
from sojourn.insights.drivers.records import Driver
from sojourn.insights.drivers.telling import apart, cannot_tell
from sojourn.insights.moments.coming import Coming, coming
from sojourn.insights.moments.records import Moment, Moments
from sojourn.insights.words import percent
from sojourn.journeys.definition import Step
from sojourn.measures.bootstrap import METHOD as METHOD_OF_FEELINGS
from sojourn.measures.feelings import feelings_of

DRAWS = 4000
FEWEST = 30
"""Where fewer customers have rated a touchpoint the gap is taken from the outcome."""
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
    came = coming(asked, [row.name for row in drivers])
    rows = [_row(row, came[row.name], felt.get(row.name, unknown(METHOD_OF_FEELINGS))) for row in drivers]
    weights = np.array([_drawn(row, place) for place, row in enumerate(rows)])
    return Moments(_ranked(rows, weights), asked.name, notes=cannot_tell(drivers))


def _felt(units: Units) -> dict[str, Estimate]:
    """The mean feeling about each touchpoint, by all kinds of scores on one scale, with its range by customer."""
    rows = said(units)
    felt = feelings_of(rows.score, rows.kind, units.field("score_kind").names)
    rated = ~np.isnan(felt)
    rows, felt = rows.take(rated), felt[rated]
    found = {}
    for code, name in enumerate(units.names("touchpoint")):
        about = rows.touchpoint == code
        if rows.take(about).customers >= FEWEST:
            found[name] = mean_by_customer(rows.take(about), felt[about])
    return found


def _gap(came: Coming, felt: Estimate) -> Estimate:
    """From 0 (everybody delighted, or there) to 1."""
    if isnan(felt.value):
        return came.gap
    low, high = ((BEST - bound) / 4 for bound in (felt.high, felt.low))
    return Estimate((BEST - felt.value) / 4, max(low, 0.0), min(high, 1.0), felt.n, felt.method)


def _drawn(row: Moment, place: int) -> Floats:
    """The weight in each draw, float64[DRAWS]."""
    rng = np.random.default_rng([20_260_101, place])
    effect, reach, away = (_draws(each, rng) for each in (row.effect, row.reach, row.gap))
    return np.asarray(np.abs(effect) * np.clip(reach, 0, 1) * np.clip(away, 0, 1))


def _draws(estimate: Estimate, rng: np.random.Generator) -> Floats:
    """All alike where no range can be said."""
    width = estimate.high - estimate.low
    return estimate.value + (0.0 if isnan(width) else width) / (2 * Z) * rng.normal(size=DRAWS)


def _row(row: Driver, came: Coming, felt: Estimate) -> Moment:
    gap = _gap(came, felt)
    weight = abs(row.effect.value) * came.reach.value * gap.value
    weighed = Estimate(weight, nan, nan, row.compared, METHOD)
    sentence = _sentence(row, came.reach, gap, felt)
    return Moment(row.name, 0, 0, 0, weighed, row.effect, came.reach, gap, felt, row.found, sentence)


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


def _sentence(row: Driver, comes: Estimate, gap: Estimate, felt: Estimate) -> str:
    reach = f"{percent(comes.value)} of journeys come to {row.name}"
    goes = apart(row.effect.value, row.effect.low, row.effect.high, True)
    goes = f"it goes with {goes} of the outcome" if row.found else f"what goes with it may be chance ({goes})"
    away = f"{percent(gap.value)} of them do not reach the outcome afterwards"
    if not isnan(felt.value):
        rating = f"{felt.value:+.1f}".replace("-", "\u2212")
        away = f"customers rate it {rating} on a scale from \u22122 to +2"
    return f"{reach}; {goes}; {away}."
