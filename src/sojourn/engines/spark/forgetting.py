"""Take people out of a cluster's log: files that speak of them are written anew without, the old ones are removed.

As on one machine (`store/forgetting.py`): their events and rejects about them go, what others said about them is
blotted out, and keyed hashes see to it that they do not come back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.engines.spark import ledger, traits
from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.ledger import Ledger, Load
from sojourn.engines.spark.scanning import STRONGEST, kept_rows, strongest, units_of
from sojourn.engines.spark.session import fresh_name
from sojourn.engines.spark.storage import Storage
from sojourn.identities.kinds import KINDS
from sojourn.identities.suppression import Suppressed
from sojourn.store.forgetting import FORGOTTEN

_TEXTS = (
    "original",
    "text",
    "properties",
    "event_id",
    "event",
    "touchpoint",
    "channel",
    "case_id",
    "source",
    *STRONGEST[:-1],
)
_RENEWED = "old string, fresh string, rows long, gone long"


class Gone(NamedTuple):
    """Who goes: identifiers (kind, value), values that say who it is wherever they stand, hashes to know them by."""

    identifiers: tuple[tuple[str, str], ...]
    telling: tuple[str, ...]
    suppressed: Suppressed


def forget(jobs: Jobs, storage: Storage, gone: Gone) -> int:
    """Rewrite the log without some identifiers; returns how many events went.

    The ledger is replaced once all is written; files that it does not name any more are removed after that, and by the
    next who opens the workspace where this one is killed.
    """
    before = ledger.read(storage)
    counted = sum(_events(jobs, storage, before, gone))
    renewed = _renewed(jobs, storage, before, gone)
    loads = tuple(_load(storage, load, renewed, gone) for load in before.loads)
    after = msgspec.structs.replace(
        before,
        loads=loads,
        decisions=tuple(one for one in before.decisions if not {one.a, one.b} & set(gone.identifiers)),
        suppressed=tuple(sorted({*before.suppressed, *(one.hex() for one in gone.suppressed.hashes)})),
        traits=_traits(storage, before, gone),
    )
    ledger.write(storage, after)
    ledger.clear_leftovers(storage)
    return counted


def _events(jobs: Jobs, storage: Storage, found: Ledger, gone: Gone) -> list[int]:
    """How many events that count will go, by file."""
    units = units_of(found)
    if not units:
        return []

    def count(unit: object) -> Iterator[pa.RecordBatch]:
        rows = kept_rows(storage, unit, ["seq", *STRONGEST])  # type: ignore[arg-type]
        yield pa.RecordBatch.from_pydict({"gone": pa.array([int(_of_gone(rows, gone).sum())], pa.int64())})

    return [int(one) for one in jobs.collect(jobs.each(units, count, "gone long"))["gone"].to_pylist()]


def _renewed(jobs: Jobs, storage: Storage, found: Ledger, gone: Gone) -> dict[str, tuple[str, int]]:
    """The files that were written anew: by the name of the old one that of the fresh one, and its rows."""
    names = [file.name for load in found.loads for file in load.files]
    if not names:
        return {}
    rows = jobs.collect(jobs.each(names, partial(_renew, storage, gone), _RENEWED)).to_pylist()
    return {row["old"]: (row["fresh"], row["rows"]) for row in rows}


def _renew(storage: Storage, gone: Gone, name: str) -> Iterator[pa.RecordBatch]:
    """On a worker: a file without what belongs to those who go; nothing where it holds nothing of theirs."""
    rows = storage.table(name)
    cleaned = blotted(_without_others(rows.filter(pa.array(~_of_gone(rows, gone))), gone), gone.telling)
    if len(cleaned) == len(rows) and cleaned.equals(rows):
        return
    fresh = f"{name.rpartition('/')[0]}/rows-{fresh_name()}.parquet"
    storage.write(fresh, cleaned)
    row = {"old": name, "fresh": fresh, "rows": len(cleaned), "gone": len(rows) - len(cleaned)}
    schema = pa.schema([("old", pa.string()), ("fresh", pa.string()), ("rows", pa.int64()), ("gone", pa.int64())])
    yield pa.RecordBatch.from_pylist([row], schema)


def _of_gone(rows: pa.Table, gone: Gone) -> np.ndarray:
    """Which rows belong to an identifier that goes, bool[rows]."""
    for kind in STRONGEST:
        if kind not in rows.column_names:
            rows = rows.append_column(kind, pa.nulls(len(rows), pa.string()))
    kind, value = strongest(rows)
    found = np.zeros(len(rows), np.bool_)
    for code, name in enumerate(KINDS):
        values = pa.array([said for of, said in gone.identifiers if of == name], pa.string())
        mine = pc.and_(pc.equal(kind, code), pc.is_in(value, values))
        found |= pc.fill_null(mine, False).to_numpy(zero_copy_only=False)
    return found


def _without_others(rows: pa.Table, gone: Gone) -> pa.Table:
    """Events of others that also named an identifier that goes do not name it any more."""
    for kind, value in gone.identifiers:
        if kind in rows.column_names and kind != "case_id":
            column = rows[kind]
            same = pc.fill_null(pc.equal(column, value), False)
            cleaned = pc.if_else(same, pa.scalar(None, pa.string()), column)
            rows = rows.set_column(rows.column_names.index(kind), kind, cleaned)
    return rows


def blotted(rows: pa.Table, telling: tuple[str, ...]) -> pa.Table:
    """FORGOTTEN in place of the telling values, where they stand as a word of their own."""
    if not telling:
        return rows
    blot = _blotter(telling)
    for name in (name for name in _TEXTS if name in rows.column_names):
        column = rows[name]
        met = [pc.match_substring(column, value, ignore_case=True) for value in telling]
        if any(pc.any(one).as_py() for one in met):
            words = [None if word is None else blot(word) for word in column.to_pylist()]
            rows = rows.set_column(rows.column_names.index(name), name, pa.array(words, pa.string()))
    return rows


def _blotter(telling: tuple[str, ...]) -> Callable[[str], str]:
    words = "|".join(re.escape(value) for value in sorted(telling, key=len, reverse=True))
    named = re.compile(rf"(?<![\w@.+-])(?:{words})(?![\w@+-])", re.IGNORECASE)
    return lambda text: named.sub(FORGOTTEN, text)


def _load(storage: Storage, load: Load, renewed: dict[str, tuple[str, int]], gone: Gone) -> Load:
    """A load with the files that stand in for those written anew, and rejects about nobody who goes."""
    files = tuple(
        msgspec.structs.replace(file, name=renewed[file.name][0], rows=renewed[file.name][1])
        if file.name in renewed
        else file
        for file in load.files
    )
    blot = _blotter(gone.telling) if gone.telling else str
    return msgspec.structs.replace(
        load,
        files=files,
        rejects=tuple(name for name in (_rejects(storage, name, gone) for name in load.rejects) if name),
        source=blot(load.source),
        notes=tuple(blot(note) for note in load.notes),
        options=blot(load.options),
    )


def _rejects(storage: Storage, name: str, gone: Gone) -> str | None:
    """The same rejects, or a fresh file without those about somebody who goes; None where none is left."""
    rows = storage.table(name)
    kept = pa.array([not gone.suppressed.names(original) for original in rows["original"].to_pylist()], pa.bool_())
    cleaned = blotted(rows.filter(kept), gone.telling)
    if cleaned.equals(rows):
        return name
    if not len(cleaned):
        return None
    fresh = f"{name.rpartition('/')[0]}/rejects-{fresh_name()}.parquet"
    storage.write(fresh, cleaned)
    return fresh


def _traits(storage: Storage, found: Ledger, gone: Gone) -> str | None:
    """The file of traits without those of identifiers that go."""
    if found.traits is None:
        return None
    rows = traits.read(storage, found)
    who = zip(rows["kind"].to_pylist(), rows["value"].to_pylist(), strict=True)
    kept = rows.filter(pa.array([one not in gone.identifiers for one in who], pa.bool_()))
    blot = _blotter(gone.telling) if gone.telling else str
    said = pa.array([None if word is None else blot(word) for word in kept["trait"].to_pylist()], pa.string())
    kept = kept.set_column(kept.column_names.index("trait"), "trait", said)
    name = f"traits/traits-{found.version + 1:06d}-{fresh_name()[:8]}.parquet"
    storage.write(name, kept)
    return name
