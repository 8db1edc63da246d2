"""Small workspaces for tests, written as lists of events."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sojourn.workspace import Workspace

Story = tuple[str, str, str] | tuple[str, str, str, dict[str, Any]]
"""Who, what, when, and what else: ("anna", "Order Completed", "2026-01-02 10:00", {"value": 30})."""


def shop(folder: Path, events: Iterable[Story]) -> Workspace:
    """A workspace in `folder` that holds these events."""
    workspace = Workspace(folder / "shop")
    rows = [
        {"user_id": who, "event": what, "occurred_at": when, **(more[0] if more else {})}
        for who, what, when, *more in events
    ]
    if rows:
        workspace.load(rows, name="events")
    return workspace
