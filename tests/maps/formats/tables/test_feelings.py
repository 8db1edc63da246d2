"""Feelings as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.formats.tables.feelings import SMILEYS, WORDS, Feeling, feeling, written
from tests.maps.formats.documents import sayings


@pytest.mark.parametrize(
    ("entry", "value", "text"),
    [
        ("1", 1.0, ""),
        ("+1", 1.0, ""),
        ("-2", -2.0, ""),
        ("−2", -2.0, ""),
        ("0,5", 0.5, ""),
        ("-1.5", -1.5, ""),
        ("+1: found it quickly", 1.0, "found it quickly"),
        ("1 - fine", 1.0, "fine"),
        ("-1 waits too long", -1.0, "waits too long"),
        ("++", 2.0, ""),
        ("+", 1.0, ""),
        ("+/-", 0.0, ""),
        ("-", -1.0, ""),
        ("--", -2.0, ""),
        ("😀", 2.0, "😀"),
        ("so easy 🙂", 1.0, "so easy 🙂"),
        (":-( again", -1.0, ":-( again"),
        ("Happy", 1.0, "Happy"),
        ("neutral", 0.0, "neutral"),
        ("Frustrated, because it waits", -1.0, "Frustrated, because it waits"),
        ("very happy", 2.0, "very happy"),
        ("a bit annoyed", -0.5, "a bit annoyed"),
        ("very angry", -2.0, "very angry"),
        ("7", 7.0, ""),
        ("?: happy", None, "happy"),
        ("not happy", None, "not happy"),
        ("2 colleagues helped", None, "2 colleagues helped"),
        ("4/5", None, "4/5"),
        ("80 %", None, "80 %"),
        ("2:30 waiting", None, "2:30 waiting"),
        ("happy people everywhere", None, "happy people everywhere"),
    ],
)
def test_a_feeling_is_a_number_where_one_can_be_read(entry, value, text):
    assert feeling(entry) == Feeling(value, text)


def test_words_and_smileys_are_all_read_as_their_tables_say():
    for table, separator in ((WORDS, ","), (SMILEYS, " ")):
        for value, listed in table.items():
            assert {feeling(one.strip()).value for one in listed.split(separator)} == {value}


@given(st.one_of(st.none(), st.floats(-2, 2).map(lambda number: round(number, 6) + 0.0)), sayings)
def test_what_is_written_is_read_as_the_same(value, text):
    assert feeling(written(value, text)) == Feeling(value, text)
