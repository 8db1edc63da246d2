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

    def are_joined(self) -> bool:
        """Whether anything says of two identifiers that they are one customer, or that they are not."""
        with self._reading() as connection:
            edges, decisions = one(connection, _JOINED)
            return bool(edges or decisions)

    def evidence(self) -> Evidence:
        """All there is."""
        edges = self._table("select a, b, min(epoch_us(first_seen)) as first_seen from store.edges group by a, b")
        decisions = self._table("select kind, a, b from store.links order by made_at, rowid")
        return Evidence(self._table(_SEEN), edges, decisions)

    def unnamed(self, plain: Sequence[str]) -> pa.Table:
        """Identifiers without a public id whose value cannot be it: code, kind, value.

        A value can be the id where its kind is `plain`, unless it names a case that is called like a user.
        """
        return self._table(_UNNAMED, [list(plain)])

    def write_customers(self, ids: pa.Table, clusters: pa.Table | None, refused: pa.Table | None) -> None:
        """Public ids (code, customer), who stands for whom (code, customer), refused edges (a, b, reason).

        Notes which identifiers have moved to another customer since the last time. Only within a change.
        """
        with self._reading() as connection:
            connection.execute(_REMEMBER)
            _give_ids(connection, ids)
            for table, rows in (("clusters", clusters), ("refused", refused)):
                if rows is not None:
                    insert(connection, f"store.{table}", rows)
            connection.execute(_MOVED)
            connection.execute("update store.state set resolved_version = version, resolved_codes = next_identifier")

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
    """A customer who had events under another id before is a reason to compile everything anew."""
    if len(ids) == 0:
        return
    connection.register("public", ids)
    connection.execute(_RENAMED)
    connection.execute(
        """update store.identifiers set customer = public.customer from public
           where public.code = store.identifiers.code and store.identifiers.customer is null"""
    )
    connection.unregister("public")


_JOINED = "select (select count(*) from store.edges), (select count(*) from store.links)"
_REMEMBER = """
create or replace temp table was as select code, customer from store.clusters;
delete from store.clusters;
delete from store.refused
"""
_MOVED = """
insert into store.moved
select s.version, code, coalesce(w.customer, code)
from was w full join store.clusters c using (code) cross join store.state s
where coalesce(w.customer, code) <> coalesce(c.customer, code) and code < s.resolved_codes;
drop table was
"""
"""An identifier that nothing joins stands for itself; those first met since then had no customer to move from."""
_RENAMED = """
insert into store.moved
select distinct version, null::integer, null::integer from public, store.state where code < resolved_codes
"""
_UNNAMED = """
select code, kind, value from store.identifiers
where customer is null and (
    not list_contains($1, kind)
    or (kind = 'case_id' and value in (select value from store.identifiers where kind = 'user_id')))
"""
_STRONGEST = """order by list_position(
    ['user_id', 'loyalty_card', 'email', 'phone', 'anonymous_id', 'case_id'], kind)"""
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
