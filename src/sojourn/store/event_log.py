"""The event log: the truth, append-only, every property kept. One DuckDB file, one process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import WorkspaceClosed, WorkspaceError
from sojourn.store.database import connect, create, one, transaction, translated
from sojourn.store.forgetting import Gone, delete_rejects, forget, rewrite
from sojourn.store.gate import Gate
from sojourn.store.loading import Batches, Ledger, kept_rejects, load
from sojourn.store.people import People
from sojourn.store.query import select
from sojourn.store.reports import LoadReport
from sojourn.store.snapshot import Snapshot, few
from sojourn.store.traits import add_traits

Settle = Callable[[People], None]


class Counts(NamedTuple):
    """How many events, customers, duplicates over all loads, and refused edges there are."""

    events: int
    customers: int
    duplicates: int
    refused: int


def nothing_to_settle(people: People) -> None:
    """Leave customers as they are."""


class EventLog:
    """Opens `data/events.duckdb` of a workspace. Methods may be called from any thread; changes wait for each other."""

    def __init__(
        self, path: Path, memory_limit: str = "4GB", threads: int = 2, settle: Settle = nothing_to_settle
    ) -> None:
        """Open or make the log at `path`. `settle` brings customers up to date before a change is committed.

        `memory_limit` is that of the log's database; what parses foreign files is held to as much.
        """
        self.path, self.memory_limit, self._threads, self._settle = path, memory_limit, threads, settle
        self._gate, self._changing, self._dead = Gate(), RLock(), False
        if not path.exists():
            create(path, memory_limit, threads)
        self._connection, self._closed = connect(path, memory_limit, threads), False
        self.people = People(self.reading)

    def close(self) -> None:
        """Write everything out and let the file go; what is asked afterwards raises WorkspaceClosed."""
        with self._changing, self._gate.alone(), translated(self.path):
            self._closed = True
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for any number of queries; each sees the latest commit."""
        self._revive()
        with (
            self._gate.among_others(),
            translated(self.path),
            self._watching(),
            closing(self._connection.cursor()) as cursor,
        ):
            yield cursor

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The log as it is now, for a reader who needs several answers that belong together."""
        with self.reading() as cursor:
            cursor.execute("begin transaction read only")
            yield Snapshot(cursor)

    @contextmanager
    def changing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One change at a time: all of it, with the customers that follow from it, or nothing."""
        made = None
        with self._changing:
            self._revive()
            try:
                with self._gate.among_others(), translated(self.path), self._watching(), transaction(self._connection):
                    yield self._connection
                    self._settle(People(self._within))
                    (made,) = one(self._connection, "select version from store.state")
            except WorkspaceError:
                if not self._dead or self.version() != made:
                    raise

    @contextmanager
    def _watching(self) -> Iterator[None]:
        """Notice an error that DuckDB does not survive.

        One kind strikes after a commit, when the disk has no room to tidy up: the change is then made all the same.
        """
        try:
            yield
        except duckdb.FatalException:
            self._dead = True
            raise

    def _revive(self) -> None:
        """Open the file again where the connection is of no more use, unless it was closed on purpose."""
        if self._closed:
            raise WorkspaceClosed
        if self._dead:
            with self._gate.alone():
                self._reopen()

    def _reopen(self) -> None:
        if self._dead:
            self._connection.close()
            self._connection = connect(self.path, self.memory_limit, self._threads)
            self._dead = False

    @contextmanager
    def _within(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Reads within a change, which see what it has done so far."""
        yield self._connection

    def version(self) -> int:
        """Grows with every change of the log: what was compiled from an older one is stale."""
        return int(self._one("select version from store.state"))

    def load(self, sources: Iterable[Batches], ledger: Ledger) -> LoadReport:
        """Append sources as one load: all of it or nothing. A load that brings nothing new leaves no trace."""
        try:
            with self.changing() as connection:
                report = load(connection, sources, ledger)
                if report.accepted == 0 and not kept_rejects(connection):
                    raise _NothingNew(report)
        except _NothingNew as nothing:
            return nothing.report
        return report

    def replay(self, reject_ids: Sequence[int], sources: Iterable[Batches], ledger: Ledger) -> LoadReport:
        """Load rejects again; in the same transaction those go that are understood by now."""
        with self.changing() as connection:
            delete_rejects(connection, reject_ids)
            return load(connection, sources, ledger)

    def add_traits(self, rows: pa.Table) -> int:
        """Keep what is known of customers (kind, value, name, trait); returns how many traits changed."""
        with self.changing() as connection:
            return add_traits(connection, rows)

    def decide(self, kind: str, a: int, b: int) -> None:
        """Keep what a person decided about two identifiers: "merge" a into b, or "apart"."""
        with self.changing() as connection:
            connection.execute("insert into store.links values (?, ?, ?, now()::timestamp)", [kind, a, b])
            connection.execute("update store.state set version = version + 1")

    def forget(self, gone: Gone) -> int:
        """Delete identifiers and all that belongs to them; returns how many events went.

        Their bytes stay in the file until `rewrite`, which the log remembers to be due.
        """
        with self.changing() as connection:
            return forget(connection, gone)

    def rewrite_is_due(self) -> bool:
        """Whether people were forgotten whose bytes are still in the file."""
        return bool(self._one("select rewrite_due from store.state"))

    def rewrite(self) -> None:
        """Write the file anew, so that nothing deleted is left in it. On an error it stays due."""
        with self._changing:
            self._revive()
            with self._gate.alone(), translated(self.path):
                self._dead = True
                try:
                    self._connection.execute("checkpoint")
                    self._connection.close()
                    rewrite(self.path, self.memory_limit, self._threads)
                finally:
                    self._reopen()

    def sql(self, query: str, limit: int, seconds: float) -> pa.Table:
        """The rows of one SELECT over the documented views. Raises SqlRefused."""
        with self.reading() as cursor:
            return select(cursor, query, limit, seconds)

    def counts(self) -> Counts:
        """The sizes of things."""
        with self.reading() as cursor:
            return Counts(*one(cursor, _COUNTS))

    def clock_problems(self, latest: datetime) -> list[tuple[str, str, int]]:
        """Sources with events after `latest`, or at the zero of a computer's clock: source, problem, events."""
        with self.reading() as cursor:
            rows: list[tuple[str, str, int]] = cursor.execute(_CLOCKS, [latest.replace(tzinfo=None)]).fetchall()
            return rows

    def reject_counts(self) -> list[tuple[str, str, int]]:
        """Rejects by source and reason, most first."""
        with self.reading() as cursor:
            rows: list[tuple[str, str, int]] = cursor.execute(_REJECT_COUNTS).fetchall()
            return rows

    def details(self, seqs: NDArray[np.int64]) -> dict[int, tuple[str | None, str | None]]:
        """Text and properties (JSON) of a few events, by seq."""
        with self.reading() as cursor:
            return {seq: (text, properties) for seq, text, properties in few(cursor, seqs, "text", "properties")}

    def rejects(self) -> pa.Table:
        """All rejects kept so far: reject_id, load_id, source, place, reason, original, and their load's options."""
        with self.reading() as cursor:
            return cursor.sql(_REJECTS).to_arrow_table()

    def _one(self, query: str) -> Any:
        with self.reading() as cursor:
            return one(cursor, query)[0]


_COUNTS = """
select (select count(*) from store.log),
       (select count(*) from store.identifiers where code not in (select code from store.clusters)
            and (code in (select identifier from store.log) or code in (select identifier from store.traits)
                 or code in (select customer from store.clusters))),
       (select coalesce(sum(duplicates), 0)::bigint from store.loads),
       (select count(*) from store.refused)
"""
_CLOCKS = """
select coalesce(o.source, ''), problem, count(*) as events
from (
    select load_id, case when occurred_at > ? then 'more than a day in the future'
                         when occurred_at = timestamp '1970-01-01' then 'at the zero of the clock, 1 January 1970'
                    end as problem
    from store.log
) left join store.loads o using (load_id)
where problem is not null group by all order by all
"""
_REJECTS = """
select r.*, l.options from store.rejects r join store.loads l using (load_id) order by load_id, source, place
"""
_REJECT_COUNTS = (
    "select source, reason, count(*) from store.rejects group by all order by count(*) desc, source, reason"
)


class _NothingNew(Exception):  # carries a report out of a transaction that is rolled back
    def __init__(self, report: LoadReport) -> None:
        self.report = report
