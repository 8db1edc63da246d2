"""The SQL form."""

from __future__ import annotations

import duckdb
import pytest

from sojourn.conditions import Condition, field, parse, to_sql
from sojourn.errors import ConditionError


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _matching(condition: Condition, rows: str) -> list[object]:
    """The `id` of matching rows; `rows` is a SELECT."""
    sql, parameters = to_sql(condition, _quoted)
    found = duckdb.execute(f"SELECT id FROM ({rows}) WHERE {sql} ORDER BY id", parameters)
    return [row[0] for row in found.fetchall()]


def test_values_become_parameters() -> None:
    sql, parameters = to_sql(parse("channel = 'web' and value > 10"), _quoted)
    assert sql == '((("channel") = ?) AND (("value") > ?))'
    assert parameters == ["web", 10]


def test_an_injection_stays_a_value() -> None:
    rows = "FROM (VALUES (1, 'web'), (2, '''; DROP TABLE events; --')) AS t(id, channel)"
    hostile = field("channel") == "'; DROP TABLE events; --"
    assert _matching(hostile, rows) == [2]
    assert "DROP" not in to_sql(hostile, _quoted)[0]


def test_text_is_read_as_the_value_asks() -> None:
    rows = "FROM (VALUES (1, '10'), (2, '9'), (3, 'many'), (4, 'TRUE'), (5, NULL)) AS t(id, quantity)"
    assert _matching(parse("quantity > 9"), rows) == [1]
    assert _matching(parse("quantity > '9'"), rows) == [3, 4]
    assert _matching(parse("quantity = true"), rows) == [4]
    assert _matching(parse("not quantity = 10"), rows) == [2]
    assert _matching(parse("quantity in ('many', 10)"), rows) == [1, 3]


def test_only_plain_numbers_are_numbers() -> None:
    rows = "FROM (VALUES (1, '+5.'), (2, '5e0'), (3, ' 5'), (4, '0_5'), (5, 'inf')) AS t(id, quantity)"
    assert _matching(parse("quantity = 5"), rows) == [1, 2]
    assert _matching(parse("quantity >= 5"), rows) == [1, 2]


def test_scores_of_32_bits_are_found_by_their_decimal() -> None:
    rows = "SELECT 1 AS id, 4.1::FLOAT AS score UNION ALL SELECT 2, 4.0::FLOAT"
    assert _matching(parse("score >= 4.1"), rows) == [1]


def test_times_are_compared_as_times() -> None:
    rows = "SELECT 1 AS id, TIMESTAMP '2026-01-31 23:30:00' AS occurred_at"
    assert _matching(parse("occurred_at >= '2026-02-01T00:30+01:00'"), rows) == [1]
    assert _matching(parse("occurred_at >= '2026-02-01'"), rows) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("value = '10'", "value holds numbers"),
        ("score = true", "score holds numbers"),
        ("occurred_at > 5", "occurred_at holds times"),
        ("occurred_at > 'tomorrow'", "Write a date such as"),
        ("occurred_at < '0001-01-01T00:00+14:00'", "occurred_at holds times"),
        ("occurred_at like '2026%'", "like needs text"),
    ],
)
def test_values_that_do_not_suit_their_field_are_refused(text: str, complaint: str) -> None:
    with pytest.raises(ConditionError, match=complaint):
        to_sql(parse(text), _quoted)
