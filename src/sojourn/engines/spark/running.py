"""On workers: a question is unpacked beside one partition, and what it finds there goes back.

Units, engines and fields that were packed on the driver are, here, those of the partition at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.engines.spark import partition_files
from sojourn.engines.spark.dictionaries import codes_of, dictionary
from sojourn.engines.spark.pickling import dumps, loads
from sojourn.engines.spark.storage import Storage
from sojourn.engines.spark.telling import packed as packed_error
from sojourn.errors import SojournError, UsageError
from sojourn.journeys.fields import Field
from sojourn.journeys.journey_store import Generation
from sojourn.journeys.manifest import Manifest
from sojourn.journeys.partition import Partition

T = TypeVar("T")
OUTCOME = "number long, outcome string, payload binary"
DONE, WANTS, RAISED = "done", "wants", "raised"
CODES_KEPT = 32


class Place(NamedTuple):
    """A generation in storage."""

    storage: Storage
    folder: str
    manifest: Manifest


class _Here:
    """What a worker has at hand while it answers."""

    place: Place
    partition: Partition


class WantsField(BaseException):
    """A field without a dictionary yet; no measure may take it for an error of its own."""


def answered(place: Place, packed: bytes, number: int) -> Iterator[pa.RecordBatch]:
    """The outcome of a packed question for one partition."""
    name = place.manifest.partitions[number].name
    _Here.place = place
    _Here.partition = partition_files.read(place.storage, place.folder, name)
    try:
        outcome, payload = DONE, dumps(loads(packed)(_Here.partition))
    except WantsField as wanted:
        outcome, payload = WANTS, str(wanted).encode()
    except SojournError as error:
        outcome, payload = RAISED, packed_error(error)
    row = {"number": pa.array([number], pa.int64()), "outcome": [outcome], "payload": pa.array([payload], pa.binary())}
    yield pa.RecordBatch.from_pydict(row)


class GenerationHere(Generation):
    """The generation that a worker answers about."""

    def __init__(self, manifest: Manifest) -> None:
        """Its partitions are in storage; none is opened here."""
        self.manifest, self.partitions = manifest, ()


class EngineHere:
    """Looks up fields of the partition at hand; to ask other partitions is the driver's."""

    def generation(self, progress: object = None) -> Generation:
        """The one that the question is about."""
        return generation_here()

    def field(self, name: str, generation: Generation) -> Field:
        """A field of the steps of this partition."""
        return FieldHere(name)

    def map(self, task: Callable[[Partition], T], generation: Generation) -> list[T]:
        """Never possible here."""
        raise UsageError("A question about all partitions cannot be asked within one. Ask it before.")


def engine_here() -> EngineHere:
    """What the driver's engine is on a worker."""
    return EngineHere()


def generation_here() -> GenerationHere:
    """What the driver's generation is on a worker."""
    return GenerationHere(_Here.place.manifest)


def field_here(name: str) -> FieldHere:
    """What a field of the driver is on a worker."""
    return FieldHere(name)


class FieldHere:
    """A field of the steps of this partition; its words are those of the whole log."""

    def __init__(self, name: str) -> None:
        """Raises WantsField where the driver has not made its dictionary yet."""
        self._name = name
        place = _Here.place
        found = dictionary(place.storage, place.folder, name)
        if found is None:
            raise WantsField(name)
        self._words = found

    @property
    def names(self) -> list[str | None]:
        """The words, by code."""
        return self._words.names

    def of(self, seqs: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The code of each of some steps of this partition."""
        own = _Here.partition.steps["seq"]
        codes = _codes(_Here.place.storage.url, _Here.place.folder, _Here.partition.name, self._name)
        return codes if seqs is own else codes[_positions(_Here.partition.name)(own, seqs)]

    def counts(self) -> NDArray[np.int64]:
        """How many events of the whole log have each code."""
        return self._words.counts


@lru_cache(CODES_KEPT)
def _codes(url: str, folder: str, partition: str, name: str) -> NDArray[np.uint32]:
    place = _Here.place
    words = dictionary(place.storage, place.folder, name)
    assert words is not None
    return codes_of(place.storage, folder, partition, name, words)


@lru_cache(partition_files.KEPT)
def _positions(partition: str) -> Any:
    """Finds steps by their seq; the order is found once for each partition."""
    order: list[NDArray[np.int64]] = []

    def find(own: NDArray[np.int64], seqs: NDArray[np.int64]) -> NDArray[np.int64]:
        if not order:
            order.append(np.argsort(own))
        found: NDArray[np.int64] = order[0][np.searchsorted(own, seqs, sorter=order[0])]
        return found

    return find
