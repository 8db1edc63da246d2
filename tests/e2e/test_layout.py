"""Where things stand: on the first screen, on a phone, in a map of 60 steps. Nothing overlaps, nothing is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.page import large
from sojourn.maps.map import Map
from tests.e2e.boxes import box, broken, cut, outside, overlapping
from tests.e2e.browsing import DESK, PHONE, choose, opened
from tests.e2e.conftest import Demo, Small
from tests.e2e.made import grid

CELLS = ".map th, .map td, .finding, .legend, .brand, .headline, .data td, .data th, .paths li, .pair section, footer"
SIZES = [DESK, (1024, 768), PHONE]
NAMES = ["desk", "tablet", "phone"]


def sideways(page: Page) -> int:
    """By how many pixels the page itself scrolls sideways."""
    found: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
@pytest.mark.parametrize("kind", ["drafted", "workshop"])
def test_nothing_overlaps_and_nothing_is_cut(browser: Browser, small: Small, kind: str, size: tuple[int, int]) -> None:
    with opened(browser, getattr(small, kind), size) as page:
        assert (overlapping(page, CELLS), outside(page, CELLS), cut(page), broken(page)) == ([], [], [], [])
        assert sideways(page) <= 0


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=NAMES)
@pytest.mark.parametrize("shop", [0, 1], ids=["shop", "households"])
def test_nothing_overlaps_on_the_pages_of_the_demo(
    browser: Browser, demo: Demo, shop: int, size: tuple[int, int]
) -> None:
    with opened(browser, Path(demo.report.shops[shop].page), size) as page:
        assert (overlapping(page, CELLS), outside(page, CELLS), cut(page), broken(page)) == ([], [], [], [])
        assert sideways(page) <= 0


@pytest.mark.slow
def test_nothing_overlaps_in_the_planned_map(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.shop) as page:
        choose(page, "Show", "Planned")
        assert (overlapping(page, CELLS), outside(page, CELLS), cut(page), broken(page)) == ([], [], [], [])
        assert sideways(page) <= 0


@pytest.mark.slow
def test_the_first_screen_shows_what_matters(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.shop) as page:
        whole = (
            ["h1", ".meta", ".badge", "view-switch", ".legend", ".map thead", "td.curve"]
            + [f".finding:nth-child({number})" for number in (1, 2, 3)]
            + ["tr.row-touchpoints", ".pain_points .title"]
        )
        for part in whole:
            found = box(page, part)
            assert found["top"] >= 0, part
            assert found["bottom"] <= DESK[1], part
        assert page.locator(".map thead .figure").count() >= 8
        for column in page.locator(".map thead th").all():
            expect(column).to_be_in_viewport(ratio=1)


@pytest.mark.slow
def test_the_badge_of_the_simulated_shop_is_in_large_letters(browser: Browser, demo: Demo) -> None:
    with opened(browser, demo.shop) as page:
        sizes = page.evaluate(
            "['.badge', 'body'].map(one => parseFloat(getComputedStyle(document.querySelector(one)).fontSize))"
        )
    assert sizes[0] > 1.2 * sizes[1]


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
def test_heads_and_lanes_of_a_large_map_stay_in_sight(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    file = Map(grid(lanes=20, steps=60)).save(tmp_path / "grid.html")
    with opened(browser, file, size) as page:
        target = page.get_by_text("What is noted at s47 in Lane 18", exact=True)
        page.locator("#map").evaluate("map => map.scrollIntoView()")
        target.evaluate("""one => {
            const map = document.getElementById("map"), here = one.getBoundingClientRect();
            map.scrollBy(here.left - map.clientWidth / 2, here.top - map.clientHeight / 2);
        }""")
        expect(target).to_be_in_viewport()
        expect(page.locator(".map thead th", has_text="Step 47")).to_be_in_viewport(ratio=0.9)
        expect(page.locator(".map th.lane", has_text="Lane 18")).to_be_in_viewport(ratio=0.9)
        head, lane = box(page, ".map thead #stage-s47"), box(page, ".map tbody tr:nth-child(18) th.lane")
        here = target.evaluate("one => one.getBoundingClientRect().toJSON()")
        assert head["bottom"] <= here["top"]
        assert lane["right"] <= here["left"]
        assert sideways(page) <= 0


def test_a_map_of_200_steps_is_a_small_file() -> None:
    assert len(Map(large(200)).to_html().encode()) < 1_500_000


def test_a_map_of_200_steps_opens(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, Map(large(200)).save(tmp_path / "large.html")) as page:
        expect(page.locator(".map thead th[scope=col]")).to_have_count(201)
        assert sideways(page) <= 0
