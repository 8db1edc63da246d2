"""Feelings: customers' own scores on one scale from -2 (bad) to +2 (good), at the step they are about."""

from __future__ import annotations

import numpy as np

from sojourn.engines.units import Mask, Units
from sojourn.journeys.view import View
from sojourn.measures.answers import Answers, about, answers
from sojourn.measures.feelings import feelings, scale_of
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Counting, Kpi, Records, records
from sojourn.measures.notes import unknown_names


def feeling(
    units: Units,
    score: str,
    stage: str | None = None,
    touchpoint: str | None = None,
    neutral: float | None = None,
) -> Counting:
    """The mean over answers of one kind of score; `stage` and `touchpoint` are what they are about.

    Raises UnknownName for a kind that is not nps, csat, ces or stars.
    """
    scale_of(score)

    def count(view: View, cells: Cells) -> Records:
        found = answers(units, view)
        chosen = about(units, found, stage, touchpoint) & of_kind(units, found, score)
        felt = feelings(found.score[chosen], score, neutral)
        valid = ~np.isnan(felt)
        at, unit = found.at[chosen][valid], found.unit[chosen][valid]
        return records(at, view.customer[unit], felt[valid], left_out=int(np.sum(~valid)))

    notes = (*unknown_names(units, stage, over="stage"), *unknown_names(units, touchpoint, over="touchpoint"))
    return Counting(count, estimating.mean, "{n} scores outside the scale were left out.", notes)


def of_kind(units: Units, found: Answers, score: str) -> Mask:
    """Which answers are a score of one kind."""
    kinds = [code for code, name in enumerate(units.field("score_kind").names) if name == score]
    return np.isin(found.kind, kinds) & ~np.isnan(found.score)


KPIS = (
    Kpi(
        "feeling",
        "Mean {score} on the scale of feelings from −2 to +2, at the step that the answers are about.",
        "feeling",
        "higher",
        feeling,
    ),
)
