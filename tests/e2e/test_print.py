"""On paper, A3 and A4: all of the map, nothing beyond the edge, heads on every sheet, nothing folded away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sojourn.maps.map import Map
from tests.e2e.browsing import choose, opened, read
from tests.e2e.conftest import Demo, Small
from tests.e2e.made import grid
from tests.e2e.sheets import Sheet, sheets

POINTS = {"A3": (1191, 842), "A4": (842, 595)}
MARGIN = 12
"""Points that stay white at every edge."""


def printed(browser: Browser, file: Path, paper: str, side: str = "") -> tuple[tuple[Sheet, ...], str]:
    """The sheets of a page, and all that it says when everything is unfolded."""
    with opened(browser, file) as page:
        if side:
            choose(page, "Show", side)
        paged = sheets(page.pdf(format=paper, landscape=True))
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        return paged, read(page)


def missing(paged: tuple[Sheet, ...], said: str) -> list[str]:
    """Words of the page that stand on none of the sheets."""
    on_paper = "".join(sheet.squeezed for sheet in paged)
    return sorted({word for word in said.split() if word not in on_paper})


@pytest.mark.parametrize("paper", POINTS)
@pytest.mark.parametrize("kind", ["drafted", "workshop"])
def test_a_page_is_printed_whole(browser: Browser, small: Small, kind: str, paper: str) -> None:
    paged, said = printed(browser, getattr(small, kind), paper)
    assert [sheet[:2] for sheet in paged] == [pytest.approx(POINTS[paper], abs=2)] * len(paged)
    assert [sheet.outside(MARGIN) for sheet in paged] == [""] * len(paged)
    assert [sheet.overlapping() for sheet in paged] == [[]] * len(paged)
    assert missing(paged, said) == []


@pytest.mark.parametrize("paper", POINTS)
def test_a_wide_map_comes_in_parts_that_can_be_read(browser: Browser, tmp_path: Path, paper: str) -> None:
    file = Map(grid(lanes=3, steps=30)).save(tmp_path / "wide.html")
    with opened(browser, file) as page:
        paged = sheets(page.pdf(format=paper, landscape=True))
        expect(page.locator(".region")).to_have_count(1)
        expect(page.locator(".map")).to_be_visible()
    assert [sheet.outside(MARGIN) for sheet in paged] == [""] * len(paged)
    assert [sheet.overlapping() for sheet in paged] == [[]] * len(paged)
    for step in range(30):
        (on,) = [sheet for sheet in paged if re.search(rf"Step {step}\b", sheet.text)]
        for lane in range(1, 4):
            assert f"Lane{lane}" in on.squeezed
            assert f"Whatisnotedats{step}inLane{lane}" in on.squeezed


@pytest.mark.slow
@pytest.mark.parametrize("paper", POINTS)
@pytest.mark.parametrize("side", ["Actual", "Planned"])
def test_the_page_of_the_shop_is_printed_whole(browser: Browser, demo: Demo, paper: str, side: str) -> None:
    paged, said = printed(browser, demo.shop, paper, "" if side == "Actual" else side)
    assert [sheet.outside(MARGIN) for sheet in paged] == [""] * len(paged)
    assert [sheet.overlapping() for sheet in paged] == [[]] * len(paged)
    assert missing(paged, said) == []
    assert "SIMULATED SHOP" in paged[0].text


@pytest.mark.slow
@pytest.mark.parametrize("paper", POINTS)
def test_heads_are_repeated_and_tables_unfolded(browser: Browser, demo: Demo, paper: str) -> None:
    paged, said = printed(browser, demo.shop, paper)
    figures = next(number for number, sheet in enumerate(paged) if "Notknownyet" in sheet.squeezed)
    assert figures > 0
    for sheet in paged[: figures + 1]:
        for stage in ("Awareness", "Consideration", "Purchase", "Leaving"):
            assert stage in sheet.text
        for share in ("90 %", "73 %", "9.3 %"):
            assert share in sheet.text
    assert all(paged[number].top_of("Consideration") < 60 for number in range(1, figures + 1))
    assert "How many" in said
    assert any("How many" in sheet.text for sheet in paged)


@pytest.mark.slow
def test_what_cannot_be_done_on_paper_is_not_printed(browser: Browser, demo: Demo) -> None:
    paged, _ = printed(browser, demo.shop, "A4")
    text = " ".join(sheet.text for sheet in paged)
    for control in ("See journeys", "See the cell", "Skip to the map", "The figures as a table", "Whole period"):
        assert control not in text
    assert re.findall(r"(?:tested|counted) ·\s*[\r\n]", text) == []
