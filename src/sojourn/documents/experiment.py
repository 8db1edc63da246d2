"""Experiments as people declare them: `experiments/NAME.yaml` of a workspace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from sojourn.definition_files import read_definition
from sojourn.documents.problems import condition_problems
from sojourn.errors import DefinitionError, UnknownName, did_you_mean

Unit = Literal["customer", "journey"]
Decide = Literal["any time", "at the end"]
Better = Literal["higher", "lower"]


class Watched(Struct, frozen=True, forbid_unknown_fields=True):
    """A measure to compare arms by: its name with its options, as in `j.measure(name, ...)`.

    Beside the key figures there are "count" (how often an `event` happens) and "value" (the sum of its values), for
    each customer. Only what comes after a customer's first exposure counts. `better` where the measure does not say
    which way is better; `margin`, in the measure's unit, is how much worse a guardrail may get.
    """

    measure: str
    options: dict[str, Any] = {}
    title: str | None = None
    better: Better | None = None
    margin: float = 0.0


class ExperimentFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What experiments/NAME.yaml may say.

    `arms` are names with weights, the one that others are held against first. `exposure` is the event (or several) with
    which a customer meets the experiment, `where` a condition on it, where several experiments share an event. `arm` is
    the property of that event which names the arm, or "segment:NAME" for what is known of customers, or "hash" for the
    arm that `sojourn experiment assign` gives. `unit` "journey" draws journeys, those of the stored definition
    `journeys`. `measure` decides; `guardrails` must not get worse; `metrics` are looked at beside it.

    `decide` "any time" judges by intervals that hold however often one looks, "at the end" by narrower ones, once
    `planned` units have been met or `end` is over. `planned` counts the units of all arms together. `smallest_effect`
    is the difference that would be worth having. `start` and `end` are the first and last day of exposures that count.
    `salt` is what is hashed with the customer's id; the experiment's name, where it is left out. `segments` are looked
    at one by one.
    """

    arms: dict[str, float] = {}
    measure: str | Watched | None = None
    title: str | None = None
    hypothesis: str | None = None
    owner: str | None = None
    unit: Unit = "customer"
    journeys: str | None = None
    exposure: str | list[str] | None = None
    where: str | None = None
    arm: str = "property:arm"
    guardrails: tuple[str | Watched, ...] = ()
    metrics: tuple[str | Watched, ...] = ()
    segments: tuple[str, ...] = ()
    decide: Decide = "any time"
    planned: int | None = None
    smallest_effect: float | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    salt: str | None = None


class Declared(Struct, frozen=True):
    """An experiment by its name, with what its file says."""

    name: str
    file: ExperimentFile

    @property
    def salt(self) -> str:
        """What is hashed with a customer's id."""
        return self.file.salt or self.name

    @property
    def primary(self) -> Watched:
        """The measure that decides."""
        assert self.file.measure is not None
        return watched(self.file.measure)


def watched(given: str | Watched) -> Watched:
    """A measure by its name alone, or with more."""
    return Watched(given) if isinstance(given, str) else given


def read_experiment(folder: Path, name: str) -> Declared:
    """The experiment `name`. Raises UnknownName, DefinitionError naming the file and the place in it."""
    path, known = folder / f"{name}.yaml", _names(folder)
    if name not in known:
        there = f"There are: {', '.join(known)}." if known else f"Declare it in {path}."
        raise UnknownName(f'No experiment is called "{name}".{did_you_mean(name, known)} {there}')
    return _read(path)


def read_experiments(folder: Path) -> list[Declared]:
    """All experiments of a folder, by name. Raises DefinitionError naming the file and the place in it."""
    return [_read(folder / f"{name}.yaml") for name in _names(folder)]


def _names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.yaml"))


def _read(path: Path) -> Declared:
    found = read_definition(path, ExperimentFile)
    for problem in _problems(found):
        raise DefinitionError(f"{path}: {problem}")
    return Declared(path.stem, found)


def _problems(found: ExperimentFile) -> Iterator[str]:
    if len(found.arms) < 2:
        there = f"There is one arm, {next(iter(found.arms))}" if found.arms else "There are no arms"
        yield f"arms: {there}, and nothing to hold it against. Give two or more, such as arms: {{control: 1, new: 1}}."
    for arm, weight in found.arms.items():
        if not 0 < weight < float("inf"):
            yield f"arms, {arm}: a weight of {weight:g} draws nobody. Give one above zero, or leave the arm out."
    if found.measure is None:
        yield "measure is missing: what decides? Give one, such as measure: {measure: count, options: {event: ...}}."
    kind, _, name = found.arm.partition(":")
    if found.arm != "hash" and (kind not in ("property", "segment") or not name):
        yield f'arm: "{found.arm}" names no arm. Write "property:NAME", "segment:NAME" or "hash".'
    if found.exposure is None and kind != "segment":
        yield "exposure is missing: from when on is somebody in the experiment? Give the event: exposure: Offer Seen."
    if found.start and found.end and found.start > found.end:
        yield f"end: {found.end} is before the start, {found.start}. Swap them."
    if found.decide == "at the end" and found.planned is None and found.end is None:
        yield 'decide: "at the end" needs an end. Give planned: (a number of units) or end: (a day).'
    if found.planned is not None and found.planned < 2:
        yield f"planned: {found.planned} cannot be compared. sojourn experiment size says how many are needed."
    if found.unit == "journey" and found.arm == "hash":
        yield 'arm: "hash" draws customers. Journeys need a property that names their arm.'
    if found.smallest_effect is not None and (not isfinite(found.smallest_effect) or not found.smallest_effect):
        yield f"smallest_effect: {found.smallest_effect:g} is no difference. Give the smallest that would matter."
    for guard in map(watched, found.guardrails):
        if not isfinite(guard.margin):
            yield f"guardrails, {guard.measure}: a margin of {guard.margin:g} rules nothing out. Give a number."
    yield from condition_problems("where", found.where)
