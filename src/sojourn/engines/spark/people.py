"""Customers of a cluster's log: pairs of identifiers are gathered by the workers, resolved by the driver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.ledger import Ledger
from sojourn.engines.spark.scanning import STRONGEST, Unit, kept_rows, microseconds, strongest
from sojourn.engines.spark.storage import Storage
from sojourn.identities.customers import customer_id, customer_ids
from sojourn.identities.kinds import KINDS
from sojourn.identities.unify import resolution_of
from sojourn.store.people import Evidence

_SEEN = "kind byte, value string, first_seen long"
_PAIRS = "a_kind byte, a string, b_kind byte, b string, first_seen long"
USER, CASE = KINDS.index("user_id"), KINDS.index("case_id")
JOINED = pa.schema(
    [
        ("kind", pa.int8()),
        ("value", pa.string()),
        ("customer", pa.string()),
        ("stands_kind", pa.int8()),
        ("stands", pa.string()),
    ]
)
"""Identifiers whose customer is not simply their own: with its id, and the identifier that stands for it."""


class Customers(NamedTuple):
    """`joined` has the columns of JOINED; every other identifier is a customer of its own, called by `key`."""

    joined: pa.Table
    key: bytes

    def ids(self, kind: NDArray[np.int8], value: pa.Array, joined: pa.Array | None) -> pa.Array:
        """The customer ids of identifiers, given what `joined` has for them (null elsewhere)."""
        own = customer_ids(kind.astype(np.uint8), value, self.key)
        return own if joined is None else pc.coalesce(joined, own)


def resolved(jobs: Jobs, storage: Storage, ledger: Ledger, units: Sequence[Unit], key: bytes) -> Customers:
    """Who is who, by the pairs that events join and by what people decided."""
    if not units:
        return Customers(JOINED.empty_table(), key)
    pairs = _pairs(jobs, storage, units)
    alike = _cases_like_users(jobs, storage, units)
    if len(pairs) + len(ledger.decisions) == 0:
        return Customers(alike, key)
    seen = jobs.collect(_least(jobs.each(units, partial(_seen, storage), _SEEN), ("kind", "value")))
    return Customers(_joined(_evidence(pairs, seen, ledger), key, set(alike["value"].to_pylist()), alike), key)


def _least(frame: Any, by: tuple[str, ...]) -> Any:
    from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

    return frame.groupBy(*by).agg(F.min("first_seen").alias("first_seen"))


def _pairs(jobs: Jobs, storage: Storage, units: Sequence[Unit]) -> pa.Table:
    """Every two identifiers that an event joins, once, with the first time."""
    named = {name for unit in units for name in storage.open(unit.file.name).schema_arrow.names} & set(STRONGEST[:-1])
    if len(named) < 2:
        return pa.table({"a_kind": [], "a": [], "b_kind": [], "b": [], "first_seen": []})
    return jobs.collect(_least(jobs.each(units, partial(_joins, storage), _PAIRS), ("a_kind", "a", "b_kind", "b")))


def _joins(storage: Storage, unit: Unit) -> Iterator[pa.RecordBatch]:
    rows = kept_rows(storage, unit, ["seq", "occurred_at", *STRONGEST])
    kind, value = strongest(rows)
    times = microseconds(rows, "occurred_at")
    for code, other in enumerate(KINDS):
        joined = pc.and_(rows[other].is_valid(), pc.not_equal(kind, code)).combine_chunks()
        if other == "case_id" or not pc.any(joined).as_py():
            continue
        pairs = pa.table({"a_kind": kind, "a": value, "b": rows[other], "first_seen": times}).filter(joined)
        least = pairs.group_by(["a_kind", "a", "b"]).aggregate([("first_seen", "min")])
        least = least.rename_columns(["a_kind", "a", "b", "first_seen"])
        least = least.append_column("b_kind", pa.array(np.full(len(least), code, np.int8)))
        yield from least.select(["a_kind", "a", "b_kind", "b", "first_seen"]).to_batches()


def _seen(storage: Storage, unit: Unit) -> Iterator[pa.RecordBatch]:
    rows = kept_rows(storage, unit, ["seq", "occurred_at", *STRONGEST])
    kind, value = strongest(rows)
    seen = pa.table({"kind": kind, "value": value, "first_seen": microseconds(rows, "occurred_at")})
    least = seen.group_by(["kind", "value"]).aggregate([("first_seen", "min")])
    yield from least.rename_columns(["kind", "value", "first_seen"]).to_batches()


def _cases_like_users(jobs: Jobs, storage: Storage, units: Sequence[Unit]) -> pa.Table:
    """Cases that stand for a customer and are called like a user: two customers never share an id."""
    kinds = {name for unit in units for name in storage.open(unit.file.name).schema_arrow.names}
    if not {"user_id", "case_id"} <= kinds:
        return JOINED.empty_table()
    from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

    seen = jobs.each(units, partial(_seen, storage), _SEEN).where(F.col("kind").isin(USER, CASE))
    twice = seen.groupBy("value").agg(F.countDistinct("kind").alias("kinds")).where("kinds > 1").select("value")
    values = jobs.collect(twice)["value"].to_pylist()
    return pa.Table.from_pylist([_own(CASE, value, f"case_id:{value}") for value in sorted(values)], JOINED)


def _own(kind: int, value: str, called: str) -> dict[str, Any]:
    return {"kind": kind, "value": value, "customer": called, "stands_kind": kind, "stands": value}


def _evidence(pairs: pa.Table, seen: pa.Table, ledger: Ledger) -> Evidence:
    """What resolution asks for, of those identifiers alone that something joins."""
    ends = list(zip(pairs["a_kind"].to_pylist(), pairs["a"].to_pylist(), strict=True))
    others = list(zip(pairs["b_kind"].to_pylist(), pairs["b"].to_pylist(), strict=True))
    decided = [(KINDS.index(kind), value) for one in ledger.decisions for kind, value in (one.a, one.b)]
    code = {who: number for number, who in enumerate(sorted({*ends, *others, *decided}))}
    first = dict.fromkeys(code, 0)
    columns = (seen[name].to_pylist() for name in ("kind", "value", "first_seen"))
    for kind, value, time in zip(*columns, strict=True):
        if (kind, value) in first:
            first[kind, value] = time
    identifiers = pa.table(
        {
            "code": pa.array(range(len(code)), pa.int32()),
            "kind": pa.array([KINDS[kind] for kind, _ in code], pa.string()),
            "value": pa.array([value for _, value in code], pa.string()),
            "first_seen": pa.array(list(first.values()), pa.int64()),
        }
    )
    edges = pa.table(
        {
            "a": pa.array([code[who] for who in ends], pa.int32()),
            "b": pa.array([code[who] for who in others], pa.int32()),
            "first_seen": pa.array(pairs["first_seen"].to_pylist(), pa.int64()),
        }
    )
    return Evidence(identifiers, edges, _decisions(ledger, code))


def _decisions(ledger: Ledger, code: dict[tuple[int, str], int]) -> pa.Table:
    found = [
        (one.kind, *(code[KINDS.index(kind), value] for kind, value in (one.a, one.b))) for one in ledger.decisions
    ]
    return pa.table(
        {
            "kind": pa.array([kind for kind, _, _ in found], pa.string()),
            "a": pa.array([a for _, a, _ in found], pa.int32()),
            "b": pa.array([b for _, _, b in found], pa.int32()),
        }
    )


def _joined(found: Evidence, key: bytes, called_alike: set[str], alike: pa.Table) -> pa.Table:
    kinds, values = found.identifiers["kind"].to_pylist(), found.identifiers["value"].to_pylist()
    rows = {(row["kind"], row["value"]): row for row in alike.to_pylist()}
    for number, stands in enumerate(resolution_of(found).cluster.tolist()):
        kind, value = kinds[stands], values[stands]
        case = kind == "case_id" and value in called_alike
        called = f"case_id:{value}" if case else customer_id(kind, value, key)
        code = KINDS.index(kinds[number])
        row = _own(KINDS.index(kind), value, called) | {"kind": code, "value": values[number]}
        rows[code, values[number]] = row
    return pa.Table.from_pylist(list(rows.values()), JOINED)
