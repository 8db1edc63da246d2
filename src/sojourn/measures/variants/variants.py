"""The most frequent sequences of steps.

Source: trace variants of process mining (W. van der Aalst, Process Mining, 2016, chapter 5).
"""

from __future__ import annotations

from math import nan

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import Estimate, wilson
from sojourn.journeys.view import View
from sojourn.measures import bootstrap
from sojourn.measures.variants.kernel import first_listed, lay_down
from sojourn.measures.variants.merge import count_paths, merge
from sojourn.measures.variants.records import Partial, Total, Variant, Variants


def variants(
    units: Units, top: int = 20, over: str = "event", by: str | None = None, collapse: bool = False
) -> Variants:
    """The `top` most frequent sequences of names; `collapse` merges immediate repeats.

    Raises UsageError for a `top` below 1.
    """
    if top < 1:
        raise UsageError(f"top is at least 1, not {top}.")
    names = units.names(over)

    def task(whole: View) -> Partial:
        view = whole.collapsed(over) if collapse else whole
        return count_paths(view, view.steps[over].astype(np.uint32, copy=False), units.repeats)

    return units.measure(task, lambda partials: result(merge(partials), names, top, units.repeats), by)


def result(total: Total, names: tuple[str, ...], top: int, repeats: bool) -> Variants:
    """Look up the paths of the most frequent variants only."""
    journeys, distinct = int(total.taken.sum()), len(total.rows)
    words = _first_listed(total, names, min(top, distinct)) if distinct else {}
    listed = sorted(words, key=lambda row: (-total.taken[row], words[row]))
    counts = total.taken[listed].tolist()
    shares = _by_customer(total, listed) if repeats else [wilson(count, journeys) for count in counts]
    rows = tuple(Variant(words[row], count, share) for row, count, share in zip(listed, counts, shares, strict=True))
    return Variants(rows, distinct, sum(counts) / journeys if journeys else nan)


def _first_listed(total: Total, names: tuple[str, ...], top: int) -> dict[int, tuple[str, ...]]:
    """The rows of the `top` paths that are listed first, and their names. Only those of the last count can tie."""
    often = np.flatnonzero(total.taken > 1)
    counts = total.taken[often]
    least = int(np.partition(counts, -top)[-top]) if len(often) >= top else 1
    rows = often[counts >= least] if least > 1 else np.sort(total.rows)
    starts = np.cumsum([0, *(len(part.hashes) for part in total.parts)])
    bounds = np.searchsorted(rows, starts)
    laid, ends, offset = [], [], 0
    for at, part in enumerate(total.parts):
        own = rows[bounds[at] : bounds[at + 1]] - starts[at]
        codes, stops = lay_down(part.codes, part.begin[own], part.end[own])
        laid.append(codes)
        ends.append(stops + offset)
        offset += len(codes)
    codes, end = np.concatenate(laid), np.concatenate(ends)
    begin = np.r_[0, end[:-1]]
    rank = np.argsort(np.array(sorted(range(len(names)), key=names.__getitem__), np.int64))
    shown = first_listed(total.taken[rows], codes, begin, end, rank, np.arange(top))
    return {int(rows[k]): tuple(names[code] for code in codes[begin[k] : end[k]]) for k in shown.tolist()}


def _by_customer(total: Total, listed: list[int]) -> tuple[Estimate, ...]:
    """The shares of the listed paths, with their ranges by customer."""
    column = np.full(len(total.taken), -1, np.int64)
    column[listed] = np.arange(len(listed))
    taken = column[total.path]
    some, size = taken >= 0, (bootstrap.BUCKETS, len(listed))
    numerator = np.bincount(total.bucket[some] * size[1] + taken[some], minlength=size[0] * size[1]).reshape(size)
    denominator = np.bincount(total.bucket, minlength=size[0])[:, None].repeat(size[1], axis=1)
    return bootstrap.shares(numerator, denominator, np.full(size[1], total.customers))
