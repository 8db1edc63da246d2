"""The log as it is at one moment, however long reading it takes: what journeys are compiled from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.store.columns import as_stored, present
from sojourn.store.database import one

BATCH = 8 * 122_880


class Mark(NamedTuple):
    """How far a log has come: its version, and the latest load of events and of what is known of customers."""

    version: int
    loaded: int
    traits: int


class Snapshot:
    """Reads within one transaction. Threads may share it; `steps` must be read to its end before anything else."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """`cursor` has a transaction open."""
        self._cursor, self._one_at_a_time = cursor, Lock()

    def mark(self) -> Mark:
        """How far the log has come: what was compiled up to here need not be read again."""
        with self._one_at_a_time:
            return Mark(*one(self._cursor, _MARK))

    def size(self, after: int = 0) -> int:
        """How many events there are in loads after the one numbered `after`."""
        return int(self._one(f"select count(*) from store.log where load_id > {int(after)}"))

    def data_up_to(self, after: int = 0) -> int | None:
        """When the latest event of these loads occurred, in microseconds UTC; None where there is none."""
        latest = self._one(f"select epoch_us(max(occurred_at)) from store.log where load_id > {int(after)}")
        return None if latest is None else int(latest)

    def names(self) -> list[str]:
        """Names by code: events, touchpoints, channels, currencies and kinds of score as they were written."""
        table = self._table("select code, name from store.names order by code")
        names = [""] * (table["code"][-1].as_py() + 1 if len(table) else 0)
        for code, name in zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True):
            names[code] = name
        return names

    def kinds_of_event(self, after: int = 0) -> pa.Table:
        """The distinct (event, touchpoint, channel) of loads after a number, as codes, with their `events`."""
        stored = self._stored("event", "touchpoint", "channel")
        return self._table(
            f"""with kinds as (select {stored} from store.log where load_id > {int(after)})
                select event, touchpoint, channel, count(*) as events from kinds
                group by all order by events desc, event, touchpoint, channel"""
        )

    def stands_for(self) -> pa.Table:
        """All identifiers: code, and customer, the code that stands for it."""
        return self._table(_STANDS_FOR)

    def customer_ids(self) -> Iterator[pa.RecordBatch]:
        """Those identifiers that stand for a customer, batch by batch: code, customer_id. Read to the end."""
        with self._one_at_a_time:
            yield from self._cursor.sql(_CUSTOMER_IDS).to_arrow_reader(BATCH)

    def customers_of(self, codes: NDArray[np.int32]) -> pa.Table:
        """Of some identifiers, by code: code, customer (the code that stands for it) and its customer_id."""
        return self._wanted(codes, _CUSTOMERS_OF)

    def ids_of(self, codes: NDArray[np.int32]) -> pa.Table:
        """The customer_id that each of some identifiers has where it stands for a customer: code, customer_id."""
        return self._wanted(codes, _IDS_OF)

    def seen(self, after: int) -> NDArray[np.int32]:
        """The identifiers to which events of loads after a number belong."""
        return self._codes(f"select distinct identifier from store.log where load_id > {int(after)}")

    def members(self, customers: NDArray[np.int32]) -> NDArray[np.int32]:
        """The identifiers that some codes stand for, those codes included."""
        members: NDArray[np.int32] = self._wanted(customers, _MEMBERS)["code"].to_numpy()
        return members

    def moved(self, version: int) -> pa.Table | None:
        """Identifiers that changed customer after a version: code, was (whom it stood for); None where everything may.

        What they belong to by now is told by `customers_of`.
        """
        found = self._table(_MOVED, [version])
        return None if found["code"].null_count else found

    def said(self) -> pa.Table:
        """Each name and value that is known of somebody, once."""
        return self._table("select distinct name, value from store.traits")

    def all_traits(self) -> Iterator[pa.RecordBatch]:
        """What is known of everybody, batch by batch: name, value, identifier; latest load last. Read to the end."""
        with self._one_at_a_time:
            yield from self._cursor.sql(_TRAITS).to_arrow_reader(BATCH)

    def traits(self, of: NDArray[np.int32]) -> pa.Table:
        """What is known of those for whom some codes stand, under these codes: name, value, identifier."""
        return self._wanted(of, _TRAITS_OF)

    def told(self, after: int) -> NDArray[np.int32]:
        """The identifiers of whom something is known since a load of traits."""
        return self._codes(f"select distinct identifier from store.traits where load_id > {int(after)}")

    def steps(self, kinds: pa.Table, after: int = 0, of: NDArray[np.int32] | None = None) -> Iterator[pa.RecordBatch]:
        """Events, batch by batch: identifier, occurred_at (int64), seq, kind; sequence, value, score if ever given.

        `kinds` has a column `kind` beside those of `kinds_of_event`. Of loads after a number, or, `of` given, of some
        identifiers. Where there is nothing, one empty batch comes.
        """
        with self._one_at_a_time:
            self._cursor.register("kinds", kinds)
            if of is not None:
                self._cursor.register("wanted", pa.table({"code": of}))
            stored = self._stored("event", "touchpoint", "channel", *_GIVEN)
            chosen = f"load_id > {int(after)}" if of is None else "identifier in (select code from wanted)"
            reader = self._cursor.sql(_steps(stored, present(self._cursor), chosen)).to_arrow_reader(BATCH)
            yield next(reader, pa.RecordBatch.from_pylist([], reader.schema))
            yield from reader

    def event_ids(self, seqs: NDArray[np.int64]) -> dict[int, str]:
        """The event ids of a few events; events without one are left out."""
        with self._one_at_a_time:
            found = few(self._cursor, seqs, "event_id")
        return {seq: event_id for seq, event_id in found if event_id is not None}

    def field(self, name: str, is_column: bool, after: int = 0) -> tuple[pa.Table, int]:
        """A property (one of this very name, or else dots lead into nested objects) or a documented column.

        Returns its words in loads after a number (seq, word), where there are any, and the first seq that is unused.
        """
        query = _column_by_seq(name, after) if is_column else _property_by_seq(after)
        found = self._table(query, [] if is_column else paths_to(name))
        return found, int(self._one("select next_seq from store.state"))

    def _wanted(self, codes: NDArray[np.int32], query: str) -> pa.Table:
        """What a query finds that joins the codes as `wanted`."""
        with self._one_at_a_time:
            self._cursor.register("wanted", pa.table({"code": np.unique(codes).astype(np.int32)}))
            found = self._cursor.sql(query).to_arrow_table()
            self._cursor.unregister("wanted")
        return found

    def _codes(self, query: str) -> NDArray[np.int32]:
        found: NDArray[np.int32] = self._table(query).column(0).to_numpy()
        return found

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


def _steps(stored: str, here: set[str], chosen: str) -> str:
    given = "".join(f", {sql} as {name}" for name, sql in _GIVEN.items() if name in here)
    return f"""
    select identifier, epoch_us(occurred_at) as occurred_at, seq, kind{given}
    from (select identifier, occurred_at, seq, {stored} from store.log where {chosen}) l
    join kinds k on k.event = l.event
        and k.touchpoint is not distinct from l.touchpoint and k.channel is not distinct from l.channel
    """


_MARK = """
select version, (select coalesce(max(load_id), 0) from store.loads),
       (select coalesce(max(load_id), 0) from store.traits)
from store.state
"""
_STANDS_FOR = """
select i.code, coalesce(c.customer, i.code) as customer
from store.identifiers i left join store.clusters c on c.code = i.code
"""
_CUSTOMER_IDS = """
select code, coalesce(customer, value) as customer_id
from store.identifiers where code not in (select code from store.clusters)
"""
_CUSTOMERS_OF = """
with named as (select i.* from store.identifiers i where i.code in (
    select coalesce(c.customer, w.code) from wanted w left join store.clusters c on c.code = w.code))
select w.code, r.code as customer, coalesce(r.customer, r.value) as customer_id
from wanted w
left join store.clusters c on c.code = w.code
join named r on r.code = coalesce(c.customer, w.code)
order by w.code
"""
_MEMBERS = """
select code from wanted where code in (select code from store.identifiers)
union
select code from store.clusters where customer in (select code from wanted)
"""
_MOVED = """
select code, arg_min(was, version) as was from store.moved where version > $1
group by code having code is null or code in (select code from store.identifiers)
"""
_IDS_OF = """
select code, coalesce(customer, value) as customer_id from store.identifiers where code in (select code from wanted)
order by code
"""
_TRAITS = "select name, value, identifier from store.traits order by load_id, identifier"
_TRAITS_OF = """
select t.name, t.value, coalesce(c.customer, t.identifier) as identifier
from store.traits t left join store.clusters c on c.code = t.identifier
where coalesce(c.customer, t.identifier) in (select code from wanted)
order by t.load_id, t.identifier
"""


def _property_by_seq(after: int) -> str:
    return f"""
    select seq, word from (
        select seq, coalesce(json_extract_string(properties, $1), json_extract_string(properties, $2)) as word
        from main.events where load_id > {int(after)}
    ) where word is not null
    """


def paths_to(name: str) -> list[str]:
    """JSON paths to try: the name as one key, such as "utm.term", then its parts as keys within keys."""
    plain = name.replace('"', "")
    return [f'$."{plain}"', "$." + ".".join(f'"{part}"' for part in plain.split("."))]


def _column_by_seq(name: str, after: int) -> str:
    return f"""
    select seq, {name}::varchar as word from main.events where {name} is not null and load_id > {int(after)}
    """
