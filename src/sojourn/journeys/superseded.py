"""Which customers of older partitions have moved on to later ones: one small file a generation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.journeys.partition import NOBODY

Rows = NDArray[np.int32]
Superseded = Mapping[str, Rows]
"""By the name of a partition, the rows of its customers, ascending."""
NOTHING_GONE: Superseded = MappingProxyType({})


def rows(gone: Superseded, name: str) -> Rows:
    """The rows of one partition."""
    return gone.get(name, NOBODY)


def more(gone: Superseded, name: str, further: NDArray[np.int64]) -> Superseded:
    """The same and further rows of one partition."""
    return {**gone, name: np.union1d(rows(gone, name), further.astype(np.int32))}


def write(gone: Superseded, path: Path) -> None:
    """Write the file."""
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, _SCHEMA) as writer:
        for name, of_partition in gone.items():
            batch = {"partition": pa.array([name]), "rows": pa.array([of_partition], pa.list_(pa.int32()))}
            writer.write_batch(pa.RecordBatch.from_pydict(batch, _SCHEMA))


def read(path: Path) -> Superseded:
    """What `write` wrote. Raises FileNotFoundError, ArrowInvalid."""
    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    values = [each.values.to_numpy() for each in table["rows"]]
    return dict(zip(table["partition"].to_pylist(), values, strict=True))


_SCHEMA = pa.schema({"partition": pa.string(), "rows": pa.list_(pa.int32())})
