"""Event batches to files of the log: every row gets its number and its identity, on whichever machine it is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.engines.spark.storage import Storage
from sojourn.events.schema import batch_schema
from sojourn.identities.suppression import Suppressed
from sojourn.store.codes import Encoded
from sojourn.store.encoding import IDENTIFIERS, NAMES, contents, identity
from sojourn.store.hashing import Hashes, hash_rows, hash_text, hash_texts

KINDS = (*IDENTIFIERS, "case_id")
UNSAID = {"place", "reason", "original"}
"""Columns of an event batch that are not about the event."""


class Written(NamedTuple):
    """What a piece of a source became: `file` of accepted rows and `rejects`, None where there were none."""

    source: int
    file: str | None
    accepted: int
    first: int
    stop: int
    rejects: str | None
    rejected: int
    ahead: int
    suppressed: int = 0


class Target(NamedTuple):
    """Where rows go: the folder of a load, the position of their source in it, the source's name; who stays out."""

    folder: str
    source: int
    name: str
    suppressed: Suppressed


def written(storage: Storage, batches: Iterable[pa.RecordBatch], first: int, target: Target) -> Written:
    """Write the rows of some event batches, numbered from `first`.

    Files bear a name that no other attempt at the same rows has.
    """
    accepted, rejected, seq, hidden = [], [], first, 0
    for batch in batches:
        rows = pa.Table.from_batches([batch]).append_column("seq", pa.array(np.arange(seq, seq + len(batch))))
        seq += len(batch)
        good, bad = _split(rows)
        if target.suppressed.hashes:
            read = len(good) + len(bad)
            good, bad = _visible(good, target.suppressed), _unnamed(bad, target.suppressed)
            hidden += read - len(good) - len(bad)
        accepted += [log_rows(good)] if len(good) else []
        rejected += [bad.append_column("source", pa.array([target.name] * len(bad), pa.string()))] if len(bad) else []
    attempt = uuid4().hex
    files = [
        _written(storage, f"{target.folder}/{kind}-{first:015d}-{attempt}.parquet", tables)
        for kind, tables in (("rows", accepted), ("rejects", rejected))
    ]
    counts = [sum(map(len, tables)) for tables in (accepted, rejected)]
    return Written(target.source, files[0], counts[0], first, seq, files[1], counts[1], 0, hidden)


def _written(storage: Storage, name: str, tables: list[pa.Table]) -> str | None:
    if not tables:
        return None
    storage.write(name, pa.concat_tables(tables, promote_options="default"))
    return name


def _visible(rows: pa.Table, suppressed: Suppressed) -> pa.Table:
    """Rows that name nobody who was forgotten."""
    hidden = np.zeros(len(rows), np.bool_)
    for kind in (kind for kind in KINDS if kind in rows.column_names):
        coded = rows[kind].combine_chunks().dictionary_encode()
        hides = [*suppressed.hides(kind, coded.dictionary.to_pylist()), False]
        hidden |= np.array(hides, np.bool_)[pc.fill_null(coded.indices, -1).to_numpy()]
    return rows.filter(pa.array(~hidden))


def _unnamed(rejects: pa.Table, suppressed: Suppressed) -> pa.Table:
    """Rejects that are about nobody who was forgotten."""
    if not len(rejects):
        return rejects
    return rejects.filter(pa.array([not suppressed.names(original) for original in rejects["original"].to_pylist()]))


def _split(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Accepted rows, and rejects as (seq, place, reason, original)."""
    if "reason" not in rows.column_names or rows["reason"].null_count == len(rows):
        return rows, rows.slice(0, 0)
    good = rows["reason"].is_null()
    return rows.filter(good), rows.filter(pa.compute.invert(good)).select(["seq", "place", "reason", "original"])


def log_rows(accepted: pa.Table) -> pa.Table:
    """Accepted rows of an event batch as rows of the log.

    `identity` and `contents` are hashes (their bits as int64): of the event, and of what may not differ between two
    records of the same event.
    """
    names = {name: _hashed(accepted, name, 0) for name in NAMES if name in accepted.column_names}
    who = {kind: _hashed(accepted, kind, hash_text(kind)) for kind in KINDS if kind in accepted.column_names}
    schema = pa.schema([("seq", pa.int64()), *(one for one in batch_schema() if one.name not in UNSAID - {"place"})])
    rows = accepted.select([name for name in schema.names if name in accepted.column_names])
    rows = rows.append_column("identity", pa.array(identity(accepted, names, who).view(np.int64)))
    return rows.append_column("contents", pa.array(_contents(accepted, names, who).view(np.int64)))


def _hashed(rows: pa.Table, name: str, seed: int) -> Encoded:
    """A column's hashes; it has no codes, since no machine knows all words."""
    none = np.zeros(0, np.int64)
    return Encoded(none.astype(np.int32), hash_texts(rows[name].combine_chunks(), seed), none)


def _contents(rows: pa.Table, names: dict[str, Encoded], who: dict[str, Encoded]) -> Hashes:
    """A hash of what the log compares: everything but number, identity, `sequence` and `received_at`.

    Of the identifiers it is the strongest, and the case.
    """
    said = contents(rows, names, {kind: one for kind, one in who.items() if kind == "case_id"})
    said.pop("sequence", None)
    said["identifier"] = _strongest(who, len(rows))
    return hash_rows(said, len(rows))


def _strongest(who: dict[str, Encoded], size: int) -> NDArray[np.uint64]:
    found = np.zeros(size, np.uint64)
    for encoded in who.values():
        found = np.where(found == 0, encoded.hashes, found)
    return found
