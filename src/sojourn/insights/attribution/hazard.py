"""The hazard model: what a touch does to the chance of the goal now, among customers of the same measured intent.

At each moment a customer's chance of the goal is a baseline of that moment times exp(b a + c x): `a` is what touches by
name still do (adstock), `x` the measured intent, how long the customer is known and how many goals came before. The
coefficients maximise the conditional likelihood of the cases among those at risk at the same moment (risk.py), with a
small ridge; a name that goes with fewer goals counts as doing nothing. Of each conversion the part 1 - exp(-b a) would
not have come without touches; it is shared by b a among the names. Its range is that of drawing customers and fitting
anew; it holds zero where chance alone explains as much.

Without a measure of intent the model gives search and the like what intent did, so it asks for one: "segment:NAME" (a
number or words known of customers), "property:NAME" (a number on steps; its latest), or the name of an event that
shows intent (how often lately). Several can be given.

Source: Shao and Li (2011) and Ji, Wang and Zhang, "A probabilistic multi-touch attribution model for online
advertising" (2016) for hazards of touches; Prentice and Breslow, Biometrika 65 (1978) for the likelihood; Bruzzi et
al., American Journal of Epidemiology 122 (1985) for the part that would not have come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations
from math import isnan

import numpy as np
from numpy.typing import NDArray

from sojourn.conditions import Condition
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import unknown
from sojourn.insights.attribution.drawing import estimates, times
from sojourn.insights.attribution.records import Attributed, Floats, of_all, ranked
from sojourn.insights.attribution.risk import (
    HALF_LIVES,
    MOST_CASES,
    Histories,
    RiskSets,
    cases_of,
    histories,
    risk_sets,
)
from sojourn.insights.attribution.untold import untold
from sojourn.journeys.definition import Step
from sojourn.measures.bootstrap import weights_of_buckets
from sojourn.measures.notes import unknown_names
from sojourn.periods import DAY, parse_duration

RESAMPLES = 100
LEAST = 50
"""With fewer conversions the names cannot be told apart."""
MOST_NAMES = 60
"""What so many names still do at each moment fits into memory, and is fitted in seconds."""
RIDGE = 1.0
"""Of coefficients of columns that vary by one: as much as one observation tells."""
LOOSE = 0.001
"""The ridge of what is known of the past: what it explains as well as touches do is given to it, not to them."""
ALIKE = 0.95
UNTOLD = (
    'What "{}" does cannot be told: customers become known by it, so it goes with how long they are known. '
    "The others share what they bring without it."
)
ROUGH = "The hazard model's ranges tell of chance alone: what the measure of intent misses comes on top."


def hazard(
    units: Units,
    goal: Step,
    over: str,
    touches: Condition | None,
    intent: str | Sequence[str] | None,
    half_life: str | timedelta | None,
    conversions: int,
) -> tuple[list[Attributed], list[str]]:
    """The rows of the hazard model, and notes. Raises UsageError where it cannot be fitted."""
    words = (intent,) if isinstance(intent, str) else tuple(intent or ())
    found = histories(units, goal, over, touches, words)
    names, found = _present(found, units.names(over))
    chosen, goals = cases_of(found), len(found.goals.time)
    cases = len(chosen.moment)
    if cases < LEAST:
        raise UsageError(
            f"The hazard model needs {LEAST} conversions of customers who were known before; there are {cases}. "
            "Take a longer time."
        )
    spans = HALF_LIVES if half_life is None else (parse_duration(half_life) / DAY,)
    if len(names) > MOST_NAMES:
        raise UsageError(
            f"The hazard model tells at most {MOST_NAMES} names apart; there are {len(names):,}. Take names of another "
            "kind (over=), or fewer of them (touches=)."
        )
    sets = risk_sets(found, chosen, len(names), spans)
    if not np.ptp(sets.intent, axis=(0, 1)).any():
        raise UsageError(f"The intent {' and '.join(words)} is the same for everybody. Give a measure that differs.")
    hidden = untold(sets)
    sets = sets._replace(adstock=np.where(hidden, 0.0, sets.adstock))
    fits = [fitted(adstock, sets.others, sets.there, sets.past.shape[2]) for adstock in sets.adstock]
    best = int(np.argmax([likelihood for _, likelihood in fits]))
    rows = _rows(names, sets, best, fits[best][0], conversions, cases / goals)
    rows = ranked(_unknown(row) if hidden[names.index(row.name)] else row for row in rows)
    notes = [UNTOLD.format(name) for name, alike in zip(names, hidden, strict=True) if alike]
    notes += [*_notes(names, sets, best, spans, cases), *unknown_names(units, *(w for w in words if ":" not in w))]
    return rows, notes


def _unknown(row: Attributed) -> Attributed:
    """The row of a name of which it cannot be told what it does."""
    said = unknown(row.share.method, row.share.n)
    return Attributed(row.model, row.name, said, said)


def _present(found: Histories, names: tuple[str, ...]) -> tuple[tuple[str, ...], Histories]:
    """Only the names that there are touches of."""
    codes, place = np.unique(found.touches.figure, return_inverse=True)
    kept = found.touches._replace(figure=place.astype(np.float64))
    return tuple(names[int(code)] for code in codes), found._replace(touches=kept)


def _rows(
    names: tuple[str, ...], sets: RiskSets, best: int, beta: Floats, conversions: int, known: float
) -> list[Attributed]:
    """What each name gets; ranges by drawing buckets of customers and fitting anew.

    `known`: the share of conversions of customers who were known before; the others owe nothing to touches.
    """
    adstock, others, size, loose = sets.adstock[best], sets.others, len(names), sets.past.shape[2]
    part = parts(adstock[:, 0], beta[:size])
    sums, often = [], []
    for weights in weights_of_buckets()[:RESAMPLES]:
        own = weights[sets.bucket]
        anew, _ = fitted(adstock, others, sets.there, loose, own, beta)
        sums.append(own @ parts(adstock[:, 0], anew[:size]))
        often.append(own.sum())
    shares = estimates(of_all(part.sum(axis=0)), np.array([of_all(each) for each in sums]), conversions, by_path=False)
    brought = estimates(
        known * part.mean(axis=0), known * np.array(sums) / np.array(often)[:, None], conversions, by_path=False
    )
    return ranked(
        Attributed("hazard", name, times(each, conversions), share)
        for name, each, share in zip(names, brought, shares, strict=True)
    )


def parts(adstock: Floats, beta: Floats) -> Floats:
    """The part of each conversion, [cases, names], that would not have come without the touches of a name."""
    pull = adstock * beta
    total = pull.sum(axis=1, keepdims=True)
    shared: Floats = np.divide(pull, total, out=np.zeros_like(pull), where=total > 0) * -np.expm1(-total)
    return shared


def fitted(
    adstock: Floats,
    others: Floats,
    there: NDArray[np.bool_],
    loose: int = 0,
    weights: Floats | None = None,
    start: Floats | None = None,
) -> tuple[Floats, float]:
    """Coefficients [names + covariates], none of a name below zero, and the penalised log-likelihood.

    Arrays as in `RiskSets`, the adstock of one half-life; `loose`: so many of the `others`, from the first on, have
    hardly any ridge; `weights`: how often each case counts.
    """
    columns = np.concatenate([adstock, others], axis=2)
    spread = columns.std(axis=(0, 1))
    scale = np.where(spread > 0, spread, np.inf)
    columns = columns / scale
    often = np.ones(len(columns)) if weights is None else weights
    free = spread > 0
    ridge = np.full(columns.shape[2], RIDGE)
    ridge[adstock.shape[2] : adstock.shape[2] + loose] = LOOSE
    beta = np.zeros(columns.shape[2]) if start is None else np.where(free, start * spread, 0.0)
    while True:
        beta, likelihood = _newton(columns, there, often, beta, free, ridge)
        below = np.flatnonzero(beta[: adstock.shape[2]] < 0)
        if len(below) == 0:
            return beta / scale, likelihood
        free[below] = False
        beta[below] = 0.0


def _newton(
    columns: Floats, there: NDArray[np.bool_], often: Floats, beta: Floats, free: NDArray[np.bool_], ridge: Floats
) -> tuple[Floats, float]:
    """Newton's steps on the free coefficients, halved while the likelihood would fall."""
    own, ridge = columns[:, :, free], ridge[free]
    value = beta[free]
    likelihood, gradient, information = _likelihood(own, there, often, value, ridge)
    for _ in range(30):
        step = np.linalg.solve(information, gradient)
        for _ in range(20):
            tried = _likelihood(own, there, often, value + step, ridge)
            if tried[0] >= likelihood:
                break
            step = step / 2
        gained = tried[0] - likelihood
        value, (likelihood, gradient, information) = value + step, tried
        if gained < 1e-7 * abs(likelihood):
            break
    full = np.zeros(len(free))
    full[free] = value
    return full, likelihood


def _likelihood(
    columns: Floats, there: NDArray[np.bool_], often: Floats, beta: Floats, ridge: Floats
) -> tuple[float, Floats, Floats]:
    """Penalised log-likelihood of each case among those at risk, its gradient and its information."""
    score = np.where(there, columns @ beta, -np.inf)
    score -= score.max(axis=1, keepdims=True)
    chance = np.exp(score)
    total = chance.sum(axis=1, keepdims=True)
    chance /= total
    log = often @ (score[:, 0] - np.log(total[:, 0])) - ridge @ beta**2 / 2
    middle = np.einsum("ij,ijk->ik", chance, columns)
    gradient = often @ (columns[:, 0] - middle) - ridge * beta
    weighted = (chance * often[:, None]).reshape(-1, 1) * columns.reshape(-1, columns.shape[2])
    squares = weighted.T @ columns.reshape(-1, columns.shape[2])
    information = squares - (middle * often[:, None]).T @ middle + np.diag(ridge)
    return float(log), gradient, information


def _notes(names: Sequence[str], sets: RiskSets, best: int, spans: Sequence[float], cases: int) -> list[str]:
    notes = [f"In the hazard model a touch counts half after {spans[best]:g} days.", ROUGH]
    if cases > MOST_CASES:
        notes.append(f"The hazard model was fitted to {MOST_CASES:,} conversions, drawn by chance.")
    at_risk = sets.adstock[best][:, 1:][sets.there[:, 1:]]
    with np.errstate(invalid="ignore"):
        alike = np.atleast_2d(np.corrcoef(at_risk.T)) if len(at_risk) > 1 else np.eye(len(names))
    for one, other in combinations(range(len(names)), 2):
        if not isnan(alike[one, other]) and alike[one, other] > ALIKE:
            notes.append(f'"{names[one]}" and "{names[other]}" come together: their effects cannot be told apart.')
    return notes
