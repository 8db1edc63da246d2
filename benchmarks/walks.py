"""Generated logs for the comparison: customers who walk through sixty touchpoints, seeded, in no order.

A walk rather than uniform noise: from each touchpoint a few others are likely, visits begin at a few entrances, and
pauses between visits are days where steps within a visit are seconds apart. Uniform noise would make every variant
unique and every funnel empty. No customer has two events at the same time, because tools break ties differently.
"""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numba import njit
from numpy.typing import NDArray

PLACES = ("Home", "Search", "Category", "Product", "Cart", "Checkout", "Account", "Help", "Review", "Store", "Delivery",
          "Offer")  # fmt: skip
ACTIONS = ("Viewed", "Clicked", "Opened", "Saved", "Shared")
NAMES = tuple(f"{place} {action}" for place in PLACES for action in ACTIONS)
PLANS, CHANNELS, DEVICES = ("free", "pro", "team"), ("web", "app", "email", "store", "phone"), ("phone", "desktop")
EVENTS_EACH = {"many": 10, "few": 1000}
"""Events of a customer on average: many customers with few events each, and few customers with many."""
YEAR_BEGINS, DAY, SECOND = 1_735_689_600_000_000, 86_400_000_000, 1_000_000
NEW_VISIT, DAYS = 0.2, 250.0
PIECE = 1_000_000
Ints = NDArray[np.int64]


class Walks(NamedTuple):
    """Columns by event, customer after customer in order of time; codes count from 0."""

    customer: NDArray[np.int32]
    event: NDArray[np.uint8]
    time: Ints
    channel: NDArray[np.uint8]
    device: NDArray[np.uint8]


def write_walks(folder: Path, events: int, shape: str, seed: int = 1) -> None:
    """`log.parquet` (events rows), `more.parquet` (1 % further events of the same customers), `customers.parquet`."""
    rng = np.random.default_rng([seed, events, EVENTS_EACH[shape]])
    customers = max(2, events // EVENTS_EACH[shape])
    lengths = lengths_of(rng, customers, events)
    walks = walk(rng, lengths, DAYS / (1 + NEW_VISIT * lengths))
    _write(folder / "log.parquet", rng, walks, customers)
    extra = max(1, events // 100)
    write_more(folder / "more.parquet", extra, min(customers, max(1, extra // 2)), customers)
    plan = pa.array(PLANS).take(pa.array(rng.choice(3, customers, p=(0.7, 0.2, 0.1))))
    pq.write_table(pa.table({"user_id": names_of(customers), "plan": plan}), folder / "customers.parquet")


def write_more(path: Path, events: int, touched: int, customers: int, day: float = 400) -> None:
    """Further events of `touched` of the customers, on the `day` after the log begins."""
    rng = np.random.default_rng([2, events, customers, int(day)])
    who = np.sort(rng.choice(customers, touched, replace=False)).astype(np.int32)
    later = walk(rng, lengths_of(rng, touched, events), np.full(touched, 0.1), begins=day)
    _write(path, rng, later._replace(customer=who[later.customer]), customers)


def lengths_of(rng: np.random.Generator, customers: int, events: int) -> Ints:
    """How many events each customer has: at least one, geometric beyond that, `events` in all."""
    chance = rng.exponential(1.0, customers)
    spare = max(0, events - customers)
    lengths = 1 + np.floor(chance / chance.sum() * spare).astype(np.int64)
    missing = events - int(lengths.sum())
    for one in range(abs(missing)):
        lengths[one % customers] += 1 if missing > 0 else 0
    return lengths


def walk(rng: np.random.Generator, lengths: Ints, pause_days: NDArray[Any], begins: float | None = None) -> Walks:
    """Let every customer walk; `pause_days` is the mean pause between two visits, six days at most."""
    events, mean_pause = int(lengths.sum()), np.minimum(pause_days, 6.0) * DAY
    first = YEAR_BEGINS + (
        rng.random(len(lengths)) * 60 * DAY if begins is None else np.full(len(lengths), begins * DAY)
    )
    customer = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    event, device = np.empty(events, np.uint8), np.empty(events, np.uint8)
    channel, time = np.empty(events, np.uint8), np.empty(events, np.int64)
    ways, entrances = transition_table()
    done = 0
    for start, stop in _pieces(lengths):
        size = int(lengths[start:stop].sum())
        here = slice(done, done + size)
        draws, waits = rng.random((size, 3), np.float32), rng.standard_exponential((size,), np.float32)
        _walk(lengths[start:stop], first[start:stop].astype(np.int64), mean_pause[start:stop], draws, waits, ways,
              entrances, NEW_VISIT, event[here], time[here], channel[here], device[here])  # fmt: skip
        done += size
    return Walks(customer, event, time, channel, device)


def transition_table() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Chances summed up: of each touchpoint the next one, [60, 60], and of where a visit begins, [60].

    Nine in ten moves go to one of five touchpoints near by in the list, the first two most; the others anywhere.
    """
    rng = np.random.default_rng(60)
    n = len(NAMES)
    chance = np.full((n, n), 0.1 / n)
    for here in range(n):
        near = (here + np.array([5, 1, 10, *rng.integers(1, n, 2)])) % n
        np.add.at(chance[here], near, 0.9 * np.array([0.45, 0.25, 0.15, 0.1, 0.05]))
    entrance = np.full(n, 0.1 / n)
    entrance[[0, 5, 10, 55]] += 0.9 * np.array([0.5, 0.25, 0.15, 0.1])
    return np.cumsum(chance, axis=1).astype(np.float32), np.cumsum(entrance).astype(np.float32)


@njit(cache=True)
def _walk(lengths, first, pause, draws, waits, ways, entrances, new, event, time, channel, device):  # type: ignore[no-untyped-def]
    """One customer after the other; each event is at least a microsecond after the one before it."""
    i = 0
    for c in range(len(lengths)):
        now, here = first[c], 0
        for k in range(lengths[c]):
            if k == 0 or draws[i, 0] < new:
                chances = entrances
                now += np.int64(1_800_000_001 + waits[i] * pause[c]) if k else 0
                channel[i], device[i] = np.uint8(draws[i, 2] * 5), np.uint8(draws[i, 2] * 100) % 2
            else:
                chances = ways[here]
                now += np.int64(1_000_000 + waits[i] * 45_000_000)
                channel[i], device[i] = channel[i - 1], device[i - 1]
            here = min(np.searchsorted(chances, draws[i, 1]), len(chances) - 1)
            event[i], time[i] = here, now
            i += 1


def _pieces(lengths: Ints) -> list[tuple[int, int]]:
    """Ranges of customers with about a million events each, so that draws never take much memory."""
    ends = np.cumsum(lengths)
    cuts = np.searchsorted(ends, np.arange(PIECE, ends[-1] + PIECE, PIECE)) + 1
    bounds = [0, *np.unique(np.minimum(cuts, len(lengths))).tolist()]
    return list(pairwise(bounds))


def names_of(customers: int) -> pa.Array:
    return pa.array([f"user_{i:08d}" for i in range(customers)])


def _write(path: Path, rng: np.random.Generator, walks: Walks, customers: int) -> None:
    """In no order. Customers are a dictionary while writing: a hundred million texts would not fit."""
    order = rng.permutation(len(walks.event))
    users, names, channels, devices = names_of(customers), pa.array(NAMES), pa.array(CHANNELS), pa.array(DEVICES)
    writer: pq.ParquetWriter | None = None
    for start in range(0, len(order), PIECE):
        chosen = order[start : start + PIECE]
        value = rng.gamma(2, 20, len(chosen)).round(2)
        table = pa.table(
            {
                "user_id": users.take(pa.array(walks.customer[chosen])),
                "event": names.take(pa.array(walks.event[chosen])),
                "occurred_at": pa.array(walks.time[chosen], pa.timestamp("us", tz="UTC")),
                "channel": channels.take(pa.array(walks.channel[chosen])),
                "device": devices.take(pa.array(walks.device[chosen])),
                "value": pa.array(value, mask=rng.random(len(chosen)) > 0.05),
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


if __name__ == "__main__":
    write_walks(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
