"""From partitions to all of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from sojourn.journeys.view import View, distinct
from sojourn.measures import bootstrap
from sojourn.measures.variants.kernel import RANGES, add_up, first_listed, hash_paths, lay_down, range_of
from sojourn.measures.variants.records import Codes, Ints, Listed, Partial, Paths, Total

_NONE = np.zeros(0, np.int64)
_A_SHARE = 50_000
"""About so many paths are counted at a time: their arrays stay in the cache, and the next share has their memory."""


def count_paths(view: View, codes: Codes, names: int, repeats: bool) -> Partial:
    """The distinct paths of one partition, whose codes are below `names`, in the order of the ranges of their hashes.

    Where most are distinct, the partition's own codes serve to tell them.
    """
    hashes, others = hash_paths(codes, view.begin, view.end, names)
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
    return Partial(paths, row[first], bucket, distinct(view.customer))


def merge(partials: list[Partial], rank: Ints, top: int, threads: int) -> Total:
    """Count the paths of all partitions once more, and list the `top` first; `rank` orders codes by name.

    Paths in different ranges of hashes are never the same, so each share of the ranges is counted, and lists its first
    paths, by itself. Where customers repeat, there is one share: units know their path by its row in all of them.
    """
    whole = [partial.paths for partial in partials]
    path = _end_to_end([partial.path for partial in partials], [len(part.hashes) for part in whole])
    shares = [whole] if len(path) else _by_range(whole)
    with ThreadPoolExecutor(min(threads, len(shares))) as pool:
        listed = list(pool.map(lambda parts: _listed(parts, rank, top), shares))
    return Total(
        listed,
        journeys=sum(int(part.taken.sum()) for part in whole),
        path=listed[0].same[path],
        bucket=np.concatenate([partial.bucket for partial in partials]),
        customers=sum(partial.customers for partial in partials),
    )


def _by_range(parts: list[Paths]) -> list[list[Paths]]:
    """The paths of all partitions by the ranges of their hashes, some ranges a share."""
    paths = sum(len(part.hashes) for part in parts)
    bounds = np.linspace(0, RANGES, min(RANGES, 1 + paths // _A_SHARE) + 1).astype(np.uint64)
    cuts = np.array([np.searchsorted(range_of(part.hashes), bounds) for part in parts]).T
    return [
        [_between(part, *bound) for part, bound in zip(parts, zip(first, stop, strict=True), strict=True)]
        for first, stop in pairwise(cuts.tolist())
    ]


def _between(part: Paths, first: int, stop: int) -> Paths:
    cut = slice(first, stop)
    return Paths(part.hashes[cut], part.others[cut], part.codes, part.begin[cut], part.end[cut], part.taken[cut])


def _listed(parts: list[Paths], rank: Ints, top: int) -> Listed:
    """How many distinct paths a share has, and the `top` of them that are listed first, in any order."""
    hashes, others, taken = (np.concatenate([part[at] for part in parts]) for at in (0, 1, 5))
    same, count, firsts = add_up(hashes, others, taken)
    rows = _candidates(count, firsts, top)
    starts = np.cumsum([0, *(len(part.hashes) for part in parts)])
    codes, end = _laid_down(parts, rows, starts)
    begin = np.r_[0, end[:-1]]
    first = first_listed(count[rows], codes, begin, end, rank, np.arange(min(top, len(rows))))
    paths = [codes[begin[k] : end[k]] for k in first.tolist()]
    return Listed(len(firsts), paths, count[rows[first]], rows[first], same)


def _candidates(count: Ints, firsts: Ints, top: int) -> Ints:
    """Rows of paths among which the `top` first ones are, ascending. Only those of the last count can tie."""
    often = np.flatnonzero(count > 1)
    counts = count[often]
    least = int(np.partition(counts, -top)[-top]) if len(often) >= top else 1
    return often[counts >= least] if least > 1 else np.sort(firsts).astype(np.int64)


def _laid_down(parts: list[Paths], rows: Ints, starts: Ints) -> tuple[Codes, Ints]:
    """The codes of some rows end to end, and where each of them stops; part p has the rows from `starts[p]` on."""
    bounds = np.searchsorted(rows, starts)
    laid, ends, offset = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)], 0
    for at in np.flatnonzero(np.diff(bounds)).tolist():
        part, own = parts[at], rows[bounds[at] : bounds[at + 1]] - starts[at]
        codes, stops = lay_down(part.codes, part.begin[own], part.end[own])
        laid.append(codes)
        ends.append(stops + offset)
        offset += len(codes)
    return np.concatenate(laid), np.concatenate(ends)


def _end_to_end(parts: list[Ints], sizes: list[int]) -> Ints:
    """Positions within each part turned into positions in all parts laid end to end."""
    starts = np.cumsum([0, *sizes[:-1]])
    return np.concatenate([part + start for part, start in zip(parts, starts, strict=True)])
