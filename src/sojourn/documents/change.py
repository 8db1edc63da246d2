"""Changes that were made, with what was expected of them: `changes/NAME.yaml` of a workspace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from sojourn.definition_files import read_definition
from sojourn.documents.ids import slug
from sojourn.documents.plain import plain
from sojourn.documents.problems import condition_problems
from sojourn.documents.yaml_writing import document
from sojourn.errors import DefinitionError, UsageError
from sojourn.files import write_whole


class Control(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A series that the change left alone, to compare with.

    What is left out is as in the series itself: another `measure` with its `options`, or the same measure of other
    steps (`where`) or other `customers`.
    """

    measure: str | None = None
    options: dict[str, Any] = {}
    where: str | None = None
    customers: str | None = None


class Prediction(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a change was expected to bring: a gain, above zero where things get better, with its likely range.

    Without `worth` it is in the measure's own unit (a share of 0.05 is 5 points). With `worth`, what one of the
    measure's units is worth in `unit` (12 for 12 EUR for each call that is saved), it is what a month brings.
    """

    value: float
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    worth: float | None = None


class Proof(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How it is to be proven: by an `experiment` of the workspace, or by a `measure` before and after.

    `options` are those of the measure; `journeys` a stored definition, `where` and `customers` conditions on whom the
    change reached; `controls` what it left alone; `every`, `method`, `washout`, `direction` as in `before_after`.
    """

    experiment: str | None = None
    measure: str | None = None
    options: dict[str, Any] = {}
    controls: tuple[str | Control, ...] = ()
    journeys: str | None = None
    where: str | None = None
    customers: str | None = None
    every: str | None = None
    method: str = "structural"
    washout: str | None = None
    direction: str | None = None


class ChangeFile(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What changes/NAME.yaml may say.

    `date` is the day from which customers met the change. `about` are ids of the pain points and opportunities that it
    is meant for ("waiting:delivery").
    """

    what: str = ""
    date: dt.date | None = None
    touchpoint: str | None = None
    stage: str | None = None
    about: tuple[str, ...] = ()
    owner: str | None = None
    predicted: Prediction | None = None
    proof: Proof | None = None
    note: str | None = None


def read_changes(folder: Path) -> dict[str, ChangeFile]:
    """The changes of a folder by id, which is the file's name. Raises DefinitionError naming the file and the place."""
    return {path.stem: read_change(path) for path in sorted(folder.glob("*.yaml"))}


def read_change(path: Path) -> ChangeFile:
    """One change. Raises DefinitionError."""
    found = read_definition(path, ChangeFile)
    for problem in problems(found):
        raise DefinitionError(f"{path}: {problem}")
    return found


def write_change(folder: Path, name: str, change: ChangeFile) -> Path:
    """Write a change down, whole or not at all. Raises UsageError for a name that is taken or none, DefinitionError."""
    if not name or slug(name) != name:
        raise UsageError(f'A change cannot be called "{name}". Use small letters, digits and -: {slug(name)}')
    path = folder / f"{name}.yaml"
    if path.exists():
        raise UsageError(f"{path} is there already. Edit it, or give another name=.")
    for problem in problems(change):
        raise DefinitionError(f"{name}: {problem}")
    folder.mkdir(exist_ok=True)
    write_whole(path, document(plain(change)).encode())
    return path


def problems(found: ChangeFile) -> Iterator[str]:
    """What is wrong with a change that has the right form."""
    if not found.what.strip():
        yield "what is missing: say what was changed, such as what: Call notes are shared."
    if found.date is None:
        yield "date is missing: from which day on did customers meet it? Such as date: 2026-03-01."
    yield from _of_prediction(found.predicted)
    proof = found.proof
    if proof is None:
        return
    if (proof.experiment is None) == (proof.measure is None):
        yield "proof: give an experiment, or a measure to compare before and after; one of the two."
    if proof.measure is not None and not proof.controls:
        yield "proof, controls: there are none. Give what the change left alone, or nothing tells it from the season."
    for condition in (proof.where, proof.customers):
        yield from condition_problems("proof", condition)


def _of_prediction(predicted: Prediction | None) -> Iterator[str]:
    if predicted is None:
        return
    low, high = predicted.low, predicted.high
    if (low is None) != (high is None):
        yield "predicted: a range has two ends. Give low and high, or neither."
    elif low is not None and high is not None and not low <= predicted.value <= high:
        yield f"predicted: {predicted.value:g} is not between low, {low:g}, and high, {high:g}."
    given = [one for one in (predicted.value, low, high, predicted.worth) if one is not None]
    if not all(map(isfinite, given)) or predicted.worth == 0:
        yield "predicted: value, low, high and worth are numbers, worth not zero."


def change_of(given: dict[str, Any]) -> ChangeFile:
    """A change from a dict. Raises UsageError."""
    try:
        return msgspec.convert(given, ChangeFile)
    except msgspec.ValidationError as error:
        raise UsageError(f"This change cannot be recorded: {error}. See docs/how-to/changes.md.") from error
