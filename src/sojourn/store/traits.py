"""What is known of customers beside their events: plan, age, income ... one row for each customer and name."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.store.codes import EMPTY
from sojourn.store.database import one
from sojourn.store.loading import insert, nothing_hidden, read_dictionaries


def add_traits(connection: duckdb.DuckDBPyConnection, rows: pa.Table) -> int:
    """Add rows (kind, value, name, trait) within the caller's transaction; returns how many customers' traits changed.

    A row that says what is known already changes nothing; one with another trait replaces it. Of several rows about
    one name of a customer the last counts, as it would if each had come by itself: so each has a load_id of its own,
    in the order of the rows, and of two identifiers that turn out to be one customer's the later row counts too.
    """
    codes, fresh = _codes(connection, rows)
    insert(connection, "store.identifiers", fresh)
    (number,) = one(connection, "select coalesce(max(load_id), 0) + 1 from store.traits")
    row = pa.array(np.arange(len(rows)))
    given = pa.table({"row": row, "identifier": codes, "name": rows["name"], "value": rows["trait"]})
    connection.register("given", given)
    connection.execute("create or replace temp table changed as " + _CHANGED)
    connection.execute(
        "delete from store.traits t using changed c where t.identifier = c.identifier and t.name = c.name"
    )
    connection.execute(f"insert into store.traits select identifier, name, value, {int(number)} + place from changed")
    (changed,) = one(connection, "select count(distinct identifier) from changed")
    connection.unregister("given")
    connection.execute("drop table changed")
    if changed or len(fresh):
        connection.execute("update store.state set version = version + 1")
    return int(changed)


_CHANGED = """
select g.identifier, g.name, g.value, row_number() over (order by g.row) - 1 as place
from (from given qualify row_number() over (partition by identifier, name order by row desc) = 1) g
left join store.traits t on t.identifier = g.identifier and t.name = g.name
where g.value is distinct from t.value
"""


def _codes(connection: duckdb.DuckDBPyConnection, rows: pa.Table) -> tuple[NDArray[np.int32], pa.Table]:
    """The identifier code of each row, and identifiers met for the first time."""
    identifiers = read_dictionaries(connection, nothing_hidden).identifiers
    codes = np.full(len(rows), EMPTY, np.int32)
    fresh = [_NO_IDENTIFIERS]
    for kind in rows["kind"].unique().to_pylist():
        chosen = pa.compute.equal(rows["kind"], kind).to_numpy()
        values = rows["value"].filter(pa.array(chosen)).combine_chunks()
        encoded = identifiers.encode(values, kind)
        codes[chosen] = encoded.codes
        words = values.take(pa.array(encoded.fresh))
        kinds = pa.array([kind] * len(words), pa.string())
        fresh.append(pa.table({"code": encoded.codes[encoded.fresh], "kind": kinds, "value": words}))
    connection.execute("update store.state set next_identifier = ?", [identifiers.next_code])
    return codes, pa.concat_tables(fresh)


_NO_IDENTIFIERS = pa.table(
    {"code": pa.array([], pa.int32()), "kind": pa.array([], pa.string()), "value": pa.array([], pa.string())}
)
