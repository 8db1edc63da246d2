"""Rows that nobody understood, kept in files beside the log."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from sojourn.engines.spark.ledger import Ledger
from sojourn.engines.spark.storage import Storage
from sojourn.store.hashing import hash_rows, hash_texts
from sojourn.store.reports import SHOWN, Reject

_COLUMNS = ["seq", "source", "place", "reason", "original"]
_TEXTS = ("source", "reason", "original")


def shown(storage: Storage, rejects: Sequence[str], conflicts: Sequence[str]) -> tuple[Reject, ...]:
    """The first rejects of a load: rows that could not be read, then those that conflict."""
    found: list[Reject] = []
    for name in (*rejects, *conflicts):
        if len(found) >= SHOWN:
            break
        rows = storage.table(name, _COLUMNS).sort_by("seq").slice(0, SHOWN - len(found)).to_pylist()
        found += [Reject(row["reason"], row["source"], row["place"], row["original"]) for row in rows]
    return tuple(found)


def reject_ids(storage: Storage, names: Sequence[str]) -> set[int]:
    """By what rejects are known again, as in a workspace without a cluster."""
    return {number for name in names for number in _identities(storage.table(name, _COLUMNS)).tolist()}


def known_rejects(storage: Storage, ledger: Ledger) -> set[int]:
    """The same of all that are kept."""
    return reject_ids(storage, [name for load in ledger.loads for name in load.rejects])


def all_rejects(storage: Storage, ledger: Ledger) -> pa.Table:
    """Every reject once: reject_id, load_id, seq, source, place, reason, original, options."""
    tables = [_of_load(storage, name, load.load_id, load.options) for load in ledger.loads for name in load.rejects]
    rows = pa.concat_tables(tables) if tables else _NONE
    ids = rows["reject_id"].to_numpy()
    _, first = np.unique(ids, return_index=True)
    kept = rows.take(pa.array(np.sort(first)))
    return kept.sort_by([("load_id", "ascending"), ("source", "ascending"), ("place", "ascending")])


def _of_load(storage: Storage, name: str, load_id: int, options: str) -> pa.Table:
    rows = storage.table(name, _COLUMNS)
    columns = {
        "reject_id": pa.array(_identities(rows)),
        "load_id": pa.array(np.full(len(rows), load_id, np.int32)),
        **{column: rows[column] for column in _COLUMNS},
        "options": pa.array([options] * len(rows), pa.string()),
    }
    return pa.table(columns).cast(_NONE.schema)


def _identities(rows: pa.Table) -> np.ndarray:
    contents = {name: hash_texts(rows[name].combine_chunks()) for name in _TEXTS}
    return hash_rows({**contents, "place": rows["place"].to_numpy()}, len(rows))


_NONE = pa.schema(
    [
        ("reject_id", pa.uint64()),
        ("load_id", pa.int32()),
        ("seq", pa.int64()),
        ("source", pa.string()),
        ("place", pa.int64()),
        ("reason", pa.string()),
        ("original", pa.string()),
        ("options", pa.string()),
    ]
).empty_table()
