from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sojourn.errors import UsageError
from sojourn.maps.document import Map
from sojourn.maps.drafting import Met
from sojourn.workspace import open_workspace
from tests.shops import shop


def story() -> list[tuple[str, str, str, dict[str, object]]]:
    """Ten customers see an advertisement; six buy, on two channels; one of these writes a review; two spin a wheel."""
    seen = [(f"c{i}", "Promotion Clicked", "2026-01-01 10:00", {"channel": "ads"}) for i in range(10)]
    bought = [(f"c{i}", "Order Completed", "2026-01-02 10:00", {"channel": ["web", "store"][i % 2]}) for i in range(6)]
    wheel = [(f"c{i}", "Wheel Spun", "2026-01-03 10:00", {"channel": "web"}) for i in range(2)]
    return [*seen, *bought, *wheel, ("c0", "Product Reviewed", "2026-01-04 23:30", {"channel": "web"})]


def test_a_first_map_from_a_log(tmp_path: Path) -> None:
    with shop(tmp_path, story()) as ws:
        draft = ws.draft_map(ws.journeys(), "I buy again").draft
    stages = {stage.name: stage for stage in draft.stages}
    assert [stage.name for stage in draft.stages if stage.customers] == ["awareness", "purchase", "advocacy"]
    assert (draft.customers, draft.events, draft.journeys, draft.answers) == (10, 19, None, 0)
    assert draft.data_up_to == draft.last == datetime(2026, 1, 4, 23, 30, tzinfo=UTC)
    purchase = stages["purchase"]
    assert (purchase.customers, purchase.reach.value, purchase.reach.n) == (6, 0.6, 10)
    assert purchase.touchpoints == (Met("order", 6, purchase.reach, ("web", "store")),)
    assert [(met.name, met.customers) for met in purchase.channels] == [("store", 3), ("web", 3)]
    assert purchase.onward is not None
    assert (purchase.onward.customers, purchase.onward.entered) == (1, 6)
    assert stages["advocacy"].onward is None
    assert [(one.event, one.events, one.customers, one.recognised) for one in draft.not_assigned] == [
        ("Wheel Spun", 2, 2, False)
    ]


def test_the_same_log_gives_the_same_map_in_any_order(tmp_path: Path) -> None:
    with shop(tmp_path / "a", story()) as ws:
        first = ws.draft_map(ws.journeys(), "I", badge="b")
    with shop(tmp_path / "b", reversed(story())) as ws:
        assert ws.draft_map(ws.journeys(), "I", badge="b") == first


def test_days_are_those_of_the_workspace(tmp_path: Path) -> None:
    shop(tmp_path, story()).close()
    settings = tmp_path / "shop" / "workspace.yaml"
    settings.write_text(settings.read_text("utf-8").replace("timezone: UTC", "timezone: Asia/Tokyo"), "utf-8")
    with open_workspace(tmp_path / "shop") as ws:
        draft = ws.draft_map(ws.journeys()).draft
    assert draft.data_up_to is not None
    assert (draft.data_up_to.day, draft.timezone) == (5, "Asia/Tokyo")


def test_journeys_of_a_definition_are_counted_by_customer(tmp_path: Path) -> None:
    with shop(tmp_path, story()) as ws:
        draft = ws.draft_map(ws.journeys(goal="Order Completed")).draft
    assert (draft.customers, draft.journeys) == (10, 12)


def test_a_map_goes_by_the_workspaces_name_where_nothing_else_is_said(tmp_path: Path) -> None:
    with shop(tmp_path, story()) as ws:
        draft = ws.draft_map(ws.journeys()).draft
    assert (draft.title, draft.badge) == ("Journey map of shop", "Data: shop")


def test_saving_a_page(tmp_path: Path) -> None:
    with shop(tmp_path, story()) as ws:
        drafted = ws.draft_map(ws.journeys())
        page = drafted.save(tmp_path / "pages" / "map.html")
    assert page.read_text("utf-8") == drafted.to_html()
    assert [file.name for file in page.parent.iterdir()] == ["map.html"]


@pytest.mark.parametrize("name", ["map.docx", "map"])
def test_other_formats_are_refused_by_name(tmp_path: Path, name: str) -> None:
    with shop(tmp_path, story()) as ws:
        drafted = ws.draft_map(ws.journeys())
    with pytest.raises(UsageError, match=r"Use a name that ends in \.html"):
        drafted.save(tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["note.txt/map.html", "folder.html"])
def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "note.txt").write_text("a file, not a folder")
    (tmp_path / "folder.html").mkdir()
    with shop(tmp_path, story()) as ws:
        drafted = ws.draft_map(ws.journeys())
    with pytest.raises(UsageError, match=r"cannot be written \(.+\)\. Mend that, or choose another place"):
        drafted.save(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.html", "note.txt", "shop"]


def test_a_notebook_shows_the_page_in_a_frame(tmp_path: Path) -> None:
    with shop(tmp_path, story()) as ws:
        drafted: Map = ws.draft_map(ws.journeys())
    assert drafted._repr_html_().startswith('<iframe title="Journey map" srcdoc="&lt;!doctype html&gt;')
    assert drafted.to_arrow().num_rows == 9
