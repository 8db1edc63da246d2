"""Conditions as records."""

from __future__ import annotations

import msgspec
import pytest

from sojourn.conditions import And, Between, Compare, Condition, In, IsNull, Like, Not, Or, field, fields
from sojourn.errors import ConditionError

EVERY_KIND = And(
    (
        Or((Compare("channel", "=", "web"), In("plan", ("pro", 3, 1.5, True)))),
        Not(Between("value", -1, 10.5)),
        Like("event", "Order%", ignore_case=True),
        IsNull("text"),
    )
)


def test_conditions_are_written_in_python() -> None:
    condition = (field("channel") == "web") & (field("value") > 10) & ~field("plan").is_null()
    assert condition == And((Compare("channel", "=", "web"), Compare("value", ">", 10), Not(IsNull("plan"))))


def test_every_comparison_has_its_operator() -> None:
    value = field("value")
    tests = [value == 1, value != 1, value < 1, value <= 1, value > 1, value >= 1]
    assert [test.op for test in tests] == ["=", "!=", "<", "<=", ">", ">="]
    assert field("plan").is_in("pro", "team") == In("plan", ("pro", "team"))
    assert value.between(1, 2) == Between("value", 1, 2)
    assert field("event").like("Order%") == Like("event", "Order%")


def test_or_is_kept_inside_and() -> None:
    a, b, c = (IsNull(name) for name in "abc")
    assert a & b & c == And((a, b, c))
    assert (a | b) & c == And((Or((a, b)), c))
    assert ~~a == a


def test_fields_are_all_that_is_asked_about() -> None:
    assert fields(EVERY_KIND) == {"channel", "plan", "value", "event", "text"}


@pytest.mark.parametrize("format_", [msgspec.json, msgspec.yaml])
def test_records_travel_through_files(format_) -> None:
    assert format_.decode(format_.encode(EVERY_KIND), type=Condition) == EVERY_KIND


def test_the_json_form_is_plain() -> None:
    written = msgspec.json.encode(Compare("channel", "=", "web"))
    assert written == b'{"is":"compare","field":"channel","op":"=","value":"web"}'


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: Compare("plan", "=", None), "plan is null"),
        (lambda: Compare("plan", "~", "pro"), "no comparison"),
        (lambda: Compare("", "=", "pro"), "no name of a field"),
        (lambda: Compare("value", "<", float("nan")), "cannot be compared with nan"),
        (lambda: Compare("value", "<", 2**63), "cannot be compared"),
        (lambda: Compare("value", "<", [1]), "cannot be compared"),
        (lambda: Compare("plan", "=", "\ud800"), "cannot be compared"),
        (lambda: In("plan", ()), "at least one value"),
        (lambda: And((IsNull("plan"),)), "two conditions or more"),
    ],
)
def test_what_could_never_be_asked_is_refused(make, complaint: str) -> None:
    with pytest.raises(ConditionError, match=complaint):
        make()


def test_a_file_cannot_bring_an_operator_of_its_own() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"is":"compare","field":"a","op":"= 1 or 1 =","value":1}', type=Condition)
