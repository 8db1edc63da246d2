"""Columns of simulated tables that are made alike for the shop and for worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.simulate.arrays import Ints
from sojourn.simulate.log import Words


def event_ids(size: int) -> Any:
    """The event_ids of events in the order of time."""
    return pc.binary_join_element_wise("e", pa.array(np.arange(size)).cast(pa.string()), "")


def numbered(prefix: str, number: Any, digits: int) -> Any:
    """A prefix and a number of so many digits, each; null where there is no number."""
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(number.cast(pa.string()), digits, "0"), "")


def taken(names: Sequence[str], codes: Ints) -> Any:
    """Names by code; null for -1."""
    return pa.array(names, pa.string()).take(pa.array(codes, mask=codes < 0))


def words(parts: Sequence[Words | str | None], sizes: Sequence[int], order: Ints) -> Any:
    """What blocks of events say, of so many events each, with one dictionary for all of them; null for None and -1."""
    codes: dict[str, int] = {}
    coded = [_coded(part, codes, size) for part, size in zip(parts, sizes, strict=True)]
    return taken(list(codes), np.concatenate(coded)[order])


def _coded(part: Words | str | None, codes: dict[str, int], size: int) -> Ints:
    if part is None:
        return np.full(size, -1)
    names = part.names if isinstance(part, Words) else (part,)
    own = np.array([codes.setdefault(name, len(codes)) for name in names] + [-1])
    found: Ints = own[part.codes] if isinstance(part, Words) else np.full(size, own[0])
    return found
