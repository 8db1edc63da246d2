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
from sojourn.measures.variants.merge import count_paths, merge
from sojourn.measures.variants.records import Ints, Partial, Total, Variant, Variants


def variants(
    units: Units, top: int = 20, over: str = "event", by: str | None = None, collapse: bool = False
) -> Variants:
    """The `top` most frequent sequences of names; `collapse` merges immediate repeats.

    Raises UsageError for a `top` below 1.
    """
    if top < 1:
        raise UsageError(f"top is at least 1, not {top}.")
    names = units.names(over)
    size, rank = len(names), np.argsort(np.argsort(np.array(names, object)))

    def task(whole: View) -> Partial:
        view = whole.collapsed(over) if collapse else whole
        return count_paths(view, view.steps[over].astype(np.uint32, copy=False), size, units.repeats)

    def finish(partials: list[Partial]) -> Variants:
        return result(merge(partials, rank, top, units.threads), names, top, units.repeats)

    return units.measure(task, finish, by)


def result(total: Total, names: tuple[str, ...], top: int, repeats: bool) -> Variants:
    """The first of what all shares list first, by their names."""
    taken, rows = (np.concatenate([share[at] for share in total.shares]) for at in (2, 3))
    codes = [path for share in total.shares for path in share.codes]
    least = np.sort(taken)[-min(top, len(taken))] if len(taken) else 0
    words = {k: tuple(names[code] for code in codes[k]) for k in np.flatnonzero(taken >= least).tolist()}
    listed = sorted(words, key=lambda k: (-taken[k], words[k]))[:top]
    counts = taken[listed].tolist()
    shares = _by_customer(total, rows[listed]) if repeats else [wilson(count, total.journeys) for count in counts]
    variants = tuple(Variant(words[k], count, share) for k, count, share in zip(listed, counts, shares, strict=True))
    distinct = sum(share.distinct for share in total.shares)
    return Variants(variants, distinct, sum(counts) / total.journeys if total.journeys else nan)


def _by_customer(total: Total, listed: Ints) -> tuple[Estimate, ...]:
    """The shares of the listed paths, given by their rows, with their ranges by customer."""
    column = np.full(len(total.shares[0].same), -1, np.int64)
    column[listed] = np.arange(len(listed))
    taken = column[total.path]
    some, size = taken >= 0, (bootstrap.BUCKETS, len(listed))
    numerator = np.bincount(total.bucket[some] * size[1] + taken[some], minlength=size[0] * size[1]).reshape(size)
    denominator = np.bincount(total.bucket, minlength=size[0])[:, None].repeat(size[1], axis=1)
    return bootstrap.shares(numerator, denominator, np.full(size[1], total.customers))
