"""Read the log back: the rows that count, from one file at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.engines.spark.ledger import Ledger, Load, LogFile
from sojourn.engines.spark.storage import Storage
from sojourn.events.schema import batch_schema
from sojourn.identities.kinds import KINDS

STRONGEST = ("user_id", "loyalty_card", "email", "phone", "anonymous_id", "case_id")


class Unit(NamedTuple):
    """A file of the log, the load that brought it, what its events give as their source, and what does not count."""

    file: LogFile
    load_id: int
    source: str
    dropped: tuple[str, ...]


def units_of(ledger: Ledger) -> list[Unit]:
    """All files of the log, in the order of `seq`."""
    return [unit for load in ledger.loads for unit in units_of_load(load)]


def units_of_load(load: Load) -> list[Unit]:
    """The files of one load."""
    return [Unit(file, load.load_id, load.source, load.dropped) for file in load.files]


def kept_rows(storage: Storage, unit: Unit, columns: Sequence[str]) -> pa.Table:
    """Those rows of a file that count; a column that the file lacks is null. `columns` has seq."""
    table = _filled(storage.table(unit.file.name, columns), columns)
    dropped = dropped_of(storage, unit)
    return table.filter(pa.array(~np.isin(table["seq"].to_numpy(), dropped))) if len(dropped) else table


def dropped_of(storage: Storage, unit: Unit) -> NDArray[np.int64]:
    """The `seq` of those rows of a file that do not count."""
    within = (pc.field("seq") >= unit.file.first) & (pc.field("seq") < unit.file.stop)
    found = [storage.table(name, ["seq"], within)["seq"].to_numpy() for name in unit.dropped]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _filled(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    types = {one.name: one.type for one in batch_schema()}
    missing = [name for name in columns if name not in table.column_names]
    for name in missing:
        table = table.append_column(name, pa.nulls(len(table), types[name]))
    return table.select(list(columns))


def strongest(rows: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Kind (its code in `KINDS`, int8) and value of the identifier that each row belongs to."""
    value = pc.coalesce(*(rows[kind] for kind in STRONGEST)).combine_chunks()
    code = pc.coalesce(
        *(
            pc.if_else(rows[kind].is_valid(), pa.scalar(KINDS.index(kind), pa.int8()), pa.scalar(None, pa.int8()))
            for kind in STRONGEST
        )
    ).combine_chunks()
    return code, value


def microseconds(rows: pa.Table, name: str) -> pa.Array:
    """A column of times as int64: Spark would move times by its own time zone."""
    return rows[name].cast(pa.int64()).combine_chunks()
