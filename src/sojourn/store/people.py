"""The tables about people: identifiers, the evidence that joins them, the customers made of them, their traits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

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

    def joined_since(self) -> NDArray[np.int32] | None:
        """Identifiers of which something joined is told since the last time, and all that are connected with them.

        None where evidence has gone: anybody may then be somebody else.
        """
        with self._reading() as connection:
            edges, links, known_edges, known_links, load = one(connection, _EVIDENCE)
            if edges < known_edges or links < known_links or known_edges < 0:
                return None
            connection.execute(_NEAR.format(edges=int(known_edges), links=int(known_links), load=int(load)))
            before, (found,) = -1, one(connection, "select count(*) from near")
            while found > before:
                connection.execute(_NEARBY)
                before, (found,) = found, one(connection, "select count(*) from near")
            codes: NDArray[np.int32] = connection.sql("from near order by code").to_arrow_table()["code"].to_numpy()
            return codes

    def evidence(self, of: NDArray[np.int32] | None = None) -> Evidence:
        """All there is, or what is about some identifiers and nobody else."""
        about = "" if of is None else "where a in (select code from wanted)"
        with self._reading() as connection:
            connection.register("wanted", pa.table({"code": pa.array([] if of is None else of, pa.int32())}))
            edges = connection.sql(
                f"select a, b, min(epoch_us(first_seen)) as first_seen from store.edges {about} group by a, b"
            ).to_arrow_table()
            decisions = connection.sql(
                f"select kind, a, b from store.links {about} order by made_at, rowid"
            ).to_arrow_table()
            identifiers = connection.sql(_SEEN if of is None else _SEEN_OF).to_arrow_table()
            connection.unregister("wanted")
        return Evidence(identifiers, edges, decisions)

    def unnamed(self, plain: Sequence[str]) -> pa.Table:
        """Identifiers without a public id whose value cannot be it: code, kind, value.

        A value can be the id where its kind is `plain`, unless it names a case that is called like a user.
        """
        return self._table(_UNNAMED, [list(plain)])

    def name(self, ids: pa.Table) -> None:
        """Give identifiers their public id (code, customer). Only within a change."""
        with self._reading() as connection:
            _give_ids(connection, ids)

    def write_customers(self, clusters: pa.Table, refused: pa.Table, of: NDArray[np.int32] | None) -> None:
        """Who stands for whom (code, customer), and refused edges (a, b, reason): of some identifiers, or of all.

        Notes which identifiers have moved to another customer since the last time. Only within a change.
        """
        about = "" if of is None else "where code in (select code from wanted)"
        with self._reading() as connection:
            connection.register("wanted", pa.table({"code": pa.array([] if of is None else of, pa.int32())}))
            connection.execute(_REMEMBER.format(about=about, refused=about.replace("code in", "a in", 1)))
            insert(connection, "store.clusters", clusters)
            insert(connection, "store.refused", refused)
            connection.execute(_MOVED.format(about=about))
            connection.unregister("wanted")

    def are_resolved(self) -> None:
        """Note that customers are those of the log as it is. Only within a change."""
        with self._reading() as connection:
            connection.execute(_RESOLVED)

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


_EVIDENCE = """
select (select count(*) from store.edges), (select count(*) from store.links), resolved_edges, resolved_links,
       resolved_load
from store.state
"""
_NEAR = """
create or replace temp table near as
select unnest([a, b]) as code from (select a, b from store.edges order by rowid offset {edges})
union
select unnest([a, b]) from (select a, b from store.links order by rowid offset {links})
union
select identifier from store.log
where load_id > {load} and identifier in (select unnest([code, customer]) from store.clusters)
"""
"""Rows come in the order in which they were added. Events may tell of the joined that they were there earlier."""
_NEARBY = """
insert into near
select code from (
    select b as code from store.edges where a in (select code from near)
    union select a from store.edges where b in (select code from near)
    union select b from store.links where a in (select code from near)
    union select a from store.links where b in (select code from near)
) where code not in (select code from near)
"""
_RESOLVED = """
update store.state set resolved_version = version, resolved_codes = next_identifier,
    resolved_edges = (select count(*) from store.edges), resolved_links = (select count(*) from store.links),
    resolved_load = (select coalesce(max(load_id), 0) from store.loads)
"""
_REMEMBER = """
create or replace temp table was as select code, customer from store.clusters {about};
delete from store.clusters {about};
delete from store.refused {refused}
"""
_MOVED = """
insert into store.moved
select s.version, code, coalesce(w.customer, code)
from was w full join (select * from store.clusters {about}) c using (code) cross join store.state s
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
_SEEN_OF = """
select i.code, i.kind, i.value, coalesce(epoch_us(s.first_seen), 0) as first_seen
from store.identifiers i
left join (
    select identifier as code, min(occurred_at) as first_seen from store.log
    where identifier in (select code from wanted) group by identifier
) s using (code)
where i.code in (select code from wanted)
order by i.code
"""
IDENTIFIERS = """
select i.code, i.kind, i.value, r.code as customer, coalesce(r.customer, r.value) as customer_id
from store.identifiers i
left join store.clusters c on c.code = i.code
join store.identifiers r on r.code = coalesce(c.customer, i.code)
"""
