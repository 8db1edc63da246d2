from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from sojourn.documents.map import MapDocument
from sojourn.documents.plain import plain
from sojourn.documents.text import map_text
from sojourn.documents.yaml_editing import edited
from sojourn.documents.yaml_reading import read_yaml
from tests.documents.made import documents

LITERAL = re.compile(r"(: |- )\|-?$")


def test_only_the_changed_line_changes() -> None:
    text = "# ours\na: 'x'   # why\nb:\n- 1\n- 2\n"
    assert edited(text, {"a": "x", "b": [1, 2]}, {"a": "z", "b": [1, 2]}) == text.replace("'x'   #", "z  #")


@pytest.mark.parametrize(
    ("text", "new", "changed"),
    [
        ("a: 1\nc: 3\n", {"a": 1, "b": 2, "c": 3}, "a: 1\nb: 2\nc: 3\n"),
        ("# one\na: 1\n# two\nb: 2\n", {"b": 2}, "# one\n# two\nb: 2\n"),
        ("a: 1\n# two\nb: 2 # why\n", {"a": 1}, "a: 1\n"),
        ("k:\n# A\n- id: a\n# B\n- id: b\n", {"k": [{"id": "b"}, {"id": "a"}]}, "k:\n# B\n- id: b\n# A\n- id: a\n"),
        ("k:\n  - {id: a, x: 1}   # A\n", {"k": [{"x": 2, "id": "a"}]}, "k:\n  - {id: a, x: 2}  # A\n"),
        ("k: {a: 1, # one\n  b: 2}\n", {"k": {"a": 1, "b": 3}}, "k: {a: 1, b: 3}  # one\n"),
        ("k: x # why\n", {"k": "a\nb"}, "k: |-  # why\n  a\n  b\n"),
        ("k: |  # why\n  # no comment\n", {"k": "x"}, "k: x  # why\n"),
        ("a: 1\nk:\n# end", {"a": 1, "k": "x"}, "a: 1\nk: x\n# end"),
        ("k: &a [1]\nl: *a\n", {"k": [1], "l": [2]}, "k: &a [1]\nl: [2]\n"),
        ("k:\n  - - 1\n    - 2\n", {"k": [[1, 3]]}, "k:\n  - - 1\n    - 3\n"),
        ("---\na: 1\n...\n", {"a": 2}, "---\na: 2\n...\n"),
        ("{a: 1}\n", {"a": 2}, "a: 2\n"),
    ],
)  # fmt: skip
def test_changes_and_what_becomes_of_comments(text: str, new: dict[str, Any], changed: str) -> None:
    assert edited(text, read_yaml(text, "a.yaml"), new) == changed


def commented(text: str) -> str:
    """A comment above every line that begins something, and one behind it; none inside texts of several lines."""
    lines: list[str] = []
    inside = None
    for number, line in enumerate(text.split("\n")):
        indent = len(line) - len(line.lstrip(" "))
        if not line.strip() or (inside is not None and indent > inside):
            lines.append(line)
            continue
        lines += [f"{' ' * indent}# above {number}", f"{line}  # behind {number}"]
        inside = _literal_indent(line, indent)
    return "\n".join(lines)


def _literal_indent(line: str, indent: int) -> int | None:
    """How far a text that begins on this line is indented at most less, or None where none begins."""
    if not LITERAL.search(line):
        return None
    key = re.match(r" *(- )+(?=[^|])", line)
    return len(key[0]) if key else indent


@given(documents(nameless=True), documents(nameless=True))
def test_any_map_can_become_any_other_in_the_text_of_the_first(old: MapDocument, new: MapDocument) -> None:
    text = commented(map_text(old))
    assert read_yaml(text, "a.yaml") == read_yaml(map_text(old), "a.yaml")
    assert edited(text, plain(old), plain(old)) == text
    after = edited(text, plain(old), plain(new))
    assert read_yaml(after, "a.yaml") == read_yaml(map_text(new), "a.yaml")


@given(documents(nameless=True))
def test_comments_survive_on_everything_that_stays(document: MapDocument) -> None:
    changed = replace(document, scenario="Another\none", lanes=tuple(map(_owned, document.lanes)))
    text = commented(map_text(document))
    after = edited(text, plain(document), plain(changed))
    assert re.findall("# above .*", after) == re.findall("# above .*", text)
    assert set(re.findall(r"# behind \d+", after)) == set(re.findall(r"# behind \d+", text))


def _owned(lane: Any) -> Any:
    cells = {place: tuple(replace(cell, owner="Ann\nBo") for cell in there) for place, there in lane.cells.items()}
    return replace(lane, title="Another", cells=cells)
