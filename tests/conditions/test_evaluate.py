"""Conditions on columns."""

from __future__ import annotations

import numpy as np
import pytest

from sojourn.conditions import Coded, Column, Numbers, evaluate, parse
from sojourn.errors import ConditionError

NAN = np.nan
COLUMNS: dict[str, Column] = {
    "channel": Coded(np.array([1, 2, 1, 0], np.uint32), [None, "web", "store"]),
    "quantity": Coded(np.array([0, 1, 2, 3], np.uint32), ["10", "9", "many", None]),
    "gift": Coded(np.array([0, 1, 2, 3], np.uint32), ["true", "False", True, "yes"]),
    "value": Numbers(np.array([5.0, 20.0, 30.0, NAN])),
    "score": Numbers(np.array([4.1, 4.0, NAN, 5.0], np.float32)),
    # 2026-01-31 23:30, one microsecond after it, midnight of 1970, none
    "occurred_at": Numbers(np.array([1769902200000000, 1769902200000001, 0, np.iinfo(np.int64).min]), time=True),
}


def rows(text: str) -> list[int]:
    """The numbers of the matching rows, from 0."""
    return np.flatnonzero(evaluate(parse(text), COLUMNS.__getitem__, 4)).tolist()


def test_a_mask_says_which_rows_match() -> None:
    assert evaluate(parse("channel = 'web' and value > 10"), COLUMNS.__getitem__, 4).tolist() == [
        False,
        False,
        True,
        False,
    ]


def test_null_matches_neither_a_condition_nor_its_opposite() -> None:
    assert rows("channel = 'web'") == [0, 2]
    assert rows("channel != 'web'") == rows("not channel = 'web'") == rows("channel not in ('web')") == [1]
    assert rows("value > 10") == [1, 2]
    assert rows("not value > 10") == rows("value not between 10 and 99") == [0]
    assert rows("channel is null") == rows("value is null") == rows("occurred_at is null") == [3]
    assert rows("channel is not null and occurred_at is not null") == [0, 1, 2]


def test_unknown_or_true_is_true_and_unknown_and_false_is_false() -> None:
    assert rows("value > 10 or score = 5") == [1, 2, 3]
    assert rows("not (value > 10 and score = 0)") == [0, 1, 3]


def test_text_is_read_as_the_value_asks() -> None:
    assert rows("quantity > 9") == [0]
    assert rows("quantity > '9'") == [2]
    assert rows("not quantity = 10") == [1]
    assert rows("quantity in ('many', 10)") == [0, 2]
    assert rows("gift = true") == [0, 2]
    assert rows("gift != true") == [1]


def test_only_plain_numbers_are_numbers() -> None:
    column = Coded(np.arange(7, dtype=np.uint32), ["+5.", "5e0", " 5", "0_5", "nan", "inf", "٥"])
    assert np.flatnonzero(evaluate(parse("quantity >= 5"), lambda _: column, 7)).tolist() == [0, 1]


def test_patterns() -> None:
    assert rows("channel like 'w%'") == rows("channel like '_e_'") == [0, 2]
    assert rows("channel like 'S%'") == []
    assert rows("channel ilike 'S%E'") == [1]
    assert rows("channel like '%e'") == [1]
    assert rows("channel not like '%tor%'") == [0, 2]


def test_times_are_compared_as_times() -> None:
    assert rows("occurred_at = '2026-01-31 23:30'") == [0]
    assert rows("occurred_at > '2026-02-01T00:30+01:00'") == [1]
    assert rows("occurred_at in ('1970-01-01', '2026-01-31 23:30')") == [0, 2]


def test_scores_of_32_bits_are_found_by_their_decimal() -> None:
    assert rows("score >= 4.1") == [0, 3]
    assert rows("score in (4.1)") == [0]
    assert rows("score < 1e300") == [0, 1, 3]


def test_a_hostile_pattern_takes_no_time() -> None:
    column = Coded(np.array([0], np.uint32), ["a" * 5000])
    assert not evaluate(parse(f"text like '{'%a' * 1000}%b'"), lambda _: column, 1).any()


def test_no_rows_and_no_names_are_fine() -> None:
    column = Coded(np.array([], np.uint32), [])
    assert evaluate(parse("a = 1 and a is null or a like ''"), lambda _: column, 0).tolist() == []


@pytest.mark.parametrize("text", ["value = '10'", "occurred_at > 'soon'", "value like '1%'", "score = true"])
def test_values_that_do_not_suit_their_field_are_refused(text: str) -> None:
    with pytest.raises(ConditionError, match=text.split()[0]):
        rows(text)


def test_columns_of_another_length_are_a_fault() -> None:
    with pytest.raises(ValueError, match="expected 5 rows"):
        evaluate(parse("value > 1"), COLUMNS.__getitem__, 5)
