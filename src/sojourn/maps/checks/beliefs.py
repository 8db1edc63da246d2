"""Checks of what cells rest on: where each comes from, and whether the figures deny what is believed."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sojourn.documents.cells import Cell
from sojourn.insights.beliefs import verdict_of
from sojourn.maps.checks.records import Basis, Check, Wrong
from sojourn.maps.spots import Located, located, quoted


def _provenance(basis: Basis) -> Iterator[Wrong]:
    for found in located(basis.document):
        if found.cell.provenance is None and found.cell.binding is None:
            yield Wrong(
                f"{quoted(found.cell)} does not say what it rests on. "
                "Add provenance: measured, cited (from research), asserted (an assumption) or inferred (estimated).",
                found.spot,
            )


def _sources(basis: Basis) -> Iterator[Wrong]:
    for found in located(basis.document):
        problem = _source_problem(found)
        if problem:
            yield Wrong(f"{quoted(found.cell)} {problem}", found.spot)


def _source_problem(found: Located) -> str:
    cell = found.cell
    if cell.provenance == "measured":
        there = cell.binding or cell.measured or cell.source
        return "" if there else "says it is measured, but not how. Give it a binding, or a source: ..."
    if cell.provenance == "cited":
        return "" if cell.source else "is from research, but not from which. Add source: ..."
    if cell.provenance == "asserted":
        said = cell.source or cell.author or cell.binding
        return "" if said else "is an assumption of nobody. Say whose: source: ..., or author: NAME"
    return ""


def _contradictions(basis: Basis) -> Iterator[Wrong]:
    """Beliefs about how it is; what a lane or map wishes for cannot be wrong."""
    for found in located(basis.document):
        if (found.lane.state or basis.document.state) == "to-be":
            continue
        verdicts = [verdict_of(belief) for belief in _put_to_the_test(basis, found)]
        against = next((verdict for verdict in verdicts if verdict.status == "contradicted"), None)
        if against:
            yield Wrong(
                f"{quoted(found.cell)} is contradicted: {_sentence(against.reason)} Correct it, or ask customers why.",
                found.spot,
            )


def _put_to_the_test(basis: Basis, belief: Located) -> Iterator[Cell]:
    """A belief with its own figure; a feeling without one, with each that was measured of it in another cell."""
    if belief.cell.measured is not None or belief.cell.asserted is None or belief.lane.kind != "feelings":
        yield belief.cell
        return
    for other in located(basis.document, "feelings"):
        same = other.at == belief.at and (other.lane.persona or belief.lane.persona) == belief.lane.persona
        if same and other.cell.measured is not None and other.lane.state != "to-be":
            yield msgspec.structs.replace(belief.cell, measured=other.cell.measured)


def _sentence(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


GROUP = "What it rests on"
CHECKS = (
    Check("provenance", "error", GROUP, "Every cell says what it rests on", _provenance,
          "Mark each note: measured, from research, assumption or estimated. Most of a workshop is assumption."),
    Check("source", "warning", GROUP, "Research names its source, an assumption who made it", _sources,
          "Write the source, or your name, on each note."),
    Check("contradicted", "error", GROUP, "No assumption is contradicted by what was measured", _contradictions),
)  # fmt: skip
