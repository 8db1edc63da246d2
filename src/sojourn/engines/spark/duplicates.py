"""Which rows of a load the log holds already, as `store/duplicates.py` defines it, asked of a cluster.

An event with an `event_id` is the event of that id. An event without one is (hash of its row, n-th such row in its
load). Of all rows of an event the first counts; one that came with the same id and says something else is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.engines.spark.jobs import Batches, Jobs
from sojourn.engines.spark.rows import KINDS
from sojourn.engines.spark.scanning import Unit, dropped_of
from sojourn.engines.spark.session import fresh_name
from sojourn.engines.spark.storage import Storage
from sojourn.store.duplicates import CONFLICT, original

KEYS = "load_id long, seq long, identity long, given boolean, contents long, counts boolean"


class Repeated(NamedTuple):
    """What does not count of a load: `files` with the rows' `seq`, how many they are, those of conflicts among them."""

    files: tuple[str, ...]
    rows: int
    conflicts: NDArray[np.int64]


def repeated(jobs: Jobs, storage: Storage, before: Sequence[Unit], fresh: Sequence[Unit], folder: str) -> Repeated:
    """The rows of `fresh` files that are events which they or the files `before` hold already."""
    if not fresh or (not before and not any(_gives_ids(storage, unit) for unit in fresh)):
        return Repeated((), 0, np.zeros(0, np.int64))
    keys = jobs.each([*before, *fresh], partial(_keys, storage), KEYS)
    found = jobs.through(_not_first(keys, fresh[0].load_id), partial(_kept, storage, folder), _KEPT)
    files = jobs.collect(found)
    names = tuple(files["file"].to_pylist())
    apart = [storage.table(name, ["seq"], pa.compute.field("same") == False) for name in names]  # noqa: E712
    conflicts = np.sort(pa.concat_tables(apart)["seq"].to_numpy()) if apart else np.zeros(0, np.int64)
    return Repeated(names, sum(files["rows"].to_pylist()), conflicts)


def _gives_ids(storage: Storage, unit: Unit) -> bool:
    return "event_id" in storage.open(unit.file.name).schema_arrow.names


def _keys(storage: Storage, unit: Unit) -> Iterator[pa.RecordBatch]:
    """By what the rows of a file are told apart."""
    rows = storage.table(unit.file.name, ["seq", "identity", "event_id", "contents"])
    given = rows["event_id"].is_valid() if "event_id" in rows.column_names else pa.array(np.zeros(len(rows), np.bool_))
    keys = pa.table(
        {
            "load_id": np.full(len(rows), unit.load_id, np.int64),
            "seq": rows["seq"],
            "identity": rows["identity"],
            "given": given,
            "contents": rows["contents"],
            "counts": ~np.isin(rows["seq"].to_numpy(), dropped_of(storage, unit)),
        }
    )
    yield from keys.to_batches(100_000)


def _not_first(keys: Any, load_id: int) -> Any:
    """Rows of the load that are not the first of their event: seq, and whether they say the same as the first.

    A row that was dropped is no event, so that its id stays free; but it has been the n-th of its load all the same.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

    alike = Window.partitionBy("identity", "load_id").orderBy("seq")
    keys = keys.repartition("identity").withColumn(
        "nth", F.when(F.col("given"), 1).otherwise(F.row_number().over(alike))
    )
    keys = keys.where("counts")
    ever = Window.partitionBy("identity", "nth").orderBy("seq")
    here = Window.partitionBy("identity", "nth", "load_id").orderBy("seq")
    return (
        keys.withColumn("first", F.first("seq").over(ever))
        .withColumn("there", F.first("contents").over(ever))
        .withColumn("here", F.first("contents").over(here))
        .where((F.col("load_id") == load_id) & (F.col("seq") > F.col("first")))
        .select(
            "seq",
            (~F.col("given") | ((F.col("contents") == F.col("there")) & (F.col("contents") == F.col("here")))).alias(
                "same"
            ),
        )
    )


_KEPT = "file string, rows long"


def _kept(storage: Storage, folder: str, batches: Batches) -> Iterator[pa.RecordBatch]:
    """Write the rows that do not count."""
    tables = [pa.Table.from_batches([batch]) for batch in batches if len(batch)]
    if tables:
        rows = pa.concat_tables(tables)
        name = f"{folder}/dropped-{fresh_name()}.parquet"
        storage.write(name, rows.sort_by("seq"))
        yield pa.RecordBatch.from_pydict({"file": [name], "rows": pa.array([len(rows)], pa.int64())})


def conflicts_of(storage: Storage, unit: Unit, conflicts: NDArray[np.int64]) -> pa.Table:
    """Those rows of a file whose event id is taken by an event that says something else, as rejects."""
    rows = storage.table(unit.file.name)
    rows = rows.filter(pa.array(np.isin(rows["seq"].to_numpy(), conflicts))).sort_by("seq")
    return pa.table(
        {
            "seq": rows["seq"],
            "place": rows["place"],
            "reason": pa.array([CONFLICT] * len(rows), pa.string()),
            "original": pa.array([_original(row) for row in rows.to_pylist()], pa.string()),
        }
    )


def _original(row: dict[str, Any]) -> str:
    """As the local log writes it down: the strongest identifier first, then the others."""
    kind = next(kind for kind in KINDS if row.get(kind) is not None)
    others = {other: row.pop(other) for other in KINDS[:-1] if row.get(other) is not None}
    for name in ("identity", "contents", "place"):
        del row[name]
    who = {"identifier_kind": kind, "identifier": others.pop(kind, None) or row["case_id"]}
    return original({**who, **{name: row.get(name) for name in _ORDER}, "seq": row["seq"]}, others)


_ORDER = (
    "event_id", "occurred_at", "received_at", "event", "touchpoint", "channel", "case_id", "value", "currency", "score",
    "score_kind", "text", "properties",
)  # fmt: skip
