"""`ws.sql`: one SELECT over the log, which can read nothing else and change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import duckdb
import pyarrow as pa

from sojourn.errors import SqlRefused

NEXT = """Ask with one SELECT over events, identifiers, edges, traits, rejects or loads, such as
    select event, count(*) from events group by event"""


def select(cursor: duckdb.DuckDBPyConnection, query: str, limit: int, seconds: float) -> pa.Table:
    """The rows of one SELECT as an Arrow table, at most `limit` rows within `seconds`. Raises SqlRefused."""
    _check_is_select(cursor, query)
    try:
        with _at_most(cursor, seconds):
            cursor.execute("begin transaction read only")
            rows = cursor.sql(f"select * from ({query.strip().rstrip(';')}\n) limit {limit + 1}").to_arrow_table()
    except duckdb.InterruptException as error:
        raise SqlRefused(f"The query was stopped after {seconds:g} s. Ask for less, or pass seconds=.") from error
    except duckdb.Error as error:
        raise SqlRefused(f"{_first_lines(error)}\n{NEXT}") from error
    if len(rows) > limit:
        raise SqlRefused(f"The query gives more than {limit:,} rows. Add a LIMIT, or pass limit=.")
    return rows


@contextmanager
def _at_most(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupt what the cursor does after `seconds`, again and again: an interrupt between two queries is lost."""
    done = Event()

    def watch() -> None:
        late = not done.wait(seconds)
        while late:
            cursor.interrupt()
            late = not done.wait(0.05)

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


def _check_is_select(cursor: duckdb.DuckDBPyConnection, query: str) -> None:
    try:
        kinds = [statement.type for statement in cursor.extract_statements(query)]
    except (duckdb.Error, ValueError) as error:  # ValueError: a kind of statement that DuckDB's Python does not know
        raise SqlRefused(f"{_first_lines(error)}\n{NEXT}") from error
    if kinds != [duckdb.StatementType.SELECT]:
        raise SqlRefused(f"Only one SELECT is taken here. {NEXT}")


def _first_lines(error: Exception) -> str:
    return "\n".join(str(error).strip().splitlines()[:6])
