"""Units over steps that were never in a file: what property tests hold kernels to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from sojourn.engines.units import Units
from sojourn.journeys.definition import Definition
from sojourn.journeys.manifest import FORMAT, Manifest
from sojourn.journeys.partition import STEP_COLUMNS, Customers, Partition

NAMES = dict.fromkeys(("event", "touchpoint", "channel", "stage"), ("none", "a", "b", "c", "d"))
HISTORIES = Definition()


class Took(NamedTuple):
    """Customer number `who` took a step at a time in microseconds; `code` names its event, channel and stage."""

    who: int
    at: int
    code: int = 1


class _Memory(NamedTuple):
    """An engine whose generation is itself."""

    manifest: Manifest
    partitions: tuple[Partition, ...]

    def map(self, task: Callable[[Partition], Any], generation: _Memory) -> list[Any]:
        return [task(partition) for partition in self.partitions]


def units_of(
    log: Sequence[Took],
    definition: Definition = HISTORIES,
    unit: str | None = None,
    partitions: int = 1,
    exits: tuple[str, ...] = (),
) -> Units:
    """Live units of a log; steps at the same time keep their order. Customers 0 to 5 exist, with or without steps."""
    parts = tuple(
        _partition([step for step in log if step.who % partitions == p], range(p, 6, partitions))
        for p in range(partitions)
    )
    latest = max((step.at for step in log), default=None)
    manifest = Manifest(FORMAT, 1, 1, "", latest, (), NAMES, {}, exits)
    memory: Any = _Memory(manifest, parts)
    return Units(memory, memory, definition, unit)


def _partition(log: list[Took], who: range) -> Partition:
    ordered = sorted(log, key=lambda step: (step.who, step.at))
    counts = [sum(step.who == customer for step in log) for customer in who]
    stop = np.cumsum(counts, dtype=np.int64)
    hashes = np.array(who, np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    ids = pa.array([f"customer {customer}" for customer in who])
    columns = {
        name: np.array([step.at if name == "occurred_at" else step.code for step in ordered], kind)
        for name, kind in STEP_COLUMNS.items()
    }
    return Partition("p", columns, Customers(stop - np.array(counts, np.int64), stop, hashes, ids, {}))
