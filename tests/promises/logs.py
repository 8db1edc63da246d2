"""Files of a small shop, in which the same customers come under several identifiers, and some rows are broken."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

EVENTS = ("Product Viewed", "Product Added", "Order Completed", "Support Ticket Opened")


def write_files(folder: Path, seed: int, sizes: tuple[int, ...]) -> list[Path]:
    """One file for each size, CSV and Parquet in turn; the rows of a file stand again at the head of the next."""
    folder.mkdir(parents=True, exist_ok=True)
    chance, written, before = random.Random(seed), [], pa.table({})
    for number, size in enumerate(sizes):
        rows = _rows(chance, size, number)
        whole = pa.concat_tables([before, rows]) if len(before) else rows
        before = rows.slice(0, 100)
        name, write = (
            (f"day{number}.parquet", parquet.write_table) if number % 2 else (f"day{number}.csv", csv.write_csv)
        )
        write(whole, folder / name)
        written.append(folder / name)
    return written


def _rows(chance: random.Random, size: int, day: int) -> pa.Table:
    who = [chance.randrange(max(20, size // 20)) for _ in range(size)]
    return pa.table(
        {
            "event_id": [f"e{day}-{row}" for row in range(size)],
            "user_id": [f"user-{one}" for one in who],
            "email": [f"user{one}@example.com" if chance.random() < 0.3 else None for one in who],
            "anonymous_id": [f"cookie-{one}-{chance.randrange(3)}" if chance.random() < 0.3 else None for one in who],
            "event": [chance.choice(EVENTS) if chance.random() < 0.99 else None for _ in who],
            "occurred_at": [
                f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}T{chance.randrange(24):02d}:{chance.randrange(60):02d}:00Z"
                for _ in who
            ],
            "value": [round(chance.random() * 100, 2) for _ in who],
        }
    )
