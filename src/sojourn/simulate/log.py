"""What happens is written down in blocks: one event name, many customers. `table.py` makes a table of them."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.simulate.arrays import MINUTE, Ints, Mask

CHANNELS = (
    *("web", "app", "ads", "search", "social", "email", "word_of_mouth", "store", "phone", "chat", "partner"),
    *("survey", "review"),
)
NUMBERS = ("value", "score", "results", "shown_days", "delivery_days", "order_number", "ticket_number")
"""Fields of events that are numbers; the last two become order_id and ticket_id."""
FLAGS = ("late",)
WORDS = (
    *("currency", "score_kind", "text", "category", "query", "campaign", "utm_source", "utm_medium"),
    *("heard_from", "about"),
)
"""Fields of events that are words."""

PAUSE = 20 * MINUTE
"""How long after a checkout attempt what would have happened during it goes on happening; see `behind`."""


class Named(IntEnum):
    """The identifiers that an event carries: anonymous_id, user_id with anonymous_id, user_id, or card with user_id."""

    VISITOR = 0
    MEMBER = 1
    USER = 2
    CARD = 3


class Words(NamedTuple):
    """One of `names` for each event; -1 for none."""

    codes: Ints
    names: tuple[str, ...]


Field = NDArray[np.float64] | NDArray[np.int64] | NDArray[np.bool_] | Words | str | int


class Block(NamedTuple):
    """Events of one name. `customer` int64[n]; `at` int64[n] in milliseconds; `channel` and `named` int64[n] codes."""

    event: str
    touchpoint: str
    customer: Ints
    at: Ints
    channel: Ints
    named: Ints
    fields: dict[str, Field]


class Attempts(NamedTuple):
    """Checkout attempts, from their first to their last event; those of one customer are days apart."""

    customer: Ints
    begin: Ints
    end: Ints


class Log:
    """Takes events down in any order."""

    def __init__(self) -> None:
        """Nothing has happened."""
        self.in_visits: list[Block] = []
        self.beside: list[Block] = []
        self.attempts: list[Attempts] = []

    def visit(
        self,
        event: str,
        customer: Ints,
        at: Ints,
        channel: str | Ints,
        named: Named | Ints,
        touchpoint: str = "",
        **fields: Field,
    ) -> None:
        """Events of visits, online or in a store."""
        self.in_visits.append(_block(event, customer, at, channel, named, touchpoint, fields))

    def aside(
        self, event: str, customer: Ints, at: Ints, channel: str | Ints, named: Named | Ints, **fields: Field
    ) -> None:
        """Events of which nobody minds the exact time: none may come between the steps of a checkout attempt."""
        self.beside.append(_block(event, customer, at, channel, named, "", fields))

    def blocks(self) -> list[Block]:
        """Everything, with what would have fallen into a checkout attempt put behind it."""
        attempts = _in_order(self.attempts)
        return [
            *self.in_visits,
            *(block._replace(at=behind(block.customer, block.at, attempts)) for block in self.beside),
        ]


def only(words: Words, kept: Mask) -> Words:
    """The words of some events."""
    return Words(words.codes[kept], words.names)


def behind(customer: Ints, at: Ints, attempts: Attempts) -> Ints:
    """Moments of events beside attempts: those within one come shortly after it, all in the order they had.

    From the begin of an attempt to PAUSE after its end, time is squeezed into the PAUSE. `attempts` are in the order of
    customer and begin.
    """
    if not len(attempts.begin) or not len(at):
        return at
    first = min(int(attempts.begin.min()), int(at.min()))
    span = max(int(attempts.begin.max()), int(at.max())) - first + 1
    starts = attempts.customer * span + (attempts.begin - first)
    nearest = np.maximum(np.searchsorted(starts, customer * span + (at - first), "right") - 1, 0)
    begin, end = attempts.begin[nearest], attempts.end[nearest]
    within = (attempts.customer[nearest] == customer) & (begin <= at) & (at <= end + PAUSE)
    squeezed = end + 1 + (at - begin) * (PAUSE - 1) // (end + PAUSE - begin)
    found: Ints = np.where(within, squeezed, at)
    return found


def _in_order(attempts: list[Attempts]) -> Attempts:
    """All attempts as one, in the order of customer and begin."""
    none = Attempts(*(np.zeros(0, np.int64) for _ in Attempts._fields))
    joined = Attempts(*(np.concatenate(parts) for parts in zip(none, *attempts, strict=True)))
    order = np.lexsort((joined.begin, joined.customer))
    return Attempts(*(part[order] for part in joined))


def _block(
    event: str,
    customer: Ints,
    at: Ints,
    channel: str | Ints,
    named: Named | Ints,
    touchpoint: str,
    fields: dict[str, Field],
) -> Block:
    size = len(customer)
    channels = np.full(size, CHANNELS.index(channel)) if isinstance(channel, str) else channel
    return Block(event, touchpoint, customer, at, channels, np.broadcast_to(named, size).astype(np.int64), fields)
