"""Which opportunity of a map first: by one of the methods of `sojourn.insights.opportunities`, or a formula.

What is not scored is filled from the figures: reach from counts, confidence from the width of the likely range. What
is missing then is named, never guessed.
"""

from __future__ import annotations

from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import MapDocument
from sojourn.insights.opportunities import valuing
from sojourn.insights.opportunities.formulas import Formula, parse_formula
from sojourn.insights.opportunities.methods import FIELDS, method_named, own_formula
from sojourn.insights.opportunities.valuing import Input, Valued, given, in_order, valued
from sojourn.maps.measured_inputs import measured_inputs
from sojourn.maps.spots import Located, located
from sojourn.results import Result


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
        return valuing.told(self.rank, where, Valued(self.value, self.inputs, self.missing, self.problem))


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
    chosen = own_formula(formula) if formula is not None else method_named(method)
    shared = parse_formula(chosen.formula, FIELDS) if chosen.formula else None
    rows = [_ranked(document, found, shared) for found in located(document, "opportunities")]
    return Ranking(in_order(rows), chosen.name, chosen.title, chosen.formula)


def missing_of(document: MapDocument, cell: Cell) -> dict[str, tuple[str, ...]]:
    """What each method, by its title, still needs to rank an opportunity; with a formula of its own, that as well."""
    return valuing.missing_of(cell.score, _inputs(document, cell))


def _ranked(document: MapDocument, found: Located, shared: Formula | None) -> Ranked:
    """One opportunity, without its rank."""
    cell = found.cell
    made = valued(cell.score, _inputs(document, cell), shared)
    text = " ".join(cell.text.split())
    return Ranked(None, made.value, cell.id or found.spot.path, text, found.spot.place, *made[1:])


def _inputs(document: MapDocument, cell: Cell) -> dict[str, Input]:
    """What is known of an opportunity, by field. What people give goes before what is measured."""
    measured = {one.name: Input(one.name, one.value, "measured", one.said) for one in measured_inputs(document, cell)}
    return measured | given(cell.score)
