"""A partition: the whole histories of a set of customers, as narrow arrays on a memory map.

Three Arrow IPC files of one record batch each: `NAME.steps.arrow` (one row a step), `NAME.customers.arrow` (one row
a customer), and `NAME.origin.arrow` (one row a step), which no measure reads: from it and the steps the rows of the log
are made again that a customer's next partition is built from. Partitions are immutable and know no journey definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
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
Sizes = tuple[int, int, int]


class Customers(NamedTuple):
    """One row a customer, in the order of `hash`: its steps (`first` to `stop`), id, segment codes (0: none)."""

    first: NDArray[np.int64]
    stop: NDArray[np.int64]
    hash: NDArray[np.uint64]
    ids: pa.StringArray
    segments: Mapping[str, NDArray[np.uint32]]


NOBODY = np.zeros(0, np.int32)


class Partition(NamedTuple):
    """Steps (column -> array of equal length) and customers; steps of a customer lie together, in time order.

    `origin` has for each step `kind` (uint32, its place in the manifest's `kinds`) and, where the log has it,
    `sequence` (int64). `superseded`: rows of customers, ascending, whose history has moved on to a later partition.
    """

    name: str
    steps: Mapping[str, Array]
    customers: Customers
    origin: Mapping[str, Array] = MappingProxyType({})
    superseded: NDArray[np.int32] = NOBODY

    def live(self) -> NDArray[np.bool_]:
        """Which customers are not superseded, bool[customers]."""
        live = np.ones(len(self.customers.hash), np.bool_)
        live[self.superseded] = False
        return live


def write(partition: Partition, folder: Path) -> Sizes:
    """Write the files of a partition; returns their sizes in bytes."""
    customers = partition.customers
    columns = {"first": customers.first, "stop": customers.stop, "hash": customers.hash, "id": _alone(customers.ids)}
    columns |= {f"segment:{name}": codes for name, codes in customers.segments.items()}
    for table, path in zip((partition.steps, columns, partition.origin), paths(folder, partition.name), strict=True):
        _write(pa.table({name: pa.array(column) for name, column in table.items()}), path)
    return sizes(folder, partition.name)


def _alone(ids: pa.StringArray) -> pa.StringArray:
    """The ids without what lies beside them in memory: a slice would take its neighbours' names along into the file."""
    return ids.take(pa.array(np.arange(len(ids))))


def sizes(folder: Path, name: str) -> Sizes:
    """How large the files of a partition are, in bytes. Raises FileNotFoundError."""
    steps, customers, origin = (path.stat().st_size for path in paths(folder, name))
    return steps, customers, origin


def paths(folder: Path, name: str) -> tuple[Path, Path, Path]:
    """The files of a partition: its steps, its customers, and where its steps come from."""
    return folder / f"{name}.steps.arrow", folder / f"{name}.customers.arrow", folder / f"{name}.origin.arrow"


def read(folder: Path, name: str, superseded: NDArray[np.int32] = NOBODY) -> Partition:
    """Map the files of a partition into memory; no bytes are copied."""
    steps, customers, origin = map(_read, paths(folder, name))
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
    own = {column: steps[column].to_numpy() for column in STEP_COLUMNS}
    return Partition(
        name, own, table, {column: origin[column].to_numpy() for column in origin.schema.names}, superseded
    )


def _write(table: pa.Table, path: Path) -> None:
    batch = table.combine_chunks().to_batches()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        for part in batch or [pa.RecordBatch.from_pylist([], table.schema)]:
            writer.write_batch(part)


def _read(path: Path) -> pa.RecordBatch:
    return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
