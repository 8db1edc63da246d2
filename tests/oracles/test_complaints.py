"""Real complaints to banks: their map has a curve of how comments feel, and themes below it."""

from __future__ import annotations

from pathlib import Path

import pytest

import sojourn

COLUMNS = {
    "user_id": "Complaint ID",
    "event": "Issue",
    "occurred_at": "Date received",
    "channel": "Submitted via",
    "text": "Consumer complaint narrative",
}


@pytest.mark.slow
def test_complaints_give_a_map_with_feelings_and_themes(shared: Path, tmp_path: Path) -> None:
    with sojourn.open(tmp_path / "complaints") as ws:
        load = ws.load(shared / "data/feedback/cfpb_complaints_sample.csv", columns=COLUMNS)
        found = ws.draft_map(ws.journeys(), "I complain about my bank", insights=True)
        themes = ws.journeys().themes()
    assert load.accepted == 100
    felt = [
        cell.measured
        for lane in found.document.lanes_of("feelings")
        for cells in lane.cells.values()
        for cell in cells
        if cell.measured is not None and cell.measured.value is not None
    ]
    assert felt
    assert sum(figure.n for figure in felt) > 50
    assert all(figure.value < 0 for figure in felt), "nobody complains in delight"
    assert len(themes.rows) >= 2
    page = found.to_html()
    assert "What customers say" in page
    assert "Feelings (comments)" in page
