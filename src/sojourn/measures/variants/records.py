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


class Listed(NamedTuple):
    """Of one share of the paths: how many are `distinct`, and those that are listed first, in any order.

    These have `codes`, were taken so many times (`taken`), and are `rows` of all paths of the share laid end to end;
    `same` is the row that stands for each of those.
    """

    distinct: int
    codes: list[Codes]
    taken: Ints
    rows: Ints
    same: Ints


class Total(NamedTuple):
    """All partitions, by shares of their paths. Where customers repeat, also the row and the bucket of each unit."""

    shares: list[Listed]
    journeys: int
    path: Ints
    bucket: Ints
    customers: int
