"""Conditions as text again: `parse(to_text(condition)) == condition`."""

from __future__ import annotations

import re

from sojourn.conditions.records import And, Between, Compare, Condition, In, IsNull, Like, Not, Or, Value
from sojourn.conditions.tokens import KEYWORDS, NAME


def to_text(condition: Condition) -> str:
    """The shortest plain way to write a condition; what `parse` reads back."""
    match condition:
        case And(parts=parts):
            return " and ".join(_bracketed(part) for part in parts)
        case Or(parts=parts):
            return " or ".join(_bracketed(part) for part in parts)
        case Not(part=In() | Between() | Like() | IsNull() as part):
            return _test(part, "not ")
        case Not(part=part):
            return f"not ({to_text(part)})"
        case _:
            return _test(condition)


def _bracketed(part: Condition) -> str:
    return f"({to_text(part)})" if isinstance(part, And | Or) else to_text(part)


def _test(condition: Compare | In | Between | Like | IsNull, negated: str = "") -> str:
    name = _name(condition.field)
    match condition:
        case Compare(op=op, value=value):
            return f"{name} {op} {_value(value)}"
        case In(values=values):
            return f"{name} {negated}in ({', '.join(map(_value, values))})"
        case Between(low=low, high=high):
            return f"{name} {negated}between {_value(low)} and {_value(high)}"
        case Like(pattern=pattern, ignore_case=ignore_case):
            return f"{name} {negated}{'ilike' if ignore_case else 'like'} {_value(pattern)}"
        case IsNull():
            return f"{name} is {negated}null"


def _name(field: str) -> str:
    """Bare where every part between dots is a plain word, else in double quotes as a whole."""
    if all(re.fullmatch(NAME, part) and part.lower() not in KEYWORDS for part in field.split(".")):
        return field
    return '"' + field.replace('"', '""') + '"'


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)
