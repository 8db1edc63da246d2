"""Conditions as DuckDB SQL, with every value a parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sojourn.conditions.literals import Kind, kind_of, no_text, operand
from sojourn.conditions.records import And, Between, Compare, Condition, In, IsNull, Like, Not, Or, Value
from sojourn.conditions.tokens import NUMBER

Sql = tuple[str, list[object]]


class _Fields(NamedTuple):
    """How the caller's query names its fields, and what they hold."""

    column: Callable[[str], str]
    kind: Callable[[str], Kind]


def to_sql(
    condition: Condition, column: Callable[[str], str], kind: Callable[[str], Kind] = kind_of
) -> tuple[str, list[object]]:
    """A boolean SQL expression with `?` and its parameters, in order.

    `column` gives the SQL expression for a field: the caller quotes it; a text field must be VARCHAR, a time
    field a UTC TIMESTAMP. `kind` says what a field holds; by default only an event's own fields are not text.
    Raises ConditionError where a value does not suit its field.
    """
    return _sql(condition, _Fields(column, kind))


def _sql(condition: Condition, fields: _Fields) -> Sql:
    match condition:
        case And(parts=parts):
            return _joined(" AND ", (_sql(part, fields) for part in parts))
        case Or(parts=parts):
            return _joined(" OR ", (_sql(part, fields) for part in parts))
        case Not(part=part):
            sql, parameters = _sql(part, fields)
            return f"(NOT {sql})", parameters
        case Between(field=field, low=low, high=high):
            return _sql(And((Compare(field, ">=", low), Compare(field, "<=", high))), fields)
        case Compare(field=field, op=op, value=value):
            read, parameter = _read(field, value, fields)
            return f"({read} {op} ?)", [parameter]
        case In(field=field, values=values):
            return _in(field, values, fields)
        case Like(field=field, pattern=pattern, ignore_case=ignore_case):
            if fields.kind(field) != "text":
                raise no_text(field, fields.kind(field))
            return f"(({fields.column(field)}) {'ILIKE' if ignore_case else 'LIKE'} ?)", [pattern]
        case IsNull(field=field):
            return f"(({fields.column(field)}) IS NULL)", []


def _in(field: str, values: tuple[Value, ...], fields: _Fields) -> Sql:
    """One IN for each way the values want the field read: text, number, truth."""
    groups: dict[str, list[object]] = {}
    for value in values:
        read, parameter = _read(field, value, fields)
        groups.setdefault(read, []).append(parameter)
    return _joined(" OR ", ((f"({read} IN ({_marks(group)}))", group) for read, group in groups.items()))


def _joined(word: str, parts: Iterable[Sql]) -> Sql:
    sqls, parameters = zip(*parts, strict=True)
    return f"({word.join(sqls)})", [parameter for group in parameters for parameter in group]


def _marks(parameters: list[object]) -> str:
    return ", ".join("?" * len(parameters))


def _read(field: str, value: Value, fields: _Fields) -> tuple[str, object]:
    """The field's expression, read as the value asks, and the parameter to compare it with."""
    column, kind = f"({fields.column(field)})", fields.kind(field)
    parameter = operand(field, kind, value)
    if kind != "text" or isinstance(value, str):
        return column, parameter
    if isinstance(value, bool):
        return f"(CASE lower{column} WHEN 'true' THEN true WHEN 'false' THEN false END)", parameter
    spelt = f"regexp_full_match({column}, '{NUMBER}')"
    return f"(CASE WHEN {spelt} THEN TRY_CAST({column} AS DOUBLE) END)", parameter
