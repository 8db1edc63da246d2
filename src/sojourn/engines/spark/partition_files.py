"""Partitions as Parquet: the numbers that kernels read, and beside them what questions about fields need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa

from sojourn.engines.spark.storage import Reader, Storage
from sojourn.journeys.fields import OF_LOG
from sojourn.journeys.partition import STEP_COLUMNS, Customers, Partition

BESIDE = (*OF_LOG, "properties")
"""Columns of the steps' file that are words, in the order of steps."""
KEPT = 8
"""Partitions that a process keeps in memory: questions about one generation come in a row."""


def write(storage: Storage, folder: str, made: Partition, beside: pa.Table, identifiers: pa.Array) -> tuple[int, int]:
    """Write the two files of a partition; returns their sizes in bytes. `identifiers`: those of each customer."""
    steps = pa.table({name: pa.array(column) for name, column in made.steps.items()})
    for name in BESIDE:
        steps = steps.append_column(name, beside[name])
    customers = made.customers
    columns = {"first": customers.first, "stop": customers.stop, "hash": customers.hash, "id": customers.ids}
    columns |= {f"segment:{name}": codes for name, codes in customers.segments.items()}
    columns |= {"identifiers": identifiers}
    paths = _paths(folder, made.name)
    return storage.write(paths[0], steps), storage.write(paths[1], pa.table(columns))


def _paths(folder: str, name: str) -> tuple[str, str]:
    return f"{folder}/{name}.steps.parquet", f"{folder}/{name}.customers.parquet"


def files_of(folder: str, names: Sequence[str]) -> set[str]:
    """The files of some partitions."""
    return {path for name in names for path in _paths(folder, name)}


def read(storage: Storage, folder: str, name: str) -> Partition:
    """A partition as kernels read it; kept, because its files never change."""
    return _read(storage.url, folder, name, Reader(storage))


@lru_cache(KEPT)
def _read(url: str, folder: str, name: str, reader: Reader) -> Partition:
    paths = _paths(folder, name)
    steps = reader.storage.table(paths[0], list(STEP_COLUMNS))
    customers = reader.storage.table(paths[1])
    segments = {
        column.removeprefix("segment:"): customers[column].to_numpy()
        for column in customers.column_names
        if column.startswith("segment:")
    }
    table = Customers(
        customers["first"].to_numpy(),
        customers["stop"].to_numpy(),
        customers["hash"].to_numpy(),
        _whole(customers, "id"),
        segments,
    )
    return Partition(name, {column: steps[column].to_numpy() for column in STEP_COLUMNS}, table)


def _whole(table: pa.Table, name: str) -> pa.Array:
    return pa.concat_arrays(table[name].chunks) if table[name].num_chunks else pa.array([], table[name].type)


def read_beside(storage: Storage, folder: str, name: str, columns: Sequence[str]) -> pa.Table:
    """Words of the steps of a partition."""
    return storage.table(_paths(folder, name)[0], columns)


def identifiers_of(storage: Storage, folder: str, name: str) -> pa.Array:
    """The identifiers that each customer's events came with: lists of "kind value"."""
    return _whole(storage.table(_paths(folder, name)[1], ["identifiers"]), "identifiers")


def empty_words() -> pa.Table:
    """No words, of no steps."""
    return pa.table({name: pa.array([], pa.string()) for name in BESIDE})


def in_order_of(seqs: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Positions in `seqs` (all different) of the `wanted` ones."""
    order = np.argsort(seqs)
    found: np.ndarray = order[np.searchsorted(seqs, wanted, sorter=order)]
    return found
