"""What influences come out as."""

from __future__ import annotations

from sojourn.insights.drivers.records import Driver
from sojourn.results import Measured


class Influences(Measured, frozen=True):
    """What from outside goes with the outcome: `kind` is "season", "weekday", "campaign", "price" or "heard from".

    `looked_for` says where the log speaks of each: the names of its properties; empty: nowhere.
    """

    rows: tuple[Driver, ...]
    outcome: str
    looked_for: dict[str, tuple[str, ...]]

    def summary(self) -> str:
        """What was found, and of what the log says nothing."""
        said = [row.sentence for row in self.rows if row.found] or ["No influence stands out from chance."]
        silent = [kind for kind, names in self.looked_for.items() if not names]
        more = [f"The log says nothing of: {', '.join(silent)}."] if silent else []
        return "\n".join([*said, *more])
