"""The tables about people: identifiers, the evidence that joins them, the customers made of them, their traits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from sojourn.store.database import one, transaction, translated
from sojourn.store.encoding import Hides
from sojourn.store.loading import insert
from sojourn.store.traits import add_traits


class Evidence(NamedTuple):
    """For resolution: identifiers (code, kind, value, first_seen), edges (a, b, first_seen), decisions (kind, a, b)."""

    identifiers: pa.Table
    edges: pa.Table
    decisions: pa.Table


class People:
    """Reads and writes the tables about people. Writing is one transaction each."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        """Over the connection of the event log."""
        self._connection, self._path = connection, path

    def is_resolved(self) -> bool:
        """Whether customers are those of the log as it is."""
        (same,) = one(self._connection.cursor(), "select version = resolved_version from store.state")
        return bool(same)

    def evidence(self) -> Evidence:
        """All there is; `first_seen` of identifiers is only looked up where something joins them."""
        edges = self._table("select a, b, min(epoch_us(first_seen)) as first_seen from store.edges group by a, b")
        decisions = self._table("select kind, a, b from store.links order by made_at, rowid")
        joined = len(edges) + len(decisions) > 0
        return Evidence(self._table(_SEEN if joined else _UNSEEN), edges, decisions)

    def write_customers(self, ids: pa.Table, clusters: pa.Table | None, refused: pa.Table | None) -> None:
        """Public ids (code, customer), who stands for whom (code, customer), refused edges (a, b, reason)."""
        with transaction(self._connection, self._path):
            self._connection.execute("delete from store.clusters; delete from store.refused")
            self._give_ids(ids)
            for table, rows in (("clusters", clusters), ("refused", refused)):
                if rows is not None:
                    insert(self._connection, table, rows)
            self._connection.execute("update store.state set resolved_version = version")

    def find(self, value: str) -> pa.Table:
        """Identifiers whose value, or customer_id, is `value`: code, kind, value, customer (code), customer_id."""
        return self._table(f"select * from ({_IDENTIFIERS}) where value = $1 or customer_id = $1 {_STRONGEST}", [value])

    def members(self, customer: int) -> pa.Table:
        """The identifiers of one customer, named by the code that stands for it."""
        return self._table(f"select * from ({_IDENTIFIERS}) where customer = $1 order by kind, value", [customer])

    def refused(self, limit: int) -> list[tuple[str, str, str]]:
        """Pairs of identifiers that were kept apart, and why."""
        rows = self._table(
            """select a.kind || ' ' || a.value, b.kind || ' ' || b.value, r.reason
               from store.refused r
               join store.identifiers a on a.code = r.a
               join store.identifiers b on b.code = r.b
               order by all limit $1""",
            [limit],
        )
        return [tuple(row.values()) for row in rows.to_pylist()]

    def suppressed(self) -> frozenset[bytes]:
        """Hashes of the identifiers that must not come back."""
        return frozenset(bytes.fromhex(h) for h in self._table("select hash from store.suppressed")["hash"].to_pylist())

    def add_traits(self, rows: pa.Table, hides: Hides) -> int:
        """Keep what is known of customers (kind, value, name, trait); returns how many traits changed."""
        with transaction(self._connection, self._path):
            return add_traits(self._connection, rows, hides)

    def identifiers(self) -> pa.Table:
        """All identifiers, by code: code, kind, value, customer (the code that stands for it) and its customer_id."""
        return self._table(f"{_IDENTIFIERS} order by i.code")

    def traits(self) -> pa.Table:
        """What is known of customers: name, value, `row` of the identifier in `identifiers`; latest load last."""
        return self._table(_TRAITS)

    def decide(self, kind: str, a: int, b: int) -> None:
        """Keep what a person decided: "merge" a into b, or "apart"."""
        with transaction(self._connection, self._path):
            self._connection.execute("insert into store.links values (?, ?, ?, now()::timestamp)", [kind, a, b])
            self._connection.execute("update store.state set version = version + 1")

    def _give_ids(self, ids: pa.Table) -> None:
        self._connection.register("public", ids)
        self._connection.execute(
            """update store.identifiers set customer = public.customer from public
               where public.code = store.identifiers.code and store.identifiers.customer is null"""
        )
        self._connection.unregister("public")

    def _table(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        with translated(self._path):
            return self._connection.cursor().sql(query, params=list(parameters) or None).to_arrow_table()


_STRONGEST = """order by list_position(
    ['user_id', 'loyalty_card', 'email', 'phone', 'anonymous_id', 'case_id'], kind)"""
_UNSEEN = "select code, kind, value, 0::bigint as first_seen from store.identifiers order by code"
_SEEN = """
select i.code, i.kind, i.value, coalesce(epoch_us(s.first_seen), 0) as first_seen
from store.identifiers i
left join (select identifier as code, min(occurred_at) as first_seen from store.log group by identifier) s using (code)
order by i.code
"""
_IDENTIFIERS = """
select i.code, i.kind, i.value, r.code as customer, coalesce(r.customer, r.value) as customer_id
from store.identifiers i
left join store.clusters c on c.code = i.code
join store.identifiers r on r.code = coalesce(c.customer, i.code)
"""
_TRAITS = """
select t.name, t.value, i.row
from store.traits t
join (select code, row_number() over (order by code) - 1 as row from store.identifiers) i on i.code = t.identifier
order by t.load_id
"""
