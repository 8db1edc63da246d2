"""The engine of one machine: DuckDB brings events together, threads run kernels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

import msgspec

from sojourn.engines.protocol import Progress, silent
from sojourn.journeys import manifest, partition
from sojourn.journeys.builder import build
from sojourn.journeys.fields import OF_LOG, Field, FieldOfLog
from sojourn.journeys.journey_store import Generation, JourneyStore
from sojourn.journeys.manifest import Manifest, PartitionEntry
from sojourn.journeys.partition import Partition
from sojourn.journeys.plan import Model, Plan, make_plan
from sojourn.journeys.splitting import Split, gather, split
from sojourn.store.ahead import ahead
from sojourn.store.event_log import EventLog
from sojourn.store.hashing import hash_text
from sojourn.store.snapshot import Snapshot

T = TypeVar("T")
VOCABULARY = 1
"""Grows when a release places events differently: journeys are then compiled anew."""


class LocalEngine:
    """Compiles the log into partitions in the workspace's folder and maps over them with `threads` threads."""

    def __init__(self, log: EventLog, store: JourneyStore, model: Callable[[], Model], threads: int) -> None:
        """`model` reads the definitions as they are on disk, so that an edited file counts at the next call."""
        self._log, self._store, self._model, self._threads = log, store, model, threads
        self._pinned: Generation | None = None
        self._fields: dict[str, Field] = {}
        self._fields_of: Generation | None = None
        self._looking, self._compiling = Lock(), Lock()

    def generation(self, progress: Progress = silent) -> Generation:
        """The journeys compiled from the log as it is; compiles first where the log or the stages have changed."""
        with self._compiling:
            model = self._model()
            fingerprint = _fingerprint(model)
            wanted = (self._log.version(), fingerprint)
            if self._pinned is None or _made_from(self._pinned.manifest) != wanted:
                found = self._store.current() if self._pinned is None else None
                stored = self._store.open(found) if found and _made_from(found) == wanted else None
                self._pinned = stored or self._compile(model, fingerprint, progress)
            return self._pinned

    def drop(self) -> None:
        """Remove all compiled journeys; the next question compiles them anew."""
        with self._compiling:
            self._pinned = None
            self._store.drop()

    def field(self, name: str, generation: Generation) -> Field:
        """A property, or a column of the log that partitions do not carry, by `seq`; kept while the generation is."""
        with self._looking:
            if self._fields_of is not generation:
                self._fields, self._fields_of = {}, generation
            if name not in self._fields:
                with self._log.snapshot() as log:
                    self._fields[name] = FieldOfLog(*log.field(name, name in OF_LOG))
            return self._fields[name]

    def map(self, task: Callable[[Partition], T], generation: Generation) -> list[T]:
        """`task` of every partition, in the order of partitions."""
        if len(generation.partitions) == 1:
            return [task(generation.partitions[0])]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(task, generation.partitions))

    def _compile(self, model: Model, fingerprint: str, progress: Progress) -> Generation:
        with self._log.snapshot() as log, self._store.making() as (number, folder):
            plan = make_plan(log, model)
            splits = _splits(log, plan, progress)
            total = len(plan.bounds) - 1

            def make(p: int) -> PartitionEntry:
                made = build(f"p{p:05d}", plan.customers_of(p), plan.coded, gather(splits, p), log.event_ids)
                sizes = partition.write(made, folder)
                return PartitionEntry(made.name, len(made.steps["seq"]), len(made.customers.hash), sizes)

            with ThreadPoolExecutor(self._threads) as pool:
                entries = tuple(_told(pool.map(make, range(total)), total, progress))
            made = Manifest(
                format=manifest.FORMAT,
                generation=number,
                log_version=log.version(),
                stages=fingerprint,
                data_up_to=log.data_up_to(),
                partitions=entries,
                names=_names(plan),
                segments=dict(plan.segment_names),
                exits=tuple(stage.name for stage in model.stages.stages if stage.exit),
                roles=dict(plan.coded.roles),
            )
            return self._store.publish(made)


def _splits(log: Snapshot, plan: Plan, progress: Progress) -> list[Split]:
    total, done, splits = log.size(), 0, []
    for batch in ahead(log.steps(plan.kinds)):
        splits.append(split(batch, plan))
        done += len(batch)
        progress("Reading events", done, total)
    return splits


def _told(entries: Iterable[PartitionEntry], total: int, progress: Progress) -> Iterator[PartitionEntry]:
    """The same entries; progress is told from the caller's thread, one at a time."""
    for done, entry in enumerate(entries, 1):
        progress("Compiling journeys", done, total)
        yield entry


def _names(plan: Plan) -> dict[str, tuple[str, ...]]:
    coded = plan.coded
    return {"event": coded.events, "touchpoint": coded.touchpoints, "channel": coded.channels, "stage": coded.stages}


def _made_from(found: Manifest) -> tuple[int, str]:
    """The version of the log and the stages that a generation stands for."""
    return found.log_version, found.stages


def _fingerprint(model: Model) -> str:
    """Changes when the workspace's stages or segments, or the vocabulary of this release, say something else."""
    said = msgspec.json.encode((VOCABULARY, model.stages.own, model.segments)).decode()
    return f"{hash_text(said):016x}"
