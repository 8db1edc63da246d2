from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sojourn.workspace import open_workspace
from tests.maps.test_drafting import story
from tests.shops import shop

EVIL = '<script>alert(1)</script> "x" onload=y \'&'
VOID = {"meta", "link", "br", "img", "input", "hr", "rect"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag, self.attributes, self.children = tag, attributes, list[Element]()
        self.own = ""

    @property
    def text(self) -> str:
        return " ".join([self.own, *(child.text for child in self.children)])

    def all(self, tag: str = "") -> list[Element]:
        found = [self] if tag in ("", self.tag) else []
        return found + [element for child in self.children for element in child.all(tag)]


class Tree(HTMLParser):
    """Parses a page strictly: every element that is opened is closed, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Element("root", {})
        self.open = [self.root]
        self.feed(page)
        self.close()
        assert self.open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].own += data


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    hostile = [(f"c{i}", EVIL, "2026-01-05 10:00", {"channel": EVIL}) for i in range(8)]
    placed = [(f"c{i}", "Order Completed", "2026-01-06 10:00", {"touchpoint": EVIL}) for i in range(8)]
    with shop(tmp_path_factory.mktemp("page"), [*story(), *hostile, *placed]) as ws:
        return ws.draft_map(ws.journeys(), f"I buy {EVIL}", badge=EVIL).to_html()


@pytest.fixture(scope="module")
def tree(page: str) -> Element:
    return Tree(page).root


def test_the_page_has_one_heading_and_a_title(tree: Element) -> None:
    assert [element.text for element in tree.all("h1")] == [f"“I buy {EVIL}”"]
    assert [element.text for element in tree.all("title")] == [f"“I buy {EVIL}” · journey map"]
    assert tree.all("html")[0].attributes["lang"] == "en"
    headings = [element.text for element in tree.all("h2")]
    assert headings[-3:] == ["Not assigned", "What we don’t know", "How this was worked out"]


def test_the_map_is_a_table_whose_cells_have_heads(tree: Element) -> None:
    (table,) = tree.all("table")
    assert len(table.all("caption")) == 1
    head, *body = table.all("tr")
    assert {cell.attributes["scope"] for cell in head.all("th")} == {"col"}
    assert [row.all("th")[0].attributes["scope"] for row in body] == ["row"] * 3
    assert {len(row.children) for row in (head, *body)} == {4}


def test_the_map_scrolls_in_a_region_that_the_keyboard_reaches(tree: Element) -> None:
    (region,) = [element for element in tree.all("div") if element.attributes.get("role") == "region"]
    assert (region.attributes["tabindex"], region.attributes["id"]) == ("0", "map")
    assert region.attributes["aria-label"]
    assert tree.all("a")[0].attributes["href"] == "#map"


def test_every_link_leads_to_a_place_on_the_page(tree: Element) -> None:
    ids = [element.attributes["id"] for element in tree.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert {link.attributes["href"] for link in tree.all("a")} <= {f"#{name}" for name in ids}


def test_names_are_shown_as_they_are_and_never_run(page: str, tree: Element) -> None:
    assert "<script" not in page
    assert tree.all("script") == []
    assert EVIL in tree.all("table")[0].text
    attributes = {name for element in tree.all() for name in element.attributes}
    assert not any(name.startswith("on") for name in attributes)


def test_nothing_comes_from_elsewhere_and_the_policy_says_so(page: str, tree: Element) -> None:
    assert not {"link", "img", "iframe", "script", "object"} & {element.tag for element in tree.all()}
    attributes = {name for element in tree.all() for name in element.attributes}
    assert not {"src", "srcset", "style", "action"} & attributes
    (style,) = tree.all("style")
    assert not re.search(r"url\(|@import|//", style.own)
    assert not re.search(r"https?:", page)
    (policy,) = [meta for meta in tree.all("meta") if meta.attributes.get("http-equiv") == "Content-Security-Policy"]
    digest = b64encode(sha256(style.own.encode()).digest()).decode()
    assert (policy.attributes["content"] or "").startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_colours_differ_in_the_dark_and_paper_is_white(tree: Element) -> None:
    style = tree.all("style")[0].own
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style
    assert re.search(r"@page { size: A4 landscape", style)


def test_a_page_without_events_says_what_to_do(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "shop") as ws:
        root = Tree(ws.draft_map(ws.journeys()).to_html()).root
    assert root.all("table") == []
    assert "Load some: sojourn load WORKSPACE events.csv." in root.all("main")[0].text
    assert "no date" not in root.text
