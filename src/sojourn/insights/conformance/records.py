"""What a comparison of a planned map with the log is made of: kinds of deviation, places, periods."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from sojourn.effects.records import Effect
from sojourn.errors import UnknownName, did_you_mean
from sojourn.estimates import Estimate
from sojourn.events.vocabulary import normalise

Kind = Literal["extra", "out_of_order", "failed", "missing"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The four deviations of Halvorsrud, Kvale and Folstad, "Improving service quality through customer journey analysis",
Journal of Service Theory and Practice 26 (2016)."""

Change = Literal["up", "down", "same", "cannot tell"]


class Point(Struct, frozen=True):
    """One calendar period: of the `n` units that began in it, `units` deviated so.

    They are units of `people` different customers, of whom `customers` have one that deviated. `open`: the period is
    not over yet, or more than one in ten of its units may still go on.
    """

    start: date
    units: int
    n: int
    share: Estimate
    customers: int
    people: int
    open: bool = False


class Deviation(Struct, frozen=True):
    """One kind of deviation, of the whole plan (`name` is empty) or at one place.

    `step` is the id of a planned step, `name` its title; without `step`, `name` is a touchpoint that the plan does not
    have. "extra" with a `step` means that it was done again, though it is not repeatable. `share` is of all units.
    `change` compares the first and the latest complete period: "up" or "down" where the gap between their likely ranges
    is at least half as wide as these are (many deviations are looked at, and some differ by chance).
    `effect`: how the outcome of those who deviate so differs from that of comparable units, None where it was not
    looked for; `clear`: it stands out among all that were looked at; `compared`: what those who deviate did, as it is
    held against all others.
    """

    kind: Kind
    units: int
    share: Estimate
    customers: int
    step: str | None = None
    name: str = ""
    trend: tuple[Point, ...] = ()
    change: Change = "cannot tell"
    effect: Effect | None = None
    clear: bool = False
    compared: str = ""


class Question(NamedTuple):
    """What those who deviate are held to: `step` and `name` of the place, code of its `touchpoint` (-1: planned step).

    "past": whoever comes past a planned step; "early": whoever takes it before the steps from `skipped` on, the planned
    step that most leave for later; "begin": whoever begins there. `origin`: code of the touchpoint from which most
    stray (extra).
    """

    kind: Literal["extra", "begin", "failed", "past", "early"]
    step: str | None
    name: str
    touchpoint: int = -1
    origin: int = -1
    skipped: int = -1


class PlannedStep(Struct, frozen=True):
    """A step of the plan. `reached`: units that took it, of `customers` different customers; `share` of all units.

    Of the others `missing` went past it, `not_reached` ended before it, and `open` may still come to it (an optional
    step is never missing: then they add up to fewer). `out_of_order`, `failed` and `again`: units that deviated here.
    """

    id: str
    title: str
    phase: str
    reached: int
    missing: int
    not_reached: int
    open: int
    out_of_order: int
    failed: int
    again: int
    customers: int
    share: Estimate


class NotInLog(Struct, frozen=True):
    """A planned step that nothing in the log is called (`names`), and the nearest names there are."""

    step: str
    title: str
    names: tuple[str, ...]
    proposals: tuple[str, ...] = ()


def kind_named(word: str) -> Kind:
    """The kind that is meant; "out of order" is as good as "out_of_order". Raises UnknownName."""
    found = next((kind for kind in KINDS if normalise(kind) == normalise(word)), None)
    if found is None:
        near = did_you_mean(word, KINDS)
        raise UnknownName(f'A deviation is one of {", ".join(KINDS)}, not "{word}".{near}')
    return found
