"""What every builder of a whole generation shares: who belongs to which partition, and what each code means."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.journeys.attributes import Attributes, attributes_of
from sojourn.journeys.coding import Coded, Kind, code_triples
from sojourn.journeys.kinds import numbered
from sojourn.journeys.partition import Customers
from sojourn.journeys.stages import StageModel
from sojourn.journeys.stored import Segment
from sojourn.store.hashing import Hashes, hash_texts
from sojourn.store.snapshot import Snapshot

STEPS_A_PARTITION = 1_000_000
NOWHERE = np.uint16(2**16 - 1)


class Plan(NamedTuple):
    """`partition` uint16 and `row` int32 by identifier code: where a customer's steps go.

    `customers` are in the order of their hash; those of partition p are `bounds[p]` to `bounds[p + 1]`. `kinds` holds
    the distinct (event, touchpoint, channel) of the log, `codes` the same as the log has them, and `coded` what each of
    them means. `events` is how many rows the log has.
    """

    partition: NDArray[np.uint16]
    row: NDArray[np.int32]
    bounds: NDArray[np.int64]
    customers: Customers
    kinds: list[Kind]
    codes: pa.Table
    coded: Coded
    attributes: Attributes
    events: int

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
    """Look at the log's dictionaries and lay out a generation."""
    found = log.kinds_of_event()
    kinds, codes = numbered(found, log.names())
    events = sum(found["events"].to_pylist())
    partitions = partitions_for(events)
    hashes, ids, place = _in_order_of_hash(log)
    partition = partition_of(hashes, partitions)
    bounds = np.searchsorted(partition, np.arange(partitions + 1, dtype=np.uint64))
    attributes = attributes_of(log.said(), log.all_traits(), place.take, len(ids))
    nothing = np.zeros(0, np.int64)
    return Plan(
        _by_identifier(place, partition.astype(np.uint16), NOWHERE),
        _by_identifier(place, (np.arange(len(ids)) - bounds[partition]).astype(np.int32), -1),
        bounds,
        Customers(nothing, nothing, hashes, ids, attributes.codes),
        kinds,
        codes,
        code_triples(model.stages, kinds),
        attributes,
        events,
    )


def partitions_for(events: int) -> int:
    """Into how many partitions so many events go."""
    return max(1, -(-events // STEPS_A_PARTITION))


def partition_of(hashes: Hashes, partitions: int) -> Hashes:
    """The partition of each customer, by the upper half of its hash: a range of hashes each, in ascending order."""
    return (hashes >> np.uint64(32)) * np.uint64(partitions) >> np.uint64(32)


def _in_order_of_hash(log: Snapshot) -> tuple[Hashes, pa.StringArray, NDArray[np.int64]]:
    """Customers in the order of their hash: hashes, ids, and for each identifier code the place of its customer."""
    batches = list(log.customer_ids())
    ids = pa.chunked_array([batch["customer_id"] for batch in batches], pa.string())
    codes = pa.chunked_array([batch["code"] for batch in batches], pa.int32()).to_numpy()
    hashes = np.concatenate([hash_texts(chunk) for chunk in ids.chunks]) if len(ids) else np.zeros(0, np.uint64)
    order = np.argsort(hashes, kind="stable")
    stands_for = log.stands_for()
    everybody = stands_for["code"].to_numpy()
    size = int(everybody.max(initial=-1)) + 1
    place_of_code = np.full(size, -1, np.int64)
    place_of_code[codes[order]] = np.arange(len(order))
    place = np.full(size, -1, np.int64)
    place[everybody] = place_of_code[stands_for["customer"].to_numpy()]
    return hashes[order], _taken(ids, order), place


def _taken(ids: pa.ChunkedArray, order: NDArray[np.int64]) -> pa.StringArray:
    taken = ids.take(pa.array(order)).combine_chunks()
    return taken.chunk(0) if isinstance(taken, pa.ChunkedArray) else taken


def _by_identifier(place: NDArray[np.int64], of_customer: NDArray[Any], nothing: int | np.uint16) -> NDArray[Any]:
    """Spread a column over customers to a column over identifier codes."""
    spread = np.full(len(place), nothing, of_customer.dtype)
    known = place >= 0
    spread[known] = of_customer[place[known]]
    return spread
