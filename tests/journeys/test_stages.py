from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import DefinitionError
from sojourn.events.vocabulary import Place, When
from sojourn.journeys.stages import StageModel


def model(folder: Path, text: str) -> StageModel:
    path = folder / "stages.yaml"
    path.write_text(text, encoding="utf-8")
    return StageModel.read(path)


def test_a_workspace_overrides_the_standard_vocabulary(tmp_path: Path) -> None:
    stages = """
    rows:
      - {event: Product Viewed, touchpoint: shop window}
      - {event: size_guide_opened, stage: consideration, touchpoint: size guide}
      - {match: "^internal_", hide: true}
    """
    own = model(tmp_path, stages)
    assert own.resolve("product_viewed")[1:4] == ("shop window", "unknown", "consideration")
    assert own.resolve("Size Guide Opened")[1:4] == ("size guide", "unknown", "consideration")
    assert own.resolve("internal_ping").hidden
    assert own.resolve("Order Completed") == StageModel().resolve("Order Completed")


def test_without_a_file_the_standard_vocabulary_holds(tmp_path: Path) -> None:
    assert StageModel.read(None) == StageModel.read(tmp_path / "stages.yaml") == StageModel()
    order = StageModel().resolve("Completed Order", channel="In-Store")
    assert order == ("Order Completed", "order", "store", "purchase", None, None, True, True, False, False)


def test_a_name_nobody_knows_is_unstaged_and_said_in_words() -> None:
    placed = StageModel().resolve("A_SUBMITTED")
    assert placed[:4] == ("A_SUBMITTED", "a submitted", "unknown", "unstaged")
    assert not placed.known


@pytest.mark.parametrize(
    ("event", "touchpoint", "placed"),
    [
        ("Product Viewed", "Shoe finder", ("Shoe finder", "consideration")),
        ("Product Viewed", "https://shop.com/p/1", ("product page", "consideration")),
        ("Clicked", "/p/1?x=2", ("/p/:id", "unstaged")),
        ("Clicked", "/checkout", ("checkout", "purchase")),
        ("Clicked", "Wishlist", ("Wishlist", "consideration")),
        ("GET /cart?id=7", None, ("cart", "consideration")),
        ("https://shop.com/about", None, ("/about", "unstaged")),
    ],
)
def test_a_recorded_touchpoint_stands_unless_it_is_an_address(
    event: str, touchpoint: str | None, placed: tuple[str, str]
) -> None:
    found = StageModel().resolve(event, touchpoint)
    assert (found.touchpoint, found.stage) == placed


def test_places_that_depend_on_the_history_come_with_their_other_place() -> None:
    page = StageModel().resolve("Page Viewed", "https://shop.com/about/")
    assert (page.stage, page.touchpoint, page.when) == ("awareness", "first visit", When.FIRST_PAGE)
    assert page.otherwise == Place("unstaged", "/about")
    assert page.page
    assert StageModel().resolve("page_view", "/cart").otherwise == Place("consideration", "cart")
    assert StageModel().resolve("Leaflet").otherwise == Place("loyalty", "mailing")
    assert StageModel().resolve("login").otherwise == Place("use", "using the product")


def test_pages_get_stages_by_their_address(tmp_path: Path) -> None:
    own = model(tmp_path, "rows: [{page: ^/pricing, stage: consideration}]")
    placed = own.resolve("Page Viewed", "https://shop.com/pricing/?a=1")
    assert (placed.stage, placed.touchpoint, placed.when) == ("consideration", "/pricing", None)
    assert placed.page
    assert own.resolve("Page Viewed").when is When.FIRST_PAGE


def test_own_stages_take_in_standard_ones(tmp_path: Path) -> None:
    stages = """
    stages:
      - {name: discover, includes: [awareness, consideration]}
      - {name: purchase, title: I buy}
      - {name: leave, includes: [churn], exit: true}
    """
    own = model(tmp_path, stages)
    assert own.stage_names == ("unstaged", "discover", "purchase", "leave")
    assert [(stage.title, stage.exit) for stage in own.stages] == [
        ("Discover", False),
        ("I buy", False),
        ("Leave", True),
    ]
    assert own.resolve("Product Viewed").stage == "discover"
    assert own.resolve("Order Completed").stage == "purchase"
    assert own.resolve("Order Shipped").stage == "unstaged"
    assert own.resolve("Leaflet").otherwise == Place("unstaged", "mailing")


def test_rows_may_depend_on_the_history_too(tmp_path: Path) -> None:
    stages = """
    rows:
      - event: Brochure Sent
        stage: awareness
        touchpoint: brochure
        when: before_order
        otherwise: {stage: loyalty, touchpoint: brochure}
      - {event: Leaflet, touchpoint: flyer}
    """
    placed = model(tmp_path, stages).resolve("Brochure Sent")
    assert (placed.when, placed.otherwise) == (When.BEFORE_ORDER, Place("loyalty", "brochure"))
    leaflet = model(tmp_path, stages).resolve("Leaflet")
    assert (leaflet.touchpoint, leaflet.otherwise) == ("flyer", Place("loyalty", "flyer"))


def test_the_first_row_that_holds_wins(tmp_path: Path) -> None:
    own = model(tmp_path, "rows: [{match: buy, stage: purchase}, {event: Buy Now, stage: use}]")
    assert own.resolve("buy now").stage == "purchase"


def test_aliases_and_name_rules(tmp_path: Path) -> None:
    own = model(tmp_path, 'aliases: {basket bought: Completed Order}\nnames: [{match: "^shop:", replace: ""}]')
    assert own.resolve("shop:Basket_Bought")[0] == "Order Completed"
    assert own.resolve("shop:Basket_Bought").order


def test_channels(tmp_path: Path) -> None:
    own = model(tmp_path, "channels: {store: [Filiale], kiosk: [terminal]}\nrows: [{event: Ping, channel: Terminal}]")
    assert own.channel_names[0] == "unknown"
    assert own.channel_names[-1] == "kiosk"
    assert own.resolve("X", None, "filiale").channel == "store"
    assert own.resolve("X", None, "Facebook").channel == "Facebook"
    assert own.resolve("Ping", None, "web").channel == "kiosk"
    assert own.resolve("Email Opened").channel == "email"
    assert own.resolve("Email Opened", None, "app").channel == "app"


def test_roles(tmp_path: Path) -> None:
    own = model(tmp_path, "orders: [Contract Signed]\nrows: [{event: Grievance, role: complaint}]")
    assert own.has_role("contract_signed", "order")
    assert not own.has_role("Order Completed", "order")
    assert StageModel().has_role("Order Completed", "order")
    assert own.has_role("Grievance", "complaint")
    assert own.has_role("Complaint Received", "complaint")
    assert own.resolve("Contract Signed").order


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rows: [{event: A, stage: purchse}]", 'rows, row 1: no stage "purchse". Did you mean "purchase"?'),
        (
            "rows: [{event: A, stgae: use}]",
            'rows, row 1: Object contains unknown field `stgae`. Did you mean "stage"?',
        ),
        ("rows: [{event: yes}]", "rows, row 1, event: Expected `str | null`, got `bool`. A word such as yes"),
        (
            "rows: [{event: A, stage: use, when: first_weak}]",
            "rows, row 1, when: Invalid enum value 'first_weak'. Did",
        ),
        ("aliases: {1: a}", "aliases: Expected `str`, got `int`."),
        ("rows: [{stage: use}]", "rows, row 1: it holds for no event. Give it `event`, `match` or `page`."),
        ("rows: [{event: A}, {match: '('}]", 'rows, row 2: "(" is not a regular expression'),
        ("names: [{match: '['}]", 'names, row 1: "[" is not a regular expression'),
        ("rows: [{event: A, stage: use, when: first_week}]", "`when` and `otherwise` need each other"),
        (
            "rows: [{event: A, when: first_week, otherwise: {stage: use, touchpoint: b}}]",
            "`when` needs a `stage`",
        ),
        ("rows: [{event: A, role: ordr}]", 'no role "ordr". Did you mean "order"?'),
        ("rows: [{page: /a, role: order}]", "a role belongs to a name, not to a page"),
        ("stages: [{name: a}, {name: a}]", 'stages, row 2: "a" is taken'),
        ("stages: [{name: unstaged}]", 'stages, row 1: "unstaged" is taken'),
        ("stages: [{name: a, includes: [us]}]", 'stages, row 1: no standard stage "us". Did you mean "use"?'),
        (
            "rows: [",
            "is not YAML: while parsing a flow node did not find expected node content in line 2, column 1.",
        ),
        ("- a", "Expected `object | null`, got `array`"),
    ],
)
def test_errors_name_the_file_the_row_and_what_would_be_right(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        model(tmp_path, text)
    assert str(tmp_path / "stages.yaml") in str(caught.value)
    assert message in str(caught.value)


@given(st.text(min_size=1), st.none() | st.text(), st.none() | st.text())
def test_everything_finds_a_place(event: str, touchpoint: str | None, channel: str | None) -> None:
    placed = StageModel().resolve(event, touchpoint, channel)
    assert placed.stage in StageModel().stage_names
    assert (placed.when is None) == (placed.otherwise is None)
