"""On workers: rows of the log go to their customer's partition, and the builder makes partitions of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.engines.spark.jobs import Batches
from sojourn.engines.spark.partition_files import BESIDE, in_order_of, write
from sojourn.engines.spark.people import Customers as People
from sojourn.engines.spark.scanning import STRONGEST, Unit, kept_rows, microseconds, strongest
from sojourn.engines.spark.session import fresh_name
from sojourn.engines.spark.storage import Storage
from sojourn.identities.kinds import KINDS
from sojourn.journeys.builder import RowsOfLog, build
from sojourn.journeys.coding import Coded
from sojourn.journeys.partition import Customers, Partition
from sojourn.journeys.plan import partition_of
from sojourn.journeys.segments import segment_codes
from sojourn.journeys.stored import Segment
from sojourn.store.hashing import Hashes, hash_texts

_WORDS = ("event_id", "case_id", "currency", "score_kind", "text", "source", "properties")
_SENT = (
    ("who_kind", pa.int8()), ("who", pa.string()), ("seq", pa.int64()), ("occurred_at", pa.int64()),
    ("sequence", pa.int64()), ("value", pa.float64()), ("score", pa.float32()), ("kind", pa.int32()),
    *((name, pa.string()) for name in _WORDS),
)  # fmt: skip
_TYPES = {pa.int8(): "byte", pa.int32(): "int", pa.int64(): "long", pa.float32(): "float", pa.float64(): "double"}
SENT = ", ".join(f"{name} {_TYPES.get(kind, 'string')}" for name, kind in _SENT)
TRAITS = "trait int, code int"
PLACED = f"partition int, customer string, {SENT}, {TRAITS}"
NO_ROWS = pa.schema(
    [("partition", pa.int32()), ("customer", pa.string()), *_SENT, ("trait", pa.int32()), ("code", pa.int32())]
).empty_table()
MADE = "partition int, name string, steps long, customers long, first long, second long"


class Layout(NamedTuple):
    """What every builder of a generation knows.

    `triples` are the distinct (event, touchpoint, channel) of the log as one text each, `coded` what they mean;
    `traits` the names of what is known of customers, and `words` the values behind the codes of each.
    """

    partitions: int
    triples: pa.Array
    coded: Coded
    people: People
    traits: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    segments: tuple[Segment, ...]


def triples_of(rows: pa.Table) -> pa.Array:
    """The (event, touchpoint, channel) of each row as one text; null differs from every word."""
    parts = [
        pc.if_else(rows[name].is_valid(), pc.binary_join_element_wise("+", rows[name], ""), "-")
        for name in ("event", "touchpoint", "channel")
    ]
    return pc.binary_join_element_wise(*parts, "\x1f")


def sent(storage: Storage, layout: Layout, unit: Unit) -> Iterator[pa.RecordBatch]:
    """The rows of a file that journeys hold, with what fields need."""
    columns = ["seq", "occurred_at", "sequence", "value", "score", *_WORDS[:5], "properties"]
    rows = kept_rows(storage, unit, list(dict.fromkeys([*columns, "event", "touchpoint", "channel", *STRONGEST])))
    kinds = pc.index_in(triples_of(rows), layout.triples).combine_chunks()
    who_kind, who = strongest(rows)
    said = {
        "who_kind": who_kind,
        "who": who,
        "occurred_at": microseconds(rows, "occurred_at"),
        "sequence": pc.coalesce(rows["sequence"], rows["seq"]),
        "kind": kinds,
        "source": pa.array([unit.source] * len(rows), pa.string()),
    }
    table = pa.table({name: said.get(name, rows[name] if name in rows.column_names else None) for name, _ in _SENT})
    shown = ~layout.coded.hidden[kinds.to_numpy()]
    yield from table.filter(pa.array(shown)).cast(pa.schema(list(_SENT))).to_batches(100_000)


def placed(layout: Layout, batches: Batches) -> Iterator[pa.RecordBatch]:
    """The same rows with their partition, and their customer's id where it is not made of the identifier alone."""
    for batch in batches:
        if len(batch):
            joined = batch["customer"] if "customer" in batch.schema.names else None
            ids = layout.people.ids(batch["who_kind"].to_numpy(), batch["who"], joined)
            columns = {
                "partition": pa.array(numbers_of(hash_texts(ids), layout.partitions)),
                "customer": pa.nulls(len(batch), pa.string()) if joined is None else joined,
                **{name: batch[name] for name, _ in _SENT},
                **{name: pa.nulls(len(batch), pa.int32()) for name in ("trait", "code")},
            }
            yield pa.RecordBatch.from_pydict(columns)


def numbers_of(hashes: Hashes, partitions: int) -> NDArray[np.int32]:
    """The partition of each customer as Spark takes it; there is no unsigned number there."""
    return partition_of(hashes, partitions).astype(np.int32)


def built(storage: Storage, folder: str, layout: Layout, batches: Batches) -> Iterator[pa.RecordBatch]:
    """Accumulate all batches of a task, and make a partition of the rows of each number."""
    tables = [pa.Table.from_batches([batch]) for batch in batches if len(batch)]
    if not tables:
        return
    rows = pa.concat_tables(tables)
    del tables
    for number in pc.unique(rows["partition"]).to_pylist():
        mine = rows.filter(pc.equal(rows["partition"], number)).combine_chunks()
        made, beside, identifiers = partition(f"p{number:05d}-{fresh_name()}", mine, layout)
        sizes = write(storage, folder, made, beside, identifiers)
        yield pa.RecordBatch.from_pydict(
            {
                "partition": pa.array([number], pa.int32()),
                "name": [made.name],
                "steps": pa.array([len(made.steps["seq"])], pa.int64()),
                "customers": pa.array([len(made.customers.hash)], pa.int64()),
                "first": pa.array([sizes[0]], pa.int64()),
                "second": pa.array([sizes[1]], pa.int64()),
            }
        )


def partition(name: str, rows: pa.Table, layout: Layout) -> tuple[Partition, pa.Table, pa.Array]:
    """A partition, the words beside its steps, and the identifiers of its customers."""
    known = rows["trait"].is_valid()
    events, traits = rows.filter(pc.invert(known)).combine_chunks(), rows.filter(known)
    kind = events["who_kind"].to_numpy()
    ids = layout.people.ids(kind, _whole(events["who"]), _whole(events["customer"]))
    customers, of_row = _customers(ids)
    customers = customers._replace(segments=_segments(traits, customers, layout))
    seq = events["seq"].to_numpy()
    steps = RowsOfLog(
        of_row,
        events["occurred_at"].to_numpy(),
        seq,
        events["kind"].to_numpy().astype(np.uint32),
        {
            "sequence": events["sequence"].to_numpy(),
            "value": _numbers(events["value"]),
            "score": _numbers(events["score"]),
        },
    )
    event_id = events["event_id"]

    def event_ids(seqs: NDArray[np.int64]) -> dict[int, str]:
        found = event_id.take(pa.array(in_order_of(seq, seqs))).to_pylist()
        return {number: said for number, said in zip(seqs.tolist(), found, strict=True) if said is not None}

    made = build(name, customers, layout.coded, steps, event_ids)
    order = pa.array(in_order_of(seq, made.steps["seq"]))
    return made, events.select(list(BESIDE)).take(order), _identifiers(of_row, kind, events["who"], len(customers.hash))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.array([], column.type)])


def _numbers(column: pa.ChunkedArray) -> NDArray[np.floating]:
    """NaN for null."""
    found: NDArray[np.floating] = pc.fill_null(column, float("nan")).to_numpy()
    return found


def _customers(ids: pa.Array) -> tuple[Customers, NDArray[np.int32]]:
    """Customers in the order of their hash, and the one of each row."""
    coded = ids.dictionary_encode()
    words = coded.dictionary
    hashes = hash_texts(words)
    order = np.argsort(hashes, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    nothing = np.zeros(0, np.int64)
    found = Customers(nothing, nothing, hashes[order], words.take(pa.array(order)), {})
    return found, place[coded.indices.to_numpy()] if len(ids) else nothing.astype(np.int32)


def _segments(traits: pa.Table, customers: Customers, layout: Layout) -> dict[str, NDArray[np.uint32]]:
    """What is known of the customers, and the segments that conditions make of it."""
    at = pc.index_in(_whole(traits["customer"]), customers.ids).fill_null(-1).to_numpy()
    trait, code = traits["trait"].to_numpy(), traits["code"].to_numpy()
    known = {}
    for number, name in enumerate(layout.traits):
        mine = (trait == number) & (at >= 0)
        known[name] = np.zeros(len(customers.hash), np.uint32)
        known[name][at[mine]] = code[mine]
    size = len(customers.hash)
    made = {one.name: segment_codes(one, known, layout.words, size) for one in layout.segments}
    return known | made


def _identifiers(of_row: NDArray[np.int32], kind: NDArray[np.int8], who: pa.ChunkedArray, customers: int) -> pa.Array:
    """Lists of "kind value", one list a customer."""
    rows = pa.table({"customer": of_row, "kind": kind, "who": who}).group_by(["customer", "kind", "who"]).aggregate([])
    rows = rows.sort_by([("customer", "ascending"), ("kind", "ascending"), ("who", "ascending")])
    words = pc.binary_join_element_wise(
        pa.array(KINDS, pa.string()).take(_whole(rows["kind"])), _whole(rows["who"]), " "
    )
    offsets = np.searchsorted(rows["customer"].to_numpy(), np.arange(customers + 1))
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), words)
