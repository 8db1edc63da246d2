"""How times are distributed: quantiles, and a histogram with bins of a length that people use."""

from __future__ import annotations

from datetime import timedelta
from math import ceil, floor

import numpy as np

from sojourn.measures.funnel.kernel import Ints
from sojourn.measures.funnel.records import Bin, Times
from sojourn.periods import DAY, HOUR, SECOND

BINS = 20
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
_MINUTE = 60 * SECOND
WIDTHS = (
    *(n * 1_000 for n in (1, 10, 100)),
    *(n * SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14, 28, 91, 364)),
)  # fmt: skip
"""Lengths of a bin, microseconds."""


def distribution(times: Ints) -> Times | None:
    """Of times in microseconds, int64; None where there are none. `times` is brought into order."""
    if not len(times):
        return None
    times.sort()
    p10, p25, p50, p75, p90 = (_span(_quantile(times, share)) for share in QUANTILES)
    return Times(len(times), _span(times.mean()), p10, p25, p50, p75, p90, histogram(times))


def _quantile(ordered: Ints, share: float) -> float:
    """Linear between two values, as numpy's; they are in order already."""
    place = share * (len(ordered) - 1)
    low, high = int(ordered[floor(place)]), int(ordered[ceil(place)])
    return low + (high - low) * (place - floor(place))


def histogram(times: Ints) -> tuple[Bin, ...]:
    """At most 20 bins of one length that hold 95 % of the times, at least one; the last takes in the longer ones."""
    most, longest = int(times[ceil(0.95 * (len(times) - 1))]), int(times[-1])
    width = next((width for width in WIDTHS if most < BINS * width), most // BINS + 1)
    stops = np.arange(1, min(BINS, longest // width + 1) + 1) * width
    reached = np.r_[0, np.searchsorted(times, stops)]
    reached[-1] = len(times)
    stops[-1] = max(stops[-1], longest)
    starts = np.r_[0, stops[:-1]]
    return tuple(
        Bin(_span(start), _span(stop), int(count))
        for start, stop, count in zip(starts, stops, np.diff(reached), strict=True)
    )


def _span(microseconds: float | np.floating | np.integer) -> timedelta:
    return timedelta(microseconds=float(microseconds))
