"""The tables about people: identifiers, the evidence that joins them, the customers made of them, their traits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

import duckdb
import pyarrow as pa

from sojourn.store.database import one
from sojourn.store.loading import insert


class Evidence(NamedTuple):
    """For resolution: identifiers (code, kind, value, first_seen), edges (a, b, first_seen), decisions (kind, a, b)."""

    identifiers: pa.Table
    edges: pa.Table
    decisions: pa.Table


class People:
    """Reads and writes the tables about people through `reading`: a cursor, or the connection of a change."""

    def __init__(self, reading: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]) -> None:
        """`reading` opens what each question is asked on."""
        self._reading = reading

    def is_resolved(self) -> bool:
        """Whether customers are those of the log as it is."""
        with self._reading() as connection:
            (same,) = one(connection, "select version = resolved_version from store.state")
            return bool(same)

    def evidence(self) -> Evidence:
        """All there is; `first_seen` of identifiers is only looked up where something joins them."""
        edges = self._table("select a, b, min(epoch_us(first_seen)) as first_seen from store.edges group by a, b")
        decisions = self._table("select kind, a, b from store.links order by made_at, rowid")
        joined = len(edges) + len(decisions) > 0
        return Evidence(self._table(_SEEN if joined else _UNSEEN), edges, decisions)

    def write_customers(self, ids: pa.Table, clusters: pa.Table | None, refused: pa.Table | None) -> None:
        """Public ids (code, customer), who stands for whom (code, customer), refused edges (a, b, reason).

        Only within a change.
        """
        with self._reading() as connection:
            connection.execute("delete from store.clusters; delete from store.refused")
            _give_ids(connection, ids)
            for table, rows in (("clusters", clusters), ("refused", refused)):
                if rows is not None:
                    insert(connection, f"store.{table}", rows)
            connection.execute("update store.state set resolved_version = version")

    def find(self, value: str) -> pa.Table:
        """Identifiers whose value, or customer_id, is `value`: code, kind, value, customer (code), customer_id."""
        return self._table(f"select * from ({IDENTIFIERS}) where value = $1 or customer_id = $1 {_STRONGEST}", [value])

    def members(self, customer: int) -> pa.Table:
        """The identifiers of one customer, named by the code that stands for it."""
        return self._table(f"select * from ({IDENTIFIERS}) where customer = $1 order by kind, value", [customer])

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

    def _table(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        with self._reading() as connection:
            return connection.sql(query, params=list(parameters) or None).to_arrow_table()


def _give_ids(connection: duckdb.DuckDBPyConnection, ids: pa.Table) -> None:
    connection.register("public", ids)
    connection.execute(
        """update store.identifiers set customer = public.customer from public
           where public.code = store.identifiers.code and store.identifiers.customer is null"""
    )
    connection.unregister("public")


_STRONGEST = """order by list_position(
    ['user_id', 'loyalty_card', 'email', 'phone', 'anonymous_id', 'case_id'], kind)"""
_UNSEEN = "select code, kind, value, 0::bigint as first_seen from store.identifiers order by code"
_SEEN = """
select i.code, i.kind, i.value, coalesce(epoch_us(s.first_seen), 0) as first_seen
from store.identifiers i
left join (select identifier as code, min(occurred_at) as first_seen from store.log group by identifier) s using (code)
order by i.code
"""
IDENTIFIERS = """
select i.code, i.kind, i.value, r.code as customer, coalesce(r.customer, r.value) as customer_id
from store.identifiers i
left join store.clusters c on c.code = i.code
join store.identifiers r on r.code = coalesce(c.customer, i.code)
"""
