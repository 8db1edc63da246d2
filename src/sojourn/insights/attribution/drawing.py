"""Resamples: how often each cluster of paths counts in each, and the range that shares have over them.

From a log, buckets of customers are drawn, with the same weights as in `measures/bootstrap.py`. In a table of counted
paths nobody is known: there each of a path's conversions, and each time without, counts as a customer of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

import numpy as np

from sojourn.estimates import CONFIDENCE, Estimate, unknown, wilson
from sojourn.insights.attribution.records import Floats, Paths
from sojourn.measures.bootstrap import METHOD, weights_of_buckets


def draws(paths: Paths, resamples: int) -> Iterator[tuple[Floats, Floats]]:
    """Of each resample, how often each cluster's conversions count, and how often its paths without the goal."""
    if not paths.by_path:
        for weights in weights_of_buckets()[:resamples]:
            yield weights, weights
        return
    random = np.random.default_rng(0)
    for _ in range(resamples):
        yield _poisson(random, paths.conversions), _poisson(random, paths.nulls)


def _poisson(random: np.random.Generator, counts: Floats) -> Floats:
    return np.divide(random.poisson(counts), counts, out=np.zeros(len(counts)), where=counts > 0)


def estimates(share: Floats, drawn: Floats, n: int, by_path: bool) -> list[Estimate]:
    """Shares with the middle 95 % of what was drawn; `n` conversions. Draws without any conversion are left out."""
    method = "bootstrap by path" if by_path else METHOD
    known = drawn[np.isfinite(drawn).all(axis=1)]
    if len(known) == 0:
        return [Estimate(value, np.nan, np.nan, n, method) for value in share.tolist()]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(known, [tail, 1 - tail], axis=0)
    found = zip(share.tolist(), low.tolist(), high.tolist(), strict=True)
    return [_never_without_width(Estimate(*each, n, method)) for each in found]


def times(share: Estimate, conversions: int) -> Estimate:
    """So many conversions as a share of all of them, with its range."""
    return Estimate(share.value * conversions, share.low * conversions, share.high * conversions, share.n, share.method)


def _never_without_width(estimate: Estimate) -> Estimate:
    """Where nothing or everything went to a name in every resample, all resamples are alike: then Wilson's range.

    Where nothing is shared out at all, there are no shares.
    """
    if isnan(estimate.value):
        return unknown(estimate.method, estimate.n)
    if estimate.low < estimate.high:
        return estimate
    plain = wilson(round(estimate.value * estimate.n), estimate.n)
    low, high = min(plain.low, estimate.value), max(plain.high, estimate.value)
    return Estimate(estimate.value, low, high, estimate.n, plain.method)
