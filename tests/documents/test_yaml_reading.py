from __future__ import annotations

import math

import pytest
import yaml

from sojourn.documents import yaml_reading
from sojourn.documents.yaml_reading import read_yaml
from sojourn.errors import DefinitionError
from tests.documents.groceries import TEXT


def test_yaml_becomes_plain_values() -> None:
    assert read_yaml("a: 1\nb: [x, 2.5, true, ~]\nc: {d: no}\n", "a.yaml") == {
        "a": 1,
        "b": ["x", 2.5, True, None],
        "c": {"d": "no"},
    }


def test_nothing_is_nothing() -> None:
    assert read_yaml("", "a.yaml") is None
    assert read_yaml("# only this\n", "a.yaml") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-3", -3), ("1.", 1.0), (".5", 0.5), ("1e3", 1000.0), ("-.inf", -math.inf), ("TRUE", True),
        ("Null", None), ('"12"', "12"), ("!!str 12", "12"), ("!!float 1", 1.0), ("yes", "yes"), ("1_000", "1_000"),
        ("0x1F", "0x1F"), ("12:30", "12:30"), ("2026-01-31", "2026-01-31"), ("'null'", "null"),
    ],
)  # fmt: skip
def test_words_are_read_as_yaml_1_2_has_them(text: str, value: object) -> None:
    assert repr(read_yaml(f"a: {text}", "a.yaml")["a"]) == repr(value)


def test_keys_are_text() -> None:
    assert read_yaml("1: a\nno: b\n2026-01-31: c", "a.yaml") == {"1": "a", "no": "b", "2026-01-31": "c"}


def test_anchors_and_merges() -> None:
    text = "a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: {<<: [{z: 1}, *a], z: 2}"
    whole = {"x": 1, "y": 2}
    assert read_yaml(text, "a.yaml") == {"a": whole, "b": whole, "c": {"x": 1, "y": 3}, "d": {"x": 1, "y": 2, "z": 2}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3", r'line 3, column 1: "a" stands twice'),
        ("a: !!python/object/apply:os.system [x]", r"column 4: the tag !!python/object/apply:os.system is not allowed"),
        ("a: !own {x: 1}", "the tag !own is not allowed"),
        ("a: !!int x", '"x" is not what its tag says'),
        ("a: 1\n---\nb: 2", "line 2, column 1: a second document"),
        ("a: *b", "no anchor &b stands above"),
        ("a: &b [*b]", "no anchor &b stands above"),
        ("[1]: 2", "a key is a word"),
        ("<<: 1", "`<<` takes fields"),
        ("a: [1,", "line 2, column 1: this is not YAML"),
        ("a: b: c", "line 1, column 5: this is not YAML"),
        ("a: \x01", "character 4 .* is not allowed"),
        ("[" * 100_000, "nested more than 50 deep"),
        (
            "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 20 if i else ['x'])}]" for i in range(9)),
            "far too large",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=rf"(?s)^a\.yaml.*{said}.*\.$"):
        read_yaml(text, "a.yaml")


def test_without_the_fast_parser_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_yaml(TEXT, "a.yaml")
    monkeypatch.setattr(yaml_reading, "_LOADER", yaml.SafeLoader)
    assert read_yaml(TEXT, "a.yaml") == fast
    with pytest.raises(DefinitionError, match=r'a\.yaml, line 2, column 1: "a" stands twice'):
        read_yaml("a: 1\na: 2", "a.yaml")
