from __future__ import annotations

from pathlib import Path

from sojourn.journeys.coverage import UnmatchedName, coverage
from sojourn.journeys.stages import StageModel


def test_names_that_nothing_matched_come_with_their_share() -> None:
    found = coverage(StageModel(), [("Order Completed", 70), ("W_Nabellen", 5), ("A_SUBMITTED", 25)])
    assert found.unmatched == (UnmatchedName("A_SUBMITTED", 25, 0.25), UnmatchedName("W_Nabellen", 5, 0.05))
    assert (found.events, found.share) == (100, 0.3)


def test_names_that_journeys_count_as_one_are_one() -> None:
    found = coverage(StageModel(), [("/orders/1", 1), ("GET /orders/2?x=y", 1)])
    assert found.unmatched == (UnmatchedName("/orders/:id", 2, 1.0),)


def test_a_row_of_the_workspace_matches(tmp_path: Path) -> None:
    (tmp_path / "stages.yaml").write_text("rows: [{match: ^A_, stage: purchase}]")
    model = StageModel.read(tmp_path / "stages.yaml")
    assert coverage(model, [("A_SUBMITTED", 3)]).share == 0


def test_an_empty_log() -> None:
    assert coverage(StageModel(), []) == coverage(StageModel(), iter(()))
    assert coverage(StageModel(), []).share == 0
