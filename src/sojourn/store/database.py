"""One DuckDB file, opened so that no query can touch anything else on the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from sojourn.errors import SojournError, WorkspaceError, WorkspaceFormat, WorkspaceFull, WorkspaceReadOnly
from sojourn.store import tables


def connect(path: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Open or make the event log. Queries on it cannot read files, load extensions or change settings."""
    fresh = not path.exists()
    with translated(path):
        connection = duckdb.connect(
            str(path),
            config={
                "memory_limit": memory_limit,
                "threads": str(threads),
                "temp_directory": str(path.with_suffix(".spill")),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "true",
            },
        )
        connection.execute(
            "set global TimeZone = 'UTC'; set enable_external_access = false; set lock_configuration = true"
        )
    if fresh or _is_empty(connection):
        _create(connection)
    _check_format(connection, path)
    return connection


def _is_empty(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a first opening was cut off before its tables were committed."""
    return one(connection, "select count(*) from duckdb_tables() where schema_name = 'store'") == (0,)


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("begin")
    connection.execute(tables.TABLES)
    connection.execute(tables.VIEWS)
    connection.execute(tables.events_view(set()))
    connection.execute(tables.BEGINNING)
    connection.execute("commit")


def _check_format(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    (found,) = one(connection, "select format from store.state")
    if found != tables.FORMAT:
        raise WorkspaceFormat(
            f"{path} has format {found}; this Sojourn reads format {tables.FORMAT}. Install a newer Sojourn to open it."
        )


def one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The only row of a query. All rows are fetched: an unfinished result would block the connection."""
    (row,) = connection.execute(query).fetchall()
    values: tuple[Any, ...] = row
    return values


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[None]:
    """All or nothing: commits at the end, rolls back on any error."""
    with translated(path):
        connection.execute("begin")
        try:
            yield
            connection.execute("commit")
        except BaseException:
            _roll_back(connection)
            raise


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    """A full disk may already have ended the transaction; the log on disk is then still the old one."""
    try:
        connection.execute("rollback")
    except duckdb.Error:
        return


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """DuckDB's errors as ours, with the next step."""
    try:
        yield
    except duckdb.Error as error:
        raise _explained(error, path) from error


def _explained(error: duckdb.Error, path: Path) -> SojournError:
    said = str(error)
    if "No space left" in said or "Disk quota" in said:
        return WorkspaceFull(
            f"No space left on the disk of {path.parent}. Nothing was changed; free some space and try again."
        )
    if "Permission denied" in said or "read-only" in said.lower():
        return WorkspaceReadOnly(f"{path} cannot be written. Give yourself write permission, or copy the workspace.")
    if isinstance(error, (duckdb.SerializationException, duckdb.IOException)):
        return WorkspaceFormat(
            f"{path} is damaged or not an event log ({said.splitlines()[0]}). Restore it from a backup."
        )
    return WorkspaceError(f"The event log {path} failed: {said}")
