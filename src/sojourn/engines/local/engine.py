"""The engine of one machine: DuckDB brings events together, threads run kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

import msgspec

from sojourn.engines.fingerprint import fingerprint, made_from
from sojourn.engines.local.compiling import compile_everything
from sojourn.engines.local.erasing import erase
from sojourn.engines.local.fields import FieldsOfLog
from sojourn.engines.local.refreshing import refresh
from sojourn.engines.protocol import Limits, Progress, silent
from sojourn.journeys.fields import Field
from sojourn.journeys.journey_store import Generation, JourneyStore
from sojourn.journeys.partition import Partition
from sojourn.journeys.plan import Model
from sojourn.store.event_log import EventLog

T = TypeVar("T")


class LocalEngine:
    """Compiles the log into partitions in the workspace's folder and maps over them with threads."""

    def __init__(self, log: EventLog, store: JourneyStore, model: Callable[[], Model], limits: Limits) -> None:
        """`model` reads the definitions as they are on disk, so that an edited file counts at the next call."""
        self._log, self._store, self._model, self._limits = log, store, model, limits
        self._pinned: Generation | None = None
        self._fields = FieldsOfLog(log)
        self._compiling = Lock()

    def generation(self, progress: Progress = silent) -> Generation:
        """The journeys of the log as it is; what has changed in the log or the definitions is brought in first."""
        with self._compiling:
            model = self._model()
            wanted = (self._log.version(), fingerprint(model))
            if self._pinned is None:
                self._pinned = self._stored(model)
            if self._pinned is None or made_from(self._pinned.manifest) != wanted:
                self._pinned = self._refreshed(self._pinned, model, wanted[1], progress)
            return self._pinned

    def drop(self) -> None:
        """Remove all compiled journeys; the next question compiles them anew."""
        with self._compiling:
            self._pinned = None
            self._fields.forget()
            self._store.drop()

    def erase(self, customers: Sequence[str]) -> None:
        """Take customers out of every file of the journeys, for good."""
        with self._compiling:
            model = self._model()
            found = self._pinned or self._stored(model)
            self._fields.forget()
            with self._log.snapshot() as log, self._store.making() as (number, folder):
                made = erase(found, customers, log, model, number, folder) if found else None
                self._pinned = self._store.publish(made.manifest, model.segments, made.superseded) if made else None
        if self._pinned is None:
            self.drop()

    def field(self, name: str, generation: Generation) -> Field:
        """A property, or a column of the log that partitions do not carry, by `seq`."""
        return self._fields.field(name, generation.manifest.loaded)

    def map(self, task: Callable[[Partition], T], generation: Generation) -> list[T]:
        """`task` of every partition, in the order of partitions."""
        if len(generation.partitions) == 1:
            return [task(generation.partitions[0])]
        with ThreadPoolExecutor(self._limits.threads) as pool:
            return list(pool.map(task, generation.partitions))

    def _stored(self, model: Model) -> Generation | None:
        """The generation on disk, however old; None where there is none, or its files are not as they were written."""
        found = self._store.current()
        return self._store.open(found, model.segments) if found else None

    def _refreshed(self, old: Generation | None, model: Model, stages: str, progress: Progress) -> Generation:
        with self._log.snapshot() as log, self._store.making() as (number, folder):
            made = refresh(old, log, model, number, folder, progress) if old else None
            made = made or compile_everything(log, model, number, folder, self._limits, progress)
            manifest = msgspec.structs.replace(made.manifest, stages=stages)
            return self._store.publish(manifest, model.segments, made.superseded)
