"""Iterables of dicts: streamed, of mixed types; and the reasons for which a row is no event."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import numpy as np
import pytest

from sojourn.errors import UnknownName, UnreadableSource

TIME = "2026-01-01T00:00:00Z"


def test_dicts_become_events(read):
    found = read({"user_id": i, "event": "Order Completed", "time": TIME, "total": i * 10} for i in (1, 2))
    assert found.each("user_id") == ["1", "2"]
    assert found.each("value") == [10.0, 20.0]
    assert found.each("place") == [1, 2]


def test_types_may_differ_from_row_to_row(read):
    rows = [
        {"user_id": 7, "event": "a", "time": datetime(2026, 1, 1), "x": {"deep": [1, None, {"y": None}]}},
        {"user_id": "7", "event": "a", "time": TIME, "x": "text", "y": Decimal("1.50")},
        {"user_id": np.int64(7), "event": "a", "time": 1767225600, "x": np.float64("nan"), "y": {1, 2}},
    ]
    found = read(rows)
    assert found.each("user_id") == ["7", "7", "7"]
    assert set(found.each("occurred_at")) == {datetime(2026, 1, 1)}
    first, second, third = (json.loads(text) for text in found.each("properties"))
    assert first["x"]["deep"][0] == 1
    assert second == {"x": "text", "y": "1.50"}
    assert third == {"y": [1, 2]}


def test_the_members_of_properties_stand_beside_the_others(read):
    found = read([{"user_id": "u", "event": "a", "time": TIME, "properties": {"plan": "pro"}, "lang": "de"}])
    assert json.loads(found.each("properties")[0]) == {"plan": "pro", "lang": "de"}


def test_each_fault_has_its_reason_and_keeps_the_original(read):
    good = {"user_id": "u", "event": "a", "time": TIME}
    rows = [
        good,
        good | {"event": " \t"},
        good | {"user_id": None},
        good | {"value": "much"},
        good | {"event": "x" * 201},
        good | {"user_id": "x" * 513},
        good | {"text": "x" * 1_000_001},
        "no dict",
    ]
    found = read(rows)
    assert found.rejects == [
        ("missing_event", 2),
        ("missing_customer", 3),
        ("broken_number", 4),
        ("too_long", 5),
        ("too_long", 6),
        ("too_long", 7),
        ("broken_row", 8),
    ]
    assert json.loads(found.rows[3]["original"]) == rows[3]
    assert json.loads(found.rows[7]["original"]) == "no dict"


@pytest.mark.parametrize(
    "nobody",
    [
        "",
        " ",
        "NULL",
        "0",
        "-1",
        "undefined",
        "Anonymous",
        "unknown",
        "test",
        "0000",
        "00000000-0000-0000-0000-000000000000",
    ],
)
def test_values_that_name_nobody_are_none(read, nobody):
    found = read(
        [
            {"user_id": nobody, "anonymous_id": "a1", "event": "a", "time": TIME},
            {"user_id": nobody, "anonymous_id": nobody, "event": "a", "time": TIME},
        ]
    )
    assert [(row["user_id"], row["anonymous_id"]) for row in found.events] == [(None, "a1")]
    assert found.rejects == [("missing_customer", 2)]


def test_a_case_may_be_called_0(read):
    assert read([{"case_id": "0", "event": "a", "time": TIME}]).each("case_id") == ["0"]


def test_identifiers_have_one_spelling(read):
    found = read(
        [
            {"email": " Anna@Example.COM ", "phone": "+49 (0)170 12-34", "event": "a", "time": TIME},
            {"email": "b@c.de", "phone": "0049 170 1234", "event": "a", "time": TIME},
        ]
    )
    assert found.each("email") == ["anna@example.com", "b@c.de"]
    assert found.each("phone") == ["+491701234", "+491701234"]


def test_control_characters_leave_names(read):
    rows = [{"user_id": "u", "event": name, "time": TIME} for name in ("Order\x00 Completed", "\x07Order ", "a\nb")]
    assert read(rows).each("event") == ["Order Completed", "Order", "a b"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["1,234.50", "2"], [1234.5, 2]),
        (["1.234,50", "2"], [1234.5, 2]),
        (["€ 12.50", "12 %"], [12.5, 12]),
        (["-3,5", "1.000"], [-3.5, 1000]),
        (["1e3", "nan"], [1000, None]),
        ([True and 1, 2.5], [1, 2.5]),
    ],
)
def test_numbers_as_people_write_them(read, written, meant):
    rows = [{"user_id": "u", "event": "a", "time": TIME, "value": value} for value in written]
    assert read(rows).each("value") == meant


def test_a_number_that_could_be_two_is_none(read):
    rows = [{"user_id": "u", "event": "a", "time": TIME, "value": value} for value in ("1,234", "7", "inf")]
    assert read(rows).rejects == [("broken_number", 1), ("broken_number", 3)]


def test_the_kind_of_a_score_is_in_its_name(read):
    row = {"user_id": "u", "event": "Survey Answered", "time": TIME}
    assert [(r["score"], r["score_kind"]) for r in read([row | {"NPS Score": 9}]).events] == [(9.0, "nps")]
    assert read([row | {"rating": 4}]).each("score_kind") == ["stars"]
    assert read([row | {"score": 4, "score_kind": "CES"}]).each("score_kind") == ["ces"]
    unknown = read([row | {"score": 4}])
    assert unknown.notes == ['"score" does not say what kind of score it is: nps, csat, ces or stars']


def test_the_channel_is_derived_where_no_column_says_it(read):
    row = {"user_id": "u", "event": "a", "time": TIME}
    assert read([row | {"utm_medium": "email"}, row]).each("channel") == ["email", None]
    assert read([row | {"channel": "kiosk", "utm_medium": "email"}]).each("channel") == ["kiosk"]
    context = {"campaign": {"medium": "sms"}, "page": {"referrer": "https://www.google.com/search?q=x"}}
    assert read([row | {"context": context}]).each("channel") == ["sms"]


def test_a_customer_and_a_case_are_both_kept(read):
    found = read([{"customer": "u", "case": "c", "event": "a", "time": TIME}])
    assert (found.each("user_id"), found.each("case_id")) == (["u"], ["c"])


def test_a_session_is_a_case_only_where_nobody_is_named(read):
    row = {"session_id": "s", "event": "a", "time": TIME}
    assert read([row]).each("case_id") == ["s"]
    assert read([row | {"user_id": "u"}]).each("case_id") == [None]


def test_what_is_no_iterable_of_dicts(read):
    for source in (5, {"user_id": "u"}, b"bytes"):
        with pytest.raises(UnreadableSource, match="list of dicts"):
            read(source)


def test_a_role_that_is_none(read):
    with pytest.raises(UnknownName, match="Did you mean"):
        read([{"a": 1}], columns={"chanel": "a"})


def test_nothing_is_nothing_and_no_fault(read):
    found = read(iter(()))
    assert (found.rows, found.notes) == ([], ["there are no rows"])
