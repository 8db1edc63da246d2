"""What moments that matter come out as."""

from __future__ import annotations

from msgspec import Struct

from sojourn.estimates import Estimate
from sojourn.results import Measured


class Moment(Struct, frozen=True):
    """A touchpoint: `weight` is effect x reach x gap, by which it is ranked; `best` and `worst` its rank by chance.

    `effect` is the adjusted difference in the outcome that goes with it, `reach` the share of journeys with any step
    there. `gap` is how far it is from its best, 0 to 1: from customers' own scores about it (`felt`, -2 to 2), or where
    too few answered, the share of its journeys that do not reach the outcome afterwards.
    """

    touchpoint: str
    rank: int
    best: int
    worst: int
    weight: Estimate
    effect: Estimate
    reach: Estimate
    gap: Estimate
    felt: Estimate
    found: bool
    sentence: str


class Moments(Measured, frozen=True):
    """The touchpoints, the one that matters most first."""

    rows: tuple[Moment, ...]
    outcome: str

    def summary(self) -> str:
        """A sentence each."""
        if not self.rows:
            return "No touchpoint has enough journeys to tell."
        return "\n".join(f"{row.rank}. {row.sentence}" for row in self.rows)
