"""The answer: opportunities, each with what the data say of it, in the order of a method."""

from __future__ import annotations

import datetime as dt
from math import isnan

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.insights.opportunities import valuing
from sojourn.insights.opportunities.valuing import Input, Valued
from sojourn.results import Measured


class OpportunityRow(Struct, frozen=True):
    """An opportunity. `rank` counts from 1; it is None, as is `value`, where something is `missing` or a `problem`.

    `gain` is what a month could bring more, with its likely range, in `currency` (None: the unit of the outcome);
    `reach` how often a month its pain points are met, `confidence` 0..1; NaN where the data do not say.
    `proposed` says that nobody has written it down yet, `basis` how sure its pain points are: "associated" or
    "confirmed".
    """

    rank: int | None
    value: float | None
    id: str
    title: str
    status: str
    owner: str | None
    due: dt.date | None
    about: tuple[str, ...]
    stage: str
    touchpoint: str
    gain: Estimate
    currency: str | None
    reach: float
    confidence: float
    basis: str
    inputs: tuple[Input, ...]
    missing: tuple[str, ...] = ()
    problem: str = ""
    proposed: bool = False
    change: str | None = None
    notes: tuple[str, ...] = ()

    def told(self) -> str:
        """Two lines for people: rank and inputs, then gain, owner and status."""
        first = valuing.told(self.rank, self.title, Valued(self.value, self.inputs, self.missing, self.problem))
        due = f", due {self.due}" if self.due else ""
        owner = f"owner: {self.owner or 'none'}{due}"
        state = "proposed from the data" if self.proposed else self.status
        return f"{first}\n   {self.id} · {gain_told(self.gain, self.currency)} · {state} · {owner}"


class Opportunities(Measured, frozen=True, kw_only=True):
    """Opportunities, the highest value first, ties by id; then those that cannot be ranked.

    `method` and `formula` say by what; `outcome` is the event of which their pain points cost.
    """

    rows: tuple[OpportunityRow, ...]
    method: str
    title: str
    formula: str
    outcome: str | None = None

    def opportunity(self, name: str) -> OpportunityRow:
        """The one of an id. Raises UnknownName."""
        from sojourn.errors import UnknownName, did_you_mean

        found = next((row for row in self.rows if row.id == name), None)
        if found is None:
            raise UnknownName(f'No opportunity is called "{name}".{did_you_mean(name, [row.id for row in self.rows])}')
        return found

    def summary(self) -> str:
        """A sentence on the method, then each opportunity."""
        if not self.rows:
            return "\n".join(("No opportunity yet: none is written down, and no pain point was found.", *self.notes))
        said = f"{self.title}: {self.formula}" if self.formula and self.formula != self.method else self.title
        return "\n".join((said, *(row.told() for row in self.rows), *self.notes))


def gain_told(gain: Estimate, currency: str | None) -> str:
    """For example "expected gain 9,200 EUR a month (likely 5,100 to 13,600)"; that none is known."""
    if isnan(gain.value):
        return "gain not known"
    unit = f" {currency}" if currency else ""
    likely = "" if isnan(gain.low) else f" (likely {gain.low:,.0f} to {gain.high:,.0f})"
    return f"expected gain {gain.value:,.0f}{unit} a month{likely}"
