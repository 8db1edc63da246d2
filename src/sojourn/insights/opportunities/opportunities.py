"""Opportunities of a log: those written down and those that its pain points propose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from sojourn.documents.opportunity import Opportunity
from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.insights.opportunities.answer import Opportunities
from sojourn.insights.opportunities.from_pain_points import evidence_of
from sojourn.insights.opportunities.ranking import ranked
from sojourn.journeys.definition import Step


def opportunities(
    units: Units,
    outcome: Step | None = None,
    method: str = "gain",
    formula: str | None = None,
    stored: Sequence[Opportunity] = (),
    proposed: bool = True,
    progress: Progress = silent,
    confirmed: Collection[str] = (),
    folder: Path | None = None,
) -> Opportunities:
    """Rank opportunities by a method, or by a formula over the fields of `Score` and `gain`.

    `stored` are those written down (`ws.opportunities()` gives them along). Reach, confidence and the expected gain
    come from the pain points of these journeys, where nobody gave a number; with `proposed` each pain point that no
    stored one is about proposes one; those of the ids `confirmed` were proven by a change. `folder` is the workspace's,
    with the themes and models of comments. Where no pain point can be looked for, `notes` say why.
    Raises UnknownName for a method, UsageError for a formula that cannot be used.
    """
    from sojourn.insights.changes.confirming import with_status
    from sojourn.insights.pain_points import pain_points

    found, notes = [], []
    for each in _outcomes(stored, outcome):
        try:
            pains = pain_points(units, each, folder=folder, progress=progress)
            found.append(with_status(pains, confirmed))
        except UsageError as error:
            notes.append(f"Pain points could not be looked for: {error}")
    known = [one for pains in found for one in evidence_of(pains)]
    name = found[0].outcome if len(found) == 1 else None
    return ranked(stored, known, method, formula, name, tuple(notes), proposed)


def _outcomes(stored: Sequence[Opportunity], outcome: Step | None) -> tuple[Step | None, ...]:
    """By which outcomes pain points are asked for: the given one, else each that a stored opportunity names."""
    if outcome is not None:
        return (outcome,)
    return tuple(dict.fromkeys(one.outcome for one in stored if one.about)) or (None,)
