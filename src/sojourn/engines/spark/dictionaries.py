"""The words of a field, the same for all partitions: measures carry their codes from one partition to another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.partition_files import read_beside
from sojourn.engines.spark.storage import Reader, Storage
from sojourn.journeys.fields import OF_LOG
from sojourn.journeys.manifest import Manifest
from sojourn.store.hashing import hash_text
from sojourn.store.snapshot import paths_to

_COUNTED = "word string, events long"
_KEPT = 64


class Words(NamedTuple):
    """The words by code (code 0 is null), and how many events have each."""

    names: list[str | None]
    counts: NDArray[np.int64]
    words: pa.Array


def file_of(folder: str, name: str) -> str:
    """Where the dictionary of a field is kept."""
    return f"{folder}/fields/{hash_text(name):016x}.parquet"


def dictionary(storage: Storage, folder: str, name: str) -> Words | None:
    """The dictionary of a field; None where there is none yet."""
    try:
        return _read(storage.url, file_of(folder, name), Reader(storage))
    except FileNotFoundError:
        return None


@lru_cache(_KEPT)
def _read(url: str, path: str, reader: Reader) -> Words:
    table = reader.storage.table(path)
    words = table["word"].combine_chunks()
    words = words.combine_chunks() if isinstance(words, pa.ChunkedArray) else words
    return Words([None, *words.to_pylist()], np.r_[np.int64(0), table["events"].to_numpy()], words)


def make(jobs: Jobs, storage: Storage, folder: str, found: Manifest, name: str) -> None:
    """One job: the different words of a field over all partitions, in the order of the alphabet."""
    from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

    names = [entry.name for entry in found.partitions]
    parts = jobs.each(names, partial(_counted, storage, folder, name), _COUNTED)
    words = jobs.collect(parts.groupBy("word").agg(F.sum("events").alias("events")))
    storage.write(file_of(folder, name), words.sort_by("word"))


def _counted(storage: Storage, folder: str, name: str, partition: str) -> Iterator[pa.RecordBatch]:
    words = pc.value_counts(words_of(storage, folder, partition, name).drop_null())
    yield pa.RecordBatch.from_arrays(words.flatten(), schema=pa.schema([("word", pa.string()), ("events", pa.int64())]))


def words_of(storage: Storage, folder: str, partition: str, name: str) -> pa.Array:
    """What a field says at each step of a partition: a column, or a property as `store/snapshot.py` reads it."""
    if name in OF_LOG:
        return _array(read_beside(storage, folder, partition, [name])[name])
    rows = read_beside(storage, folder, partition, ["properties"])
    with duckdb.connect(":memory:") as connection:
        connection.register("steps", rows)
        return _array(connection.sql(_PROPERTY, params=paths_to(name)).to_arrow_table()["word"])


_PROPERTY = """
select coalesce(json_extract_string(properties, $1), json_extract_string(properties, $2)) as word from steps
"""


def codes_of(storage: Storage, folder: str, partition: str, name: str, known: Words) -> NDArray[np.uint32]:
    """The code of each step of a partition, 0 for null."""
    found = pc.index_in(words_of(storage, folder, partition, name), known.words)
    codes: NDArray[np.uint32] = (pc.fill_null(found, -1).to_numpy() + 1).astype(np.uint32)
    return codes


def _array(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays([chunk.cast(pa.string()) for chunk in column.chunks] or [pa.array([], pa.string())])
