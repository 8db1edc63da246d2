"""What is known of customers beside their events, as codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.journeys.coding import UNUSED

Places = Callable[[NDArray[np.int32]], NDArray[np.int64]]


class Attributes(NamedTuple):
    """`codes` uint32[customers] of each attribute (0: not known), and its `values` by code."""

    codes: dict[str, NDArray[np.uint32]]
    values: dict[str, tuple[str, ...]]


NONE_KNOWN = Attributes({}, {})


def attributes_of(traits: pa.Table, place: Places, customers: int, known: Attributes = NONE_KNOWN) -> Attributes:
    """From the log's table (name, value, identifier; later rows count) to codes; `place` tells the customer's row.

    Values are in the order of the alphabet, but for those `known`, which keep their codes and stand where nothing else
    is said.
    """
    values, codes = dict(known.values), dict(known.codes)
    for name in sorted(set(traits["name"].to_pylist()) | values.keys()):
        rows = traits.filter(pa.compute.equal(traits["name"], name))
        said = rows["value"].combine_chunks()
        words = values.get(name, (UNUSED,))
        words += tuple(sorted(set(said.unique().drop_null().to_pylist()) - set(words)))
        code = pa.compute.index_in(said, pa.array(words[1:], pa.string())).fill_null(-1).to_numpy()
        column = codes.get(name, np.zeros(customers, np.uint32))
        column[place(rows["identifier"].to_numpy())] = code + 1
        codes[name], values[name] = column, words
    return Attributes(codes, dict(sorted(values.items())))
