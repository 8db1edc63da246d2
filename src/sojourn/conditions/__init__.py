"""Conditions on events, steps and customers: records, text form, SQL form, evaluation on columns.

`parse("channel = 'web' and value > 10")` makes a condition; `field("channel") == "web"` makes one in Python.
"""

from __future__ import annotations

from sojourn.conditions.evaluate import Coded, Column, Numbers, evaluate
from sojourn.conditions.literals import Kind, kind_of
from sojourn.conditions.parser import parse
from sojourn.conditions.records import (
    And,
    Between,
    Compare,
    Condition,
    In,
    IsNull,
    Like,
    Not,
    Operator,
    Or,
    Value,
    field,
    fields,
)
from sojourn.conditions.sql import to_sql
from sojourn.conditions.writer import to_text

__all__ = [
    "And",
    "Between",
    "Coded",
    "Column",
    "Compare",
    "Condition",
    "In",
    "IsNull",
    "Kind",
    "Like",
    "Not",
    "Numbers",
    "Operator",
    "Or",
    "Value",
    "evaluate",
    "field",
    "fields",
    "kind_of",
    "parse",
    "to_sql",
    "to_text",
]
