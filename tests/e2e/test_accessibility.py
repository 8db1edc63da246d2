"""Nobody is kept out: axe finds nothing on any view, in light and dark; the keyboard reaches all; names stand alone."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from sojourn.maps.map import Map
from sojourn.maps.templates.gallery import template
from sojourn.workspace import Workspace
from tests.e2e.browsing import DESK, PHONE, Scheme, choose, drawer_of, opened, options, read
from tests.e2e.conftest import Demo, Small

CONTROLS = "a[href], button, select, summary, [tabindex='0']"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def faults(page: Page) -> str:
    """What axe finds on what is shown."""
    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_a_small_page(browser: Browser, small: Small, scheme: Scheme) -> None:
    with opened(browser, small.drafted, scheme=scheme) as page:
        assert faults(page) == ""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_any_view_of_the_shop(browser: Browser, demo: Demo, scheme: Scheme) -> None:
    with opened(browser, demo.shop, scheme=scheme) as page:
        assert faults(page) == ""
        drawer_of(page, page.locator(".map .pain_points"))
        assert faults(page) == ""
        page.keyboard.press("Escape")
        for label in ("Customers", "Period", "Show"):
            choose(page, label, options(page, label)[-1])
            assert faults(page) == ""
        for folded in page.locator("details").all():
            folded.evaluate("one => { one.open = true }")
        assert faults(page) == ""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_a_phone(browser: Browser, demo: Demo, scheme: Scheme) -> None:
    with opened(browser, demo.shop, PHONE, scheme) as page:
        assert faults(page) == ""
        drawer_of(page, page.locator(".map .pain_points"))
        assert faults(page) == ""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_the_households(browser: Browser, demo: Demo, scheme: Scheme) -> None:
    with opened(browser, demo.households, scheme=scheme) as page:
        assert faults(page) == ""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_other_maps(browser: Browser, small: Small, tmp_path: Path, scheme: Scheme) -> None:
    files = [small.workshop, *(_template(name, tmp_path) for name in ("blank", "service-blueprint")), _empty(tmp_path)]
    for file in files:
        with opened(browser, file, scheme=scheme) as page:
            for folder in page.locator("button.folder").all():
                folder.click()
            assert faults(page) == "", file.name


def _template(name: str, folder: Path) -> Path:
    return Map(template(name)).save(folder / f"{name}.html")


def _empty(folder: Path) -> Path:
    """The page of a workspace without events: a notice."""
    with Workspace(folder / "empty") as workspace:
        return workspace.draft_map(workspace.journeys()).save(folder / "notice.html")


def test_a_page_without_events_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, _empty(tmp_path)) as page:
        assert "There are no events yet" in read(page.locator("main"))


def tabbed(page: Page) -> list[int]:
    """The controls that Tab reaches from the top of the page, as places in the order of the document."""
    page.evaluate(
        """selector => {
            window.controls = [...document.querySelectorAll(selector)]
                .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest("dialog"));
            document.activeElement.blur();
        }""",
        CONTROLS,
    )
    reached = []
    for _ in range(page.evaluate("window.controls.length") + 1):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("window.controls.indexOf(document.activeElement)"))
    return reached


@pytest.mark.parametrize("kind", ["drafted", "workshop"])
def test_tab_reaches_every_control_in_the_order_of_the_page(browser: Browser, small: Small, kind: str) -> None:
    with opened(browser, getattr(small, kind)) as page:
        reached = tabbed(page)
        controls = page.evaluate("window.controls.length")
    assert controls > 5
    assert [place for place in reached if place >= 0][:controls] == list(range(controls))


@pytest.mark.slow
def test_tab_reaches_every_control_of_the_shop(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.shop) as page:
        reached = tabbed(page)
        assert [place for place in reached if place >= 0] == list(range(page.evaluate("window.controls.length")))


SEEN = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    if (one === document.body) return true;
    const places = [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98];
    return places.some(x => places.some(y => {
        const top = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
        return top && (one.contains(top) || top.contains(one));
    }));
}"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_has_the_focus_is_seen_and_not_covered(browser: Browser, small: Small, size: tuple[int, int]) -> None:
    with opened(browser, small.drafted, size) as page:
        for _ in range(60):
            page.keyboard.press("Tab")
            assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_the_drawer_opens_with_enter_takes_the_focus_and_gives_it_back(browser: Browser, small: Small) -> None:
    with opened(browser, small.drafted) as page:
        opener = page.locator(".map .reach button").first
        opener.focus()
        page.keyboard.press("Enter")
        drawer = page.get_by_role("dialog")
        expect(drawer).to_be_visible()
        expect(drawer).to_have_accessible_name(re.compile(r"\w"))
        assert page.evaluate("document.activeElement.closest('dialog') !== null")
        for _ in range(6):
            page.keyboard.press("Tab")
            assert page.evaluate(
                "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
            )
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        expect(opener).to_be_focused()


def test_another_view_is_chosen_by_keyboard_and_said(browser: Browser, small: Small) -> None:
    with opened(browser, small.drafted) as page:
        page.get_by_role("combobox", name="Customers", exact=True).focus()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("status")).to_contain_text("20 customers")
        expect(page.get_by_role("combobox", name="Customers", exact=True)).to_be_focused()


def test_the_skip_link_leads_to_the_map(browser: Browser, small: Small) -> None:
    with opened(browser, small.drafted) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the map")).to_be_focused()
        expect(page.get_by_role("link", name="Skip to the map")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.get_by_role("region", name=re.compile("Journey map"))).to_be_focused()


def test_regions_that_scroll_do_so_by_arrow_keys(browser: Browser, small: Small) -> None:
    with opened(browser, small.drafted, PHONE) as page:
        regions = page.locator("[role=region][tabindex='0']")
        wide = [one for one in regions.all() if one.evaluate("one => one.scrollWidth > one.clientWidth + 2")]
        assert wide
        for region in wide:
            region.focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_function("one => one.scrollLeft > 0", arg=region.element_handle())


def test_behind_the_scenes_unfolds_by_keyboard(browser: Browser, small: Small) -> None:
    with opened(browser, small.workshop) as page:
        folder = page.get_by_role("button", name="Behind the scenes")
        expect(folder).to_have_attribute("aria-expanded", "false")
        expect(page.get_by_text("The pictures are taken")).to_be_hidden()
        folder.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("The pictures are taken")).to_be_visible()
        page.keyboard.press("Space")
        expect(page.get_by_text("The pictures are taken")).to_be_hidden()


@pytest.mark.parametrize("kind", ["drafted", "workshop"])
def test_headings_are_in_order(browser: Browser, small: Small, kind: str) -> None:
    with opened(browser, getattr(small, kind)) as page:
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => Number(one.tagName[1]))")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("kind", ["drafted", "workshop"])
def test_a_map_is_a_table_with_heads_for_columns_and_rows(browser: Browser, small: Small, kind: str) -> None:
    with opened(browser, getattr(small, kind)) as page:
        rows = page.evaluate(
            """[...document.querySelectorAll('table.map tr')].map(row => ({
                cells: [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0),
                head: row.cells[0].getAttribute('scope'),
                columns: [...row.cells].map(cell => cell.getAttribute('scope'))
            }))"""
        )
        assert read(page.locator("table.map caption")).startswith("The journey map: a column for each stage")
    assert set(rows[0]["columns"]) == {"col"}
    assert {row["cells"] for row in rows} == {rows[0]["cells"]}
    assert {row["head"] for row in rows[1:]} <= {"row", "rowgroup"}


def names(page: Page) -> list[str]:
    """The accessible names of the buttons in the page."""
    said = page.locator("main").aria_snapshot()
    return [name.replace("\u202f", " ") for name in re.findall(r'button "((?:[^"\\]|\\.)*)"', said)]


@pytest.mark.slow
def test_every_button_says_alone_what_it_opens(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.shop) as page:
        found = names(page)
    assert len(found) > 50
    assert [name for name in found if len(re.findall("[A-Za-z]{2,}", name)) < 2] == []
    assert sorted({name for name in found if found.count(name) > 1}) == []


@pytest.mark.slow
def test_every_link_says_alone_where_it_leads(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.shop) as page:
        said = page.locator("main").aria_snapshot()
    links = re.findall(r'- link "([^"]*)"', said)
    assert len(links) > 3
    assert sorted({name for name in links if links.count(name) > 1}) == []


@pytest.mark.slow
def test_every_chart_has_words_and_a_table(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.shop) as page:
        charts = page.locator("svg[role=img], [role=img]")
        assert charts.count() >= 3
        for chart in charts.all():
            expect(chart).to_have_accessible_name(re.compile(r"table below has the figures"))
        assert page.locator("details table").count() >= charts.count()
