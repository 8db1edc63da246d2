"""What `variants` returns, and what partitions know of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.estimates import Estimate
from sojourn.results import Measured

Ints = NDArray[np.int64]
Codes = NDArray[np.uint32]
Hashes = NDArray[np.uint64]


class Variant(Struct, frozen=True):
    """One sequence of names, taken by `journeys` units, which are `share` of all."""

    path: tuple[str, ...]
    journeys: int
    share: Estimate


class Variants(Measured, frozen=True):
    """The most frequent variants, ties by path; `total` distinct ones; `coverage` is the share that `rows` have.

    `coverage` describes the units looked at and is no estimate of others.
    """

    rows: tuple[Variant, ...]
    total: int
    coverage: float


class Paths(NamedTuple):
    """Distinct paths: path k is `codes[begin[k]:end[k]]`, has these two hashes, and was taken `taken[k]` times."""

    hashes: Hashes
    others: Hashes
    codes: Codes
    begin: Ints
    end: Ints
    taken: Ints


class Partial(NamedTuple):
    """What one partition knows. Where customers repeat, also the path (row in `paths`) and bucket of each unit."""

    paths: Paths
    path: Ints
    bucket: Ints
    customers: int


class Total(NamedTuple):
    """All partitions: their paths laid end to end are rows. Of equal paths the first row stands for all.

    `rows` are those first ones, `taken` says there how often a path was taken, and 0 elsewhere. Where customers repeat,
    also the row and the bucket of each unit.
    """

    parts: list[Paths]
    taken: Ints
    rows: NDArray[np.int32]
    path: Ints
    bucket: Ints
    customers: int
