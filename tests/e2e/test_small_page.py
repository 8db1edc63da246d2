"""One page in a real browser in a few seconds: what `make check` knows of it. The rest of this folder is slow."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from sojourn.maps.map import Map
from tests.e2e.browsing import choose, chosen, drawer_of, opened, read
from tests.e2e.conftest import Small
from tests.e2e.spoiled import spoiled


def test_the_page_says_who_and_when_and_opens_a_drawer(browser: Browser, small: Small) -> None:
    with opened(browser, small.drafted) as page:
        assert read(page.locator("h1")) == "“I buy a lamp”"
        assert "40 customers · 1 Jan 2026 – 20 Jan 2026 · data up to 20 Jan 2026" in read(page.locator(".meta"))
        drawer = drawer_of(page, page.locator(".map .reach").first)
        assert "Counted" in read(drawer)
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()


def test_what_is_chosen_is_what_is_shown(browser: Browser, small: Small) -> None:
    with opened(browser, small.drafted) as page:
        choose(page, "Customers", "Plan: pro")
        assert "20 customers · Plan: pro" in read(page.locator(".meta"))
        choose(page, "Show", "Planned")
        assert "Looks at a lamp" in read(page.locator(".map thead"))
        assert chosen(page, "Customers") == "All customers"  # the plan was not compared for the pro plan alone
        choose(page, "Customers", "Plan: free")
        assert (chosen(page, "Show"), "20 customers · Plan: free" in read(page.locator(".meta"))) == ("Actual", True)


def test_what_people_write_is_text_and_never_code(browser: Browser, small: Small, tmp_path: Path) -> None:
    file = Map(spoiled(small.document)).save(tmp_path / "spoiled.html")
    with opened(browser, file) as page:
        assert "<script>" in read(page.locator("h1"))
        drawer = drawer_of(page, page.locator(".map .reach").first)
        assert "onerror" in read(drawer)
        assert page.evaluate("window.broken") is None
        assert page.locator("img").count() == 0
