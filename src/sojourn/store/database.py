"""One DuckDB file, opened so that no query can touch anything else on the machine."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from sojourn.errors import SojournError, WorkspaceError, WorkspaceFormat, WorkspaceFull, WorkspaceReadOnly
from sojourn.files import UNFINISHED
from sojourn.store import tables

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a full disk, a used-up quota and a limit on the size of files say."""


def connect(path: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Open the event log. Queries on it cannot read files, load extensions or change settings."""
    with translated(path):
        connection = _connection(path, memory_limit, threads)
        try:
            connection.execute(
                "set global TimeZone = 'UTC'; set enable_external_access = false; set lock_configuration = true"
            )
            _check_format(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def create(path: Path, memory_limit: str, threads: int) -> None:
    """Make an empty event log; a file is there whole or not at all."""
    fresh = path.with_name(path.name + UNFINISHED)
    with translated(path):
        with closing(_connection(fresh, memory_limit, threads)) as connection, transaction(connection):
            for statements in (tables.TABLES, tables.VIEWS, tables.events_view(set()), tables.BEGINNING):
                connection.execute(statements)
        fresh.replace(path)


def _connection(path: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        str(path),
        config={
            "memory_limit": memory_limit,
            "threads": str(threads),
            "temp_directory": str(path.with_suffix(".spill")),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "preserve_insertion_order": "true",
        },
    )


def _check_format(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        (found,) = one(connection, "select format from store.state")
    except duckdb.CatalogException as error:
        raise WorkspaceFormat(f"{path} is not an event log of Sojourn. Restore it from a backup.") from error
    while found in tables.MIGRATIONS:
        with transaction(connection):
            connection.execute(tables.MIGRATIONS[found])
        found += 1
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
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing: commits at the end, rolls back on any error."""
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
    """DuckDB's errors, and those of a full disk, as ours: with the next step."""
    try:
        yield
    except duckdb.Error as error:
        raise _explained(error, path) from error
    except RuntimeError as error:
        # DuckDB notices Ctrl-C while it works, and reports it in its own way.
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from error
    except OSError as error:
        if error.errno in FULL:
            raise _full(path) from error
        if isinstance(error, PermissionError) and path.parent in Path(str(error.filename)).parents:
            raise _read_only(Path(str(error.filename))) from error
        raise


def _explained(error: duckdb.Error, path: Path) -> SojournError:
    said = str(error)
    if any(os.strerror(number) in said for number in FULL) or "max_temp_directory_size" in said:
        return _full(path)
    if isinstance(error, duckdb.OutOfMemoryException):
        return WorkspaceError(
            f"{path.parent.parent} needs more memory than memory_limit in its workspace.yaml allows "
            f"({said.splitlines()[0]}). Raise it there and open the workspace again."
        )
    if "Permission denied" in said or "read-only" in said.lower():
        return _read_only(path)
    if "version number" in said:
        return WorkspaceFormat(f"{path} was made by another version ({said.splitlines()[0]}). Install a newer Sojourn.")
    if isinstance(error, (duckdb.SerializationException, duckdb.IOException, duckdb.FatalException)) or (
        "Corrupt database" in said
    ):
        return WorkspaceFormat(
            f"{path} is damaged or not an event log ({said.splitlines()[0]}). Restore it from a backup."
        )
    return WorkspaceError(f"The event log {path} failed: {said}")


def _full(path: Path) -> WorkspaceFull:
    return WorkspaceFull(
        f"No space left on the disk of {path.parent}. Nothing was changed; free some space and try again."
    )


def _read_only(path: Path) -> WorkspaceReadOnly:
    return WorkspaceReadOnly(f"{path} cannot be written. Give yourself write permission, or copy the workspace.")
