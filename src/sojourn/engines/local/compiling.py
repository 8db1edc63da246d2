"""A whole generation from the whole log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sojourn.engines.local.cost import announce
from sojourn.engines.local.made import Base, Made, manifest_of, written
from sojourn.engines.protocol import Limits, Progress
from sojourn.journeys.builder import build
from sojourn.journeys.manifest import PartitionEntry
from sojourn.journeys.plan import STEPS_A_PARTITION, Model, Plan, make_plan
from sojourn.journeys.segments import names_of
from sojourn.journeys.spilling import Splits, splits_within
from sojourn.journeys.splitting import split
from sojourn.store.ahead import ahead
from sojourn.store.snapshot import Snapshot

BYTES_TO_BUILD = 150
"""What building a partition holds of each of its steps, measured."""


def compile_everything(
    log: Snapshot, model: Model, number: int, folder: Path, limits: Limits, progress: Progress
) -> Made:
    """Read the log once, hand each row to its customer's partition, and build the partitions in threads."""
    plan = make_plan(log, model)
    names_of(plan.attributes.values, model.segments)  # a segment that cannot be is told before the long work, not after
    announce(plan.events, len(plan.customers.hash), limits, folder, progress)
    with splits_within(limits.rows, plan.events, folder) as splits:
        _read(log, plan, splits, progress)
        entries = tuple(_built(log, plan, splits, number, folder, builders(limits), progress))
    base = Base(log.mark(), log.data_up_to(), plan.kinds, plan.coded, plan.attributes.values)
    return Made(manifest_of(number, model, base, entries))


def builders(limits: Limits) -> int:
    """How many partitions may be built at once."""
    return max(1, min(limits.threads, limits.memory // 4 // (STEPS_A_PARTITION * BYTES_TO_BUILD)))


def _read(log: Snapshot, plan: Plan, splits: Splits, progress: Progress) -> None:
    done = 0
    for batch in ahead(log.steps(plan.codes)):
        splits.add(split(batch, plan))
        done += len(batch)
        progress("Reading events", done, plan.events)


def _built(
    log: Snapshot, plan: Plan, splits: Splits, number: int, folder: Path, threads: int, progress: Progress
) -> Iterator[PartitionEntry]:
    def make(p: int) -> PartitionEntry:
        made = build(f"p{p:05d}", plan.customers_of(p), plan.coded, splits.gather(p), log.event_ids)
        return written(made, folder, number)

    total = len(plan.bounds) - 1
    with ThreadPoolExecutor(threads) as pool:
        yield from _told(pool.map(make, range(total)), total, progress)


def _told(entries: Iterable[PartitionEntry], total: int, progress: Progress) -> Iterator[PartitionEntry]:
    """The same entries; progress is told from the caller's thread, one at a time."""
    for done, entry in enumerate(entries, 1):
        progress("Compiling journeys", done, total)
        yield entry
