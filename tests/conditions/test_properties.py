"""What holds for every condition: its text comes back, arrays agree with DuckDB."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.conditions import (
    And,
    Between,
    Coded,
    Column,
    Compare,
    Condition,
    In,
    IsNull,
    Like,
    Not,
    Numbers,
    Or,
    evaluate,
    fields,
    parse,
    to_sql,
    to_text,
)
from sojourn.errors import ConditionError

OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def conditions(fields_and_values: st.SearchStrategy, patterns: st.SearchStrategy) -> st.SearchStrategy:
    """All shapes of condition; `fields_and_values` gives a field with a strategy for its values."""
    leaves = fields_and_values.flatmap(
        lambda pair: st.one_of(
            st.builds(Compare, st.just(pair[0]), OPERATORS, pair[1]),
            st.builds(In, st.just(pair[0]), st.lists(pair[1], min_size=1, max_size=4).map(tuple)),
            st.builds(Between, st.just(pair[0]), pair[1], pair[1]),
            st.builds(IsNull, st.just(pair[0])),
        )
    )
    leaves |= st.builds(Like, patterns, st.text("aA1%_é\n", max_size=5), st.booleans())
    return st.recursive(leaves, _joined, max_leaves=8)


def _joined(parts: st.SearchStrategy) -> st.SearchStrategy:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, parts)


any_name = st.text(min_size=1, max_size=8) | st.sampled_from(["in", "a.b", ".", "a.", "Not", "$x", '"', "²"])
any_value = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)
any_condition = conditions(any_name.map(lambda name: (name, any_value)), any_name)


@given(any_condition)
def test_text_comes_back(condition: Condition) -> None:
    again = parse(to_text(condition))
    # repr tells 1 from 1.0 and True, which == does not.
    assert repr(again) == repr(condition)


@given(any_condition)
def test_json_and_yaml_come_back(condition: Condition) -> None:
    assert repr(msgspec.json.decode(msgspec.json.encode(condition), type=Condition)) == repr(condition)


TESTS = ["=", "<", "in", "is", "like", "between", "null", "true", "1", "-", "'x'", ".", ","]
WORDS = ["a", "(", ")", "and", "or", "not", "'", '"', "''", *TESTS]
fragments = st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join)


@given(st.text() | fragments | st.text("()'\"=.,-+eE19 anotird\\\0", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        condition = parse(text)
    except ConditionError:
        return
    assert parse(to_text(condition)) == condition
    assert fields(condition)


ODD_NUMBERS = ["10", "9", "9.0", "+5", "5.", ".5", " 5", "1e999", "1_0", "0x1", "nan", "inf", "٣", "5\n", ""]
texts = st.text("aA1é.\n", max_size=3) | st.sampled_from([*ODD_NUMBERS, "TRUE", "false"])
small = st.integers(-3, 10) | st.sampled_from([0.5, 9.0, -1e300, 4.1])
micros = st.integers(-3, 3)
times = micros.map(lambda us: (datetime(1970, 1, 1) + timedelta(microseconds=us)).isoformat())
VALUES = {
    "plain": texts | small | st.booleans(),
    "value": small,
    "score": small,
    "sequence": small,
    "occurred_at": times,
}
scores = small.map(lambda number: float(np.float32(max(number, -1e30))))
rows = st.tuples(*(st.none() | cells for cells in (texts, small.map(float), scores, micros, micros)))
known_condition = conditions(st.sampled_from(list(VALUES)).map(lambda n: (n, VALUES[n])), st.just("plain"))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("SET threads = 1")
        yield opened


@settings(deadline=None)
@given(condition=known_condition, table=st.lists(rows, min_size=1, max_size=6))
def test_arrays_agree_with_duckdb(
    connection: duckdb.DuckDBPyConnection, condition: Condition, table: list[tuple]
) -> None:
    found = evaluate(condition, _columns(table).__getitem__, len(table))
    assert found.tolist() == _in_duckdb(connection, condition, table)


def _columns(table: list[tuple]) -> dict[str, Column]:
    plain, value, score, sequence, occurred_at = zip(*table, strict=True)
    names = list(dict.fromkeys(plain))
    return {
        "plain": Coded(np.array([names.index(name) for name in plain], np.uint32), names),
        "value": Numbers(np.array([math.nan if v is None else v for v in value])),
        "score": Numbers(np.array([math.nan if v is None else v for v in score], np.float32)),
        "sequence": Numbers(_int64(sequence)),
        "occurred_at": Numbers(_int64(occurred_at), time=True),
    }


def _int64(values: tuple[int | None, ...]) -> np.ndarray:
    return np.array([np.iinfo(np.int64).min if v is None else v for v in values])


def _in_duckdb(connection: duckdb.DuckDBPyConnection, condition: Condition, table: list[tuple]) -> list[bool]:
    """What DuckDB says to the SQL form: true, or else false."""
    sql, parameters = to_sql(condition, lambda name: f'"{name}"')
    row = "(?, ?::VARCHAR, ?::DOUBLE, ?::FLOAT, ?::BIGINT, make_timestamp(?::BIGINT))"
    values = ", ".join([row] * len(table))
    named = f"(VALUES {values}) AS t(place, plain, value, score, sequence, occurred_at)"
    cells = [cell for place, row in enumerate(table) for cell in (place, *row)]
    query = f"SELECT coalesce({sql}, false) FROM {named} ORDER BY place"
    return [row[0] for row in connection.execute(query, [*parameters, *cells]).fetchall()]
