"""What drivers of an outcome come out as."""

from __future__ import annotations

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.results import Measured


class Driver(Struct, frozen=True):
    """Something that journeys meet or customers are, and the outcome that goes with it.

    `kind` is "touchpoint", "event", "channel", "attribute" ..., `name` its value; `place` where those compared came
    from (empty: everybody, as they began). `reach`: the share of journeys with it. `effect` is adjusted for what was
    known before, `naive` the bare difference; both in the unit of the outcome (a share, or points of a score), of
    `exposed` of `compared` journeys. `robustness` is k: how much stronger than the strongest thing measured a hidden
    one would have to be. `found`: more than chance, among all that were tested. `why_not`: why nothing can be said.
    """

    kind: str
    name: str
    place: str
    reach: Estimate
    effect: Estimate
    naive: Estimate
    exposed: int
    compared: int
    outcome_exposed: float
    outcome_comparable: float
    robustness: float
    p: float
    found: bool
    sentence: str
    why_not: str = ""


class Drivers(Measured, frozen=True):
    """All that was tested: what was found first, by the size of its effect; then the rest."""

    rows: tuple[Driver, ...]
    outcome: str
    journeys: int
    q: float

    @property
    def found(self) -> tuple[Driver, ...]:
        """The rows that are more than chance."""
        return tuple(row for row in self.rows if row.found)

    def summary(self) -> str:
        """The sentences of what was found."""
        tested = sum(not row.why_not for row in self.rows)
        said = [row.sentence for row in self.found] or ["Nothing stands out from chance."]
        return "\n".join([f'What goes with "{self.outcome}": {tested} things tested.', *said])
