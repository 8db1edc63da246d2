"""What was found out, on the page: each sentence leads to its cell and to what lies behind it, also by keyboard."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.e2e.browsing import DESK, PHONE, Scheme, choose, entry, opened, read
from tests.e2e.conftest import Small


def test_a_pain_point_says_what_it_costs_and_what_lies_behind_it(browser: Browser, small: Small) -> None:
    with opened(browser, small.told) as page:
        said = read(entry(page, "Waiting for delivery options"))
        assert "About 18,400 EUR a month (11,900 to 24,800) · Associated, not proven" in said
        chapter = page.get_by_role("region", name="What stands in the way")
        chapter.get_by_role("button", name=re.compile("What lies behind it.*Waiting for delivery")).click()
        drawer = page.get_by_role("dialog")
        expect(drawer).to_be_visible()
        told = read(drawer)
        assert "Customers who reached the same step in the same month" in told
        assert "“The date was too late for me.”" in told
        assert "3 of 30 customers behind this figure. No names" in told
        page.keyboard.press("Escape")
        chapter.get_by_role("link", name=re.compile("On the map.*Waiting for delivery")).click()
        expect(entry(page, "Waiting for delivery options")).to_be_in_viewport()


def test_the_keyboard_alone_reaches_a_chapter_and_its_drawer(browser: Browser, small: Small) -> None:
    with opened(browser, small.told) as page:
        link = page.get_by_role("navigation", name="In this report").get_by_role("link", name="What could be done")
        link.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What could be done")).to_be_in_viewport()
        folded = page.get_by_text("What else was looked at, and why it is not here").first
        folded.focus()
        page.keyboard.press("Enter")
        assert "Too few met it." in read(page)
        page.locator(".insight .see").first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, small: Small, size: tuple[int, int], scheme: Scheme
) -> None:
    with opened(browser, small.told, size, scheme) as page:
        for folded in page.locator("details").all():
            folded.evaluate("one => { one.open = true }")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_other_choices_say_that_it_was_worked_out_for_all(browser: Browser, small: Small) -> None:
    with opened(browser, small.told) as page:
        choose(page, "Customers", "Plan: pro")
        assert "Worked out for all customers over the whole period" in read(entry(page, "Waiting for delivery options"))
        assert page.locator(".chapter").count() == 0


def test_paper_has_the_sentences_and_not_what_only_a_screen_can_do(browser: Browser, small: Small) -> None:
    with opened(browser, small.told) as page:
        page.emulate_media(media="print")
        expect(page.get_by_role("heading", name="What stands in the way")).to_be_visible()
        for hidden in (".contents", ".insight .links", ".listing", ".insight .see"):
            expect(page.locator(hidden).first).to_be_hidden()
