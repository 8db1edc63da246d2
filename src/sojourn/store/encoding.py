"""From an event batch to rows of the log: names and identifiers become codes, every row gets its identity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.store.codes import EMPTY, Codes, Encoded
from sojourn.store.hashing import Hashes, hash_rows, hash_texts
from sojourn.store.known import KnownIdentifiers

IDENTIFIERS = ("user_id", "loyalty_card", "email", "phone", "anonymous_id")
NAMES = ("event", "touchpoint", "channel", "currency", "score_kind")
NULL_BITS = np.uint64(0x5BD1E995)
Hides = Callable[[str, pa.Array], Sequence[bool]]
"""Which identifiers of a kind must not come back; an empty answer means none."""


@dataclass
class Dictionaries:
    """Codes of names and identifiers, growing while a load runs; `hidden` identifiers must not come back."""

    names: Codes
    identifiers: KnownIdentifiers
    hides: Hides
    hidden: set[int] = field(default_factory=set)
    _waiting: dict[str, pa.Table] = field(default_factory=dict)

    def in_use(self, kind: str, fresh: pa.Table, codes: Sequence[NDArray[np.int32]]) -> pa.Table:
        """Those entries among `fresh` that visible rows use; the others wait until one does.

        What only stood beside a forgotten customer is not written down. `codes`: all that visible rows use.
        """
        met = pa.concat_tables([self._waiting[kind], fresh]) if kind in self._waiting else fresh
        used = np.isin(met["code"].to_numpy(), np.concatenate(codes))
        self._waiting[kind] = met.filter(pa.array(~used))
        return met.filter(pa.array(used))


@dataclass
class Rows:
    """What one batch adds to the tables of the store; `edges` has one row for each pair that an event joins."""

    log: pa.Table
    names: pa.Table
    identifiers: pa.Table
    edges: pa.Table
    suppressed: int


def no_rows() -> Rows:
    """What a batch adds whose rows are all rejects; it may have no column of an event."""
    none = pa.table({"identity": pa.array([], pa.uint64())})
    return Rows(none, none, none, none, 0)


def encode(batch: pa.Table, seqs: NDArray[np.int64], dictionaries: Dictionaries, load_id: int) -> Rows:
    """Turn accepted rows of an event batch into rows of the log, numbered by `seqs`."""
    names = {name: dictionaries.names.encode(_column(batch, name)) for name in NAMES if name in batch.column_names}
    kinds = [kind for kind in (*IDENTIFIERS, "case_id") if kind in batch.column_names]
    who = {kind: dictionaries.identifiers.encode(_column(batch, kind), kind) for kind in kinds}
    fresh_names, fresh_identifiers = _fresh_names(batch, names), _fresh_identifiers(batch, who, dictionaries)
    strongest = _strongest(who, len(batch))
    columns: dict[str, pa.Array | NDArray[np.generic]] = {
        "seq": seqs,
        "identity": identity(batch, names, who),
        "identifier": strongest,
        "load_id": np.full(len(batch), load_id, np.int32),
    }
    columns |= {name: encoded.codes for name, encoded in names.items()}
    if "case_id" in who:
        columns["case_id"] = who["case_id"].codes
    for name in ("event_id", "occurred_at", "sequence", "received_at", "value", "score", "text", "properties"):
        if name in batch.column_names:
            columns[name] = _column(batch, name)
    log = pa.table({name: pa.array(column) for name, column in columns.items()})
    visible = _visible(who, dictionaries.hidden, len(batch))
    edges = _edges(log, who, strongest)
    if visible is not None:
        log, edges = log.filter(pa.array(visible)), edges.filter(pa.array(visible[edges["row"].to_numpy()]))
        fresh_names = dictionaries.in_use("names", fresh_names, [c.codes[visible] for c in names.values()])
        fresh_identifiers = dictionaries.in_use("who", fresh_identifiers, [c.codes[visible] for c in who.values()])
    return Rows(log, fresh_names, fresh_identifiers, edges.drop_columns(["row"]), len(batch) - len(log))


def _column(batch: pa.Table, name: str) -> pa.Array:
    column = batch[name]
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _strongest(who: dict[str, Encoded], size: int) -> NDArray[np.int32]:
    """An event belongs to its strongest identifier; the case stands in where there is none."""
    strongest = np.full(size, EMPTY, np.int32)
    for encoded in who.values():
        strongest = np.where(strongest == EMPTY, encoded.codes, strongest)
    return strongest


def identity(batch: pa.Table, names: dict[str, Encoded], who: dict[str, Encoded]) -> Hashes:
    """Hash of the event's id, or where there is none of all that the row says."""
    rows = hash_rows(contents(batch, names, who), len(batch))
    if "event_id" not in batch.column_names:
        return rows
    given = hash_texts(_column(batch, "event_id"))
    return np.where(given == 0, rows, given)


def contents(batch: pa.Table, names: dict[str, Encoded], who: dict[str, Encoded]) -> dict[str, NDArray[np.generic]]:
    """All that a row says, as 8-byte columns in a fixed order."""
    columns: dict[str, NDArray[np.generic]] = {name: encoded.hashes for name, encoded in (names | who).items()}
    columns["occurred_at"] = _column(batch, "occurred_at").cast(pa.int64()).to_numpy(zero_copy_only=False)
    for name in ("value", "score"):
        if name in batch.column_names:
            columns[name] = _number_bits(_column(batch, name))
    for name in ("text", "properties"):
        if name in batch.column_names:
            columns[name] = hash_texts(_column(batch, name))
    if "sequence" in batch.column_names:
        columns["sequence"] = _number_bits(_column(batch, "sequence"))
    return columns


def _number_bits(column: pa.Array) -> NDArray[np.uint64]:
    """The bits of each number as float64, 0 for null."""
    numbers = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.where(np.isnan(numbers), np.uint64(0), numbers.view(np.uint64) ^ NULL_BITS)


def _fresh_names(batch: pa.Table, names: dict[str, Encoded]) -> pa.Table:
    """Names met for the first time: code, name."""
    parts = [
        pa.table({"code": encoded.codes[encoded.fresh], "name": _column(batch, name).take(pa.array(encoded.fresh))})
        for name, encoded in names.items()
    ]
    return pa.concat_tables(parts)


def _fresh_identifiers(batch: pa.Table, who: dict[str, Encoded], dictionaries: Dictionaries) -> pa.Table:
    """Identifiers met for the first time: code, kind, value; those of forgotten customers are marked as hidden."""
    parts = []
    for kind, encoded in who.items():
        codes, values = encoded.codes[encoded.fresh], _column(batch, kind).take(pa.array(encoded.fresh))
        hidden = np.array(dictionaries.hides(kind, values), np.bool_)
        dictionaries.hidden.update(codes[hidden].tolist() if len(hidden) else [])
        keep = ~hidden if len(hidden) else np.ones(len(codes), np.bool_)
        kinds = pa.array([kind] * int(keep.sum()), pa.string())
        parts.append(pa.table({"code": codes[keep], "kind": kinds, "value": values.filter(pa.array(keep))}))
    return pa.concat_tables(parts)


def _visible(who: dict[str, Encoded], hidden: set[int], size: int) -> NDArray[np.bool_] | None:
    """Which rows name no forgotten customer; None when all do."""
    if not hidden:
        return None
    visible = np.ones(size, np.bool_)
    for encoded in who.values():
        visible &= ~np.isin(encoded.codes, list(hidden))
    return visible


def _edges(log: pa.Table, who: dict[str, Encoded], strongest: NDArray[np.int32]) -> pa.Table:
    """Every pair of identifiers that one event joins: a (the strongest), b, first_seen, seq, row."""
    parts = []
    for kind, encoded in who.items():
        rows = np.flatnonzero((encoded.codes != EMPTY) & (encoded.codes != strongest))
        if kind != "case_id" and len(rows):
            picked = log.take(pa.array(rows))
            parts.append(
                pa.table(
                    {
                        "a": strongest[rows],
                        "b": encoded.codes[rows],
                        "first_seen": picked["occurred_at"],
                        "seq": picked["seq"],
                        "row": rows,
                    }
                )
            )
    return pa.concat_tables(parts) if parts else _NO_EDGES


_NO_EDGES = pa.table(
    {
        "a": pa.array([], pa.int32()),
        "b": pa.array([], pa.int32()),
        "first_seen": pa.array([], pa.timestamp("us")),
        "seq": pa.array([], pa.int64()),
        "row": pa.array([], pa.int64()),
    }
)
