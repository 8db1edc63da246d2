"""Which rows of a load the log holds already, and which are true repeats.

An event with an `event_id` is the event of that id. An event without one is (hash of its row, n-th such row in its
load): the same file loaded twice changes nothing, while a row that stands twice in one file counts twice.
"""

from __future__ import annotations

from typing import Any

import duckdb
import msgspec
import pyarrow as pa

from sojourn.store.columns import as_stored, present
from sojourn.store.database import one
from sojourn.store.hashing import Hashes, hash_rows

CONFLICT = "conflicting_event_id"
APART = {"seq", "identity", "load_id", "event_id", "sequence", "received_at"}
"""Columns in which two records of the same event may differ."""


def remove_duplicates(connection: duckdb.DuckDBPyConnection, load_id: int, suspects: Hashes) -> tuple[int, pa.Table]:
    """Take repeated events of this load out again: how many, and those whose id came again with other contents.

    The latter come back as rejects (seq, reason, original). `suspects`: identities that may stand twice in the load.
    """
    connection.register("suspects", pa.table({"identity": suspects}))
    here = as_stored(connection, ("event_id",))
    connection.execute(f"create or replace temp table repeated as {_repeated(here)}", {"load": load_id})
    connection.unregister("suspects")
    _number_repeats(connection)
    (earlier,) = one(connection, f"select exists (from store.log where load_id < {int(load_id)})")
    before = f"union {_before(connection, load_id)}" if earlier else ""
    connection.execute(f"create or replace temp table pairs as {_INSIDE} {before}")
    (found,) = one(connection, "select count(distinct seq) from pairs")
    conflicts = _taken_out(connection) if found else _NO_CONFLICTS
    connection.execute("drop table pairs; drop table repeated; drop table if exists fresh")
    return found - len(conflicts), conflicts


def _taken_out(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Delete the rows that came before; those that said something else then come back."""
    same = " and ".join(f"a.{name} is not distinct from b.{name}" for name in sorted(present(connection) - APART))
    connection.execute(f"create or replace temp table twice as {_twice(same)}")
    conflicts = _conflicts(connection)
    connection.execute("delete from store.log where seq in (select seq from twice); drop table twice")
    return conflicts


def _number_repeats(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the 2nd, 3rd ... equal row without an id an identity of its own."""
    repeats = connection.sql(_REPEATS).to_arrow_table()
    if len(repeats) == 0:
        return
    identity = {"identity": repeats["identity"].to_numpy(), "nth": repeats["nth"].to_numpy()}
    fixed = pa.table({"seq": repeats["seq"], "identity": hash_rows(identity, len(repeats))})
    connection.register("fixed", fixed)
    connection.execute("update store.log set identity = fixed.identity from fixed where store.log.seq = fixed.seq")
    connection.unregister("fixed")


def _repeated(event_id: str) -> str:
    """Rows of the load whose identity stands in it more than once."""
    return f"""
select seq, identity, {event_id}
from store.log join suspects using (identity)
where load_id = $load
qualify count(*) over (partition by identity) > 1
"""


_REPEATS = """
select seq, identity, nth from (
    select seq, identity, row_number() over (partition by identity order by seq) as nth
    from repeated where event_id is null
)
where nth > 1
"""


_INSIDE = """
select seq, kept from (
    select seq, min(seq) over (partition by identity) as kept from repeated where event_id is not null
) where seq <> kept
"""
"""Rows of the load (seq) that are events which it has had before (kept)."""


def _before(connection: duckdb.DuckDBPyConnection, load_id: int) -> str:
    """Rows of the load (seq) that are events which the log had before (kept).

    The load's own identities stand in a table by themselves: of two filters on one table the planner cannot tell which
    leaves less, and takes the larger side into memory.
    """
    connection.execute(
        f"create or replace temp table fresh as select identity, seq from store.log where load_id = {int(load_id)}"
    )
    return f"""
select fresh.seq, a.seq as kept
from fresh join (select identity, seq from store.log where load_id < {int(load_id)}) a using (identity)
"""


def _twice(same: str) -> str:
    """The rows that came before, and whether they say the same by now."""
    return f"""
select b.seq, bool_and({same}) as same
from pairs
join store.log a on a.seq = pairs.kept
join store.log b on b.seq = pairs.seq
group by b.seq
"""


def _conflicts(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Rows whose event id is taken by an event that says something else: seq, reason, original."""
    rows = connection.sql(_CONFLICTING).to_arrow_table().to_pylist()
    joined: dict[int, dict[str, str]] = {}
    for seq, kind, value in connection.execute(_JOINED_BY_CONFLICTS).fetchall():
        joined.setdefault(seq, {})[kind] = value
    originals = [original(row, joined.get(row["seq"], {})) for row in rows]
    return pa.table(
        {
            "seq": pa.array([row["seq"] for row in rows], pa.int64()),
            "reason": pa.array([CONFLICT] * len(rows), pa.string()),
            "original": pa.array(originals, pa.string()),
        }
    )


def original(row: dict[str, Any], others: dict[str, str]) -> str:
    """All that the row said, under the names by which a reader knows its columns again."""
    said = {row.pop("identifier_kind"): row.pop("identifier")} | others | row
    del said["seq"]
    properties = said.pop("properties")
    said["properties"] = msgspec.json.decode(properties) if properties else None
    return msgspec.json.encode({name: value for name, value in said.items() if value is not None}).decode()


_CONFLICTING = """
select seq, identifier_kind, identifier, event_id, occurred_at, received_at, event, touchpoint, channel, case_id,
       value, currency, score, score_kind, text, properties::varchar as properties
from twice join main.events using (seq)
where not same order by seq
"""
_JOINED_BY_CONFLICTS = """
select j.seq, i.kind, i.value
from twice join joined j using (seq) join store.identifiers i on i.code = j.b
where not twice.same
"""
_NO_CONFLICTS = pa.table(
    {"seq": pa.array([], pa.int64()), "reason": pa.array([], pa.string()), "original": pa.array([], pa.string())}
)
