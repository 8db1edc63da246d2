"""The text form: reading, writing, and what wrong text is answered with."""

from __future__ import annotations

import pytest

from sojourn.conditions import And, Between, Compare, In, IsNull, Like, Not, Or, parse, to_text
from sojourn.errors import ConditionError

WEB = Compare("channel", "=", "web")


def test_a_condition_is_read() -> None:
    assert parse("channel = 'web' and value > 10") == And((WEB, Compare("value", ">", 10)))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("channel == 'web'", WEB),
        ("channel='web'", WEB),
        ("((channel = 'web'))", WEB),
        ("channel <> 'web'", Compare("channel", "!=", "web")),
        ("channel != 'it''s'", Compare("channel", "!=", "it's")),
        ("value >= -1.5e3", Compare("value", ">=", -1500.0)),
        ("value<.5", Compare("value", "<", 0.5)),
        ("gift = TRUE", Compare("gift", "=", True)),
        ("\"product name\" = ''", Compare("product name", "=", "")),
        ('"a ""b""" is null', IsNull('a "b"')),
        ("properties.address.city = 'Köln'", Compare("properties.address.city", "=", "Köln")),
        ("properties.\"post code\" = '1'", Compare("properties.post code", "=", "1")),
        ("größe > 1", Compare("größe", ">", 1)),
        ("$browser is not null", Not(IsNull("$browser"))),
        ("plan in ('pro', 3, false)", In("plan", ("pro", 3, False))),
        ("plan NOT IN ('pro')", Not(In("plan", ("pro",)))),
        ("value between 1 and 2 and plan is null", And((Between("value", 1, 2), IsNull("plan")))),
        ("value not between 1 and 2", Not(Between("value", 1, 2))),
        ("event like 'Order%'", Like("event", "Order%")),
        ("event not ilike 'order_'", Not(Like("event", "order_", ignore_case=True))),
        ("not not channel = 'web'", Not(Not(WEB))),
    ],
)
def test_each_form_is_read(text: str, condition: object) -> None:
    assert parse(text) == condition


def test_not_binds_before_and_and_and_before_or() -> None:
    a, b, c = (Compare(name, "=", 1) for name in "abc")
    assert parse("not a = 1 and b = 1 or c = 1") == Or((And((Not(a), b)), c))
    assert parse("not (a = 1 and (b = 1 or c = 1))") == Not(And((a, Or((b, c)))))


def test_a_condition_is_written_plainly() -> None:
    text = "(channel = 'web' or plan not in ('pro', 3)) and \"product name\" is not null and value > -1.5"
    assert to_text(parse(text)) == text
    assert to_text(Not(WEB)) == "not (channel = 'web')"


def test_names_that_are_keywords_are_written_in_quotes() -> None:
    assert to_text(Compare("in", "=", 1)) == '"in" = 1'
    assert to_text(Compare("properties.Order", "=", True)) == "properties.Order = true"


def test_an_error_points_at_its_place() -> None:
    with pytest.raises(ConditionError) as error:
        parse('channel = "web" and value > 10')
    assert str(error.value) == (
        "A text value stands in single quotes; double quotes are for names of fields.\n"
        '  channel = "web" and value > 10\n'
        "            ^"
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "The condition is empty"),
        (" \n ", "The condition is empty"),
        ("channel = web", "A text value stands in single quotes: 'web'"),
        ("plan = null", '"is null"'),
        ("plan in ('pro', null)", '"is null"'),
        ("channel = 'web", "This text value does not end"),
        ("channel = 'web''", "This text value does not end"),
        ('"channel = 1', "This name does not end"),
        ("channel", "Expected a comparison after channel"),
        ("channel not = 1", 'after "not"'),
        ("channel = 'web' value > 10", 'Expected "and", "or" or the end'),
        ("channel = 'web' and", "Expected the name of a field"),
        ("in = 3", 'One called "in" stands in double quotes'),
        ("10 < value", "Expected the name of a field"),
        ('"" = 1', "Expected the name of a field"),
        ("(a = 1", 'Expected ")"'),
        ("a = 1)", "or the end"),
        ("a in 1", 'Expected "("'),
        ("a in ()", "Expected a value"),
        ("a between 1 or 2", 'Expected "and"'),
        ("a like 5", "Expected a pattern"),
        ("a is 5", 'Expected "null"'),
        ("a = 1e999", "too large"),
        ("a = 1; drop table events", "';' is not part of a condition"),
        ("product-name = 1", "Expected a comparison|double quotes"),
        ("a = \u2018web\u2019", "single quotes"),
        ("a = 1 -- comment", "is not part of a condition"),
        ("a = '\ud800'", "cannot be compared"),
    ],
)
def test_wrong_text_is_explained(text: str, complaint: str) -> None:
    with pytest.raises(ConditionError, match=complaint.replace("(", r"\(").replace(")", r"\)")):
        parse(text)


def test_the_caret_stands_under_the_place_in_long_text() -> None:
    with pytest.raises(ConditionError) as error:
        parse("a = 1 and " * 1000 + "b ! 2" + " and a = 1" * 1000)
    _, shown, caret = str(error.value).splitlines()
    assert shown[caret.index("^")] == "!"
    assert len(shown) < 100


@pytest.mark.parametrize("opening", ["(", "not ", "not (", "a = 1 and ("])
def test_deep_nesting_is_refused(opening: str) -> None:
    with pytest.raises(ConditionError, match="nested more than 100 deep"):
        parse(opening * 10_000 + "a = 1")


def test_long_flat_conditions_are_read() -> None:
    assert parse(" or ".join(["a = 1"] * 10_000)) == Or((Compare("a", "=", 1),) * 10_000)
