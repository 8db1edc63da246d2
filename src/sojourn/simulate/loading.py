"""Load what is simulated into a workspace."""

from __future__ import annotations

from typing import Any, Protocol

from sojourn.engines.protocol import Progress, silent


class Workspace(Protocol):
    """What a shop or a world loads itself into: what `sojourn.open` returns, or anything with these."""

    def load(self, source: object, *, name: str | None = None, progress: Progress = silent) -> Any:
        """Load events."""

    def load_customers(self, source: object) -> Any:
        """Load what is known of customers."""

    def mark_simulated(self) -> None:
        """Note that the events are made up."""


def load(ws: Workspace, name: str, events: Any, customers: Any, progress: Progress) -> Any:
    """Load two Arrow tables; the mark that they are made up comes first. Returns the report on the events."""
    ws.mark_simulated()
    report = ws.load(events, name=name, progress=progress)
    ws.load_customers(customers)
    return report
