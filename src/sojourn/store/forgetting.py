"""Take people out of the log, and out of every byte of its file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from sojourn.store import tables
from sojourn.store.columns import make_room, present
from sojourn.store.database import one

FORGOTTEN = "[forgotten]"


class Gone(NamedTuple):
    """Who goes: `codes` in the dictionary, `hashes` that suppression will know them by.

    `telling` values say who it is wherever they stand, so they are blotted out in what others said; `named` tells
    whether the original of a reject is about one of them. `compiled` is the version of the log that journeys are made
    from: in these, who has moved since then is under an id that nothing tells any more.
    """

    codes: Sequence[int]
    hashes: Sequence[str]
    telling: Sequence[str]
    named: Callable[[str], bool]
    compiled: int


def forget(connection: duckdb.DuckDBPyConnection, gone: Gone) -> int:
    """Delete all that belongs to some identifiers within the caller's transaction; returns how many events went.

    What is deleted is still in the file until `rewrite`; the state remembers that this is due.
    """
    connection.register("gone", pa.table({"code": pa.array(gone.codes, pa.int32())}))
    (events,) = one(connection, "select count(*) from store.log where identifier in (select code from gone)")
    (moved,) = one(connection, _MOVED_SINCE.format(compiled=int(gone.compiled)))
    for statement in _DELETIONS:
        connection.execute(statement)
    connection.unregister("gone")
    _delete_named_rejects(connection, gone.named)
    _delete_unused(connection)
    renamed = _blot_out(connection, gone.telling)
    connection.executemany("insert into store.suppressed values (?)", [[hash_] for hash_ in gone.hashes])
    connection.execute("update store.state set version = version + 1, rewrite_due = true")
    if renamed or moved:
        connection.execute("insert into store.moved select version, null, null from store.state")
    return int(events)


_MOVED_SINCE = """
select exists (
    from store.moved where version > {compiled}
    and (code in (select code from gone) or was in (select code from gone)))
"""
_DELETIONS = (
    "delete from store.log where identifier in (select code from gone)",
    "delete from store.edges where a in (select code from gone) or b in (select code from gone)",
    "delete from store.links where a in (select code from gone) or b in (select code from gone)",
    "delete from store.refused where a in (select code from gone) or b in (select code from gone)",
    "delete from store.clusters where code in (select code from gone) or customer in (select code from gone)",
    "delete from store.traits where identifier in (select code from gone)",
    "delete from store.moved where code in (select code from gone) or was in (select code from gone)",
    "delete from store.identifiers where code in (select code from gone)",
)


def _delete_named_rejects(connection: duckdb.DuckDBPyConnection, named: Callable[[str], bool]) -> None:
    rows = connection.execute("select reject_id, original from store.rejects").fetchall()
    delete_rejects(connection, [reject_id for reject_id, original in rows if named(original)])


def delete_rejects(connection: duckdb.DuckDBPyConnection, reject_ids: Sequence[int]) -> None:
    """Delete some rejects in one pass over their table, within the caller's transaction."""
    connection.register("gone", pa.table({"reject_id": pa.array(reject_ids, pa.uint64())}))
    connection.execute("delete from store.rejects where reject_id in (select reject_id from gone)")
    connection.unregister("gone")


def _delete_unused(connection: duckdb.DuckDBPyConnection) -> None:
    """Names and case ids that no event uses any more: they may say who was forgotten."""
    here = present(connection)
    coded = [name for name in ("event", "touchpoint", "channel", "currency", "score_kind") if name in here]
    used = " union ".join(f"select {name} from store.log where {name} is not null" for name in coded)
    connection.execute(f"delete from store.names where code not in ({used})")
    if "case_id" in here:
        connection.execute(
            """delete from store.identifiers where kind = 'case_id'
               and code not in (select identifier from store.log)
               and code not in (select case_id from store.log where case_id is not null)"""
        )


def _blot_out(connection: duckdb.DuckDBPyConnection, telling: Sequence[str]) -> bool:
    """Write FORGOTTEN over the telling values wherever they stand as a word of their own in what others left.

    Returns whether this changed what journeys are made of: names, ids, attributes.
    """
    if not telling:
        return False
    words = "|".join(re.escape(value) for value in sorted(telling, key=len, reverse=True))
    named = re.compile(rf"(?<![\w@.+-])(?:{words})(?![\w@+-])", re.IGNORECASE)
    here = present(connection)
    changed = {
        (table, column)
        for table, column in _SAID
        if (table != "log" or column in here) and _blot_out_column(connection, table, column, telling, named)
    }
    return not changed.isdisjoint(_COMPILED)


_SAID = (
    ("log", "text"),
    ("log", "properties"),
    ("log", "event_id"),
    ("names", "name"),
    ("identifiers", "value"),
    ("traits", "value"),
    ("loads", "source"),
    ("loads", "notes"),
    ("loads", "options"),
    ("rejects", "source"),
)
_COMPILED = {("log", "event_id"), ("names", "name"), ("identifiers", "value"), ("traits", "value")}
"""What stands in journeys, or decides their order."""


def _blot_out_column(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, telling: Sequence[str], named: re.Pattern[str]
) -> bool:
    anywhere = " or ".join(f"contains(lower({column}), lower(?))" for _ in telling)
    rows = connection.execute(f"select rowid, {column} from store.{table} where {anywhere}", telling).fetchall()
    said = [(row, named.sub(FORGOTTEN, text)) for row, text in rows if named.search(text)]
    if not said:
        return False
    numbers, texts = zip(*said, strict=True)
    connection.register("blotted", pa.table({"row": pa.array(numbers, pa.int64()), "said": pa.array(texts)}))
    connection.execute(
        f"update store.{table} set {column} = blotted.said from blotted where store.{table}.rowid = blotted.row"
    )
    connection.unregister("blotted")
    return True


def rewrite(path: Path, memory_limit: str, threads: int) -> None:
    """Write the log at `path` anew, without what was deleted, and put it in the old one's place in one step.

    The file must not be open. Killed at any moment, it leaves the old file or the new one.
    """
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    spill = str(path.with_suffix(".spill"))
    connection = duckdb.connect(
        ":memory:", config={"memory_limit": memory_limit, "threads": str(threads), "temp_directory": spill}
    )
    try:
        connection.execute(f"attach {_literal(path)} as old (read_only); attach {_literal(fresh)} as fresh; use fresh")
        _copy(connection)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
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
