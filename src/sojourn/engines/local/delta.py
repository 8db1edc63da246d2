"""A delta: the whole histories of touched customers, from the partitions that they were in and from the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.engines.local.parts import Found, Parts, live_ids
from sojourn.engines.local.touched import NOBODY, Touched
from sojourn.engines.protocol import Progress
from sojourn.journeys.attributes import Attributes, attributes_of
from sojourn.journeys.builder import RowsOfLog, build
from sojourn.journeys.coding import Coded, Kind
from sojourn.journeys.kinds import as_codes
from sojourn.journeys.manifest import Manifest, PartitionEntry
from sojourn.journeys.partition import Customers, Partition
from sojourn.journeys.plan import partitions_for
from sojourn.journeys.rows import chosen, from_partition, of_batch, together
from sojourn.journeys.segments import attributes
from sojourn.store.hashing import Hashes, hash_texts
from sojourn.store.snapshot import Snapshot

Places = NDArray[np.int64]


class Delta(NamedTuple):
    """What a delta is made from: the log, the kinds of events in it (`codes`: of those after `since`), their codes."""

    log: Snapshot
    kinds: list[Kind]
    codes: pa.Table
    coded: Coded
    since: Manifest


class Finished(NamedTuple):
    """The partitions of a delta, the parts beside which they stand, and the values of attributes by code."""

    partitions: list[Partition]
    parts: Parts
    attributes: dict[str, tuple[str, ...]]


class _Roster(NamedTuple):
    """Customers in the order of their hash; `touched` leads from the places in `Touched.ids` to rows here."""

    hashes: Hashes
    ids: pa.Array
    touched: Places


def foldable(entries: Sequence[PartitionEntry], fresh: int, customers: int) -> tuple[set[str], float]:
    """Deltas that the next one takes in, and about how many steps it then has.

    The latest are taken in, as long as they are not much larger than what it has so far.

    So there are only ever a few, and a step is copied into another delta only a few times. The next one has the `fresh`
    events and the histories of so many `customers`, which are taken to be of usual length.
    """
    usual = sum(entry.steps for entry in entries) / max(sum(entry.customers for entry in entries), 1)
    size, folded = fresh + customers * usual, set[str]()
    for entry in reversed(entries):
        if not entry.delta or entry.steps > 2 * size:
            break
        folded.add(entry.name)
        size += entry.steps
    return folded, size


def make_delta(source: Delta, whom: Touched, parts: Parts, folded: set[str], progress: Progress) -> Finished:
    """Move touched customers, and all of the deltas that are folded in, into a new delta."""
    progress("Refreshing journeys", 0, len(whom.ids))
    roster = _roster(whom, [part for part in parts.partitions if part.name in folded])
    if len(roster.ids) == 0:
        return Finished([], parts, source.since.attributes)
    found = parts.find(pa.concat_arrays([roster.ids, whom.was]))
    own = np.arange(len(roster.ids))
    own[roster.touched[_reread(whom)]] = NOBODY
    goes_to = np.concatenate([own, np.where(whom.becomes < 0, NOBODY, roster.touched[whom.becomes])])
    moved = [_taken(one, goes_to) for one in found]
    rows = [from_partition(one.partition, one.rows, one.which.astype(np.int32)) for one in moved]
    rows += _read(source, whom, roster, own)
    known = _known(moved, source.since.attributes, len(roster.ids))
    told = source.log.traits(whom.standing)
    row_of = roster.touched
    said = attributes_of(
        told, told.to_batches(), lambda codes: row_of[np.searchsorted(whom.standing, codes)], len(roster.ids), known
    )
    made = list(_built(source, roster, said, together(rows)))
    progress("Refreshing journeys", len(whom.ids), len(whom.ids))
    return Finished(made, parts.supersede(found).without(folded), said.values)


def _roster(whom: Touched, folded: list[Partition]) -> _Roster:
    further = pa.chunked_array(list(live_ids(folded)), pa.string())
    further = further.filter(pa.compute.invert(pa.compute.is_in(further, whom.was)))
    ids = pa.chunked_array([whom.ids, *further.chunks], pa.string()).unique()
    hashes = hash_texts(ids)
    order = np.argsort(hashes, kind="stable")
    rows = np.empty(len(order), np.int64)
    rows[order] = np.arange(len(order))
    return _Roster(hashes[order], ids.take(pa.array(order)), rows[: len(whom.ids)])


def _reread(whom: Touched) -> Places:
    """The places in `whom.ids` of customers who are read from the log once more."""
    found: Places = np.unique(whom.customer[np.isin(whom.code, whom.reread)])
    return found


def _taken(found: Found, goes_to: Places) -> Found:
    """Those of the customers found whose steps are taken over, with the row that they go to."""
    rows = goes_to[found.which]
    return Found(found.partition, found.rows[rows >= 0], rows[rows >= 0])


def _known(moved: list[Found], values: dict[str, tuple[str, ...]], customers: int) -> Attributes:
    """What is known of customers where their steps come from."""
    codes = {name: np.zeros(customers, np.uint32) for name in values}
    for one in moved:
        for name, there in attributes(one.partition.customers.segments).items():
            if name in codes:
                codes[name][one.which] = there[one.rows]
    return Attributes(codes, values)


def _read(source: Delta, whom: Touched, roster: _Roster, own: Places) -> Iterator[RowsOfLog]:
    """Events from the log: those that are new, and all of customers whose histories were divided."""
    row_of = roster.touched[whom.customer]
    fresh = np.where(own[row_of] == NOBODY, NOBODY, row_of)
    yield from _rows(source, source.codes, whom, fresh, None)
    if len(whom.reread):
        again = np.where(own[row_of] == NOBODY, row_of, NOBODY)
        yield from _rows(source, as_codes(source.kinds, source.log.names()), whom, again, whom.reread)


def _rows(
    source: Delta, codes: pa.Table, whom: Touched, row_of: Places, of: NDArray[np.int32] | None
) -> Iterator[RowsOfLog]:
    """Events that journeys do not leave out, of customers who have a row."""
    for batch in source.log.steps(codes, source.since.loaded, of):
        row = row_of[np.searchsorted(whom.code, batch["identifier"].to_numpy())]
        shown = (row >= 0) & ~source.coded.hidden[batch["kind"].to_numpy()]
        yield chosen(of_batch(batch, row.astype(np.int32)), np.flatnonzero(shown))


def _built(source: Delta, roster: _Roster, said: Attributes, rows: RowsOfLog) -> Iterator[Partition]:
    """One partition, or several where there are very many rows."""
    pieces = partitions_for(len(rows.seq))
    bounds = np.linspace(0, len(roster.ids), pieces + 1).astype(np.int64)
    for number, (first, stop) in enumerate(pairwise(np.unique(bounds).tolist())):
        here = chosen(rows, np.flatnonzero((rows.customer >= first) & (rows.customer < stop)))
        here = here._replace(customer=(here.customer - first).astype(np.int32))
        segments = {name: codes[first:stop] for name, codes in said.codes.items()}
        none = np.zeros(0, np.int64)
        customers = Customers(none, none, roster.hashes[first:stop], roster.ids[first:stop], segments)
        name = f"d{source.since.generation + 1:06d}-{number:03d}"
        yield build(name, customers, source.coded, here, source.log.event_ids)
