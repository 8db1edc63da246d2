"""A simulated shop as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pyarrow.csv as csv
import pyarrow.parquet as pq

from sojourn.files import UNFINISHED, write_whole
from sojourn.results import Result
from sojourn.simulate.shop import Shop


class Saved(Result, frozen=True):
    """The files of a simulated shop, and what is in them."""

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
    folder.mkdir(parents=True, exist_ok=True)
    events, customers, truth = (folder / name for name in ("events.parquet", "customers.csv", "truth.json"))
    fresh = events.with_name(events.name + UNFINISHED)
    pq.write_table(shop.events(), fresh)
    fresh.replace(events)
    fresh = customers.with_name(customers.name + UNFINISHED)
    csv.write_csv(shop.customers(), fresh, csv.WriteOptions(quoting_style="needed"))
    fresh.replace(customers)
    write_whole(truth, msgspec.json.format(msgspec.json.encode(shop.truth), indent=2) + b"\n")
    told = shop.truth
    return Saved(
        str(events),
        str(customers),
        str(truth),
        told.customers,
        told.known,
        told.events,
        shop.start,
        shop.days,
        shop.seed,
    )
