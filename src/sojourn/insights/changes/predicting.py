"""Whether what is predicted can come true: a share never changes by more than all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sojourn.documents.change import ChangeFile, Prediction, Proof
from sojourn.documents.experiment import Declared
from sojourn.errors import DefinitionError, SojournError
from sojourn.measures.kpis import MEASURES

Declares = Callable[[str], Declared]
"""An experiment of the workspace by its name."""


def check_prediction(path: Path | str, change: ChangeFile, declared: Declares) -> None:
    """Raises DefinitionError, naming the file and the field, for a change of a share beyond -1 to 1."""
    if change.proof is None or _unit_of(change.proof, declared) != "share":
        return
    if problem := beyond_a_share(change.predicted):
        raise DefinitionError(f"{path}: {problem}")


def beyond_a_share(predicted: Prediction | None) -> str:
    """Which field of a prediction in the unit of a share cannot be, and what to write; empty where all can."""
    if predicted is None or predicted.worth is not None:
        return ""
    for field in ("value", "low", "high"):
        given = getattr(predicted, field)
        if given is not None and not -1 <= given <= 1:
            points = f", and {given / 100:g} where {given:g} points are meant" if abs(given) <= 100 else ""
            return (
                f"predicted, {field}: {given:g} is no change of a share, which lies between -1 and 1. "
                f"Write 0.05 for 5 points{points}. A gain in money needs a worth and a unit."
            )
    return ""


def _unit_of(proof: Proof, declared: Declares) -> str:
    """The unit of the measure that is to prove it; empty where its name says none, or its experiment is not there."""
    name = proof.measure
    if proof.experiment is not None:
        try:
            name = declared(proof.experiment).primary.measure
        except SojournError:
            return ""
    return MEASURES[name].unit if name is not None and name in MEASURES else ""
