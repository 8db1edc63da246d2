"""The log as it is at one moment, however long reading it takes: what journeys are compiled from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.store.columns import as_stored, present
from sojourn.store.database import one
from sojourn.store.people import IDENTIFIERS

BATCH = 8 * 122_880


class Snapshot:
    """Reads within one transaction. Threads may share it; `steps` must be read to its end before anything else."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """`cursor` has a transaction open."""
        self._cursor, self._one_at_a_time = cursor, Lock()

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

    def identifiers(self) -> pa.Table:
        """All identifiers, by code: code, kind, value, customer (the code that stands for it) and its customer_id."""
        return self._table(f"{IDENTIFIERS} order by i.code")

    def traits(self) -> pa.Table:
        """What is known of customers: name, value, `row` of the identifier in `identifiers`; latest load last."""
        return self._table(_TRAITS)

    def steps(self, kinds: pa.Table) -> Iterator[pa.RecordBatch]:
        """All events, batch by batch: identifier, occurred_at (int64), seq, kind; sequence, value, score if ever given.

        `kind` is the row of `kinds`, a table from `kinds_of_event`, that an event belongs to. A log without events
        gives one empty batch.
        """
        numbered = kinds.append_column("kind", pa.array(np.arange(len(kinds), dtype=np.uint32)))
        with self._one_at_a_time:
            self._cursor.register("kinds", numbered)
            stored = self._stored("event", "touchpoint", "channel", *_GIVEN)
            reader = self._cursor.sql(_steps(stored, present(self._cursor))).to_arrow_reader(BATCH)
            yield next(reader, pa.RecordBatch.from_pylist([], reader.schema))
            yield from reader

    def event_ids(self, seqs: NDArray[np.int64]) -> dict[int, str]:
        """The event ids of a few events; events without one are left out."""
        with self._one_at_a_time:
            found = few(self._cursor, seqs, "event_id")
        return {seq: event_id for seq, event_id in found if event_id is not None}

    def field(self, name: str, is_column: bool) -> tuple[NDArray[np.uint32], list[str | None]]:
        """A property (one of this very name, or else dots lead into nested objects) or a documented column.

        Returns codes uint32 by `seq`, and the words behind the codes; code 0 stands for null.
        """
        query, parameters = (_column_by_seq(name), []) if is_column else (_PROPERTY_BY_SEQ, paths_to(name))
        found = self._table(query, parameters)
        coded = found["word"].combine_chunks().dictionary_encode()
        codes = np.zeros(int(self._one("select next_seq from store.state")), np.uint32)
        codes[found["seq"].to_numpy()] = coded.indices.to_numpy() + np.uint32(1)
        return codes, [None, *coded.dictionary.to_pylist()]

    def _stored(self, *columns: str) -> str:
        return as_stored(self._cursor, columns)

    def _table(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        with self._one_at_a_time:
            return self._cursor.sql(query, params=list(parameters) or None).to_arrow_table()

    def _one(self, query: str) -> Any:
        with self._one_at_a_time:
            return one(self._cursor, query)[0]


def few(cursor: duckdb.DuckDBPyConnection, seqs: NDArray[np.int64], *columns: str) -> list[tuple[Any, ...]]:
    """Columns of a few events, after their seq."""
    cursor.register("wanted", pa.table({"seq": seqs}))
    query = f"select seq, {as_stored(cursor, columns)} from store.log join wanted using (seq)"
    rows: list[tuple[Any, ...]] = cursor.sql(query).fetchall()
    cursor.unregister("wanted")
    return rows


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


_TRAITS = """
select t.name, t.value, i.row
from store.traits t
join (select code, row_number() over (order by code) - 1 as row from store.identifiers) i on i.code = t.identifier
order by t.load_id
"""
_PROPERTY_BY_SEQ = """
select seq, word from (
    select seq, coalesce(json_extract_string(properties, $1), json_extract_string(properties, $2)) as word
    from main.events
) where word is not null
"""


def paths_to(name: str) -> list[str]:
    """JSON paths to try: the name as one key, such as "utm.term", then its parts as keys within keys."""
    plain = name.replace('"', "")
    return [f'$."{plain}"', "$." + ".".join(f'"{part}"' for part in plain.split("."))]


def _column_by_seq(name: str) -> str:
    return f"select seq, {name}::varchar as word from main.events where {name} is not null"
