"""The engine of a cluster: Spark brings events together, the builder and the kernels are the ones of every engine."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakSet

import msgspec
import numpy as np
from numpy.typing import NDArray

from sojourn.engines.fingerprint import fingerprint, made_from
from sojourn.engines.protocol import Progress, silent
from sojourn.engines.spark import dictionaries, ledger
from sojourn.engines.spark.compiling import compiled
from sojourn.engines.spark.dictionaries import Words
from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.pickling import dumps, loads
from sojourn.engines.spark.running import (
    DONE,
    OUTCOME,
    RAISED,
    WANTS,
    GenerationHere,
    Place,
    answered,
    engine_here,
    field_here,
    generation_here,
)
from sojourn.engines.spark.storage import Storage
from sojourn.engines.spark.telling import unpacked
from sojourn.errors import UsageError
from sojourn.journeys.fields import Field
from sojourn.journeys.journey_store import Generation
from sojourn.journeys.manifest import Manifest
from sojourn.journeys.partition import Partition
from sojourn.journeys.plan import Model

T = TypeVar("T")
MANIFEST = "journeys/manifest.json"


class SparkEngine:
    """Compiles the log in storage into partitions beside it, and maps over them with the workers of a cluster."""

    def __init__(self, jobs: Jobs, storage: Storage, model: Callable[[], Model], key: bytes) -> None:
        """`model` reads the definitions as they are; `key` is the workspace's secret, for customers' ids."""
        self._jobs, self._storage, self._model, self._key = jobs, storage, model, key
        self._pinned: Pinned | None = None
        self._compiling = Lock()
        self._alive: WeakSet[Pinned] = WeakSet()
        self.threads = os.cpu_count() or 1

    def __reduce__(self) -> tuple[Any, ...]:
        """On a worker it is the engine there."""
        return engine_here, ()

    def generation(self, progress: Progress = silent) -> Generation:
        """The journeys compiled from the log as it is; compiles first where the log or the stages have changed."""
        with self._compiling:
            found, model = ledger.read(self._storage), self._model()
            wanted = (found.version, fingerprint(model))
            if self._pinned is None or made_from(self._pinned.manifest) != wanted:
                self._pinned = None
                self._pinned = self._stored(wanted) or self._compiled(found, model, wanted[1], progress)
                self._alive.add(self._pinned)
            return self._pinned

    def clear_stale(self) -> None:
        """Remove journeys of another version of the log: they may hold who has been forgotten since."""
        content = self._storage.get(MANIFEST)
        if content and msgspec.json.decode(content, type=Manifest).log_version != ledger.read(self._storage).version:
            self.drop()

    def drop(self) -> None:
        """Remove all compiled journeys; the next question compiles them anew."""
        with self._compiling:
            self._pinned = None
            self._storage.remove(self._storage.names("journeys"))

    def place(self, generation: Generation) -> Place:
        """Where the files of a generation are."""
        return Place(self._storage, generation.manifest.folder, generation.manifest)

    def field(self, name: str, generation: Generation) -> Field:
        """The words of a property, or of a column that partitions do not carry; its codes are with the workers."""
        place = self.place(generation)
        found = dictionaries.dictionary(place.storage, place.folder, name)
        if found is None:
            dictionaries.make(self._jobs, place.storage, place.folder, place.manifest, name)
            found = dictionaries.dictionary(place.storage, place.folder, name)
        assert found is not None
        return FieldOnDriver(name, found)

    def map(self, task: Callable[[Partition], T], generation: Generation) -> list[T]:
        """`task` of every partition, in the order of partitions.

        Where it asks for a field that has no dictionary yet, the dictionary is made and the task runs again.
        """
        packed = dumps(task)
        while True:
            outcomes = self._outcomes(packed, generation)
            wanted = {payload.decode() for outcome, payload in outcomes if outcome == WANTS}
            if not wanted:
                return [loads(payload) for outcome, payload in outcomes if outcome == DONE]
            for name in sorted(wanted):
                self.field(name, generation)

    def _outcomes(self, packed: bytes, generation: Generation) -> list[tuple[str, bytes]]:
        place = self.place(generation)
        numbers = list(range(len(place.manifest.partitions)))
        found = self._jobs.collect(self._jobs.each(numbers, partial(answered, place, packed), OUTCOME))
        rows = sorted(found.to_pylist(), key=lambda row: int(row["number"]))
        for row in rows:
            if row["outcome"] == RAISED:
                raise unpacked(row["payload"])
        return [(row["outcome"], row["payload"]) for row in rows]

    def _stored(self, wanted: tuple[int, str]) -> Pinned | None:
        """The generation in storage, where it is the one that is wanted."""
        content = self._storage.get(MANIFEST)
        found = None if content is None else msgspec.json.decode(content, type=Manifest)
        return Pinned(found) if found and found.folder and made_from(found) == wanted else None

    def _compiled(self, found: ledger.Ledger, model: Model, stages: str, progress: Progress) -> Pinned:
        content = self._storage.get(MANIFEST)
        number = 1 + (msgspec.json.decode(content, type=Manifest).generation if content else 0)
        made = compiled(self._jobs, self._storage, found, model, self._key, number, stages, progress)
        self._storage.put(MANIFEST, msgspec.json.encode(made))
        self._remove_older(made)
        return Pinned(made)

    def _remove_older(self, made: Manifest) -> None:
        """Remove generations that nobody here asks any more; those that somebody does wait for a later compile."""
        kept = {made.folder, *(one.manifest.folder for one in self._alive)}
        names = [name for name in self._storage.names("journeys") if name != MANIFEST]
        self._storage.remove(name for name in names if "/".join(name.split("/")[:2]) not in kept)


class Pinned(GenerationHere):
    """A generation in storage, as the driver knows it."""

    def __reduce__(self) -> tuple[Any, ...]:
        """On a worker it is the one there."""
        return generation_here, ()


class FieldOnDriver:
    """The words of a field. On a worker it is the field of the partition there."""

    def __init__(self, name: str, words: Words) -> None:
        """`words` of the whole log."""
        self._name, self._words = name, words

    def __reduce__(self) -> tuple[Any, ...]:
        """Words and codes are with the workers already."""
        return field_here, (self._name,)

    @property
    def names(self) -> list[str | None]:
        """The words, by code."""
        return self._words.names

    def of(self, seqs: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Only workers know what each step says."""
        raise UsageError("What single steps say is with the workers. Ask within Units.collect.")

    def counts(self) -> NDArray[np.int64]:
        """How many events have each code."""
        return self._words.counts
