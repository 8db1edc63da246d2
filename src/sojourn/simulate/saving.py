"""A simulated shop or world as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.csv as csv
import pyarrow.parquet as pq

from sojourn.files import UNFINISHED, write_whole
from sojourn.results import Result
from sojourn.simulate.shop import Shop
from sojourn.simulate.worlds.known import KnownWorld


class Saved(Result, frozen=True):
    """The files of a simulated shop or world, and what is in them."""

    events_file: str
    customers_file: str
    truth_file: str
    customers: int
    known: int
    events: int
    start: date
    days: int
    seed: int


def save(shop: Shop, folder: Path) -> Saved:
    """Write events.parquet, customers.csv and truth.json into a folder, each whole; older ones are replaced."""
    written, told = write_files(folder, shop.events(), shop.customers(), shop.truth), shop.truth
    return Saved(*written, told.customers, told.known, told.events, shop.start, shop.days, shop.seed)


def save_world(world: KnownWorld[Any], folder: Path) -> Saved:
    """The same for a world of `sojourn.simulate.worlds`, all of whose customers are known."""
    events, customers = world.events(), world.customers()
    written, size = write_files(folder, events, customers, world.truth), customers.num_rows
    return Saved(*written, size, size, events.num_rows, world.start, world.days, world.seed)


def write_files(folder: Path, events: Any, customers: Any, truth: Result) -> tuple[str, str, str]:
    """Write two Arrow tables and a truth; returns the paths of events.parquet, customers.csv and truth.json."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in ("events.parquet", "customers.csv", "truth.json")]
    fresh = paths[0].with_name(paths[0].name + UNFINISHED)
    pq.write_table(events, fresh)
    fresh.replace(paths[0])
    fresh = paths[1].with_name(paths[1].name + UNFINISHED)
    csv.write_csv(customers, fresh, csv.WriteOptions(quoting_style="needed"))
    fresh.replace(paths[1])
    write_whole(paths[2], msgspec.json.format(msgspec.json.encode(truth), indent=2) + b"\n")
    return str(paths[0]), str(paths[1]), str(paths[2])
