"""Risk sets: the units that reached the same step, which of them met something there, and how it ended for each.

Source: the nested comparison of Prentice and Breslow, Biometrika 65 (1978). A unit enters at its first `anchor`. It is
exposed when it then meets what is `exposing`, soon and before anything that ends the wait for it; so what comes later
cannot decide who is exposed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.effects.records import Ints, Mask
from sojourn.journeys.view import View
from sojourn.periods import DAY

FOREVER = 2**62


class Question(NamedTuple):
    """Masks over the steps of a view, bool[steps]: who is asked, about what, and what for.

    `anchor`: where a unit enters. `exposing`: what exposes it; with `ahead=0` the anchor itself tells, otherwise one of
    the next `ahead` steps within `within` microseconds, up to the first that `stops` or is the outcome. `outcome` is
    looked for after the anchor, within `horizon` microseconds or to the end of the unit.
    """

    anchor: Mask
    exposing: Mask
    stops: Mask
    outcome: Mask
    ahead: int = 0
    within: int = DAY
    horizon: int = FOREVER


class RiskSet(NamedTuple):
    """One row a unit that reached the anchor: `unit` of the view, position `at` of the anchor.

    `met` is the position of the exposure, `won` that of the outcome, -1 for none. `last` is the last position that had
    happened before the exposure could: covariates come from up to there. It is the one before the unit's first (-1 at
    the very start) where the first step itself exposes.
    """

    unit: Ints
    at: Ints
    met: Ints
    won: Ints
    last: Ints

    @property
    def exposed(self) -> Mask:
        """Which rows met it, bool[rows]."""
        return self.met >= 0

    @property
    def outcome(self) -> Mask:
        """Which rows had the outcome, bool[rows]."""
        return self.won >= 0

    def take(self, rows: Mask | Ints) -> RiskSet:
        """Some of the rows."""
        return RiskSet._make(column[rows] for column in self)


@compiled
def kernel(anchor, exposing, stops, outcome, occurred_at, begin, end, ahead, within, horizon):  # type: ignore[no-untyped-def]
    """One pass over the live units; rows in the order of units.

    A step is asked first whether it exposes, then whether it is the outcome or stops: an exposure that ends the unit
    counts.
    """
    n = len(begin)
    unit, at, met = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    won = np.full(n, -1, np.int64)
    rows = 0
    for u in range(n):
        first = begin[u]
        while first < end[u] and not anchor[first]:
            first += 1
        if first == end[u]:
            continue
        found = -1
        if ahead == 0:
            if exposing[first]:
                found = first
        else:
            for i in range(first + 1, min(first + 1 + ahead, end[u])):
                if occurred_at[i] - occurred_at[first] > within:
                    break
                if exposing[i]:
                    found = i
                    break
                if outcome[i] or stops[i]:
                    break
        for i in range(first + 1, end[u]):
            if occurred_at[i] - occurred_at[first] > horizon:
                break
            if outcome[i]:
                won[rows] = i
                break
        unit[rows], at[rows], met[rows] = u, first, found
        rows += 1
    return unit[:rows].copy(), at[:rows].copy(), met[:rows].copy(), won[:rows].copy()


def risk_set(view: View, question: Question) -> RiskSet:
    """The rows of a view. Units that enter at an outcome are not asked: theirs is over."""
    unit, at, met, won = kernel(
        question.anchor & ~question.outcome, question.exposing, question.stops, question.outcome,
        view.steps["occurred_at"], view.begin, view.end, question.ahead, question.within, question.horizon,
    )  # fmt: skip
    last = at if question.ahead else at - 1
    return RiskSet(unit, at, met, won, last)


def first_after(mask: Mask, at: Ints, end: Ints) -> Ints:
    """The first step that a mask holds after `at` (-1: nowhere) and before `end`, int64[rows]; -1: none."""
    places = np.append(np.flatnonzero(mask), len(mask))
    found = places[np.searchsorted(places, at, side="right")]
    return np.where((at >= 0) & (found < end), found, -1)


def drawn(customer: Ints, exposed: Mask, largest: int) -> Ints:
    """Which rows to keep: at most half of `largest` are exposed ones; by the hash of their customers, int64[kept]."""
    order = np.argsort(customer * np.int64(-7046029254386353131), kind="stable")
    met, unmet = order[exposed[order]], order[~exposed[order]]
    few = met[: max(largest // 2, largest - len(unmet))]
    return np.sort(np.concatenate([few, unmet[: largest - len(few)]]))


def periods(occurred_at: NDArray[np.int64]) -> Ints:
    """The calendar month (UTC) of moments in microseconds, as months since 1970."""
    months = occurred_at.astype("datetime64[us]").astype("datetime64[M]")
    return months.astype(np.int64)
