"""Events are written down in blocks, one name a block, and come out as one Arrow table in the order of time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from sojourn.simulate.arrays import Floats, Ints
from sojourn.simulate.columns import event_ids, numbered, words
from sojourn.simulate.log import Words

Text = str | Words


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
            "event_id": event_ids(len(order)),
            "occurred_at": pa.array(at[order] * 1000, pa.timestamp("us", tz="UTC")),
            "user_id": ids.take(pa.array(customer)),
            "event": _texts([block.event for block in blocks], blocks, order),
        }
        for name in dict.fromkeys(name for block in blocks for name in block.texts):
            columns[name] = _texts([block.texts.get(name, "") for block in blocks], blocks, order)
        for name in dict.fromkeys(name for block in blocks for name in block.numbers):
            columns[name] = _numbers([block.numbers.get(name) for block in blocks], blocks, order)
        return pa.table(columns)


def user_ids(customers: int) -> Any:
    """The user_ids of customers 0, 1, ... as an Arrow array of text."""
    return numbered("w-", pa.array(np.arange(customers)), 6)


def _texts(parts: list[Text], blocks: list[Block], order: Ints) -> Any:
    return words([part or None for part in parts], [len(block.at) for block in blocks], order)


def _numbers(parts: list[Floats | None], blocks: list[Block], order: Ints) -> Any:
    filled = [
        np.full(len(block.at), np.nan) if part is None else part for part, block in zip(parts, blocks, strict=True)
    ]
    values = np.concatenate(filled)[order]
    return pa.array(values, mask=np.isnan(values))
