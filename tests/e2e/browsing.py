"""What a person does with a page: open it, choose, open a drawer, read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, expect

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK, PHONE = (1440, 900), (390, 844)
PATIENCE_MS = 10_000
Scheme = Literal["light", "dark"]

HIDDEN_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})


@contextmanager
def opened(browser: Browser, file: Path, size: tuple[int, int] = DESK, scheme: Scheme = "light") -> Iterator[Page]:
    """The page of a file, in a browser without a network; whatever goes wrong in its scripts fails the test."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce", offline=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(file.as_uri())
    yield page
    context.close()
    assert faults == []


def choose(page: Page, label: str, option: str) -> None:
    """Choose in one of the selects at the top, and wait until the page says that it shows something else."""
    status = page.locator("view-switch .status")
    page.evaluate("document.querySelector('view-switch .status').textContent = ''")
    page.get_by_role("combobox", name=label, exact=True).select_option(option)
    expect(status).not_to_be_empty()


def options(page: Page, label: str) -> list[str]:
    """What can be chosen in a select."""
    return page.get_by_role("combobox", name=label, exact=True).locator("option").all_inner_texts()


def chosen(page: Page, label: str) -> str:
    """What is chosen in a select."""
    return page.get_by_role("combobox", name=label, exact=True).input_value()


def row(page: Page, title: str) -> Locator:
    """A row of the map by the title of its lane."""
    return page.locator(".map tbody tr").filter(has=page.locator("th.lane", has_text=title)).first


def entry(page: Page, title: str) -> Locator:
    """An entry of the map by its title, unfolded where it was folded away."""
    heading = page.locator("p.title").get_by_text(title, exact=True)
    found = page.locator(".map .entry").filter(has=heading).first
    for folded in found.locator("xpath=ancestor::details[not(@open)]/summary").all():
        folded.click()
    return found


def drawer_of(page: Page, inside: Locator) -> Locator:
    """Open the drawer of what is `inside` an entry or cell."""
    inside.locator("[data-cell]").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def read(found: Locator | Page) -> str:
    """The text a person sees there, with plain spaces."""
    text = found.locator("body").inner_text() if isinstance(found, Page) else found.inner_text()
    return text.translate(HIDDEN_SPACES)
