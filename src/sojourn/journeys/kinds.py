"""The distinct (event, touchpoint, channel) of a log, in an order that lasts as long as the partitions made with it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pyarrow as pa

from sojourn.journeys.coding import Kind
from sojourn.store.codes import EMPTY

_PARTS = ("event", "touchpoint", "channel")


def numbered(found: pa.Table, names: list[str], known: Sequence[Kind] = ()) -> tuple[list[Kind], pa.Table]:
    """The known kinds and after them those first met; and `found` with the place of each row among them as `kind`.

    `found` has the codes of event, touchpoint and channel, `names` the words behind them.
    """
    kinds = {kind: place for place, kind in enumerate(known)}
    rows = zip(*(found[part].to_pylist() for part in _PARTS), strict=True)
    places = [kinds.setdefault((names[e], _word(t, names), _word(c, names)), len(kinds)) for e, t, c in rows]
    return list(kinds), found.append_column("kind", pa.array(np.array(places, np.uint32)))


def as_codes(kinds: Sequence[Kind], names: list[str]) -> pa.Table:
    """The kinds as `numbered` hands them over, from words alone: a word may have several codes, and nothing has two."""
    codes: dict[str | None, list[int | None]] = {None: [None, EMPTY]}
    for code, name in enumerate(names):
        codes.setdefault(name, []).append(code)
    rows = [(*row, place) for place, kind in enumerate(kinds) for row in product(*(codes.get(w, ()) for w in kind))]
    types = (pa.int32(), pa.int32(), pa.int32(), pa.uint32())
    columns = [pa.array([row[at] for row in rows], type_) for at, type_ in enumerate(types)]
    return pa.table(columns, names=[*_PARTS, "kind"])


def _word(code: int | None, names: list[str]) -> str | None:
    return None if code is None or code < 0 else names[code]
