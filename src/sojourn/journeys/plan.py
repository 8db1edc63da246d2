"""What every builder of a generation shares: who belongs to which partition, and what each code means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.journeys.coding import Coded, code_triples
from sojourn.journeys.partition import Customers
from sojourn.journeys.segments import VALUES, segment_codes
from sojourn.journeys.stages import StageModel
from sojourn.journeys.stored import Segment
from sojourn.store.hashing import Hashes, hash_texts
from sojourn.store.snapshot import Snapshot

STEPS_A_PARTITION = 1_000_000
NOWHERE = np.uint16(2**16 - 1)


class Plan(NamedTuple):
    """`partition` uint16 and `row` int32 by identifier code: where a customer's steps go.

    `customers` are in the order of their hash; those of partition p are `bounds[p]` to `bounds[p + 1]`. `kinds` holds
    the distinct (event, touchpoint, channel) of the log as code columns, `coded` what each of them means.
    """

    partition: NDArray[np.uint16]
    row: NDArray[np.int32]
    bounds: NDArray[np.int64]
    customers: Customers
    kinds: pa.Table
    coded: Coded
    segment_names: Mapping[str, tuple[str, ...]]

    def customers_of(self, number: int) -> Customers:
        """The customers of one partition, without their steps."""
        first, stop = self.bounds[number], self.bounds[number + 1]
        whole = self.customers
        segments = {name: codes[first:stop] for name, codes in whole.segments.items()}
        return Customers(whole.first, whole.stop, whole.hash[first:stop], whole.ids[first:stop], segments)


class Model(NamedTuple):
    """What a workspace defines beside its log, as far as compiling asks for it."""

    stages: StageModel
    segments: tuple[Segment, ...] = ()


def make_plan(log: Snapshot, model: Model) -> Plan:
    """Look at the log's dictionaries and lay out a generation. Raises DefinitionError for a segment that cannot be."""
    kinds = log.kinds_of_event()
    partitions = max(1, -(-sum(kinds["events"].to_pylist()) // STEPS_A_PARTITION))
    identifiers = log.identifiers()
    hashes, ids, place = _in_order_of_hash(identifiers)
    partition = (hashes >> np.uint64(32)) * np.uint64(partitions) >> np.uint64(32)
    bounds = np.searchsorted(partition, np.arange(partitions + 1, dtype=np.uint64))
    segments, names = _segments(log.traits(), place, len(ids))
    made = {segment.name: segment_codes(segment, segments, names, len(ids)) for segment in model.segments}
    nothing = np.zeros(0, np.int64)
    return Plan(
        _by_identifier(identifiers, place, partition.astype(np.uint16), NOWHERE),
        _by_identifier(identifiers, place, (np.arange(len(ids)) - bounds[partition]).astype(np.int32), -1),
        bounds,
        Customers(nothing, nothing, hashes, ids, segments | made),
        kinds,
        code_triples(model.stages, _triples(kinds, log.names())),
        names | dict.fromkeys(made, VALUES),
    )


def _in_order_of_hash(identifiers: pa.Table) -> tuple[Hashes, pa.StringArray, NDArray[np.int64]]:
    """Customers in the order of their hash: hashes, ids, and for each identifier code the place of its customer."""
    codes, stands_for = identifiers["code"].to_numpy(), identifiers["customer"].to_numpy()
    rows = np.flatnonzero(codes == stands_for)
    ids = identifiers["customer_id"].take(pa.array(rows)).combine_chunks()
    hashes = hash_texts(ids)
    order = np.argsort(hashes, kind="stable")
    place_of_code = np.full(codes.max(initial=-1) + 1, -1, np.int64)
    place_of_code[codes[rows[order]]] = np.arange(len(order))
    return hashes[order], ids.take(pa.array(order)), place_of_code[stands_for]


def _by_identifier(
    identifiers: pa.Table,
    place: NDArray[np.int64],
    of_customer: NDArray[Any],
    nothing: int | np.uint16,
) -> NDArray[Any]:
    """Spread a column over customers to a column over identifier codes."""
    codes = identifiers["code"].to_numpy()
    spread = np.full(codes.max(initial=-1) + 1, nothing, of_customer.dtype)
    spread[codes] = of_customer[place]
    return spread


def _triples(kinds: pa.Table, names: list[str]) -> list[tuple[str, str | None, str | None]]:
    """The distinct (event, touchpoint, channel) as words."""

    def word(code: int | None) -> str | None:
        return None if code is None or code < 0 else names[code]

    rows = zip(*(kinds[name].to_pylist() for name in ("event", "touchpoint", "channel")), strict=True)
    return [(names[event], word(touchpoint), word(channel)) for event, touchpoint, channel in rows]


def _segments(
    traits: pa.Table, place: NDArray[np.int64], customers: int
) -> tuple[dict[str, NDArray[np.uint32]], dict[str, tuple[str, ...]]]:
    """Codes of each trait by customer (0: none), and the values behind the codes, in the order of the alphabet."""
    codes, names = {}, {}
    for name in sorted(set(traits["name"].to_pylist())):
        rows = traits.filter(pa.compute.equal(traits["name"], name))
        values = rows["value"].combine_chunks()
        words = tuple(sorted(values.unique().drop_null().to_pylist()))
        column = np.zeros(customers, np.uint32)
        code = pa.compute.index_in(values, pa.array(words, pa.string())).fill_null(-1).to_numpy()
        column[place[rows["row"].to_numpy()]] = code + 1
        codes[name], names[name] = column, ("", *words)
    return codes, names
