"""Take people out of the log, and out of every byte of its file."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from sojourn.store import tables
from sojourn.store.columns import make_room, present
from sojourn.store.database import one, transaction


def forget(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    codes: Sequence[int],
    values: Sequence[str],
    hashes: Sequence[str],
) -> int:
    """Delete all that belongs to some identifiers, and suppress them from now on; returns how many events went.

    `codes` and `values` are theirs in the dictionary, `hashes` what suppression will know them by. What is deleted is
    still in the file until `rewrite`; the state remembers that this is due.
    """
    with transaction(connection, path):
        connection.register("gone", pa.table({"code": pa.array(codes, pa.int32())}))
        (events,) = one(connection, "select count(*) from store.log where identifier in (select code from gone)")
        for statement in _DELETIONS:
            connection.execute(statement)
        connection.unregister("gone")
        _delete_rejects(connection, values)
        connection.executemany("insert into store.suppressed values (?)", [[hash_] for hash_ in hashes])
        connection.execute("update store.state set version = version + 1, rewrite_due = true")
    return int(events)


_DELETIONS = (
    "delete from store.log where identifier in (select code from gone)",
    "delete from store.edges where a in (select code from gone) or b in (select code from gone)",
    "delete from store.links where a in (select code from gone) or b in (select code from gone)",
    "delete from store.refused where a in (select code from gone) or b in (select code from gone)",
    "delete from store.clusters where code in (select code from gone) or customer in (select code from gone)",
    "delete from store.traits where identifier in (select code from gone)",
    "delete from store.identifiers where code in (select code from gone)",
)


def _delete_rejects(connection: duckdb.DuckDBPyConnection, values: Sequence[str]) -> None:
    """Rejects that name one of the values as a word of its own."""
    words = "|".join(re.escape(value) for value in sorted(values, key=len, reverse=True))
    named = re.compile(rf"(?<![\w@.+-])(?:{words})(?![\w@+-])", re.IGNORECASE)
    rows = connection.execute("select reject_id, original from store.rejects").fetchall()
    found = [[reject_id] for reject_id, original in rows if named.search(original)]
    if found:
        connection.executemany("delete from store.rejects where reject_id = ?", found)


def delete_unused(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Names and case ids that no event uses any more: they may say who was forgotten."""
    here = present(connection)
    coded = [name for name in ("event", "touchpoint", "channel", "currency", "score_kind") if name in here]
    used = " union ".join(f"select {name} from store.log where {name} is not null" for name in coded)
    with transaction(connection, path):
        connection.execute(f"delete from store.names where code not in ({used})")
        if "case_id" in here:
            connection.execute(
                """delete from store.identifiers where kind = 'case_id'
                   and code not in (select identifier from store.log)
                   and code not in (select case_id from store.log where case_id is not null)"""
            )


def rewrite(path: Path) -> None:
    """Write the log at `path` anew, without what was deleted, and put it in the old one's place in one step.

    The file must not be open. Killed at any moment, it leaves the old file or the new one.
    """
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"attach {_literal(path)} as old (read_only); attach {_literal(fresh)} as fresh; use fresh")
        _copy(connection)
    finally:
        connection.close()
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(path)
    path.with_suffix(path.suffix + ".wal").unlink(missing_ok=True)


def _copy(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(tables.TABLES)
    names = [name for (name,) in connection.execute(_COLUMNS).fetchall()]
    connection.execute(tables.events_view(set()))
    make_room(connection, [name for name in names if name in tables.OPTIONAL])
    for (table,) in connection.execute("select table_name from duckdb_tables() where database_name = 'old'").fetchall():
        connection.execute(f"insert into fresh.store.{table} by name select * from old.store.{table}")
    connection.execute(tables.VIEWS)
    connection.execute("update fresh.store.state set rewrite_due = false")
    connection.execute("checkpoint fresh")


_COLUMNS = "select column_name from duckdb_columns() where database_name = 'old' and table_name = 'log'"


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
