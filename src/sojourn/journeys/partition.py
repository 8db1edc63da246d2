"""A partition: the whole histories of a set of customers, as narrow arrays on a memory map.

Two Arrow IPC files of one record batch each: `NAME.steps.arrow` (one row a step) and `NAME.customers.arrow` (one row
a customer). Partitions are immutable and know no journey definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

STEP_COLUMNS: Mapping[str, type[np.generic]] = {
    "occurred_at": np.int64,
    "event": np.uint32,
    "touchpoint": np.uint16,
    "channel": np.uint8,
    "stage": np.uint8,
    "value": np.float64,
    "score": np.float32,
    "seq": np.int64,
}
Array = NDArray[Any]


class Customers(NamedTuple):
    """One row a customer, in the order of `hash`: its steps (`first` to `stop`), id, segment codes (0: none)."""

    first: NDArray[np.int64]
    stop: NDArray[np.int64]
    hash: NDArray[np.uint64]
    ids: pa.StringArray
    segments: Mapping[str, NDArray[np.uint32]]


class Partition(NamedTuple):
    """Steps (column -> array of equal length) and customers; steps of a customer lie together, in time order."""

    name: str
    steps: Mapping[str, Array]
    customers: Customers


def write(partition: Partition, folder: Path) -> tuple[int, int]:
    """Write the two files of a partition; returns their sizes in bytes."""
    steps = pa.table({name: pa.array(column) for name, column in partition.steps.items()})
    customers = partition.customers
    columns = {"first": customers.first, "stop": customers.stop, "hash": customers.hash, "id": customers.ids}
    columns |= {f"segment:{name}": codes for name, codes in customers.segments.items()}
    first, second = _paths(folder, partition.name)
    _write(steps, first)
    _write(pa.table(columns), second)
    return sizes(folder, partition.name)


def sizes(folder: Path, name: str) -> tuple[int, int]:
    """How large the two files of a partition are, in bytes. Raises FileNotFoundError."""
    first, second = _paths(folder, name)
    return first.stat().st_size, second.stat().st_size


def _paths(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / f"{name}.steps.arrow", folder / f"{name}.customers.arrow"


def read(folder: Path, name: str) -> Partition:
    """Map the two files of a partition into memory; no bytes are copied."""
    steps, customers = map(_read, _paths(folder, name))
    segments = {
        column.removeprefix("segment:"): customers[column].to_numpy()
        for column in customers.schema.names
        if column.startswith("segment:")
    }
    table = Customers(
        customers["first"].to_numpy(),
        customers["stop"].to_numpy(),
        customers["hash"].to_numpy(),
        customers["id"],
        segments,
    )
    return Partition(name, {column: steps[column].to_numpy() for column in STEP_COLUMNS}, table)


def _write(table: pa.Table, path: Path) -> None:
    batch = table.combine_chunks().to_batches()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        for part in batch or [pa.RecordBatch.from_pylist([], table.schema)]:
            writer.write_batch(part)


def _read(path: Path) -> pa.RecordBatch:
    return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
