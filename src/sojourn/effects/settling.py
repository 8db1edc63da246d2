"""Whose outcome is known: by when a row must have entered for its story to be over, whatever became of it.

Leaving out whoever is still under way would keep those who fail fast and drop those who are slow to succeed, or who
only look on. So a date is set, and whoever entered after it is left out, however it ended; whoever entered before it
counts, also while under way. Where a pause ends a unit, the date leaves room for nine of ten to have ended: nine of ten
of those exposed and of the others, whichever take longer, for one of them may be a slow kind of customer.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sojourn.effects.records import Ints, Mask
from sojourn.effects.risk_sets import FOREVER, RiskSet
from sojourn.engines.units import Units
from sojourn.journeys.view import View

MOST = 0.9
"""The share of units that must have had the time to end."""
AN_OCTAVE = 16
"""So many bins for each doubling of a time: times are counted by bin, so that partitions add up to the same date."""
BINS = 64 * AN_OCTAVE


def known_by(units: Units, rows_of: Callable[[View], RiskSet], horizon: int = FOREVER) -> int:
    """By when a row must have entered for its outcome to be known, microseconds UTC; `rows_of` gives those of a view.

    With a `horizon`, microseconds, that must be over. Without one, where nobody is still under way, any date will do.
    """
    now = units.manifest.data_up_to or 0
    if horizon < FOREVER:
        return now - horizon
    under_way, took = zip(*units.collect(lambda view: _times(view, rows_of(view))), strict=True)
    if not any(under_way):
        return FOREVER
    return now - max(_enough(side) for side in np.sum(took, axis=0)) - (units.definition.gap or 0)


def settled(view: View, rows: RiskSet, latest: int) -> Mask:
    """The rows that entered by a date, bool[rows]. Those still under way by then have not had the outcome."""
    found: Mask = view.steps["occurred_at"][rows.at] <= latest
    return found


def _times(view: View, rows: RiskSet) -> tuple[int, Ints]:
    """How many rows are still under way; of the others how long they took to their end, by bin, int64[2, BINS]: those
    not exposed and those exposed.
    """
    over = view.open[rows.unit] == 0
    occurred_at = view.steps["occurred_at"]
    took = occurred_at[view.end[rows.unit] - 1] - occurred_at[rows.at]
    bins = np.ceil(AN_OCTAVE * np.log2(took + 1.0)).astype(np.int64)
    counts = [np.bincount(bins[over & side], minlength=BINS) for side in (~rows.exposed, rows.exposed)]
    return int((~over).sum()), np.array(counts)


def _enough(counts: Ints) -> int:
    """The time that MOST of what is counted by bin stays below; 0 where nothing is."""
    upto = np.cumsum(counts)
    return int(2 ** (np.searchsorted(upto, MOST * upto[-1]) / AN_OCTAVE)) if upto[-1] else 0
