"""Events are written down in blocks, one name a block, and come out as one Arrow table in the order of time."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.simulate.arrays import DAY, Floats, Ints


class Coded(NamedTuple):
    """One of `names` for each event; -1 for none."""

    codes: Ints
    names: tuple[str, ...]


Text = str | Coded


class Block(NamedTuple):
    """Events of one name; `customer` and `at` (milliseconds) int64[n]. Numbers are NaN, texts empty where not said."""

    event: str
    customer: Ints
    at: Ints
    texts: dict[str, Text]
    numbers: dict[str, Floats]


class Book:
    """Takes events down in any order."""

    def __init__(self) -> None:
        """Nothing has happened."""
        self.blocks: list[Block] = []

    def write(
        self, event: str, customer: Ints, at: Ints, *, numbers: dict[str, Floats] | None = None, **texts: Text
    ) -> None:
        """Events of one name. `texts` are columns such as touchpoint, channel, text."""
        if len(customer):
            self.blocks.append(Block(event, customer, at, texts, numbers or {}))

    def table(self, ids: Any, end: int) -> Any:
        """All events before `end` (milliseconds); `ids` are the user_ids of customers 0, 1, ..."""
        blocks = self.blocks
        at = np.concatenate([block.at for block in blocks])
        order = np.argsort(at, kind="stable")
        order = order[at[order] < end]
        customer = np.concatenate([block.customer for block in blocks])[order]
        columns = {
            "event_id": pc.binary_join_element_wise("e", pa.array(np.arange(len(order))).cast(pa.string()), ""),
            "occurred_at": pa.array(at[order] * 1000, pa.timestamp("us", tz="UTC")),
            "user_id": ids.take(pa.array(customer)),
            "event": _texts([block.event for block in blocks], blocks, order),
        }
        for name in dict.fromkeys(name for block in blocks for name in block.texts):
            columns[name] = _texts([block.texts.get(name, "") for block in blocks], blocks, order)
        for name in dict.fromkeys(name for block in blocks for name in block.numbers):
            columns[name] = _numbers([block.numbers.get(name) for block in blocks], blocks, order)
        return pa.table(columns)


def user_ids(customers: int, letter: str = "w") -> Any:
    """The user_ids of customers 0, 1, ... as an Arrow array of text."""
    numbers = pc.utf8_lpad(pa.array(np.arange(customers)).cast(pa.string()), 6, "0")
    return pc.binary_join_element_wise(letter, numbers, "-")


def begin_of(start: date) -> int:
    """The first moment of a day, in milliseconds since 1970."""
    return (start - date(1970, 1, 1)).days * DAY


def _texts(parts: list[Text], blocks: list[Block], order: Ints) -> Any:
    """A column of texts with one dictionary for all blocks; null where nothing is said."""
    codes: dict[str, int] = {}
    coded = [_coded(part, codes, len(block.at)) for part, block in zip(parts, blocks, strict=True)]
    taken = np.concatenate(coded)[order]
    return pa.array(list(codes), pa.string()).take(pa.array(taken, mask=taken < 0))


def _coded(part: Text, codes: dict[str, int], size: int) -> Ints:
    if isinstance(part, str):
        return np.full(size, codes.setdefault(part, len(codes)) if part else -1)
    own = np.array([codes.setdefault(name, len(codes)) for name in part.names] + [-1])
    found: Ints = own[part.codes]
    return found


def _numbers(parts: list[Floats | None], blocks: list[Block], order: Ints) -> Any:
    filled = [
        np.full(len(block.at), np.nan) if part is None else part for part, block in zip(parts, blocks, strict=True)
    ]
    values = np.concatenate(filled)[order]
    return pa.array(values, mask=np.isnan(values))
