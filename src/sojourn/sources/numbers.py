"""Numbers as people write them, as SQL that yields a DOUBLE, or NULL where it is no number."""

from __future__ import annotations

import re
from typing import NamedTuple

from sojourn.sources.reasons import BLANK
from sojourn.sources.scratch import Scratch, literal, one_of
from sojourn.sources.table import Column, Table

_SAMPLE = 10_000
_NUMERIC = {kind for size in ("TINY", "SMALL", "BIG", "HUGE", "") for kind in (f"{size}INT", f"U{size}INT")}
_NUMERIC |= {"INTEGER", "UINTEGER"}
_DECORATED = r"^[^\d,.+-]{0,4}([+-]?\d[\d,. ']*)[^\d,.]{0,4}$"
_DECIMAL_COMMA = re.compile(r"\.\d{3},|,(\d{1,2}|\d{4,})\D*$")
_DECIMAL_POINT = re.compile(r",\d{3}\.|\.(\d{1,2}|\d{4,})\D*$")
_CANONICAL = r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,15})?"


class Number(NamedTuple):
    """How to read one column of numbers: `sql` yields a DOUBLE or NULL; `text` is what it was, if it was text."""

    sql: str
    text: str | None = None


def read_numbers(opened: Scratch, table: Table, column: Column) -> Number:
    """Decide, from the column's type and first values, how its numbers are to be read. NaN means no value."""
    if column.type in _NUMERIC or column.type.startswith("DECIMAL"):
        return Number(f"{column.sql}::DOUBLE")
    if column.type in ("DOUBLE", "FLOAT"):
        return Number(_without_nan(column.sql))
    text = f"trim({column.sql}::VARCHAR)"
    return Number(_without_nan(_parsed(opened, table, column, text)), text)


def broken(number: Number, read: str) -> list[str]:
    """SQL conditions under which the number that was read (named `read`) is not one."""
    unread = [] if number.text is None else [f"({read} IS NULL AND NOT {one_of(number.text, BLANK)})"]
    return [f"coalesce(isinf({read}), false)", *unread]


def _without_nan(sql: str) -> str:
    """DuckDB holds NaN equal to itself."""
    return f"nullif({sql}, 'nan'::DOUBLE)"


def canonical_columns(opened: Scratch, table: Table, columns: list[Column]) -> set[str]:
    """Names of the text columns whose first values are all plain numbers ("5", "-1.25"; not "007" or "1e5")."""
    if not columns:
        return set()
    head = ", ".join(f"{column.sql} AS c{i}" for i, column in enumerate(columns))
    checks = ", ".join(f"coalesce(bool_and({canonical(f'c{i}')}), false)" for i in range(len(columns)))
    row = opened.rows(f"SELECT {checks} FROM (SELECT {head} FROM {table.relation} LIMIT {_SAMPLE})")[0]
    return {column.name for column, yes in zip(columns, row, strict=True) if yes}


def canonical(sql: str) -> str:
    """SQL: whether a text is a number that JSON writes the same way."""
    return f"regexp_full_match({sql}, {literal(_CANONICAL)})"


def _parsed(opened: Scratch, table: Table, column: Column, text: str) -> str:
    """Plain numbers, else "1,234.50", "1.234,50", "EUR 12.50", "12 %", as far as the column tells comma from point."""
    sample = [
        value
        for (value,) in opened.rows(
            f"SELECT {text} FROM {table.relation} WHERE {column.sql} IS NOT NULL LIMIT {_SAMPLE}"
        )
    ]
    comma = any(_DECIMAL_COMMA.search(value) for value in sample)
    point = any(_DECIMAL_POINT.search(value) for value in sample)
    core = f"nullif(regexp_replace(regexp_extract({text}, {literal(_DECORATED)}, 1), '[ '']', '', 'g'), '')"
    plain = f"TRY_CAST(CASE WHEN NOT contains({text}, '_') THEN {text} END AS DOUBLE)"
    if comma and not point:
        return _grouped(core, "\\.", ",", f"replace(replace({core}, '.', ''), ',', '.')")
    if point and not comma:
        ungrouped = _grouped(core, ",", "\\.", f"replace({core}, ',', '')")
        return f"coalesce({plain}, {ungrouped})"
    return f"coalesce({plain}, TRY_CAST({core} AS DOUBLE))"


def _grouped(core: str, group: str, decimal: str, plain: str) -> str:
    """A number whose thousands are grouped by one sign and whose decimals follow the other; else NULL."""
    form = f"[+-]?(\\d+|\\d{{1,3}}({group}\\d{{3}})+)({decimal}\\d+)?"
    return f"TRY_CAST(CASE WHEN regexp_full_match({core}, '{form}') THEN {plain} END AS DOUBLE)"
