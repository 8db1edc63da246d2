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
from sojourn.errors import DefinitionError
from sojourn.journeys.fields import Field
from sojourn.journeys.journey_store import Generation, JourneyStore
from sojourn.journeys.partition import Partition
from sojourn.journeys.plan import Model
from sojourn.journeys.stored import Segment
from sojourn.store.event_log import EventLog

T = TypeVar("T")
NEVER = 2**62
"""Later than every version of a log: no journeys are compiled from it."""


class LocalEngine:
    """Compiles the log into partitions in the workspace's folder and maps over them with threads."""

    def __init__(self, log: EventLog, store: JourneyStore, model: Callable[[], Model], limits: Limits) -> None:
        """`model` reads the definitions as they are on disk, so that an edited file counts at the next call."""
        self._log, self._store, self._model, self._limits = log, store, model, limits
        self._pinned: Generation | None = None
        self._fields = FieldsOfLog(log)
        self._compiling = Lock()
        self.threads = limits.threads

    def generation(self, progress: Progress = silent) -> Generation:
        """The journeys of the log as it is; what has changed in the log or the definitions is brought in first."""
        with self._compiling:
            model = self._model()
            wanted = (self._log.version(), fingerprint(model))
            found, self._pinned = self._pinned or self._stored(model.segments), None
            if found is None or made_from(found.manifest) != wanted:
                found = self._refreshed(found, model, wanted[1], progress)
            self._pinned = found
            return found

    def drop(self) -> None:
        """Remove all compiled journeys; the next question compiles them anew."""
        with self._compiling:
            self._pinned = None
            self._fields.forget()
            self._store.drop()

    def erase(self, forget: Callable[[int], Sequence[str]]) -> None:
        """Take customers out of every file of the journeys, for good.

        `forget` takes them out of the log, and says under which ids journeys know them; it is told which version of the
        log journeys are compiled from. Who asks for journeys meanwhile waits, and sees all of it.
        """
        with self._compiling:
            found = self._pinned or self._stored(())
            customers = forget(found.manifest.log_version if found else NEVER)
            self._pinned = None
            self._fields.forget()
            if not (found and self._erased(found, customers)):
                self._store.drop()

    def _erased(self, found: Generation, customers: Sequence[str]) -> bool:
        """Whether it could be done: with definitions that cannot be read nobody can tell what is still right."""
        try:
            model = self._model()
            with self._log.snapshot() as log, self._store.making() as (number, folder):
                made = erase(found, customers, log, model, number, folder)
                if made:
                    self._pinned = self._store.publish(made.manifest, model.segments, made.superseded)
        except DefinitionError:
            return False
        return self._pinned is not None

    def field(self, name: str, generation: Generation) -> Field:
        """A property, or a column of the log that partitions do not carry, by `seq`."""
        return self._fields.field(name, generation.manifest.loaded)

    def map(self, task: Callable[[Partition], T], generation: Generation) -> list[T]:
        """`task` of every partition, in the order of partitions."""
        if len(generation.partitions) == 1:
            return [task(generation.partitions[0])]
        with ThreadPoolExecutor(self._limits.threads) as pool:
            return list(pool.map(task, generation.partitions))

    def _stored(self, segments: tuple[Segment, ...]) -> Generation | None:
        """The generation on disk, however old; None where there is none, or its files are not as they were written."""
        found = self._store.current()
        return self._store.open(found, segments) if found else None

    def _refreshed(self, old: Generation | None, model: Model, stages: str, progress: Progress) -> Generation:
        with self._log.snapshot() as log, self._store.making() as (number, folder):
            made = refresh(old, log, model, number, folder, self._limits, progress) if old else None
            made = made or compile_everything(log, model, number, folder, self._limits, progress)
            manifest = msgspec.structs.replace(made.manifest, stages=stages)
            return self._store.publish(manifest, model.segments, made.superseded)
