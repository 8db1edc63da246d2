"""What is known of customers beside their events, kept in one file of the storage that the ledger names."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.engines.spark.ledger import Ledger
from sojourn.engines.spark.people import JOINED, Customers
from sojourn.engines.spark.session import fresh_name
from sojourn.engines.spark.storage import Storage
from sojourn.identities.kinds import KINDS

_SCHEMA = pa.schema([("kind", pa.string()), ("value", pa.string()), ("name", pa.string()), ("trait", pa.string())])
_WHO = ["kind", "value", "name"]


class Known(NamedTuple):
    """Traits of customers: rows (customer, trait, code), the traits' names, and the words behind each one's codes."""

    rows: pa.Table
    names: tuple[str, ...]
    words: dict[str, tuple[str, ...]]


def read(storage: Storage, ledger: Ledger) -> pa.Table:
    """All traits (kind and value of an identifier, name, trait), those given last at the end."""
    return _SCHEMA.empty_table() if ledger.traits is None else storage.table(ledger.traits).cast(_SCHEMA)


def added(storage: Storage, ledger: Ledger, rows: pa.Table) -> tuple[Ledger, int]:
    """The ledger with more traits, and of how many identifiers they changed something."""
    before = read(storage, ledger)
    known = {tuple(row[name] for name in _WHO): row["trait"] for row in before.to_pylist()}
    given = {tuple(row[name] for name in _WHO): row["trait"] for row in rows.to_pylist()}
    changed = {who: trait for who, trait in given.items() if known.get(who) != trait}
    if not changed:
        return ledger, 0
    kept = [(who, trait) for who, trait in known.items() if who not in changed]
    every = [*kept, *changed.items()]
    columns = [[who[i] for who, _ in every] for i in range(3)] + [[trait for _, trait in every]]
    name = f"traits/traits-{ledger.version + 1:06d}-{fresh_name()[:8]}.parquet"
    storage.write(name, pa.table([pa.array(column, pa.string()) for column in columns], schema=_SCHEMA))
    return msgspec.structs.replace(ledger, traits=name), len({who[:2] for who in changed})


def known_of(traits: pa.Table, people: Customers) -> Known:
    """Traits of identifiers as traits of customers; of several the one given last."""
    if not len(traits):
        return Known(_ROWS.empty_table(), (), {})
    kinds = pc.index_in(traits["kind"], pa.array(KINDS)).combine_chunks().cast(pa.int8())
    joined = _looked_up(people.joined, kinds, traits["value"])
    customer = people.ids(kinds.to_numpy(), traits["value"].combine_chunks(), joined)
    names = tuple(sorted(set(traits["name"].to_pylist())))
    words = {name: _words(traits.filter(pc.equal(traits["name"], name))) for name in names}
    number, code = [], []
    for name, trait in zip(traits["name"].to_pylist(), traits["trait"].to_pylist(), strict=True):
        number.append(names.index(name))
        code.append(words[name].index(trait))
    last = {key: row for row, key in enumerate(zip(customer.to_pylist(), number, strict=True))}
    rows = pa.table([customer, pa.array(number, pa.int32()), pa.array(code, pa.int32())], schema=_ROWS)
    return Known(rows.take(pa.array(np.array(list(last.values()), np.int64))), names, words)


_ROWS = pa.schema([("customer", pa.string()), ("trait", pa.int32()), ("code", pa.int32())])


def _words(rows: pa.Table) -> tuple[str, ...]:
    return ("", *sorted(set(rows["trait"].to_pylist())))


def _looked_up(joined: pa.Table, kinds: pa.Array, values: pa.ChunkedArray) -> pa.Array:
    """The customer that `joined` has for each identifier; null where it has none."""
    assert joined.schema.names == JOINED.names
    keys = zip(joined["kind"].to_pylist(), joined["value"].to_pylist(), strict=True)
    known = dict(zip(keys, joined["customer"].to_pylist(), strict=True))
    wanted = zip(kinds.to_pylist(), values.to_pylist(), strict=True)
    return pa.array([known.get(who) for who in wanted], pa.string())
