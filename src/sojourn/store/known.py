"""Codes that the log has given to identifiers: looked up as they are met, or read all at once.

A small load knows a few of millions; it should not take as long as reading them all does.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from sojourn.store.codes import Codes, Encoded
from sojourn.store.database import one
from sojourn.store.hashing import Hashes, hash_text, hash_texts

LOOKS = 4
"""So often a load looks identifiers up; one that still has batches then reads them all."""
FEW = 0.1
"""The share of all identifiers up to which a look-up is quicker than reading them all."""
NO_HASHES = np.zeros(0, np.uint64)
NO_CODES = np.zeros(0, np.int32)


class KnownIdentifiers:
    """Typed values to codes, like `Codes`; `cursor` sees what is committed, whatever the running load has written."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, next_code: int) -> None:
        """The first identifier met for the first time gets `next_code`."""
        self._cursor, self._codes, self._looks = cursor, Codes(NO_HASHES, NO_CODES, next_code), LOOKS
        (self._size,) = one(cursor, "select count(*) from store.identifiers")

    @property
    def next_code(self) -> int:
        """The code of the next identifier met for the first time."""
        return self._codes.next_code

    def encode(self, values: pa.StringArray, kind: str) -> Encoded:
        """Codes of the values of one kind; a value never met before gets the next free one."""
        seed = hash_text(kind)
        if self._size:
            self._learn(values, kind, seed)
        return self._codes.encode(values, seed)

    def _learn(self, values: pa.StringArray, kind: str, seed: int) -> None:
        """Make sure that those of the values that the log knows have their codes."""
        unknown = self._codes.unknown(values, seed)
        if len(unknown) == 0:
            return
        if self._looks == 0 or len(unknown) > FEW * self._size:
            self._read_all()
            return
        self._looks -= 1
        self._cursor.register("met", pa.table({"value": values.take(pa.array(unknown))}))
        found = self._cursor.sql(_MET, params=[kind]).to_arrow_table()
        self._cursor.unregister("met")
        self._codes.add(hash_texts(found["value"].combine_chunks(), seed), found["code"].to_numpy())

    def _read_all(self) -> None:
        known = self._cursor.sql("select code, kind, value from store.identifiers").to_arrow_table()
        hashes = np.zeros(len(known), np.uint64)
        for kind in known["kind"].unique().to_pylist():
            rows = pa.compute.equal(known["kind"], kind).to_numpy()
            hashes[rows] = _hashes(known["value"].filter(pa.array(rows)).combine_chunks(), kind)
        self._codes.add(hashes, known["code"].to_numpy())
        self._size = 0


def _hashes(values: pa.StringArray, kind: str) -> Hashes:
    return hash_texts(values, hash_text(kind))


_MET = "select code, value from store.identifiers where kind = $1 and value in (select value from met)"
