"""Generated logs: many customers with few events each, sixty event names, unsorted, seeded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

YEAR = (1_735_689_600_000_000, 1_767_225_600_000_000)
PIECE = 1_000_000


def write_log(path: Path, events: int, *, with_id_and_property: bool = False) -> None:
    """A Parquet file of `events` rows: user_id, event, occurred_at, channel, value; ten events a customer."""
    rng = np.random.default_rng(events)
    users = pa.array([f"user_{i:07d}" for i in range(max(1, events // 10))])
    writer: pq.ParquetWriter | None = None
    for first in range(0, events, PIECE):
        table = _piece(rng, users, min(PIECE, events - first))
        if with_id_and_property:
            table = _identified(rng, table, first)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def _piece(rng: np.random.Generator, users: pa.Array, size: int) -> pa.Table:
    names = pa.array([f"Event Name {i:02d}" for i in range(60)])
    channels = pa.array(["web", "app", "email", "store", "phone"])
    return pa.table(
        {
            "user_id": users.take(pa.array(rng.integers(0, len(users), size))),
            "event": names.take(pa.array(rng.zipf(1.3, size) % 60)),
            "occurred_at": pa.array(rng.integers(*YEAR, size), pa.timestamp("us", tz="UTC")),
            "channel": channels.take(pa.array(rng.integers(0, 5, size))),
            "value": pa.array(rng.gamma(2, 20, size).round(2), mask=rng.random(size) > 0.1),
        }
    )


def _identified(rng: np.random.Generator, table: pa.Table, first: int) -> pa.Table:
    ids = [f"{a:016x}-{first + i:012x}" for i, a in enumerate(rng.integers(0, 2**63, len(table)).tolist())]
    plans = pa.array(["free", "pro", "team"]).take(pa.array(rng.integers(0, 3, len(table))))
    return table.append_column("event_id", pa.array(ids)).append_column("plan", plans)
