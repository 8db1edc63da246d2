"""Which of many differences to believe: of those called found, at most a share q is expected to be chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sojourn.effects.records import Floats, Mask
from sojourn.errors import UsageError


def discoveries(p_values: Floats | Sequence[float], q: float = 0.05) -> Mask:
    """Which p values count as discoveries at false-discovery rate `q`; NaN never does, and is no test.

    Raises UsageError for a q or a p value outside 0..1.
    Source: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995).
    """
    p = np.asarray(p_values, np.float64)
    if not 0 < q < 1 or np.any((p < 0) | (p > 1)):
        raise UsageError("p values and q lie between 0 and 1. Give the p values of tests, and a q such as 0.05.")
    found = np.zeros(len(p), np.bool_)
    tests = np.flatnonzero(~np.isnan(p))
    order = tests[np.argsort(p[tests], kind="stable")]
    passing = np.flatnonzero(p[order] <= q * np.arange(1, len(order) + 1) / max(len(order), 1))
    if len(passing):
        found[p <= p[order[passing[-1]]]] = True
    return found
