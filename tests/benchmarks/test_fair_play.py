"""The queries on the fair-play page are the ones that are run."""

from __future__ import annotations

from benchmarks.environments import LISTS, PEERS
from benchmarks.report import DOCS
from tests.docs.pages import blocks

PAGE = DOCS / "benchmarks-fair-play.md"


def test_queries_are_those_of_the_tools() -> None:
    code = "".join(_words((LISTS / tool / "tool.py").read_text("utf-8")) for tool in PEERS)
    queries = [query for block in blocks(PAGE.read_text("utf-8")) for query in block.text.split("\n\n")]
    assert len(queries) > 20
    for query in queries:
        assert _words(query) in code, f"{PAGE.name} shows what is not run:\n{query}"


def test_every_peer_has_its_section() -> None:
    text = PAGE.read_text("utf-8").lower()
    assert all(f"## {tool}\n" in text for tool in PEERS)


def _words(text: str) -> str:
    return " ".join(text.split())
