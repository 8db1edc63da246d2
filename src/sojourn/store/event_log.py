"""The event log: the truth, append-only, every property kept. One DuckDB file, one process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.store.columns import as_stored, present
from sojourn.store.database import connect, one, transaction, translated
from sojourn.store.forgetting import delete_unused, forget, rewrite
from sojourn.store.loading import Batches, Ledger, kept_rejects, load
from sojourn.store.people import People
from sojourn.store.query import select
from sojourn.store.reports import LoadReport

BATCH = 8 * 122_880


class Counts(NamedTuple):
    """How many events, customers, duplicates over all loads, and refused edges there are."""

    events: int
    customers: int
    duplicates: int
    refused: int


class EventLog:
    """Opens `data/events.duckdb` of a workspace. Methods may be called from any thread; one load runs at a time."""

    def __init__(self, path: Path, memory_limit: str = "4GB", threads: int = 2) -> None:
        """Open or make the log at `path`; finishes a rewrite that was cut off."""
        self.path, self._memory_limit, self._threads = path, memory_limit, threads
        path.with_suffix(".new").unlink(missing_ok=True)
        self._open()
        if self._one("select rewrite_due from store.state"):
            self.rewrite()

    def _open(self) -> None:
        self._connection = connect(self.path, self._memory_limit, self._threads)
        self.people = People(self._connection, self.path)

    def close(self) -> None:
        """Write everything out and let the file go."""
        self._connection.close()

    def version(self) -> int:
        """Grows with every change of the log: what was compiled from an older one is stale."""
        return int(self._one("select version from store.state"))

    def size(self) -> int:
        """How many events there are."""
        return int(self._one("select count(*) from store.log"))

    def data_up_to(self) -> int | None:
        """When the latest event occurred, in microseconds UTC; None for an empty log."""
        latest = self._one("select epoch_us(max(occurred_at)) from store.log")
        return None if latest is None else int(latest)

    def load(self, sources: Iterable[Batches], ledger: Ledger) -> LoadReport:
        """Append sources as one load: all of it or nothing. A load that brings nothing new leaves no trace."""
        try:
            with transaction(self._connection, self.path):
                report = load(self._connection, sources, ledger)
                if report.accepted == 0 and not kept_rejects(self._connection):
                    raise _NothingNew(report)
        except _NothingNew as nothing:
            return nothing.report
        return report

    def replay(self, reject_ids: Sequence[int], sources: Iterable[Batches], ledger: Ledger) -> LoadReport:
        """Load rejects again; in the same transaction those go that are understood by now."""
        with transaction(self._connection, self.path):
            self._connection.executemany("delete from store.rejects where reject_id = ?", [[r] for r in reject_ids])
            return load(self._connection, sources, ledger)

    def forget(self, codes: Sequence[int], values: Sequence[str], hashes: Sequence[str]) -> int:
        """Take identifiers and all their events out of every byte of the file; returns how many events went."""
        events = forget(self._connection, self.path, codes, values, hashes)
        delete_unused(self._connection, self.path)
        self.rewrite()
        return events

    def rewrite(self) -> None:
        """Write the file anew, so that nothing deleted is left in it."""
        self._connection.execute("checkpoint")
        self._connection.close()
        with translated(self.path):
            rewrite(self.path)
        self._open()

    def sql(self, query: str, limit: int, seconds: float) -> pa.Table:
        """The rows of one SELECT over the documented views. Raises SqlRefused."""
        return select(self._connection, query, limit, seconds)

    def names(self) -> list[str]:
        """Names by code: events, touchpoints, channels, currencies and kinds of score as they were written."""
        table = self._table("select code, name from store.names order by code")
        names = [""] * (table["code"][-1].as_py() + 1 if len(table) else 0)
        for code, name in zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True):
            names[code] = name
        return names

    def kinds_of_event(self) -> pa.Table:
        """The distinct (event, touchpoint, channel) as codes, with how many events each has."""
        return self._table(
            f"""with kinds as (select {self._stored("event", "touchpoint", "channel")} from store.log)
                select event, touchpoint, channel, count(*) as events from kinds
                group by all order by events desc, event, touchpoint, channel"""
        )

    def steps(self, kinds: pa.Table) -> pa.RecordBatchReader:
        """All events, batch by batch: identifier, occurred_at (int64), seq, kind; sequence, value, score if ever given.

        `kind` is the row of `kinds`, a table from `kinds_of_event`, that an event belongs to.
        """
        cursor = self._connection.cursor()
        numbered = kinds.append_column("kind", pa.array(np.arange(len(kinds), dtype=np.uint32)))
        cursor.register("kinds", numbered)
        with translated(self.path):
            stored = self._stored("event", "touchpoint", "channel", *_GIVEN)
            return cursor.sql(_steps(stored, present(cursor))).to_arrow_reader(BATCH)

    def event_ids(self, seqs: NDArray[np.int64]) -> dict[int, str]:
        """The event ids of a few events; events without one are left out."""
        cursor = self._connection.cursor()
        cursor.register("wanted", pa.table({"seq": seqs}))
        query = f"select seq, {self._stored('event_id')} from store.log join wanted using (seq)"
        return {seq: event_id for seq, event_id in cursor.sql(query).fetchall() if event_id is not None}

    def field(self, name: str, is_column: bool) -> tuple[NDArray[np.uint32], list[str | None]]:
        """A property (dots lead into nested objects) or a documented column of each event.

        Returns codes uint32 by `seq`, and the words behind the codes; code 0 stands for null.
        """
        path = "$." + ".".join(f'"{part}"' for part in name.replace('"', "").split("."))
        found = self._table(
            _column_by_seq(name) if is_column else _property_by_seq(), [] if is_column else [path, path]
        )
        coded = found["word"].combine_chunks().dictionary_encode()
        codes = np.zeros(int(self._one("select next_seq from store.state")), np.uint32)
        codes[found["seq"].to_numpy()] = coded.indices.to_numpy() + np.uint32(1)
        return codes, [None, *coded.dictionary.to_pylist()]

    def counts(self) -> Counts:
        """The sizes of things."""
        with translated(self.path):
            return Counts(*one(self._connection.cursor(), _COUNTS))

    def clock_problems(self, latest: datetime) -> list[tuple[str, str, int]]:
        """Sources with events after `latest`, or at the zero of a computer's clock: source, problem, events."""
        cursor = self._connection.cursor()
        rows: list[tuple[str, str, int]] = cursor.execute(_CLOCKS, [latest.replace(tzinfo=None)]).fetchall()
        return rows

    def reject_counts(self) -> list[tuple[str, str, int]]:
        """Rejects by source and reason, most first."""
        rows: list[tuple[str, str, int]] = self._connection.cursor().execute(_REJECT_COUNTS).fetchall()
        return rows

    def details(self, seqs: NDArray[np.int64]) -> dict[int, tuple[str | None, str | None]]:
        """Text and properties (JSON) of a few events, by seq."""
        cursor = self._connection.cursor()
        cursor.register("wanted", pa.table({"seq": seqs}))
        query = f"select seq, {self._stored('text', 'properties')} from store.log join wanted using (seq)"
        return {seq: (text, properties) for seq, text, properties in cursor.sql(query).fetchall()}

    def rejects(self) -> pa.Table:
        """All rejects kept so far: reject_id, load_id, source, place, reason, original, and their load's options."""
        return self._table(
            """select r.*, l.options from store.rejects r join store.loads l using (load_id)
               order by load_id, source, place"""
        )

    def _stored(self, *columns: str) -> str:
        return as_stored(self._connection.cursor(), columns)

    def _table(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        with translated(self.path):
            return self._connection.cursor().sql(query, params=list(parameters) or None).to_arrow_table()

    def _one(self, query: str) -> Any:
        with translated(self.path):
            return one(self._connection.cursor(), query)[0]


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
_REJECT_COUNTS = (
    "select source, reason, count(*) from store.rejects group by all order by count(*) desc, source, reason"
)


_GIVEN = {
    "sequence": "coalesce(sequence, seq)",
    "value": "coalesce(value, 'nan'::double)",
    "score": "coalesce(score, 'nan'::float)",
}


def _steps(stored: str, here: set[str]) -> str:
    given = "".join(f", {sql} as {name}" for name, sql in _GIVEN.items() if name in here)
    return f"""
    select identifier, epoch_us(occurred_at) as occurred_at, seq, kind{given}
    from (select identifier, occurred_at, seq, {stored} from store.log) l
    join kinds k on k.event = l.event
        and k.touchpoint is not distinct from l.touchpoint and k.channel is not distinct from l.channel
    """


def _property_by_seq() -> str:
    return """
    select seq, json_extract_string(properties, $1) as word from main.events
    where json_extract_string(properties, $2) is not null
    """


def _column_by_seq(name: str) -> str:
    return f"select seq, {name}::varchar as word from main.events where {name} is not null"


class _NothingNew(Exception):  # carries a report out of a transaction that is rolled back
    def __init__(self, report: LoadReport) -> None:
        self.report = report
