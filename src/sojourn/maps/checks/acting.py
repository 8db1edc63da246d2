"""Checks of what is to be done: pain points have an owner and an opportunity, opportunities can be ranked."""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.documents.map import MapDocument
from sojourn.insights.opportunities.methods import outside
from sojourn.maps.checks.records import Basis, Check, Wrong
from sojourn.maps.prioritising import missing_of
from sojourn.maps.spots import Located, located, quoted
from sojourn.maps.words import listed


def _owners(basis: Basis) -> Iterator[Wrong]:
    for found in located(basis.document, "pain_points"):
        if not (found.cell.owner or "").strip():
            yield Wrong(f"{quoted(found.cell)} has no owner. Give it one: owner: NAME", found.spot)


def _opportunities(basis: Basis) -> Iterator[Wrong]:
    answered = _answered(basis.document)
    for found in located(basis.document, "pain_points"):
        if found.spot.path not in answered:
            how = f"about: [{found.cell.id}]" if found.cell.id else "about: [ID], with the id you give this pain point"
            yield Wrong(
                f"{quoted(found.cell)} has no opportunity. Write one down, and say there what it is about: {how}",
                found.spot,
            )


def _answered(document: MapDocument) -> set[str]:
    """The paths of pain points with an opportunity.

    One names the other in `about`; an opportunity that names nothing is about the pain points of its place.
    """
    opportunities = list(located(document, "opportunities"))
    ids = {found.cell.id for found in opportunities if found.cell.id}
    named = {other for found in opportunities for other in found.cell.about}
    places = {found.at for found in opportunities if not found.cell.about}
    return {
        found.spot.path
        for found in located(document, "pain_points")
        if found.cell.id in named or ids & set(found.cell.about) or found.at in places
    }


def _scores(basis: Basis) -> Iterator[Wrong]:
    for found in located(basis.document, "opportunities"):
        problem = _score_problem(basis.document, found)
        if problem:
            yield Wrong(f"{quoted(found.cell)} {problem}", found.spot)


def _score_problem(document: MapDocument, found: Located) -> str:
    """What keeps every method from ranking it; empty where one can."""
    missing = missing_of(document, found.cell)
    if not all(missing.values()):
        return ""
    if found.cell.score is None:
        return "is not scored. Score it, for example for ICE: score: {impact: 1..10, confidence: 0..1, ease: 1..10}"
    method, least = min(missing.items(), key=lambda pair: len(pair[1]))
    return f"cannot be ranked yet. For {method} its score still needs {listed(least)}."


def _ranges(basis: Basis) -> Iterator[Wrong]:
    for found in located(basis.document, "opportunities"):
        for problem in outside(found.cell.score) if found.cell.score else ():
            yield Wrong(f"{quoted(found.cell)}: {problem}. Correct the score, or what it is measured in.", found.spot)


GROUP = "What is done"
CHECKS = (
    Check("pain-point-owner", "error", GROUP, "Every pain point has an owner", _owners,
          "Give each pain point to somebody who can change it."),
    Check("pain-point-opportunity", "error", GROUP, "Every pain point has an opportunity", _opportunities,
          "For each pain point, write down what could be done about it."),
    Check("opportunity-score", "error", GROUP, "Every opportunity is scored", _scores,
          "Score each opportunity together: impact, confidence, effort."),
    Check("score-range", "warning", GROUP, "Scores keep to their ranges", _ranges),
)  # fmt: skip
