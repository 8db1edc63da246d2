"""What an opportunity is worth by a method, from what is given and what is measured. What is missing is never guessed.

One definition for the opportunities of a workspace and for those that stand on a map.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Literal, NamedTuple, Protocol, TypeVar

import msgspec
from msgspec import Struct

from sojourn.documents.cells import Score
from sojourn.errors import UsageError
from sojourn.insights.opportunities.formulas import Formula, parse_formula
from sojourn.insights.opportunities.methods import FIELDS, GIVEN, KANO, METHODS, OWN

LEAST, MOST = 0.1, 1.0
"""Between these is how sure a figure can be."""
NO_NUMBER = "The formula divides by zero, or its value is no number."


class Input(Struct, frozen=True):
    """A number that went into a value: "given" by people or "measured". `said` is how people read it."""

    name: str
    value: float
    basis: Literal["given", "measured"]
    said: str = ""


Inputs = Mapping[str, Input]


class Rankable(Protocol):
    """A record that is ranked: it has a `rank` too, which is None where there is no value."""

    @property
    def value(self) -> float | None:
        """By what it is ranked."""

    @property
    def id(self) -> str:
        """By what ties are broken."""


Row = TypeVar("Row", bound=Rankable)


class Valued(NamedTuple):
    """The value of an opportunity, or what keeps it from having one."""

    value: float | None = None
    inputs: tuple[Input, ...] = ()
    missing: tuple[str, ...] = ()
    problem: str = ""


def given(score: Score | None) -> dict[str, Input]:
    """What people have given, by field."""
    known = {} if score is None else {name: getattr(score, name) for name in GIVEN}
    return {name: _given(name, value) for name, value in known.items() if value is not None}


def valued(score: Score | None, inputs: Inputs, shared: Formula | None) -> Valued:
    """The value by a `shared` formula; without one, by the formula that the score carries."""
    text = score.formula if score else None
    if shared is None and text is None:
        return Valued(missing=(OWN,))
    try:
        formula = shared or parse_formula(text or "", FIELDS)
    except UsageError as error:
        return Valued(problem=str(error))
    missing = tuple(name for name in formula.names if name not in inputs)
    used = tuple(inputs[name] for name in formula.names if name in inputs)
    if missing:
        return Valued(None, used, missing)
    value = _rounded(formula.value({one.name: one.value for one in used}))
    return Valued(None, used, (), NO_NUMBER) if isnan(value) else Valued(value, used)


def missing_of(score: Score | None, inputs: Inputs) -> dict[str, tuple[str, ...]]:
    """What each method, by its title, still needs; with a formula of its own, that as well."""
    needed = {method.title: parse_formula(method.formula, FIELDS).names for method in METHODS.values()}
    found = {title: tuple(name for name in names if name not in inputs) for title, names in needed.items()}
    own = score.formula if score else None
    return found | ({"its formula": _missing_of_own(own, inputs)} if own else {})


def surely(value: float, low: float, high: float, against: float | None = None) -> float | None:
    """How sure a figure is, 0.1..1: 1 - half the width of its range / `against`, by default the value itself.

    None without a range, or where it is held against nothing.
    """
    whole = abs(value) if against is None else against
    if isnan(value) or isnan(low) or isnan(high) or whole == 0:
        return None
    return min(MOST, max(LEAST, 1 - (high - low) / 2 / whole))


def in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows with their ranks: the highest value first, ties by id; then those that have none."""

    def order(row: Row) -> tuple[bool, float, str]:
        return (row.value is None, -(row.value or 0.0), row.id)

    return tuple(
        msgspec.structs.replace(row, rank=None if row.value is None else place)  # type: ignore[type-var]  # a record
        for place, row in enumerate(sorted(rows, key=order), 1)
    )


def told(rank: int | None, where: str, found: Valued) -> str:
    """For example `1. Show the date earlier (Purchase): 420; reach 120 measured, impact 7 given`."""
    if found.value is None:
        return f"–  {where}: {found.problem or 'missing ' + ', '.join(found.missing)}"
    inputs = ", ".join(f"{one.name} {figure(one.value)} {one.basis}" for one in found.inputs)
    return f"{rank}. {where}: {figure(found.value)}{'; ' + inputs if inputs else ''}"


def figure(number: float) -> str:
    """For example "12,060", "0.82": never an exponent."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:,.3g}"


def _given(name: str, value: float | str) -> Input:
    if isinstance(value, str):
        return Input(name, KANO[value], "given", value)
    return Input(name, value, "given", f"{value:g}")


def _missing_of_own(text: str, inputs: Inputs) -> tuple[str, ...]:
    try:
        formula = parse_formula(text, FIELDS)
    except UsageError:
        return ("a formula that can be used",)
    return tuple(name for name in formula.names if name not in inputs)


def _rounded(value: float) -> float:
    """To twelve figures, so that products that are equal on paper tie."""
    return float(f"{value:.12g}")
