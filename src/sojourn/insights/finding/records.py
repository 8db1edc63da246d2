"""What friction in finding information comes out as."""

from __future__ import annotations

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.insights.drivers.records import Driver
from sojourn.results import Measured


class Where(Struct, frozen=True):
    """From which touchpoint customers came who met it: how many did, of those who came from there."""

    touchpoint: str
    met: int
    came: int
    share: Estimate


class Friction(Struct, frozen=True):
    """One kind: "empty search", "repeated search" or "help loop"; `share` of the customers who searched or sought help.
    An empty search is counted where it was the first one. `where` are the most frequent places before it.

    `driver` is what goes with it, adjusted (None where nothing says what customers should reach).
    """

    kind: str
    share: Estimate
    customers: int
    times: int
    where: tuple[Where, ...]
    driver: Driver | None
    sentence: str


class Finding(Measured, frozen=True):
    """The kinds of friction, the most common first."""

    rows: tuple[Friction, ...]
    searched: int
    sought_help: int

    def summary(self) -> str:
        """A sentence each."""
        return "\n".join(row.sentence for row in self.rows) or "Nobody searches or asks for help here."
