from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from sojourn.maps.cells import Line, Page, page_of
from sojourn.maps.drafting import Draft, NotAssigned
from sojourn.maps.findings import findings_of
from sojourn.workspace import open_workspace
from tests.maps.test_drafting import story
from tests.shops import shop


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    with shop(tmp_path, story()) as ws:
        return ws.draft_map(ws.journeys(), "I buy again").draft


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_the_texts_of_a_tiny_shop(draft: Draft) -> None:
    page = page_of(draft)
    awareness, purchase, advocacy = page.columns
    assert (page.title, page.people, page.period) == ("“I buy again”", "10 customers", "1 Jan 2026 – 4 Jan 2026")
    assert (plain(awareness.share), awareness.likely, awareness.people) == (
        "100 %", "likely 72–100", "Few customers (10).",
    )  # fmt: skip
    assert awareness.going.sentence == "6 of 10 customers go on to a later stage"
    assert plain(awareness.going.figure) == "60 % (likely 31–83) · 6 of 10"
    assert awareness.going.remarks == ("Few customers (10).",)
    assert purchase.touchpoints.lines == (Line("order", "web, store", "60\u202f%", "likely 31–83", 60.0),)
    assert advocacy.title == "Advocacy"


def test_figures_about_fewer_customers_than_the_minimum_are_hidden(draft: Draft) -> None:
    page = page_of(draft)
    _, purchase, advocacy = page.columns
    assert purchase.channels.lines == ()
    assert purchase.channels.remarks == ("2 others hidden: fewer than 5 customers.",)
    assert purchase.going.remarks == ("Hidden: fewer than 5 customers.",)
    assert (advocacy.share, advocacy.width, advocacy.people) == ("", 0, "Hidden: fewer than 5 customers.")
    assert advocacy.touchpoints.remarks == advocacy.going.remarks == ("Hidden: fewer than 5 customers.",)
    assert page.names.lines == ()
    assert page.names.remarks == ("1 name hidden: fewer than 5 customers.",)


def test_a_whole_map_about_too_few_customers_is_hidden(draft: Draft) -> None:
    page = page_of(msgspec.structs.replace(draft, minimum_cell=11))
    assert (page.people, page.notice) == ("Fewer than 11 customers", "Hidden: fewer than 11 customers.")
    assert all(not getattr(page, part) for part in ("columns", "findings", "period", "not_assigned", "workings"))


def test_stages_without_events_say_so_and_what_to_do(draft: Draft) -> None:
    empty = page_of(draft).empty
    assert empty.startswith("No events for Consideration, Getting started, Use, Service, Loyalty and Leaving.")
    assert empty.endswith("Hide them, or assign 1 unrecognised event name.")
    one = tuple(stage for stage in draft.stages if stage.customers or stage.name == "onboarding")
    names = tuple(NotAssigned(f"Event {i}", 1, 1, recognised=False) for i in range(3))
    page = page_of(msgspec.structs.replace(draft, stages=one, not_assigned=names))
    assert page.empty == "No events for Getting started. Hide it, or assign 3 unrecognised event names."
    nothing_else = page_of(msgspec.structs.replace(draft, stages=one, not_assigned=()))
    assert nothing_else.empty == "No events for Getting started. Hide it in stages.yaml."


def test_what_no_stage_takes_in_stays_visible(draft: Draft) -> None:
    page = page_of(msgspec.structs.replace(draft, minimum_cell=1))
    assert plain(page.not_assigned) == ("1 event name is not assigned to a stage. It makes up 10.5 % of all events.")
    assert [(line.name, line.detail, plain(line.figure)) for line in page.names.lines] == [
        ("Wheel Spun", "2 customers", "10.5 %")
    ]


def test_findings_rest_on_30_customers_or_are_not_there(draft: Draft, tmp_path: Path) -> None:
    assert findings_of(draft) == ()
    many = [(f"c{i}", "Promotion Clicked", "2026-01-01") for i in range(200)]
    many += [(f"c{i}", "Order Completed", "2026-01-02") for i in range(150)]
    many += [(f"c{i}", "Product Reviewed", "2026-01-03") for i in range(30)]
    with shop(tmp_path / "many", many) as ws:
        stop, met = ws.draft_map(ws.journeys()).draft.findings
    assert (stop.lead, stop.rest) == ("20 in 100 customers", "who reach Purchase go on to a later stage.")
    assert (plain(stop.figure), stop.stage) == ("20.0 % (likely 14.4–27.1) · 30 of 150", "purchase")
    assert (met.lead, met.rest) == ("All 200 customers", "come to the touchpoint “ad or promotion” in Awareness.")


def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "shop") as ws:
        page = page_of(ws.draft_map(ws.journeys()).draft)
    assert page.notice.startswith("There are no events yet. Load some: sojourn load WORKSPACE events.csv.")
    assert (page.people, page.columns) == ("No customers", ())


def test_a_definition_that_nobody_fits_says_so(tmp_path: Path) -> None:
    with shop(tmp_path, story()) as ws:
        page = page_of(ws.draft_map(ws.journeys(between=("2020-01-01", "2020-02-01"))).draft)
    assert page.notice.startswith("No customer fits this definition of journeys.")


def test_a_log_of_which_nothing_is_recognised_says_so(tmp_path: Path) -> None:
    with shop(tmp_path, [(f"c{i}", "Wheel Spun", "2026-01-01") for i in range(9)]) as ws:
        page: Page = page_of(ws.draft_map(ws.journeys()).draft)
    assert page.notice.startswith("No event is assigned to a stage.")


def test_open_journeys_are_named_and_not_counted(tmp_path: Path) -> None:
    old = [(f"c{i}", "Promotion Clicked", "2026-01-01") for i in range(6)]
    fresh = [(f"d{i}", "Promotion Clicked", "2026-03-01") for i in range(6)]
    buyers = [(f"c{i}", "Order Completed", "2026-01-02") for i in range(5)]
    with shop(tmp_path, [*old, *fresh, *buyers]) as ws:
        page = page_of(ws.draft_map(ws.journeys(gap="7d")).draft)
    assert page.columns[0].going.sentence == "5 of 6 customers go on to a later stage"
    assert any("6 journeys still running, not counted." in text for _, text in page.workings)
