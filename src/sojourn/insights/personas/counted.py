"""How often the counts tell of the same step: by what comes after what, and again by what is counted beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from sojourn.engines.units import Units
from sojourn.insights.personas.behaviour import PACES, Features, Floats, Ints
from sojourn.journeys.view import View


def times_counted(units: Units, features: Features, over: str) -> float:
    """1 for what comes after what, 1 more for use, and for channel and pace the share that touchpoints tell already.

    A channel that follows from its touchpoint tells nothing of its own and counts as 1; one that is drawn anew at each
    step counts as 0. A pause follows from the touchpoint before it or from that after it, whichever tells more.
    """
    size, place = features.size, features.place

    def channels(view: View) -> Ints:
        at = view.positions()
        return _table(place[view.steps[over][at]], view.steps["channel"][at], size, features.channels)

    def pauses(back: int, view: View) -> Ints:
        at = np.setdiff1d(view.positions(), view.begin[view.end > view.begin], assume_unique=True)
        time = view.steps["occurred_at"]
        pace = np.searchsorted(PACES, time[at] - time[at - 1])
        return _table(place[view.steps[over][at - back]], pace, size, features.paces)

    counted = 2.0 if features.uses else 1.0
    if features.channels:
        counted += share_told(_added(units, channels))
    if features.paces:
        after, before = (share_told(_added(units, partial(pauses, back))) for back in (0, 1))
        counted += max(after, before)
    return counted


def share_told(counts: Ints) -> float:
    """How much of what varies over columns the rows tell, 0..1: mutual information by entropy; 0 where nothing varies.

    Chance makes it look larger by (rows - 1) (columns - 1) / 2n, which is taken off. Source: Miller, "Note on the bias
    of information estimates", in Information Theory in Psychology (1955).
    """
    counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    if counts.shape[1] < 2:
        return 0.0
    n, (rows, columns) = counts.sum(), counts.shape
    varies = _entropy(counts.sum(axis=0) / n)
    both = _entropy(counts.sum(axis=1) / n) + varies - _entropy(counts.ravel() / n)
    return float(np.clip((both - (rows - 1) * (columns - 1) / (2 * n)) / varies, 0, 1))


def _entropy(shares: Floats) -> float:
    there = shares[shares > 0]
    return float(-(there * np.log(there)).sum())


def _table(row: Ints, column: Ints, rows: int, columns: int) -> Ints:
    return np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns)


def _added(units: Units, task: Callable[[View], Ints]) -> Ints:
    total: Ints = np.sum(units.collect(task), axis=0)
    return total
