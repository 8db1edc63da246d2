from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, LaneKind, MapDocument, MapStep, Phase
from sojourn.maps.insights.painful import replaced
from sojourn.maps.map import Map
from sojourn.maps.page.page import page_of
from sojourn.maps.telling import told
from sojourn.workspace import Workspace
from tests.maps.insights.made import LEAVING, gathered, told_map
from tests.maps.shops import forty


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return forty(tmp_path_factory.mktemp("forty"))


@pytest.fixture(scope="module")
def found(ws: Workspace) -> Map:
    return told_map(ws)


def cells(found: Map, kind: LaneKind) -> dict[str, Cell]:
    return {cell.id: cell for lane, _, cell in found.document.cells() if lane.kind == kind}


def lines(found: Map, kind: LaneKind, name: str) -> tuple[str, ...]:
    lane = found.document.lanes_of(kind)[0]
    return told(cells(found, kind)[name], lane).lines


def test_a_pain_point_stands_where_customers_meet_it_with_what_goes_with_it(found: Map) -> None:
    assert lines(found, "pain_points", "pain-waiting-delivery-options") == (
        "Waiting for delivery options",
        "1 in 5 customers who reach delivery options waits over 6 days for it.",
        "20.1\u202f% (likely 19.5–20.6) · 4,310 of 21,480",
        "They order less than comparable customers: 31\u202f% against 38\u202f% (−7 points, likely −9 to −5)",
        "About 18,400\u202fEUR a month (11,900 to 24,800) · Associated, not proven",
        "Robustness: high",
        "Owner: none · Opportunity: below",
    )
    lane = found.document.lanes_of("pain_points")[0]
    assert "pain-waiting-delivery-options" in [cell.id for cell in lane.cells["purchase-delivery-options"]]


def test_of_those_who_leave_only_comparable_ones_can_tell(found: Map) -> None:
    said = lines(found, "pain_points", "pain-drop-off-payment")
    assert said[3] == "Of comparable customers 29\u202f% order (likely 9.4 to 48); of those who leave, nobody"
    assert "Owner: none · Opportunity: none" in said


def test_what_is_tested_takes_the_place_of_what_was_only_possible() -> None:
    places = {
        "pay": (Cell("Lost after “payment”", "a", status="possible"), Cell("Problems", "b", status="possible")),
        "check": (Cell("Lost after “checkout”", "c", status="possible"),),
    }
    phase = Phase("purchase", "Purchase", steps=(MapStep("pay", "Payment", "payment"), MapStep("check", "Checkout")))
    document = MapDocument("I buy", phases=(phase,), lanes=(Lane("p", "pain_points", "Pain points", cells=places),))
    left = replaced(document, [LEAVING])
    assert [cell.id for _, _, cell in left.cells()] == ["b", "c"]


def test_a_strength_is_a_bright_spot(found: Map) -> None:
    said = lines(found, "gains", "gain-good-score-delivery-options")
    assert said[3].startswith("They order more than comparable customers: 45\u202f% against 38\u202f% (+7 points")


def test_an_opportunity_says_what_it_could_bring_and_who_has_it(found: Map) -> None:
    assert lines(found, "opportunities", "opportunity-show-date") == (
        "Show the date before payment",
        "+ 9,210\u202fEUR a month (5,950 to 12,400)",
        "Associated, not proven",
        "Owner: Jo · due 30 Sep 2026 · Planned",
    )


def test_chapters_tell_it_in_sentences_with_what_lies_behind(found: Map) -> None:
    page = page_of(found.shown)
    view = page.views[0]
    way, helps, to_do = view.chapters
    assert way.lead == (
        "2 pain points among 3 things that could be tested. The largest for certain: Waiting for delivery options. "
        "All together: about 19,000\u202fEUR a month (12,000 to 25,500)."
    )
    assert way.listing is not None
    assert ("Error at payment", "5 of 20", "Too few met it.") in way.listing.rows
    assert helps.insights[0].kind == "good"
    assert to_do.lead == (
        "1 opportunity written down and 1 pain point nobody has answered yet. In order of expected gain a month."
    )
    drawer = view.evidence.cells["pain-waiting-delivery-options"]
    facts = {view.evidence.names[term]: view.evidence.names[text] for term, text in drawer.facts}
    assert facts["As counted"].startswith("−12.0 points between those who meet it and all others")
    assert facts["Robustness"] == (
        "High. It would take something twice as telling as the best of what was measured to explain it away."
    )
    assert facts["No proof"].startswith("Nobody was assigned by chance")
    assert (len(drawer.journeys), drawer.total) == (3, "3 of 30 customers behind this figure.")
    assert "Costs most" in [finding.label for finding in view.findings]
    assert any(said.text == "There are no comments." for said in view.unknown)


def test_every_insight_leads_to_its_cell_or_opens_by_itself(found: Map) -> None:
    view = page_of(found.shown).views[0]
    html = found.to_html()
    for chapter in view.chapters:
        for one in chapter.insights:
            assert f'id="cell-{one.cell or one.id}"' in html
            assert one.sentence.endswith(".")


def test_other_choices_do_not_show_what_was_found_for_all(found: Map) -> None:
    other = next(view for view in found.shown if view.who != found.shown[0].who)
    cell = next(cell for _, _, cell in other.document.cells() if cell.id == "pain-waiting-delivery-options")
    assert (cell.measured, cell.worth) == (None, None)
    lane = other.document.lanes_of("pain_points")[0]
    assert told(cell, lane).remarks == ("Worked out for all customers over the whole period, not for this choice.",)
    assert other.chapters == ()


def test_no_word_claims_a_cause(found: Map) -> None:
    said = " ".join(
        part
        for chapter in found.shown[0].chapters
        for one in chapter.insights
        for part in (chapter.lead, chapter.note, one.sentence, *one.remarks)
    ).casefold()
    for word in ("because", "causes", "caused", "leads to", "due to", "drives", "significant", "p-value"):
        assert word not in said


def test_an_effect_that_cannot_be_is_not_shown(ws: Workspace) -> None:
    impossible = msgspec.structs.replace(
        LEAVING, effect=msgspec.structs.replace(LEAVING.effect, value=-1.35, low=-2.03, high=-0.67)
    )
    made = told_map(ws, gathered(impossible, stored=()))
    assert "pain-drop-off-payment" not in cells(made, "pain_points")
    assert not made.shown[0].chapters[0].insights


def test_what_people_wrote_about_a_pain_point_stays_in_the_next_draft(ws: Workspace, found: Map) -> None:
    ws.save_map(found, "lamp")
    path = ws.path / "maps" / "lamp.map.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("id: pain-waiting-delivery-options", "id: pain-waiting-delivery-options\n          owner: Ada", 1),
        "utf-8",
    )
    again = told_map(ws, name="lamp")
    assert cells(again, "pain_points")["pain-waiting-delivery-options"].owner == "Ada"
    assert lines(again, "pain_points", "pain-waiting-delivery-options")[-1] == "Owner: Ada · Opportunity: below"


def test_all_formats_carry_it_or_name_the_loss(found: Map, tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    for ending in ("svg", "md", "csv"):
        path = found.save(tmp_path / f"map.{ending}")
        text = " ".join(re.sub(r"<[^>]*>", " ", path.read_text("utf-8")).replace("\\", "").split())
        assert "Associated, not proven" in text, ending
    for ending in ("xlsx", "pptx"):
        with ZipFile(found.save(tmp_path / f"map.{ending}")) as packed:
            parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if name.endswith("xml")]
        assert "Associated, not proven" in " ".join(re.sub(r"<[^>]*>", " ", part) for part in parts), ending
    found.save(tmp_path / "map.mmd")
    assert any("effects and gains" in str(each.message) or "left out" in str(each.message) for each in recwarn)
