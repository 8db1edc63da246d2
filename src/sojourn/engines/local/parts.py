"""The partitions of a generation in the making."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.engines.local.made import written
from sojourn.journeys import superseded
from sojourn.journeys.builder import EventIds
from sojourn.journeys.coding import Coded
from sojourn.journeys.journey_store import Generation
from sojourn.journeys.manifest import PartitionEntry
from sojourn.journeys.partition import Partition
from sojourn.journeys.rebuilding import rebuilt
from sojourn.journeys.stretches import laid_out
from sojourn.journeys.superseded import Superseded
from sojourn.store.hashing import hash_texts

T = TypeVar("T")


class Found(NamedTuple):
    """Customers found in one partition: their rows there, and which of those looked for they are."""

    partition: Partition
    rows: NDArray[np.int64]
    which: NDArray[np.int64]


class Making(NamedTuple):
    """A generation in the making: its number and folder, what each kind of event means in it, ids for ties."""

    number: int
    folder: Path
    coded: Coded
    event_ids: EventIds


class Parts(NamedTuple):
    """Partitions in use, what the manifest says of them, and which of their customers are superseded."""

    partitions: tuple[Partition, ...]
    entries: tuple[PartitionEntry, ...]
    gone: Superseded

    @classmethod
    def of(cls, generation: Generation) -> Parts:
        """All of a generation."""
        return cls(generation.partitions, generation.manifest.partitions, generation.superseded)

    def without(self, names: Collection[str]) -> Parts:
        """All but some."""
        kept = [at for at, part in enumerate(self.partitions) if part.name not in names]
        gone = {name: rows for name, rows in self.gone.items() if name not in names}
        return Parts(tuple(self.partitions[at] for at in kept), tuple(self.entries[at] for at in kept), gone)

    def anew(self, at: int, kept: NDArray[np.bool_], making: Making) -> Parts:
        """One of them made anew from the customers that are kept, bool[customers], and written."""
        part = rebuilt(self.partitions[at], kept & self.partitions[at].live(), making.coded, making.event_ids)
        entry = written(part, making.folder, making.number, delta=self.entries[at].delta)
        gone = {name: rows for name, rows in self.gone.items() if name != part.name}
        return Parts(_with(self.partitions, at, part), _with(self.entries, at, entry), gone)

    def adding(self, entries: Iterable[PartitionEntry]) -> Parts:
        """With further entries, whose partitions nobody needs to look into any more."""
        return self._replace(entries=(*self.entries, *entries))

    def supersede(self, found: Iterable[Found]) -> Parts:
        """With customers marked as superseded where they were found."""
        gone = self.gone
        for one in found:
            gone = superseded.more(gone, one.partition.name, one.rows)
        return self._replace(gone=gone)

    def find(self, ids: pa.Array) -> list[Found]:
        """Where the histories of customers are."""
        hashes = hash_texts(ids)
        order = np.argsort(hashes, kind="stable")
        places = (_find(part, ids, hashes, order) for part in self.partitions)
        return [found for found in places if len(found.rows)]


def _find(part: Partition, ids: pa.Array, hashes: NDArray[np.uint64], order: NDArray[np.int64]) -> Found:
    """Binary search in the partition's hashes; two customers may share a hash, so ids decide."""
    there = part.customers.hash
    lowest, highest = (there[0], there[-1]) if len(there) else (np.uint64(1), np.uint64(0))
    sought = order[
        np.searchsorted(hashes, lowest, sorter=order) : np.searchsorted(hashes, highest, side="right", sorter=order)
    ]
    first = np.searchsorted(there, hashes[sought])
    count = np.searchsorted(there, hashes[sought], side="right") - first
    rows = laid_out(first, count)
    which = np.repeat(sought, count)
    same = pa.compute.equal(part.customers.ids.take(pa.array(rows)), ids.take(pa.array(which)))
    live = same.to_numpy(zero_copy_only=False) & ~np.isin(rows, part.superseded)
    return Found(part, rows[live], which[live])


def live_ids(parts: Iterable[Partition]) -> Iterator[pa.Array]:
    """The ids of the customers whose histories are in some partitions."""
    for part in parts:
        yield part.customers.ids.filter(pa.array(part.live()))


def _with(items: tuple[T, ...], at: int, item: T) -> tuple[T, ...]:
    return (*items[:at], item, *items[at + 1 :])
