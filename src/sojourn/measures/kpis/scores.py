"""Customers' own scores: NPS, CSAT, CES and stars. Kinds are never mixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.engines.units import Mask, Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate
from sojourn.journeys.view import View
from sojourn.measures.answers import about, answers
from sojourn.measures.feelings import scale_of
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Cell, Counting, Kpi, Records, records
from sojourn.measures.kpis.steps import keyed, live_steps

Scores = NDArray[np.float64]


class Asked(NamedTuple):
    """Which answers count: of one kind of score; with `unlabelled`, those too that do not say their kind.

    `stage` and `touchpoint` are what they are about; see `sojourn.measures.answers`.
    """

    kind: str
    unlabelled: bool
    stage: str | None
    touchpoint: str | None


UNLABELLED = (
    "No score here says that it is {kind}. If all scores without a kind are, say so (in Python unlabelled=True, in a "
    "shell --option unlabelled=true)."
)


def nps(units: Units, unlabelled: bool = False, stage: str | None = None, touchpoint: str | None = None) -> Counting:
    """Answers of 9 or more promote, of 6 or less detract."""
    asked = Asked("nps", unlabelled, stage, touchpoint)
    return _scored(units, asked, estimating.points, lambda score: _sign(score >= 9, score <= 6))


def csat(units: Units, unlabelled: bool = False, stage: str | None = None, touchpoint: str | None = None) -> Counting:
    """Answers of 4 or 5."""
    asked = Asked("csat", unlabelled, stage, touchpoint)
    return _scored(units, asked, estimating.share, lambda score: (score >= 4).astype(np.float64))


def ces(
    units: Units,
    kind: str = "mean",
    unlabelled: bool = False,
    stage: str | None = None,
    touchpoint: str | None = None,
) -> Counting:
    """`kind="share"`: answers of 5 to 7. Raises UsageError for other kinds."""
    asked = Asked("ces", unlabelled, stage, touchpoint)
    if kind not in ("mean", "share"):
        raise UsageError(f'kind of "ces" is "mean" or "share", not "{kind}".')
    if kind == "share":
        share = _scored(units, asked, estimating.share, lambda score: (score >= 5).astype(np.float64))
        return share._replace(unit="share")
    return _scored(units, asked, estimating.mean, lambda score: score)


def rating(units: Units, unlabelled: bool = False, stage: str | None = None, touchpoint: str | None = None) -> Counting:
    """The mean of stars."""
    return _scored(units, Asked("stars", unlabelled, stage, touchpoint), estimating.mean, lambda score: score)


def _scored(
    units: Units, asked: Asked, estimate: Callable[[Cell], Estimate], counts: Callable[[Scores], Scores]
) -> Counting:
    """Each answer of one kind on its scale, about the place that is asked for."""
    kind, unlabelled = asked.kind, asked.unlabelled
    scale = scale_of(kind)

    def count(view: View, cells: Cells) -> Records:
        steps = live_steps(view)
        steps = steps.take(~np.isnan(view.steps["score"][steps.at]))
        kinds = units.field("score_kind").names
        wanted = np.array([name == kind or (unlabelled and name is None) for name in kinds], np.bool_)
        steps = steps.take(wanted[keyed(units, "score_kind", view, steps)])
        score = view.steps["score"][steps.at].astype(np.float64)
        valid = (score >= scale.lowest) & (score <= scale.highest)
        if asked.stage is not None or asked.touchpoint is not None:
            found = answers(units, view)
            valid &= np.isin(steps.at, found.at[about(units, found, asked.stage, asked.touchpoint)])
        kept = steps.take(valid)
        return records(kept.at, kept.customer, counts(score[valid]), left_out=int(np.sum(~valid)))

    said = f"{{n}} scores outside {scale.lowest:g} to {scale.highest:g} were left out."
    return Counting(count, estimate, said, _notes(units, kind, unlabelled))


def _notes(units: Units, kind: str, unlabelled: bool) -> tuple[str, ...]:
    kinds = units.field("score_kind").names
    if kind in kinds or unlabelled:
        return ()
    return (UNLABELLED.format(kind=kind),)


def _sign(up: Mask, down: Mask) -> Scores:
    return up.astype(np.float64) - down


KPIS = (
    Kpi(
        "nps",
        "Net promoter score, -100 to 100: 100 x (answers of 9 and 10, less answers of 0 to 6) / answers from 0 to 10.",
        "points",
        "higher",
        nps,
    ),
    Kpi("csat", "Share of satisfaction answers from 1 to 5 that are 4 or 5.", "share", "higher", csat),
    Kpi(
        "ces",
        "Customer effort score from 1 to 7, where 7 is effortless: the {kind} (share: of answers from 5).",
        "points",
        "higher",
        ces,
    ),
    Kpi("rating", "Mean of ratings from 1 to 5 stars.", "stars", "higher", rating),
)
