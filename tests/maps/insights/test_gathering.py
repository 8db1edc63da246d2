"""What a map asks for beyond figures, of a real log: comments without scores get a curve of their own."""

from __future__ import annotations

from pathlib import Path

from sojourn.maps.page.page import page_of
from tests.shops import Story, shop

TEXTS = ("The delivery was far too late and nobody helped.", "Great, thank you, very friendly and fast.")


def told() -> list[Story]:
    """Thirty who order, wait and comment, two of three unhappily; no score anywhere."""
    events: list[Story] = []
    for n in range(30):
        who, day = f"c{n}", f"2026-01-{1 + n % 20:02}"
        events += [(who, "Product Viewed", f"{day} 10:00"), (who, "Order Completed", f"{day} 11:00", {"value": 30})]
        events += [(who, "Order Delivered", f"{day} 18:00"), (who, "Survey Answered", f"{day} 19:00",
                   {"text": TEXTS[n % 3 == 0], "about": "delivery"})]  # fmt: skip
    return events


def test_comments_without_scores_get_a_curve_of_their_own_and_a_chapter(tmp_path: Path) -> None:
    with shop(tmp_path, told()) as ws:
        found = ws.draft_map(ws.journeys(), "I wait", insights=True, periods=False)
        plain = ws.draft_map(ws.journeys(), "I wait", periods=False)
    lane = next(lane for lane in found.document.lanes if lane.id == "feelings-comments")
    figures = [cell.measured for cells in lane.cells.values() for cell in cells if cell.measured]
    assert [(one.scale, one.of, one.n) for one in figures] == [("feeling", "comments", 30)]
    assert all(lane.id != "feelings-comments" for lane in plain.document.lanes)
    assert plain.shown[0].chapters == ()
    view = page_of(found.shown).views[0]
    assert "What customers say" in [chapter.title for chapter in view.chapters]
    assert "30 comments" in next(chapter.lead for chapter in view.chapters if chapter.title == "What customers say")
    assert any(point for row in view.table.rows for column in row.curve for point in column.points)


def test_what_cannot_be_told_is_named_once_with_its_reason(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Mystery", "2026-01-01 10:00")] * 6) as ws:
        ws.load([{"user_id": f"u{n}", "event": "Mystery", "occurred_at": "2026-01-02 10:00"} for n in range(9)])
        found = ws.draft_map(ws.journeys(), "I wonder", insights=True, periods=False)
    said = [
        one for one in page_of(found.shown).views[0].unknown if "Nothing says what customers should reach" in one.text
    ]
    assert len(said) == 1
    assert "What stands in the way" in said[0].term
    assert "outcome=" not in said[0].text
