"""From blocks of events to one Arrow table in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from msgspec import Struct

from sojourn.simulate.arrays import Floats, Ints, Mask, Rng
from sojourn.simulate.columns import event_ids, numbered, taken, words
from sojourn.simulate.log import CHANNELS, FLAGS, NUMBERS, WORDS, Block, Named, Words
from sojourn.simulate.people import loyalty_cards, user_ids

_WHOLE = ("results", "shown_days", "delivery_days")
_IDS = {"order_number": ("order_id", "O-"), "ticket_number": ("ticket_id", "T-")}


class Table(Struct, frozen=True):
    """The events, and the customers of whom at least one event carries a user_id, ascending."""

    events: Any
    known: Ints
    customers: int


class _Rows(NamedTuple):
    """All events in the order of time."""

    blocks: list[Block]
    order: Ints
    customer: Ints
    at: Ints
    named: Ints
    joins: Mask
    """The event also carries the anonymous_id that nothing else joins to its customer."""


def table(blocks: list[Block], customers: int, begin: int, end: int, rng: Rng) -> Table:
    """The table of what happened from `begin` until before `end`, of customers 0 to `customers` - 1."""
    rows = _rows(blocks, customers, begin, end)
    columns = {
        "event_id": event_ids(len(rows.at)),
        "occurred_at": pa.array(rows.at * 1000, pa.timestamp("us", tz="UTC")),
        "event": _spoken(rows, lambda block: block.event),
        "touchpoint": _spoken(rows, lambda block: block.touchpoint),
        "channel": taken(CHANNELS, np.concatenate([block.channel for block in blocks])[rows.order]),
        **_identifiers(rows, customers, rng),
        **{name: _number(rows, name) for name in NUMBERS if name not in _IDS},
        **{name: pa.array(values, pa.bool_(), mask=mask) for name, values, mask in _flags(rows)},
        **{name: _words(rows, name) for name in WORDS},
        **{name: _ids(prefix, *_filled(rows, field)) for field, (name, prefix) in _IDS.items()},
    }
    known = np.unique(rows.customer[rows.named != Named.VISITOR])
    return Table(pa.table(columns), known, len(np.unique(rows.customer)))


def _rows(blocks: list[Block], customers: int, begin: int, end: int) -> _Rows:
    customer, at, named = (
        np.concatenate([getattr(block, name) for block in blocks]) for name in ("customer", "at", "named")
    )
    order = np.argsort(at, kind="stable")
    order = order[(at[order] >= begin) & (at[order] < end)]
    customer, at, named = customer[order], at[order], named[order]
    return _Rows(blocks, order, customer, at, named, _joining(customer, named, customers))


def _joining(customer: Ints, named: Ints, customers: int) -> Mask:
    """Which events carry the anonymous_id as well, so that all events of a customer hang together.

    Where no sign-in or checkout does, it is the first event with a user_id, as where a card is confirmed by a link.
    """
    joined, visited = np.zeros(customers, np.bool_), np.zeros(customers, np.bool_)
    joined[customer[named == Named.MEMBER]] = True
    visited[customer[named == Named.VISITOR]] = True
    candidates = np.flatnonzero((named >= Named.USER) & visited[customer] & ~joined[customer])
    found = np.zeros(len(customer), np.bool_)
    found[candidates[np.unique(customer[candidates], return_index=True)[1]]] = True
    return found


def _identifiers(rows: _Rows, customers: int, rng: Rng) -> dict[str, Any]:
    everybody = np.arange(customers)
    devices = pa.array([f"device-{number:08x}" for number in rng.permutation(customers).tolist()], pa.string())
    user = rows.named != Named.VISITOR
    device = (rows.named <= Named.MEMBER) | rows.joins
    kinds = {
        "user_id": (user_ids(everybody), user),
        "anonymous_id": (devices, device),
        "loyalty_card": (loyalty_cards(everybody), rows.named == Named.CARD),
    }
    return {name: ids.take(pa.array(rows.customer, mask=~carried)) for name, (ids, carried) in kinds.items()}


def _spoken(rows: _Rows, of: Callable[[Block], str]) -> Any:
    """What is the same for all events of a block, as text; null where it is empty."""
    names = list(dict.fromkeys(of(block) for block in rows.blocks if of(block)))
    codes = [names.index(of(block)) if of(block) else -1 for block in rows.blocks]
    return taken(names, np.repeat(codes, [len(block.at) for block in rows.blocks])[rows.order])


def _filled(rows: _Rows, name: str) -> tuple[Floats, Mask]:
    """A field of all events as float64, and where it is missing."""
    parts = [np.broadcast_to(_plain(block.fields.get(name, np.nan)), len(block.at)) for block in rows.blocks]
    values = np.concatenate(parts).astype(np.float64)[rows.order]
    return values, np.isnan(values)


def _plain(field: Any) -> Any:
    return field.codes if isinstance(field, Words) else field


def _number(rows: _Rows, name: str) -> Any:
    values, missing = _filled(rows, name)
    if name in _WHOLE:
        return pa.array(np.where(missing, 0, values).astype(np.int64), mask=missing)
    return pa.array(values, mask=missing)


def _flags(rows: _Rows) -> list[tuple[str, Mask, Mask]]:
    found = ((name, *_filled(rows, name)) for name in FLAGS)
    return [(name, np.where(missing, 0, values).astype(np.bool_), missing) for name, values, missing in found]


def _words(rows: _Rows, name: str) -> Any:
    said: list[Any] = [block.fields.get(name) for block in rows.blocks]
    return words(said, [len(block.at) for block in rows.blocks], rows.order)


def _ids(prefix: str, number: Floats, missing: Mask) -> Any:
    return numbered(prefix, pa.array(np.where(missing, 0, number).astype(np.int64), mask=missing), 7)
