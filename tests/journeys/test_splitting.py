from __future__ import annotations

from pathlib import Path

from sojourn.workspace import open_workspace


def test_a_workspace_without_events_has_no_units(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "shop") as ws:
        assert ws.journeys().units().size == 0
        assert ws.journeys(gap="1d").transitions().edges == ()
