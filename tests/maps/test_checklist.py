from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser

import msgspec

from sojourn.documents.cells import Cell
from sojourn.maps.checklist import checklist, checklist_html, checklist_markdown
from sojourn.maps.checks import CHECKS, check
from tests.maps.whole_map import TODAY, changed, whole, with_cells


def test_a_blank_checklist_has_a_line_for_every_check_and_nothing_ticked() -> None:
    page = checklist()
    assert [item.text for group in page.finished for item in group.items] == [each.title for each in CHECKS]
    asked = {each.workshop for each in CHECKS if each.workshop}
    assert asked <= {item.text for group in page.workshop for item in group.items}
    assert not any(item.done for group in (*page.workshop, *page.finished) for item in group.items)


def test_with_a_map_it_says_what_is_done_and_what_is_open() -> None:
    document = with_cells("pain_points", Cell("It fails"), Cell("I wait"))
    found = {item.text: item for group in checklist(document, today=TODAY).finished for item in group.items}
    assert found["Every step has a channel"].status == "passed"
    assert found["Every pain point has an owner"].status == "open: 2 places"
    assert found["The planned steps happen in the log"].status == "not checked"
    assert [found[title].done for title in ("Every step has a channel", "Every pain point has an owner")] == [
        True,
        False,
    ]


def test_a_report_that_was_made_with_a_workspace_is_taken_as_it_is() -> None:
    report = check(whole(), today=dt.date(2026, 11, 1))
    assert (
        checklist(report=report).standing
        == f"Checked on 1 Nov 2026: {len(CHECKS) - 2} passed, 0 open and 2 not checked."
    )
    assert checklist(report=report).title == "I buy a lamp"


class Page(HTMLParser):
    """What a test looks at: tags in order, boxes, and attributes that load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.headings, self.boxes, self.loads = (
            list[str](),
            list[str](),
            list[tuple[bool, bool]](),
            list[str](),
        )
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.loads += [f"{tag} {name}" for name in given if name in ("src", "href", "style", "srcset")]
        self.headings += [tag] if re.fullmatch("h[1-6]", tag) else []
        if tag == "input":
            self.boxes.append(("checked" in given, "label" in self.open))
        elif tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_self_contained_and_every_box_has_a_label() -> None:
    page = Page(checklist_html(whole(), today=TODAY))
    assert page.open == []
    assert page.loads == []
    assert page.headings[:2] == ["h1", "h2"]
    assert all(labelled for _, labelled in page.boxes)
    assert any(ticked for ticked, _ in page.boxes)
    assert len(page.boxes) > len(CHECKS)


def test_a_blank_page_has_room_to_write_and_no_tick() -> None:
    text = checklist_html()
    assert not any(ticked for ticked, _ in Page(text).boxes)
    assert "<dt>Persona</dt>" in text
    assert "@page { size: A4" in text


def test_titles_are_escaped() -> None:
    text = checklist_html(changed(title="I <script>alert(1)</script>"), today=TODAY)
    assert "<script" not in text
    assert "I &lt;script&gt;" in text


def test_the_same_as_markdown() -> None:
    report = check(msgspec.structs.replace(whole(), owner=None, title="I *buy*\na lamp"), today=TODAY)
    lines = checklist_markdown(report=report).splitlines()
    assert lines[0] == "# Checklist: I \\*buy\\* a lamp"
    assert "- [x] A goal says what the customer wants to get done (must, passed)" in lines
    assert "- [ ] Somebody looks after the map (should, open: 1 place)" in lines
    assert "# Checklist for a journey map" in checklist_markdown()
