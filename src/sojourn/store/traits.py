"""What is known of customers beside their events: plan, age, income ... one row for each customer and name."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from sojourn.store.codes import EMPTY
from sojourn.store.database import one
from sojourn.store.encoding import Hides
from sojourn.store.hashing import hash_text
from sojourn.store.loading import insert, read_dictionaries


def add_traits(connection: duckdb.DuckDBPyConnection, rows: pa.Table, hides: Hides) -> int:
    """Add rows (kind, value, name, trait) within the caller's transaction; returns how many customers' traits changed.

    A row that says what is known already changes nothing; one with another trait replaces it.
    """
    codes, fresh = _codes(connection, rows, hides)
    insert(connection, "identifiers", fresh)
    (number,) = one(connection, "select coalesce(max(load_id), 0) + 1 from store.traits")
    given = pa.table({"identifier": codes, "name": rows["name"], "value": rows["trait"]})
    connection.register("given", given.filter(pa.compute.greater(given["identifier"], EMPTY)))
    connection.execute("create or replace temp table changed as " + _CHANGED)
    connection.execute(
        "delete from store.traits t using changed c where t.identifier = c.identifier and t.name = c.name"
    )
    connection.execute(f"insert into store.traits select identifier, name, value, {int(number)} from changed")
    (changed,) = one(connection, "select count(*) from changed")
    connection.unregister("given")
    connection.execute("drop table changed")
    if changed or len(fresh):
        connection.execute("update store.state set version = version + 1")
    return int(changed)


_CHANGED = """
select g.identifier, g.name, any_value(g.value) as value
from given g
left join store.traits t on t.identifier = g.identifier and t.name = g.name
where g.value is distinct from t.value
group by g.identifier, g.name
"""


def _codes(connection: duckdb.DuckDBPyConnection, rows: pa.Table, hides: Hides) -> tuple[np.ndarray, pa.Table]:
    """The identifier code of each row (EMPTY for forgotten customers), and identifiers met for the first time."""
    dictionaries = read_dictionaries(connection, hides)
    codes = np.full(len(rows), EMPTY, np.int32)
    fresh: list[tuple[int, str, str]] = []
    for kind in rows["kind"].unique().to_pylist():
        chosen = pa.compute.equal(rows["kind"], kind).to_numpy()
        values = rows["value"].filter(pa.array(chosen)).combine_chunks()
        encoded = dictionaries.identifiers.encode(values, hash_text(kind))
        words = values.take(pa.array(encoded.fresh))
        hides_these = np.array(hides(kind, words), np.bool_)
        hidden = set(encoded.codes[encoded.fresh][hides_these].tolist()) if len(hides_these) else set()
        codes[chosen] = np.where(np.isin(encoded.codes, list(hidden)), EMPTY, encoded.codes)
        pairs = zip(encoded.codes[encoded.fresh].tolist(), words.to_pylist(), strict=True)
        fresh += [(code, kind, word) for code, word in pairs if code not in hidden]
    connection.execute("update store.state set next_identifier = ?", [dictionaries.identifiers.next_code])
    columns = list(zip(*fresh, strict=True)) or [(), (), ()]
    return codes, pa.table(
        {
            "code": pa.array(columns[0], pa.int32()),
            "kind": pa.array(columns[1], pa.string()),
            "value": pa.array(columns[2], pa.string()),
        }
    )
