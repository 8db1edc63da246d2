"""The likely ranges of chances, by customer: one who comes often stands behind many visits, but is one customer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.estimates import Estimate, unknown, wilson
from sojourn.insights.next_step.contexts import ORDERS, TIMES, Counts, Floats, Hashes, Ints, Journeys, keys_at, row_of
from sojourn.measures.bootstrap import BUCKETS, METHOD, buckets_of, shares

FEW = 40
"""Of fewer customers, drawing them tells too little: ranges are then at least as wide as if each counted once."""


@compiled
def longest(first, key, wanted, order):  # type: ignore[no-untyped-def]  # numba infers the types
    """How many steps the longest context has that was seen, up to `order`."""
    for m in range(1, order + 1):
        if row_of(first, key, m, wanted[m]) < 0:
            return m - 1
    return order


@compiled
def kernel(code, time, stop, known, bucket, size, kind, wanted):  # type: ignore[no-untyped-def]
    """What came next where a context was met, by bucket, float64[BUCKETS, size + 1]; and which journeys met it."""
    often, met = np.zeros((BUCKETS, size + 1), np.float64), np.zeros(len(stop), np.bool_)
    key = np.empty(ORDERS + 1 + TIMES, np.uint64)
    for j in range(len(stop)):
        begin = stop[j - 1] if j else 0
        for i in range(begin, begin + known[j]):
            keys_at(code, time, begin, i, key)
            if key[kind] == wanted:
                often[bucket[j], size if i + 1 == stop[j] else code[i + 1]] += 1
                met[j] = True
    return often, met


def ranged(
    chance: Floats, wanted: NDArray[np.int64], key: Hashes, journeys: Journeys, counts: Counts, order: int
) -> list[Estimate]:
    """The `wanted` of all chances, with the range that the share of what came next has in the longest context."""
    size, kind = len(chance) - 1, longest(counts.first, counts.key, key, order)
    bucket: Ints = buckets_of(journeys.customer)
    often, met = kernel(
        journeys.code, journeys.time, journeys.stop, journeys.known, bucket, size, kind, key[kind]
    )  # fmt: skip
    tried = often.sum(axis=1)
    if not tried.any():
        return [unknown(METHOD)] * len(wanted)
    customers = np.full(len(wanted), len(np.unique(journeys.customer[met])))
    found = shares(often[:, wanted], np.repeat(tried[:, None], len(wanted), axis=1), customers)
    # As many customers who come equally often would tell as much (Kish, Survey Sampling, 1965).
    alike = max(1, round(tried.sum() ** 2 / (tried**2).sum()))
    return [_around(float(chance[place]), share, alike) for place, share in zip(wanted, found, strict=True)]


def _around(chance: float, share: Estimate, customers: int) -> Estimate:
    """A chance with the range of the share that it was learnt from, which holds it."""
    low, high = min(chance, share.low), max(chance, share.high)
    if customers < FEW:
        once = wilson(round(share.value * customers), customers)
        low, high = min(low, once.low), max(high, once.high)
    return Estimate(chance, low, high, int(share.n), share.method)
