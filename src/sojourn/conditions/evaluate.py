"""Conditions on columns: which rows match, without a database.

A column of few distinct names is *coded*: each name is tested once, and rows gather the answer by their code.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.conditions.literals import (
    Kind,
    as_boolean,
    as_number,
    as_text,
    microseconds,
    no_text,
    operand,
)
from sojourn.conditions.records import And, Between, Compare, Condition, In, IsNull, Like, Not, Or, Value

Mask: TypeAlias = NDArray[np.bool_]
Reader: TypeAlias = Callable[[object], str | float | bool | None]

_NO_TIME = np.iinfo(np.int64).min
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Coded(Struct, frozen=True):
    """Text as codes: row i holds `names[codes[i]]`; a name of None is null. Shape [rows]."""

    codes: NDArray[Any]
    names: Sequence[object | None]


class Numbers(Struct, frozen=True):
    """Numbers; with `time` int64 microseconds UTC. Shape [rows]. Null is NaN, or the lowest int64."""

    values: NDArray[Any]
    time: bool = False

    @property
    def kind(self) -> Kind:
        """What a condition may compare the values with."""
        if self.time:
            return "time"
        return "real" if self.values.dtype == np.float32 else "number"

    @property
    def null(self) -> Mask:
        """Where there is no value."""
        values = self.values
        missing: Mask = np.isnan(values) if values.dtype.kind == "f" else np.equal(values, _NO_TIME)
        return missing


Column: TypeAlias = Coded | Numbers


class _Truth(NamedTuple):
    """Where a condition is true and where it is false; in neither it is unknown."""

    yes: Mask
    no: Mask


def evaluate(condition: Condition, column: Callable[[str], Column], size: int) -> Mask:
    """True for each of `size` rows that match; unknown (null) counts as no match.

    `column` gives a field's column of `size` rows. Raises ConditionError where a value does not suit its
    field, ValueError where a column has another length.
    """
    matches = _truth(condition, column).yes
    if matches.shape != (size,):
        raise ValueError(f"The columns have shape {matches.shape}, expected {size} rows.")
    return matches


def _truth(condition: Condition, column: Callable[[str], Column]) -> _Truth:
    match condition:
        case And(parts=parts):
            return reduce(_both, (_truth(part, column) for part in parts))
        case Or(parts=parts):
            return reduce(_either, (_truth(part, column) for part in parts))
        case Not(part=part):
            yes, no = _truth(part, column)
            return _Truth(no, yes)
        case Between(field=field, low=low, high=high):
            return _truth(And((Compare(field, ">=", low), Compare(field, "<=", high))), column)
        case _:
            return _leaf(condition, column(condition.field))


def _both(left: _Truth, right: _Truth) -> _Truth:
    return _Truth(left.yes & right.yes, left.no | right.no)


def _either(left: _Truth, right: _Truth) -> _Truth:
    return _Truth(left.yes | right.yes, left.no & right.no)


def _leaf(condition: Compare | In | Like | IsNull, column: Column) -> _Truth:
    return _coded(condition, column) if isinstance(column, Coded) else _numbers(condition, column)


def _numbers(condition: Compare | In | Like | IsNull, column: Numbers) -> _Truth:
    values, null = column.values, column.null
    match condition:
        case IsNull():
            return _Truth(null, ~null)
        case Like(field=field):
            raise no_text(field, column.kind)
        case Compare(field=field, op=op, value=value):
            found = _COMPARE[op](values, _number(field, column, value))
        case In(field=field, values=listed):
            found = np.isin(values, [_number(field, column, value) for value in listed])
    return _Truth(found & ~null, ~found & ~null)


def _number(field: str, column: Numbers, value: Value) -> Any:
    """The value as a number that numpy compares with the column: times as microseconds."""
    wanted: Any = operand(field, column.kind, value)
    return microseconds(wanted) if column.time else wanted


def _coded(condition: Compare | In | Like | IsNull, column: Coded) -> _Truth:
    match condition:
        case IsNull():
            null = np.array([name is None for name in column.names], np.bool_)[column.codes]
            return _Truth(null, ~null)
        case Like(pattern=pattern, ignore_case=ignore_case):
            return _tested(column, as_text, _matcher(pattern, ignore_case))
        case Compare(field=field, op=op, value=value):
            compare, wanted = _COMPARE[op], operand(field, "text", value)
            return _tested(column, _reader(value), lambda cell: compare(cell, wanted))
        case In(field=field, values=values):
            return reduce(_either, _tested_in(column, field, values))


def _tested_in(column: Coded, field: str, values: tuple[Value, ...]) -> Iterable[_Truth]:
    """One test for each way the values want the names read: text, number, truth."""
    groups: dict[Reader, set[object]] = {}
    for value in values:
        groups.setdefault(_reader(value), set()).add(operand(field, "text", value))
    return (_tested(column, reader, group.__contains__) for reader, group in groups.items())


def _tested(column: Coded, reader: Reader, test: Callable[[Any], bool]) -> _Truth:
    """Each distinct name read and tested once; a name that cannot be read so is unknown."""
    cells = [None if name is None else reader(name) for name in column.names]
    yes = np.array([cell is not None and test(cell) for cell in cells], np.bool_)
    known = np.array([cell is not None for cell in cells], np.bool_)
    return _Truth(yes[column.codes], (known & ~yes)[column.codes])


def _reader(value: Value) -> Reader:
    if isinstance(value, str):
        return as_text
    return as_boolean if isinstance(value, bool) else as_number


def _matcher(pattern: str, ignore_case: bool) -> Callable[[str], bool]:
    """A test for a LIKE pattern, in time linear in the text for each piece between `%`."""
    fold = _lower if ignore_case else str
    first, *rest = (_piece(piece) for piece in fold(pattern).split("%"))
    # An atomic group never gives its first match back, so that no pattern makes the search explode.
    middle = "".join(f"(?>.*?{piece})" for piece in rest[:-1])
    last = f".*{rest[-1]}" if rest else ""
    whole = re.compile(first + middle + last, re.DOTALL)
    return lambda text: whole.fullmatch(fold(text)) is not None


def _piece(piece: str) -> str:
    return ".".join(re.escape(part) for part in piece.split("_"))


def _lower(text: str) -> str:
    """Lower case letter by letter, as DuckDB does: the length stays."""
    return "".join(letter.lower()[0] for letter in text)
