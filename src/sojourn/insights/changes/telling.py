"""A change in words: what came of it beside what was expected."""

from __future__ import annotations

from math import isfinite

from sojourn.documents.change import ChangeFile
from sojourn.estimates import Estimate
from sojourn.insights.changes.records import Verdict
from sojourn.insights.words import day, figures

SAID = {
    "confirmed": "confirmed",
    "worse": "it got worse",
    "no change seen": "no change seen",
    "cannot tell": "cannot tell",
    "not tested": "not tested",
}


UNSAID = ("the measure's unit", "times", "value")
"""Units that need not be said."""


def sentence(change: ChangeFile, verdict: Verdict, predicted: Estimate, realised: Estimate, unit: str) -> str:
    """For example "Call notes are shared (2 July 2025): confirmed. Gain predicted 29.0 points, realised ..."."""
    told = f"{change.what.rstrip('.')} ({day(change.date) if change.date else 'no date'}): {SAID[verdict]}."
    parts = []
    if isfinite(predicted.value):
        parts.append(f"predicted {amount(predicted, unit)}")
    if isfinite(realised.low):
        parts.append(f"realised {amount(realised, unit)}")
    return f"{told} Gain {', '.join(parts)}." if parts else told


def amount(found: Estimate, unit: str) -> str:
    """A gain in its unit, with its likely range."""
    if not isfinite(found.value):
        return "not known"
    if unit == "share":
        value = f"{100 * found.value:.1f} points"
        return value if not isfinite(found.low) else f"{value} (likely {100 * found.low:.1f} to {100 * found.high:.1f})"
    value, _, likely = figures(found).partition(" ")
    after = "" if unit in UNSAID else f" {unit}"
    return f"{value}{after} {likely}".rstrip()
