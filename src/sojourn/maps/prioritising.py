"""Which opportunity first: RICE, ICE, WSJF, impact by effort, opportunity score, Kano, or a formula of one's own.

What is not scored is filled from the figures: reach from counts, confidence from the width of the likely range. What
is missing then is named, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Literal

import msgspec
from msgspec import Struct

from sojourn.documents.cells import Cell, Score
from sojourn.documents.map import MapDocument
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.maps.formulas import Formula, parse_formula
from sojourn.maps.measured_inputs import measured_inputs
from sojourn.maps.spots import Located, located
from sojourn.results import Result

KANO: Mapping[str, float] = {"must-be": 4, "performance": 3, "attractive": 2, "indifferent": 1, "reverse": 0}
"""What a class of Kano's counts as in a formula: what is missed most comes first."""

FIELDS = tuple(name for name in Score.__struct_fields__ if name != "formula")
"""The names that a formula can use."""

RANGES: Mapping[str, tuple[float, float]] = {
    "impact": (1, 10),
    "ease": (1, 10),
    "confidence": (0, 1),
    "value": (1, 10),
    "urgency": (1, 10),
    "risk": (1, 10),
    "importance": (0, 10),
    "satisfaction": (0, 10),
}
"""What scores run from and to; `reach` and `effort` are numbers of zero or more."""

OWN = "formula"
"""The method that works out the formula that each opportunity carries."""


class Method(Struct, frozen=True):
    """A way to rank: by the highest value of `formula`; `source` is where it was published."""

    name: str
    title: str
    formula: str
    source: str = ""


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("rice", "RICE", "reach * impact * confidence / effort", "Sean McBride, Intercom (2016)"),
        Method("ice", "ICE", "impact * confidence * ease", "Sean Ellis"),
        Method("wsjf", "WSJF", "(value + urgency + risk) / effort", "Reinertsen (2009); SAFe"),
        Method("impact_effort", "Impact by effort", "impact / effort"),
        Method(
            "opportunity",
            "Opportunity score",
            "importance + max(importance - satisfaction, 0)",
            "Ulwick, Harvard Business Review 80 (2002)",
        ),
        Method("kano", "Kano", "kano", "Kano et al., Journal of the Japanese Society for Quality Control 14 (1984)"),
    )
}
"""The published methods, by name."""


class Input(Struct, frozen=True):
    """A number that went into a value: "given" by people or "measured". `said` is how people read it."""

    name: str
    value: float
    basis: Literal["given", "measured"]
    said: str = ""


class Ranked(Struct, frozen=True):
    """An opportunity. `rank` counts from 1; it is None, as is `value`, where something is `missing` or a `problem`."""

    rank: int | None
    value: float | None
    id: str
    text: str
    place: str
    inputs: tuple[Input, ...]
    missing: tuple[str, ...] = ()
    problem: str = ""

    def told(self) -> str:
        """For example `1. Show the date earlier (Purchase): 420; reach 120 measured, impact 7 given`."""
        where = f"{self.text} ({self.place})" if self.place else self.text
        if self.value is None:
            return f"–  {where}: {self.problem or 'missing ' + ', '.join(self.missing)}"
        inputs = ", ".join(f"{one.name} {_figure(one.value)} {one.basis}" for one in self.inputs)
        return f"{self.rank}. {where}: {_figure(self.value)}{'; ' + inputs if inputs else ''}"


def _figure(number: float) -> str:
    """For example "12,060", "0.82": never an exponent."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:,.3g}"


class Ranking(Result, frozen=True):
    """Opportunities, the highest value first, ties by id; then those that cannot be ranked."""

    rows: tuple[Ranked, ...]
    method: str
    title: str
    formula: str

    def summary(self) -> str:
        """A line for each opportunity: its rank, value and inputs, or what is missing."""
        if not self.rows:
            return "No opportunity stands on this map."
        said = f"{self.title}: {self.formula}" if self.formula else self.title
        return "\n".join([said, *(row.told() for row in self.rows)])


def ranked(document: MapDocument, method: str = "rice", formula: str | None = None) -> Ranking:
    """Rank the opportunities of a map by a method, or by a formula over the fields of `Score`.

    Without `formula`, the method "formula" works out what each opportunity's own score says.
    Raises UnknownName for a method, UsageError for a formula that cannot be used.
    """
    chosen = _own(formula) if formula is not None else _method(method)
    shared = parse_formula(chosen.formula, FIELDS) if chosen.formula else None
    rows = [_ranked(document, found, shared) for found in located(document, "opportunities")]
    return Ranking(_in_order(rows), chosen.name, chosen.title, chosen.formula)


def missing_of(document: MapDocument, cell: Cell) -> dict[str, tuple[str, ...]]:
    """What each method, by its title, still needs to rank an opportunity; with a formula of its own, that as well."""
    inputs = _inputs(document, cell)
    needed = {method.title: parse_formula(method.formula, FIELDS).names for method in METHODS.values()}
    found = {title: tuple(name for name in names if name not in inputs) for title, names in needed.items()}
    own = cell.score.formula if cell.score else None
    return found | ({"its formula": _missing_of_own(own, inputs)} if own else {})


def outside(score: Score) -> tuple[str, ...]:
    """What a score says that is out of its range, in words: "confidence is 80, not 0..1"."""
    given = {name: getattr(score, name) for name in FIELDS if name != "kano"}
    ranges = {name: RANGES.get(name, (0, float("inf"))) for name in given}
    return tuple(
        f"{name} is {value:g}, not {_range(*ranges[name])}"
        for name, value in given.items()
        if value is not None and not ranges[name][0] <= value <= ranges[name][1]
    )


def _range(low: float, high: float) -> str:
    return f"{low:g} or more" if high == float("inf") else f"{low:g}..{high:g}"


def _own(formula: str) -> Method:
    return Method(OWN, "Own formula", formula)


def _method(name: str) -> Method:
    wanted = "_".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
    if wanted == OWN:
        return Method(OWN, "Each opportunity's own formula", "")
    if wanted not in METHODS:
        names = (*METHODS, OWN)
        raise UnknownName(f'No method is called "{name}".{did_you_mean(name, names)} There are: {", ".join(names)}.')
    return METHODS[wanted]


def _ranked(document: MapDocument, found: Located, shared: Formula | None) -> Ranked:
    """One opportunity, without its rank."""
    cell = found.cell
    row = Ranked(None, None, cell.id or found.spot.path, " ".join(cell.text.split()), found.spot.place, ())
    text = cell.score.formula if cell.score else None
    if shared is None and text is None:
        return msgspec.structs.replace(row, missing=(OWN,))
    try:
        formula = shared or parse_formula(text or "", FIELDS)
    except UsageError as error:
        return msgspec.structs.replace(row, problem=str(error))
    return _worked_out(row, formula, _inputs(document, cell))


def _worked_out(row: Ranked, formula: Formula, inputs: Mapping[str, Input]) -> Ranked:
    missing = tuple(name for name in formula.names if name not in inputs)
    used = tuple(inputs[name] for name in formula.names if name in inputs)
    row = msgspec.structs.replace(row, inputs=used, missing=missing)
    if missing:
        return row
    value = _rounded(formula.value({one.name: one.value for one in used}))
    if isnan(value):
        return msgspec.structs.replace(row, problem="The formula divides by zero, or its value is no number.")
    return msgspec.structs.replace(row, value=value)


def _rounded(value: float) -> float:
    """To twelve figures, so that products that are equal on paper tie."""
    return float(f"{value:.12g}")


def _inputs(document: MapDocument, cell: Cell) -> dict[str, Input]:
    """What is known of an opportunity, by field. What people give goes before what is measured."""
    score = cell.score or Score()
    measured = {one.name: Input(one.name, one.value, "measured", one.said) for one in measured_inputs(document, cell)}
    given = {name: getattr(score, name) for name in FIELDS if getattr(score, name) is not None}
    return measured | {name: _given(name, value) for name, value in given.items()}


def _given(name: str, value: float | str) -> Input:
    if isinstance(value, str):
        return Input(name, KANO[value], "given", value)
    return Input(name, value, "given", f"{value:g}")


def _missing_of_own(text: str, inputs: Mapping[str, Input]) -> tuple[str, ...]:
    try:
        formula = parse_formula(text, FIELDS)
    except UsageError:
        return ("a formula that can be used",)
    return tuple(name for name in formula.names if name not in inputs)


def _in_order(rows: list[Ranked]) -> tuple[Ranked, ...]:
    def order(row: Ranked) -> tuple[bool, float, str]:
        return (row.value is None, -(row.value or 0.0), row.id)

    return tuple(
        msgspec.structs.replace(row, rank=None if row.value is None else place)
        for place, row in enumerate(sorted(rows, key=order), 1)
    )
