"""The reference is made from the code; what is committed is what would be made, and leaves nothing public out."""

from __future__ import annotations

import pytest

import sojourn
from docs.generate.markdown import methods
from docs.generate.reference import FOLDER, pages


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_what_is_committed_is_what_the_code_says(made: dict[str, str]) -> None:
    committed = {page.name: page.read_text("utf-8") for page in FOLDER.glob("*.md")}
    assert committed.keys() == made.keys(), "Run: make docs"
    for name, text in made.items():
        assert committed[name] == text, f"docs/reference/{name} is not what the code says. Run: make docs"


def test_every_method_is_in_the_reference(made: dict[str, str]) -> None:
    for kind, page, name in ((sojourn.Workspace, "workspace.md", "ws"), (sojourn.Journeys, "journeys.md", "j")):
        for method, _ in methods(kind):
            assert f"## {name}.{method}\n" in made[page]
