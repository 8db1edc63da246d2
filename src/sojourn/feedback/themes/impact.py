"""What goes with speaking of a theme: a score, or the goal later on, among comparable comments.

Those who speak of a theme are compared with others who commented in the same period, adjusted for what was known of
them before the comment (`sojourn.effects`). The bare difference mixes the theme with who speaks of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sojourn.conditions import Condition
from sojourn.effects import Effect, Sample, adjusted_effect
from sojourn.effects.covariates import Columns, Known, covariates, joined, known
from sojourn.effects.goals import said, usual_goal
from sojourn.effects.records import Floats, Ints, Mask
from sojourn.effects.risk_sets import RiskSet, first_after, periods
from sojourn.effects.settling import known_by, settled
from sojourn.engines.units import Units
from sojourn.feedback.collecting import scales
from sojourn.feedback.joining import joined as answers_of
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.feelings import SCALES
from sojourn.periods import DAY

HORIZON = 90 * DAY
"""The goal counts when it comes within so long after the comment, microseconds."""
FEWEST = 30
"""Comments on a theme, and others, from which on an effect is estimated."""
LARGEST = 5_000
"""Comments at most; of more, those of customers with the smallest hashes."""


class Compared(NamedTuple):
    """Comments to compare: their `text` code, and a sample for each outcome without the exposure. `on`: its name."""

    on: str
    text: Ints
    sample: Sample


class _Part(NamedTuple):
    columns: Columns
    customer: Ints
    period: Ints
    text: Ints
    score: Floats
    kind: Ints
    goal: Floats


def compared(units: Units, goal: Step | None) -> tuple[Compared, ...]:
    """The comments with a score, by kind, and all comments with the goal after them; without too few."""
    wanted = goal if goal is not None else usual_goal(units)
    what = known(units)
    parts = units.collect(lambda view: _part(units, view, what, wanted))
    total = sum(len(part.text) for part in parts)
    if total < 2 * FEWEST:
        return ()
    columns = joined([part.columns for part in parts])
    laid = (np.concatenate([part[k] for part in parts]) for k in range(1, len(_Part._fields)))
    who, period, text, score, kind, won = laid
    in_order = np.argsort(who, kind="stable")
    outcomes = [(name, _scored(score, kind == code, name)) for code, name in scales(units)]
    outcomes.append((_said(wanted), won))
    found = []
    for on, outcome in outcomes:
        rows = in_order[~np.isnan(outcome[in_order])][:LARGEST]
        sample = Sample(
            outcome[rows], np.zeros(len(rows), np.bool_), columns.values[rows], columns.names, who[rows], period[rows]
        )
        if len(rows) >= 2 * FEWEST and len(np.unique(outcome[rows])) > 1:
            found.append(Compared(on, text[rows], sample))
    return tuple(found)


def effect_of(about: Mask, one: Compared) -> Effect | None:
    """The effect of a theme; `about` is bool[codes of text]. None where too few speak of it, or too few do not."""
    exposed = about[one.text]
    if min(int(exposed.sum()), int((~exposed).sum())) < FEWEST:
        return None
    return adjusted_effect(one.sample._replace(exposed=exposed))


def _part(units: Units, view: View, what: Known, wanted: Step | None) -> _Part:
    found = answers_of(units, view)
    rows = np.flatnonzero(found.text > 0)
    at, unit = found.at[rows], found.unit[rows]
    hits = np.zeros(len(view.steps["seq"]), np.bool_) if wanted is None else units.matching(wanted, view)
    nothing = np.full(len(at), -1, np.int64)
    spoken = RiskSet(unit, at, nothing, nothing, at - 1)
    made = covariates(units, view, spoken, what, hits)
    told = settled(view, spoken, known_by(units, lambda _: spoken, HORIZON))
    goal = np.full(len(at), np.nan) if wanted is None else np.where(told, _later(view, spoken, hits), np.nan)
    who = view.customers.hash[view.customer[unit]].view(np.int64)
    period = periods(view.steps["occurred_at"][at])
    return _Part(made, who, period, found.text[rows], found.score[rows], found.kind[rows], goal)


def _later(view: View, rows: RiskSet, hits: Mask) -> Mask:
    """Whether the goal comes within the horizon."""
    at, time = rows.at, view.steps["occurred_at"]
    step = first_after(hits, at, view.end[rows.unit])
    soon: Mask = (step >= 0) & (time[np.maximum(step, at)] - time[at] <= HORIZON)
    return soon


def _scored(score: Floats, chosen: Mask, kind: str) -> Floats:
    """Scores of one kind; NPS as points: 100 for promoters, -100 for detractors, so that a mean is an NPS."""
    scale = SCALES[kind]
    inside = chosen & (score >= scale.lowest) & (score <= scale.highest)
    worth = 100.0 * ((score >= 9).astype(np.float64) - (score <= 6)) if kind == "nps" else score
    return np.where(inside, worth, np.nan)


def _said(wanted: Step | None) -> str:
    """The goal by its names; conditions are too long for a sentence about a theme."""
    return "goal" if wanted is None or isinstance(wanted, Condition) else said(wanted)
