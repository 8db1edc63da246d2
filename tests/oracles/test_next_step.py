"""Next steps of real logs, by the protocol that `next_step` states: the last fifth of cases by start, the end included.

The marks are those of back-off Markov chains of order up to 6 on the same split (BPI 2012 .844, Helpdesk .702).
"""

from __future__ import annotations

from pathlib import Path

import pytest

import sojourn


@pytest.mark.slow
@pytest.mark.parametrize(("log", "mark"), [("BPI_Challenge_2012", 0.844), ("Helpdesk", 0.702)])
def test_steps_are_named_as_often_as_before(shared: Path, tmp_path: Path, log: str, mark: float) -> None:
    with sojourn.open(tmp_path / "shop") as ws:
        ws.load(shared / f"data/journeys/{log}.xes.gz")
        found = ws.journeys().next_step()
    assert found.accuracy.value >= mark
    assert found.by_last_step.value < found.accuracy.value
