"""Which identifiers a load joined: kept as edges only where the event that says so was kept."""

from __future__ import annotations

import duckdb

from sojourn.store.columns import as_stored

JOINED = """
create or replace temp table joined(a integer not null, b integer not null, first_seen timestamp not null, seq bigint)
"""
"""Every pair of identifiers that an event of the running load names."""


def keep_evidence(connection: duckdb.DuckDBPyConnection, load_id: int) -> None:
    """Turn the pairs of the running load into edges, and drop identifiers that no event and no edge needs.

    Rows that were taken out again prove nothing. An edge that the log has already is kept once, with its first event.
    """
    connection.execute(_EDGES, {"load": load_id})
    connection.execute(_unused(as_stored(connection, ("case_id",))), {"load": load_id})
    connection.execute("drop table joined")


_EDGES = """
insert into store.edges
select a, b, min(j.first_seen), arg_min(j.seq, j.first_seen)
from joined j
where seq in (select seq from store.log where load_id = $load)
group by a, b
having not exists (
    select 1 from store.edges e where e.a = j.a and e.b = j.b and e.first_seen <= min(j.first_seen)
)
"""


def _unused(case_id: str) -> str:
    """Identifiers first met in this load that nothing of it refers to."""
    return f"""
delete from store.identifiers
where code >= (select next_identifier from store.state)
    and code not in (select identifier from store.log where load_id = $load)
    and code not in (select a from store.edges union all select b from store.edges)
    and code not in (select c from (select {case_id} from store.log where load_id = $load) t(c) where c is not null)
"""
