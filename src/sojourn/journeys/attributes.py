"""What is known of customers beside their events, as codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def attributes_of(
    said: pa.Table, traits: Iterable[pa.RecordBatch], place: Places, customers: int, known: Attributes = NONE_KNOWN
) -> Attributes:
    """From the log's rows (name, value, identifier; later rows count) to codes; `place` tells the customer's row.

    `said` has each (name, value), once or more; the rows come batch by batch, as there are several for each customer.
    Values are in the order of the alphabet, but for those `known`, which keep their codes and stand where nothing else
    is said.
    """
    values, codes = dict(known.values), dict(known.codes)
    for name in sorted(set(said["name"].to_pylist()) | values.keys()):
        words = values.get(name, (UNUSED,))
        further = said.filter(pa.compute.equal(said["name"], name))["value"].drop_null().to_pylist()
        values[name] = (*words, *sorted(set(further) - set(words)))
        codes.setdefault(name, np.zeros(customers, np.uint32))
    for batch in traits:
        for name in batch["name"].unique().to_pylist():
            rows = batch.filter(pa.compute.equal(batch["name"], name))
            code = pa.compute.index_in(rows["value"], pa.array(values[name][1:], pa.string())).fill_null(-1).to_numpy()
            codes[name][place(rows["identifier"].to_numpy())] = code + 1
    return Attributes(codes, dict(sorted(values.items())))
