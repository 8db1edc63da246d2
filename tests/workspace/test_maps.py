from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import sojourn
from sojourn.documents.cells import Binding, Cell
from sojourn.documents.map import Lane, MapDocument
from sojourn.documents.text import map_text
from sojourn.errors import UnknownName, UsageError
from sojourn.maps.map import Map
from sojourn.workspace import Workspace
from tests.maps.shops import forty
from tests.shops import shop

TITLE = "I find a lamp and buy it"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with forty(tmp_path_factory.mktemp("forty")) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def drafted(ws: Workspace) -> Map:
    return ws.draft_map(ws.journeys(), TITLE, badge="Made for tests", periods=False, segments=())


def cell(document: MapDocument, wanted: str) -> Cell:
    return next(cell for _, _, cell in document.cells() if cell.id == wanted)


def test_a_draft_has_the_stages_touchpoints_figures_and_words_of_the_log(drafted: Map) -> None:
    document = drafted.document
    assert (document.title, document.data, document.simulated) == (TITLE, "Made for tests", False)
    came = [phase.id for phase in document.phases if phase.steps]
    assert came == ["consideration", "purchase", "loyalty", "not-assigned"]
    assert [step.touchpoint for step in document.phases[2].steps] == [
        "checkout",
        "delivery options",
        "payment",
        "order",
    ]
    reach = cell(document, "reach-purchase").measured
    assert reach is not None
    assert (reach.count, reach.n) == (30, 40)
    feeling = cell(document, "feeling-csat-purchase").measured
    assert feeling is not None
    assert (feeling.value, feeling.n) == (-1.0, 12)
    assert cell(document, "action-purchase-payment").text == "I pay"
    assert cell(document, "action-purchase-payment").provenance == "inferred"


def test_quotes_in_a_draft_are_real_and_masked(drafted: Map) -> None:
    said = [cell.text for lane, _, cell in drafted.document.cells() if lane.kind == "thoughts" and cell.text]
    assert said
    assert all("example.com" not in text for text in said)
    assert "customer-0" not in drafted.to_html()


def test_the_same_log_gives_the_same_map(ws: Workspace, drafted: Map) -> None:
    again = ws.draft_map(ws.journeys(), TITLE, badge="Made for tests", periods=False, segments=())
    assert map_text(again.document) == map_text(drafted.document)
    assert again.to_html() == drafted.to_html()


def test_every_cell_says_what_it_rests_on_and_has_an_id_of_its_own(drafted: Map) -> None:
    cells = [cell for _, _, cell in drafted.document.cells()]
    assert all(cell.provenance for cell in cells)
    assert len({cell.id for cell in cells}) == len(cells)


def test_a_map_is_stored_as_text_and_measured_when_it_is_opened(tmp_path: Path) -> None:
    with forty(tmp_path) as ws:
        ws.save_map(ws.draft_map(ws.journeys(), TITLE, periods=False, segments=()), "lamps")
        assert ws.maps() == ("lamps",)
        ws.load([{"user_id": "zoe", "event": "Checkout Started", "occurred_at": "2026-01-20 09:00"}], name="more")
        reach = cell(ws.map("lamps", periods=False).document, "reach-purchase").measured
        assert reach is not None
        assert (reach.count, reach.n) == (31, 41)
        with pytest.raises(UnknownName, match=r'No map is called "lamp"\. Did you mean "lamps"\? There are: lamps\.'):
            ws.map("lamp")
        with pytest.raises(UsageError, match="A map cannot be called"):
            ws.save_map(ws.map("lamps", periods=False), "../lamps")


def test_a_persons_edits_survive_a_redraft(tmp_path: Path) -> None:
    with forty(tmp_path) as ws:
        ws.save_map(ws.draft_map(ws.journeys(), TITLE, name="lamps", periods=False, segments=()), "lamps")
        path = tmp_path / "shop" / "maps" / "lamps.map.yaml"
        text = path.read_text("utf-8").replace("text: I pay\n", "text: I pay by invoice # Maria asked\n")
        assert "Maria" in text
        path.write_text(text.replace("title: I find a lamp", "owner: Jo\ntitle: I find a lamp"), "utf-8")
        ws.load([{"user_id": "zoe", "event": "Checkout Started", "occurred_at": "2026-01-20 09:00"}], name="more")
        again = ws.draft_map(ws.journeys(), TITLE, name="lamps", periods=False, segments=())
        assert again.document.owner == "Jo"
        assert cell(again.document, "action-purchase-payment").text == "I pay by invoice"
        reach = cell(again.document, "reach-purchase").measured
        assert reach is not None
        assert reach.count == 31
        ws.save_map(again, "lamps")
        assert "# Maria asked" in path.read_text("utf-8")


def test_a_map_remembers_which_journeys_it_describes(tmp_path: Path) -> None:
    with forty(tmp_path) as ws:
        journeys = ws.journeys(goal="Order Completed", gap="30d", where="channel = 'web'")
        drafted = ws.draft_map(journeys, TITLE, periods=False, segments=())
        assert drafted.document.scope.gap == "30d"
        assert drafted.document.scope.where == "channel = 'web'"
        assert ws.map(drafted, periods=False, segments=()).document == drafted.document


def test_drafting_a_stored_map_anew_keeps_its_title_badge_and_id(tmp_path: Path) -> None:
    with forty(tmp_path) as ws:
        first = ws.draft_map(ws.journeys(), TITLE, badge="Made for tests", periods=False, segments=())
        ws.save_map(first, "lamps")
        again = ws.draft_map(ws.journeys(), name="lamps", periods=False, segments=()).document
        assert (again.title, again.data, again.id) == (TITLE, "Made for tests", first.document.id)


def test_every_map_of_simulated_data_says_so(tmp_path: Path) -> None:
    with forty(tmp_path) as ws:
        ws.save_map(ws.draft_map(ws.journeys(), TITLE, periods=False, segments=()), "lamps")
        ws.mark_simulated()
        drawn = ws.draft_map(ws.journeys(), TITLE, badge="Made up", periods=False, segments=())
        opened = ws.map("lamps", periods=False, segments=())
    assert (drawn.document.simulated, opened.document.simulated) == (True, True)
    assert 'class="badge simulated">Simulated data: Made up<' in drawn.to_html()


def test_a_binding_that_cannot_be_measured_says_why_on_the_page(ws: Workspace, drafted: Map) -> None:
    lane = Lane("metrics", "metrics", "Figures", cells={
        "purchase": (Cell("Opened", "opened", "measured", binding=Binding("opens")),)
    })  # fmt: skip
    wrong = msgspec.structs.replace(drafted.document, lanes=(lane,))
    assert (
        "Cannot be measured: No measure is called &#34;opens&#34;."
        in ws.map(Map(wrong), periods=False, segments=()).to_html()
    )


def test_readers_can_choose_segments_and_periods(ws: Workspace) -> None:
    drawn = ws.draft_map(ws.journeys(), TITLE, segments=("plan",))
    assert [(one.who, one.when) for one in drawn.shown] == [
        ("All customers", "Whole period"), ("Plan: free", "Whole period"), ("Plan: pro", "Whole period"),
    ]  # fmt: skip
    pro = cell(drawn.shown[2].document, "reach-purchase").measured
    assert pro is not None
    assert (pro.count, pro.n) == (15, 20)
    with pytest.raises(UnknownName, match='No segment is called "plam"'):
        ws.draft_map(ws.journeys(), TITLE, segments=("plam",))


def test_a_workshop_map_is_put_to_the_test(ws: Workspace, tmp_path: Path) -> None:
    grid = tmp_path / "workshop.csv"
    grid.write_text(
        "lane,Product page,Checkout,Payment,Delivery\n"
        "Feelings,,+1,,+2\n"
        "Notes,,Half of customers meet checkout,90 % of customers meet payment,\n"
        "Needs,I want to compare,,,\n",
        "utf-8",
    )
    tested = ws.map(sojourn.load_map(grid), periods=False, segments=())
    from sojourn.insights.beliefs import verdict_of

    verdicts = {cell.text or str(cell.asserted): verdict_of(cell).status for _, _, cell in tested.document.cells()}
    assert verdicts["90 % of customers meet payment"] == "contradicted"
    assert verdicts["I want to compare"] == "no data yet"
    assert "Contradicted: believed" in tested.to_html()


def test_a_planned_map_stands_beside_what_customers_did(ws: Workspace, drafted: Map) -> None:
    plan = msgspec.structs.replace(
        drafted.document, state="to-be", lanes=(), columns="steps",
        phases=tuple(phase for phase in drafted.document.phases if phase.id in ("consideration", "purchase")),
    )  # fmt: skip
    drawn = ws.draft_map(ws.journeys(), TITLE, plan=Map(plan), periods=False, segments=())
    planned = drawn.shown[-1]
    assert planned.side == "planned"
    told = {cell.id: cell.measured for _, _, cell in planned.document.cells()}
    assert told["planned-reach-purchase-payment"] is not None
    assert told["planned-reach-purchase-payment"].count == 20
    extra = told["deviation-extra-survey"]
    assert extra is not None
    assert extra.count == 12


def test_an_empty_workspace_has_a_page_that_says_what_to_do(tmp_path: Path) -> None:
    with shop(tmp_path, []) as ws:
        page = ws.draft_map(ws.journeys(), TITLE).to_html()
    assert "There are no events yet. Load some: sojourn load WORKSPACE events.csv." in page


def test_fewer_customers_than_the_minimum_show_nothing(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Order Completed", "2026-01-01 10:00")]) as ws:
        page = ws.draft_map(ws.journeys(), TITLE).to_html()
    assert "Hidden: fewer than 5 customers." in page
    assert "<table" not in page.split("<template")[0]
