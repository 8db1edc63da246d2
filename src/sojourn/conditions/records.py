"""Conditions as records: what a step, event or customer must be like.

A condition names fields and compares them with values; it never computes. Records are frozen, can be combined
with `&`, `|` and `~`, and travel through JSON and YAML with msgspec (the tag stands under `is`).

Three-valued, like SQL: a comparison with a null field is neither true nor false, so that neither
`plan = 'pro'` nor `not plan = 'pro'` matches a customer without a plan.
"""

from __future__ import annotations

import math
from typing import Literal, TypeAlias, cast, get_args

from msgspec import Struct

from sojourn.errors import ConditionError

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
Value: TypeAlias = str | int | float | bool


class _Combinable(Struct, frozen=True, forbid_unknown_fields=True, tag_field="is"):
    """What all conditions can do: check themselves when made, be joined and turned round."""

    def __post_init__(self) -> None:
        """Raise ConditionError if the condition could never be asked."""
        _check(_condition(self))

    def __and__(self, other: Condition) -> And:
        return And((*_parts(self, And), *_parts(other, And)))

    def __or__(self, other: Condition) -> Or:
        return Or((*_parts(self, Or), *_parts(other, Or)))

    def __invert__(self) -> Condition:
        return self.part if isinstance(self, Not) else Not(_condition(self))


class Compare(_Combinable, frozen=True, tag="compare"):
    """`field op value`. The value decides how a text field is read: as text, as a number or as true/false."""

    field: str
    op: Operator
    value: Value


class In(_Combinable, frozen=True, tag="in"):
    """The field equals one of the values."""

    field: str
    values: tuple[Value, ...]


class Between(_Combinable, frozen=True, tag="between"):
    """`low <= field <= high`: both ends belong to it. A date without a time is its first moment."""

    field: str
    low: Value
    high: Value


class Like(_Combinable, frozen=True, tag="like"):
    """The whole text fits the pattern: `%` is any text, `_` any one character; nothing escapes them."""

    field: str
    pattern: str
    ignore_case: bool = False


class IsNull(_Combinable, frozen=True, tag="null"):
    """The field has no value."""

    field: str


class And(_Combinable, frozen=True, tag="and"):
    """All parts hold; at least two parts."""

    parts: tuple[Condition, ...]


class Or(_Combinable, frozen=True, tag="or"):
    """One part or more holds; at least two parts."""

    parts: tuple[Condition, ...]


class Not(_Combinable, frozen=True, tag="not"):
    """The part is false (not merely unknown)."""

    part: Condition


Condition: TypeAlias = Compare | In | Between | Like | IsNull | And | Or | Not


class Field(Struct, frozen=True, eq=False):
    """A field's name on its way to a condition: `field("channel") == "web"`."""

    name: str

    # Not an equality test but the beginning of a condition, hence another type than object's.
    def __eq__(self, value: Value) -> Compare:  # type: ignore[override]
        """`field = value`."""
        return Compare(self.name, "=", value)

    def __ne__(self, value: Value) -> Compare:  # type: ignore[override]  # as above
        """`field != value`."""
        return Compare(self.name, "!=", value)

    def __lt__(self, value: Value) -> Compare:
        """`field < value`."""
        return Compare(self.name, "<", value)

    def __le__(self, value: Value) -> Compare:
        """`field <= value`."""
        return Compare(self.name, "<=", value)

    def __gt__(self, value: Value) -> Compare:
        """`field > value`."""
        return Compare(self.name, ">", value)

    def __ge__(self, value: Value) -> Compare:
        """`field >= value`."""
        return Compare(self.name, ">=", value)

    __hash__ = None  # type: ignore[assignment]  # equality makes conditions, so a set of fields would lie

    def is_in(self, *values: Value) -> In:
        """One of the values."""
        return In(self.name, values)

    def between(self, low: Value, high: Value) -> Between:
        """From low to high, both included."""
        return Between(self.name, low, high)

    def like(self, pattern: str, ignore_case: bool = False) -> Like:
        """Fits a pattern of `%` and `_`."""
        return Like(self.name, pattern, ignore_case)

    def is_null(self) -> IsNull:
        """Has no value."""
        return IsNull(self.name)


def field(name: str) -> Field:
    """Begin a condition in Python; dots reach into objects: `field("properties.address.city")`."""
    return Field(name)


def fields(condition: Condition) -> frozenset[str]:
    """The names of all fields a condition asks about."""
    match condition:
        case And(parts=parts) | Or(parts=parts):
            return frozenset().union(*map(fields, parts))
        case Not(part=part):
            return fields(part)
        case _:
            return frozenset([condition.field])


def _parts(condition: _Combinable, kind: type[And] | type[Or]) -> tuple[Condition, ...]:
    """`a & b & c` is one And of three parts."""
    return condition.parts if isinstance(condition, kind) else (_condition(condition),)


def _condition(record: _Combinable) -> Condition:
    """Every combinable record is one of the eight conditions."""
    return cast("Condition", record)


def _check(condition: Condition) -> None:
    match condition:
        case And(parts=parts) | Or(parts=parts):
            _check_parts(parts)
        case Compare(field=name, op=op, value=value):
            _check_operator(op)
            _check_values(name, value)
        case In(field=name, values=values):
            if not values:
                raise ConditionError(f"{name} in () can match nothing. Give at least one value.")
            _check_values(name, *values)
        case Between(field=name, low=low, high=high):
            _check_values(name, low, high)
        case Like(field=name, pattern=pattern):
            _check_values(name, pattern)
        case IsNull(field=name):
            _check_field(name)


def _check_operator(op: str) -> None:
    if op not in get_args(Operator):
        raise ConditionError(f"{op!r} is no comparison. Use one of: {' '.join(get_args(Operator))}")


def _check_field(name: str) -> None:
    if not name or not _encodable(name):
        raise ConditionError(f"{name!r} is no name of a field. Name the field that the condition asks about.")


def _check_parts(parts: tuple[Condition, ...]) -> None:
    if len(parts) < 2:
        raise ConditionError(f"And and Or join two conditions or more, not {len(parts)}.")


def _check_values(name: str, *values: object) -> None:
    _check_field(name)
    for value in values:
        if value is None:
            raise ConditionError(f"Nothing equals null. To ask for a missing value write: {name} is null")
        if not _portable(value):
            raise ConditionError(
                f"{name} cannot be compared with {value!r}. Use a text, a finite number, true or false."
            )


def _portable(value: object) -> bool:
    """Only what every form of a condition can carry: text, finite numbers, 64-bit integers, true, false."""
    match value:
        case str():
            return _encodable(value)
        case int():
            return -(2**63) <= value < 2**63
        case float():
            return math.isfinite(value)
        case _:
            return False


def _encodable(text: str) -> bool:
    """False for lone surrogates, which no file and no database can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
