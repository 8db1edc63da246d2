"""Units over steps that were never in a file: what property tests hold kernels to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from sojourn.engines.units import Units
from sojourn.journeys.definition import Definition
from sojourn.journeys.fields import Field, FieldOfLog
from sojourn.journeys.manifest import FORMAT, Manifest
from sojourn.journeys.partition import STEP_COLUMNS, Customers, Partition

NAMES = dict.fromkeys(("event", "touchpoint", "channel", "stage"), ("none", "a", "b", "c", "d"))
HISTORIES = Definition()


class Took(NamedTuple):
    """Customer number `who` took a step at a time in microseconds; `code` names its event, channel and stage."""

    who: int
    at: int
    code: int = 1


More = Mapping[str, Any]
"""A value, a score and properties of a step; without it, value and score are its code."""


class _Memory(NamedTuple):
    """An engine whose generation is itself."""

    manifest: Manifest
    partitions: tuple[Partition, ...]
    more: Sequence[More]
    threads: int = 3

    def field(self, name: str, generation: _Memory) -> Field:
        words = [more.get(name) for more in self.more]
        names = [None, *dict.fromkeys(word for word in words if word is not None)]
        return FieldOfLog(np.array([names.index(word) for word in words], np.uint32), names)

    def map(self, task: Callable[[Partition], Any], generation: _Memory) -> list[Any]:
        return [task(partition) for partition in self.partitions]


def units_of(
    log: Sequence[Took],
    definition: Definition = HISTORIES,
    unit: str | None = None,
    partitions: int = 1,
    exits: tuple[str, ...] = (),
    roles: Mapping[str, tuple[int, ...]] = MappingProxyType({}),
    more: Sequence[More] | None = None,
) -> Units:
    """Live units of a log; steps at the same time keep their order. Customers 0 to 5 exist, with or without steps.

    `roles`: event codes by role; `more`: one for each step of the log.
    """
    further = [{}] * len(log) if more is None else more
    parts = tuple(
        _partition([n for n in range(len(log)) if log[n].who % partitions == p], log, further, range(p, 6, partitions))
        for p in range(partitions)
    )
    latest = max((step.at for step in log), default=None)
    manifest = Manifest(FORMAT, 1, 1, "", latest, (), NAMES, {}, exits, dict(roles))
    memory: Any = _Memory(manifest, parts, further)
    return Units(memory, memory, definition, unit)


def _partition(own: list[int], log: Sequence[Took], more: Sequence[More], who: range) -> Partition:
    """`own` are the places in the log of the partition's steps."""
    ordered = sorted(own, key=lambda n: (log[n].who, log[n].at))
    counts = [sum(log[n].who == customer for n in own) for customer in who]
    stop = np.cumsum(counts, dtype=np.int64)
    hashes = np.array(who, np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    ids = pa.array([f"customer {customer}" for customer in who])
    rows = [{"occurred_at": log[n].at, "seq": n, **more[n]} for n in ordered]
    columns = {
        name: np.array([row.get(name, log[n].code) for n, row in zip(ordered, rows, strict=True)], kind)
        for name, kind in STEP_COLUMNS.items()
    }
    return Partition(f"p{who.start}", columns, Customers(stop - np.array(counts, np.int64), stop, hashes, ids, {}))
