"""The page as one file, sent to somebody without Sojourn: it needs nothing, hides nothing, and gives nobody away."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import sojourn
from sojourn import simulate
from sojourn.demo.running import CUSTOMERS, SEED
from tests.e2e.browsing import DESK, chosen, drawer_of, options, read
from tests.e2e.conftest import Demo
from tests.e2e.files import everything, evidence, unpacked

pytestmark = pytest.mark.slow

YEAR_IN_MINUTES = 366 * 24 * 60


class Alone:
    """A page in an empty folder, in a browser without a network, with all that it asks for."""

    def __init__(self, page: Page, file: Path, asked: list[str]) -> None:
        self.page, self.file, self.asked = page, file, asked


@pytest.fixture
def alone(browser: Browser, demo: Demo, tmp_path: Path) -> Iterator[Alone]:
    file = Path(shutil.copy(demo.shop, tmp_path / "sent.html"))
    context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]}, reduced_motion="reduce")
    context.set_offline(True)
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    yield Alone(page, file, asked)
    context.close()


def test_it_asks_for_nothing_and_every_control_works(alone: Alone) -> None:
    page = alone.page
    for label in ("Customers", "Period", "Show"):
        for option in reversed(options(page, label)):
            page.get_by_role("combobox", name=label, exact=True).select_option(option)
            expect(page.locator("view-switch .status")).to_contain_text(option)
            assert chosen(page, label) == option
    drawer = drawer_of(page, page.locator(".map .reach").first)
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_be_hidden()
    for folded in page.locator("details").all():
        folded.locator("summary").click()
        expect(folded.locator(":scope > :not(summary)").first).to_be_visible()
    assert alone.asked == [alone.file.as_uri()]
    assert [path.name for path in alone.file.parent.iterdir()] == ["sent.html"]


def test_every_drawer_opens_and_says_what_and_who(alone: Alone) -> None:
    page = alone.page
    cells = {one.get_attribute("data-cell") for one in page.locator("[data-cell]").all()}
    assert len(cells) > 30
    for cell in cells:
        page.locator(f'[data-cell="{cell}"]').first.evaluate("opener => opener.click()")
        drawer = page.get_by_role("dialog")
        expect(drawer.locator(".sentence"), cell).not_to_be_empty()
        for said in ("Counted", "Period", "Likely range"):
            assert said in read(drawer), cell
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()


def test_no_personal_text_is_in_the_file(demo: Demo) -> None:
    text = everything(demo.shop.read_text("utf-8"))
    planted = {one.value for one in simulate.shop(CUSTOMERS, SEED).truth.personal}
    assert len(planted) > 20
    assert [value for value in planted if value in text] == []
    assert re.findall(r"[\w.+-]+@[\w-]+\.\w+", text) == []


def test_no_identifier_is_in_the_file(demo: Demo) -> None:
    words = set(re.findall(r"[\w.-]+", everything(demo.shop.read_text("utf-8"))))
    with sojourn.open(demo.report.shops[0].workspace) as ws:
        found = ws.sql("""
            select value as it from identifiers union select customer_id from identifiers
            union select event_id from events union select properties->>'order_id' from events
        """).column("it")
    assert len(found) > 400_000
    assert words.intersection(found.to_pylist()) == set()


def test_no_identifier_of_the_households_is_in_their_file(demo: Demo) -> None:
    html = everything(demo.households.read_text("utf-8"))
    with sojourn.open(demo.report.shops[1].workspace) as ws:
        orders = ws.sql("select distinct properties->>'order_id' as it from events where event = 'Order Completed'")
        mailings = ws.sql("select distinct event_id as it from events")
    assert set(re.findall(r"\d{6,}", html)).intersection(orders.column("it").to_pylist()) == set()
    assert set(re.findall(r"[\w:.-]+", html)).intersection(mailings.column("it").to_pylist()) == set()


@pytest.mark.parametrize("shop", [0, 1], ids=["simulated shop", "households"])
def test_what_a_customer_did_is_dated_by_its_month_alone(demo: Demo, shop: int) -> None:
    html = Path(demo.report.shops[shop].page).read_text("utf-8")
    views = [html, *unpacked(html).values()]
    for found in map(evidence, views):
        for month, earlier, later, steps in found["paths"]:
            assert re.fullmatch(r"[A-Z][a-z]+ \d{4}", month)
            assert min(earlier, later) >= 0
            assert all(0 <= minutes < 2 * YEAR_IN_MINUTES for minutes, *_ in steps)
        assert all(not re.search(r"\d{1,2}:\d\d|\d{4}-\d\d", name) for name in found["names"])
    said = re.sub(r"<style>.*?</style>", "", everything(html), flags=re.DOTALL)
    assert re.findall(r"\d{4}-\d\d-\d\d|\b\d{1,2}:\d\d\b", said) == []


def test_without_journeys_there_are_none(demo: Demo) -> None:
    with sojourn.open(demo.report.shops[0].workspace) as ws:
        stored = ws.map("shop", segments=(), periods=False)
    assert evidence(stored.to_html())["paths"]
    assert evidence(stored.to_html(journeys=False))["paths"] == []
