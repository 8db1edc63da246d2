"""Columns of the log that exist only where a load filled them."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from sojourn.store.tables import OPTIONAL, events_view


def present(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The columns that the log has."""
    query = """select column_name from duckdb_columns()
               where database_name = current_database() and schema_name = 'store' and table_name = 'log'"""
    return {name for (name,) in connection.execute(query).fetchall()}


def make_room(connection: duckdb.DuckDBPyConnection, wanted: Iterable[str]) -> None:
    """Add the optional columns among `wanted` that are missing, and show them in the view `events`."""
    here = present(connection)
    missing = [name for name in wanted if name not in here]
    for name in missing:
        connection.execute(f"alter table store.log add column {name} {OPTIONAL[name]}")
    if missing:
        connection.execute(events_view(here | set(missing)))


def as_stored(connection: duckdb.DuckDBPyConnection, wanted: Iterable[str]) -> str:
    """A select list over the log: a missing column reads as null."""
    here = present(connection)
    return ", ".join(name if name in here else f"null::{OPTIONAL[name]} as {name}" for name in wanted)
