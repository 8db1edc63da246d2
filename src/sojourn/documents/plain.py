"""Records as plain values, and which items of two lists are the same thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct


def plain(record: Struct) -> dict[str, Any]:
    """Dicts, lists, texts, numbers and days (`datetime.date`); what is left at its default is left out."""
    fields: dict[str, Any] = _with_lists(msgspec.to_builtins(record, builtin_types=(dt.date,)))
    return fields


def paired(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """For each item of `new` the place in `old` of what it was, or None.

    Items with an `id` pair with the same id; others with their equal, and what is then left in the order it stands.
    """
    found: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(old)))
    ids = {name: place for place, each in reversed(list(enumerate(old))) if (name := id_of(each))}
    for place, each in enumerate(new):
        match = ids.get(id_of(each))
        if match in free:
            found[place] = match
            del free[match]
    _pair_equal(old, new, found, free)
    _pair_rest(old, new, found, free)
    return found


def id_of(value: Any) -> str:
    """The `id` of a dict that has one, else empty."""
    return str(value.get("id", "")) if isinstance(value, dict) else ""


def _pair_equal(old: Sequence[Any], new: Sequence[Any], found: list[int | None], free: dict[int, None]) -> None:
    for place, each in enumerate(new):
        if found[place] is None and not id_of(each):
            match = next((at for at in free if old[at] == each), None)
            if match is not None:
                found[place] = match
                del free[match]


def _pair_rest(old: Sequence[Any], new: Sequence[Any], found: list[int | None], free: dict[int, None]) -> None:
    left = [at for at in free if not id_of(old[at])]
    for place, each in enumerate(new):
        if found[place] is None and not id_of(each) and left:
            found[place] = left.pop(0)


def _with_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_lists(each) for name, each in value.items()}
    return [_with_lists(each) for each in value] if isinstance(value, list | tuple) else value
