from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.yaml_reading import read_yaml
from sojourn.documents.yaml_writing import WIDTH, document, entry, item
from tests.documents.made import plain_values, texts


def test_short_records_stand_on_one_line() -> None:
    figure = {"value": 0.131, "low": 0.119, "high": 0.143, "n": 5804, "count": 759}
    assert entry("measured", figure, 0) == "measured: {value: 0.131, low: 0.119, high: 0.143, n: 5804, count: 759}"
    assert item({"id": "cart", "title": "Cart"}, 4) == "- {id: cart, title: Cart}"


def test_long_ones_have_a_line_for_each_field() -> None:
    figure = {"method": "m" * 60, "notes": ["short", "n" * 50]}
    assert entry("measured", figure, 0) == f"measured:\n  method: {'m' * 60}\n  notes:\n    - short\n    - {'n' * 50}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Waiting for delivery", "Waiting for delivery"),
        ("日本, é", "日本, é"),
        ("", '""'),
        ("no", '"no"'),
        ("1 in 5", '"1 in 5"'),
        ("2026-01-31", '"2026-01-31"'),
        ("a: b", '"a: b"'),
        ('"I wait"', "'\"I wait\"'"),
        ("one\ntwo", "|-\n  one\n  two"),
        ("one\n\ntwo\n", "|\n  one\n\n  two"),
        (" one\ntwo", '" one\\ntwo"'),
        ("\x07", '"\\u0007"'),
    ],
)
def test_texts_are_bare_where_nobody_can_mistake_them(text: str, written: str) -> None:
    assert entry("a", text, 0) == f"a: {written}"


def test_days_are_bare_and_numbers_are_as_short_as_can_be() -> None:
    assert item({"a": dt.date(2026, 1, 31), "b": 1e-05, "c": 1e16, "d": 0.1}, 0) == (
        "- {a: 2026-01-31, b: 1.0e-05, c: 1.0e+16, d: 0.1}"
    )


@given(st.dictionaries(texts, plain_values, min_size=1, max_size=4))
def test_every_reader_reads_what_is_written(value: dict[str, Any]) -> None:
    text = document(value)
    assert repr(read_yaml(text, "a.yaml")) == repr(value)
    assert yaml.safe_load(text) == value


@given(st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from(["short", "a longer text of some words"]))))
def test_lines_are_not_too_long_where_they_can_be_shorter(value: dict[str, Any]) -> None:
    assert all(len(line) <= WIDTH for line in document(value).splitlines())
