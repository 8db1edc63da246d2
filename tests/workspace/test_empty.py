"""A workspace without events answers every question with nothing."""

from __future__ import annotations

from pathlib import Path

import sojourn


def test_an_empty_workspace_has_nothing_to_say(tmp_path: Path) -> None:
    with sojourn.open(tmp_path / "shop") as ws:
        j = ws.journeys()
        assert j.units().size == 0
        assert j.transitions(times=True).edges == ()
        assert ws.journeys(goal="Order", gap="1d", where="plan = 'pro'").transitions().starts == {}
        assert ws.doctor().events == 0
        assert ws.sql("select * from events").num_rows == 0
