"""What kind of values a field holds, and what a condition's value means beside them.

A *text* field is read as its value asks: `quantity = '10'` compares texts, `quantity > 9` compares numbers,
`gift = true` compares truth. A text that cannot be read so is null there, and matches nothing. The SQL form
and the evaluation on arrays both stand on this page, so that they agree.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

import numpy as np

from sojourn.conditions.records import Value
from sojourn.conditions.tokens import NUMBER
from sojourn.errors import ConditionError

Kind: TypeAlias = Literal["text", "number", "real", "time"]
"""real: numbers of 32 bits; the condition's value is rounded likewise, so that `score >= 4.1` finds 4.1."""

_KINDS: dict[str, Kind] = {
    "occurred_at": "time",
    "received_at": "time",
    "value": "number",
    "sequence": "number",
    "score": "real",
}
_EPOCH = datetime(1970, 1, 1)
_is_number = re.compile(NUMBER).fullmatch


def kind_of(field: str) -> Kind:
    """The kind of an event's own field; every other field, such as a property, is text."""
    return _KINDS.get(field, "text")


def operand(field: str, kind: Kind, value: Value) -> str | bool | int | float | datetime:
    """The value as it is compared with a field of that kind; times are UTC without a zone.

    Raises ConditionError where a number field meets a text, or a time field anything but a time in ISO 8601.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "text":
        return float(value) if is_number else value
    if kind == "time":
        return _time(field, value)
    if not is_number:
        raise ConditionError(f"{field} holds numbers, but is compared with {value!r}. Write a number, without quotes.")
    return _to_32_bits(float(value)) if kind == "real" else value


def no_text(field: str, kind: Kind) -> ConditionError:
    """The error for a pattern asked of a field that holds no text."""
    holds = "times" if kind == "time" else "numbers"
    return ConditionError(f"{field} holds {holds}, and like needs text. Use < or > or between.")


def as_text(name: object) -> str:
    """A name as text; true and false as JSON writes them."""
    return str(name).lower() if isinstance(name, bool) else str(name)


def as_number(name: object) -> float | None:
    """A text as the number it spells, None if it spells none."""
    text = as_text(name)
    return float(text) if _is_number(text) else None


def as_boolean(name: object) -> bool | None:
    """`true` and `false` in any case; None for anything else."""
    return {"true": True, "false": False}.get(as_text(name).lower())


def microseconds(time: datetime) -> int:
    """Microseconds since 1970 of a UTC time without a zone."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def _time(field: str, value: Value) -> datetime:
    try:
        time = datetime.fromisoformat(str(value))
        return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    except (ValueError, OverflowError):
        raise ConditionError(
            f"{field} holds times, but is compared with {value!r}. Write a date such as '2026-01-31'"
            " or a time such as '2026-01-31 14:30' (UTC)."
        ) from None


def _to_32_bits(value: float) -> float:
    """The nearest 32-bit number, infinite beyond their range."""
    with np.errstate(over="ignore"):
        return float(np.float32(value))
