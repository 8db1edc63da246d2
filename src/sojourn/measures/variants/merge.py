"""From partitions to all of them."""

from __future__ import annotations

import numpy as np

from sojourn.journeys.view import View
from sojourn.measures import bootstrap
from sojourn.measures.variants.kernel import add_up, hash_paths, lay_down
from sojourn.measures.variants.records import Codes, Ints, Partial, Paths, Total

_NONE = np.zeros(0, np.int64)


def count_paths(view: View, codes: Codes, repeats: bool) -> Partial:
    """The distinct paths of one partition, in the order of the ranges that `add_up` will read them by.

    Where most are distinct, the partition's own codes serve to tell them.
    """
    hashes, others = hash_paths(codes, view.begin, view.end)
    first, count, kept = add_up(hashes, others, np.ones(len(hashes), np.int64))
    begin, end = view.begin.take(kept), view.end.take(kept)
    if 2 * (end - begin).sum() < len(codes):
        codes, stops = lay_down(codes, begin, end)
        begin, end = stops - (end - begin), stops
    paths = Paths(hashes.take(kept), others.take(kept), codes, begin, end, count.take(kept))
    if not repeats:
        return Partial(paths, _NONE, _NONE, 0)
    row = np.empty(len(count), np.int64)
    row[kept] = np.arange(len(kept))
    bucket = bootstrap.buckets_of(view.customers.hash)[view.customer]
    return Partial(paths, row[first], bucket, len(np.unique(view.customer)))


def merge(partials: list[Partial]) -> Total:
    """Count the paths of all partitions once more, by how often each was taken in each."""
    parts = [partial.paths for partial in partials]
    hashes, others, taken = (np.concatenate([part[at] for part in parts]) for at in (0, 1, 5))
    same, count, rows = add_up(hashes, others, taken)
    path = _shifted([partial.path for partial in partials], [len(part.hashes) for part in parts])
    bucket = np.concatenate([partial.bucket for partial in partials])
    return Total(parts, count, rows, same[path], bucket, sum(partial.customers for partial in partials))


def _shifted(parts: list[Ints], sizes: list[int]) -> Ints:
    """Positions within each part turned into positions in all parts laid end to end."""
    starts = np.cumsum([0, *sizes[:-1]])
    return np.concatenate([part + start for part, start in zip(parts, starts, strict=True)])
