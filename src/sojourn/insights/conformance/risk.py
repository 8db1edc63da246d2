"""Whom those who deviate are held to: units that came just as far, and what was known of all of them before.

- failed: units that came to the touchpoint, those whose first visit failed against all others: who comes more often has
  more chances to fail. Known is what came before.
- out of order: units that took the step, those who came too late (a later step was done before) against all others; or
  where most deviate by coming too early, those who had not done a required earlier step. What they do afterwards does
  not matter. Known is what came before the unit, for its order is what is asked.
- missing: units that were before the step and came past it; known is what came before it could be taken.
- extra: units that came to the place from which most stray, known is what came before they did: those who stray there
  next against all others, whether they go on elsewhere, come to the outcome or stop. Nobody is left out for what came
  afterwards, and nobody deviates only for having gone on longer.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.effects.risk_sets import RiskSet, first_after
from sojourn.insights.conformance.kernel import BEFORE, FINE
from sojourn.insights.conformance.plan import Plan
from sojourn.insights.conformance.records import Deviation
from sojourn.journeys.view import View

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Lived(NamedTuple):
    """A view held to the plan: the class of each step, whether it failed, and `row` and `unit` of each deviation."""

    view: View
    plan: Plan
    planned: Ints
    failing: NDArray[np.uint8]
    row: Ints
    unit: Ints

    def at(self, place: Deviation, touchpoint: int) -> Mask:
        """Steps at the place of a deviation, bool[steps]."""
        if place.step is None:
            found: Mask = (self.planned < 0) & (self.view.steps["touchpoint"] == touchpoint)
            return found
        return self.among([k for k, step in enumerate(self.plan.steps) if step.step.id == place.step])

    def rank_of(self, place: Deviation) -> int:
        """The rank in the plan of the step that a deviation is about."""
        return next(step.rank for step in self.plan.steps if step.step.id == place.step)

    def among(self, steps: list[int]) -> Mask:
        """Steps that may be one of some planned steps."""
        offsets, candidates = self.plan.offsets, self.plan.candidates
        meant = [c for c in range(len(offsets) - 1) if np.isin(candidates[offsets[c] : offsets[c + 1]], steps).any()]
        return np.isin(self.planned, meant)

    def deviating(self, row: int) -> Mask:
        """Units of a row of the kernel, bool[units]."""
        found = np.zeros(len(self.view.begin), np.bool_)
        found[self.unit[self.row == row]] = True
        return found


def came_from(lived: Lived, place: Deviation, touchpoint: int, touchpoints: int) -> Ints:
    """From which touchpoints units came to what was not planned, counts by code; a return to a step counts too."""
    here = _strayed(lived, lived.at(place, touchpoint), again=place.step is not None)
    before = lived.view.steps["touchpoint"][np.flatnonzero(here) - 1]
    return np.bincount(before, minlength=touchpoints).astype(np.int64)


def out_of_turn(lived: Lived, place: Deviation, row: int) -> Ints:
    """Of the units of a row of the kernel, how many took the step too late, and how many too early; int64[2]."""
    at = _first(lived.at(place, -1), lived.view)
    deviates = lived.deviating(row) & (at >= 0)
    return np.array([int((deviates & found).sum()) for found in (_late(lived, place, at), _early(lived, place, at))])


def rows_of(
    lived: Lived, place: Deviation, touchpoint: int, row: int, origin: int, early: bool, outcome: Mask
) -> RiskSet:
    """The units that are held against each other.

    `origin`: code of the touchpoint from which most stray (extra); `early`: whether most come too early (out of order).
    """
    view, here = lived.view, lived.at(place, touchpoint)
    at = _first(here, view)
    if place.kind == "extra":
        return _astray(lived, here, place, origin, outcome)
    if place.kind == "failed":
        return _rows(view, at, _failed_at_first(lived, here, at), at - 1, outcome)
    if place.kind == "missing":
        at, last = _past(lived, place, here)
        return _rows(view, at, lived.deviating(row), last, outcome)
    return _rows(view, at, (_early if early else _late)(lived, place, at), view.begin - 1, outcome)


def _failed_at_first(lived: Lived, here: Mask, at: Ints) -> Mask:
    """Units whose first visit failed: from `at` on, before anything happens elsewhere, some step says so."""
    ends = np.arange(len(here)) if len(here) else np.zeros(0, np.int64)
    stays = here | (lived.failing == BEFORE)
    gone = np.r_[np.minimum.accumulate(np.where(stays, len(here), ends)[::-1])[::-1], len(here)]
    failures = np.r_[0, np.cumsum(stays & (lived.failing != FINE))]
    found: Mask = (at >= 0) & (failures[np.minimum(gone[at], lived.view.end)] > failures[at])
    return found


def _late(lived: Lived, place: Deviation, at: Ints) -> Mask:
    """Units that had done a later step of the plan before they took this one at `at`."""
    rank = lived.rank_of(place)
    later = lived.among([k for k, step in enumerate(lived.plan.steps) if step.rank > rank]) & ~lived.at(place, -1)
    done = _first(later, lived.view)
    found: Mask = (done >= 0) & (done < at)
    return found


def _early(lived: Lived, place: Deviation, at: Ints) -> Mask:
    """Units that had not done all required earlier steps of the plan when they took this one at `at`."""
    rank = lived.rank_of(place)
    found = np.zeros(len(at), np.bool_)
    for k, step in enumerate(lived.plan.steps):
        if step.rank < rank and not step.step.optional:
            done = _first(lived.among([k]), lived.view)
            found |= (at >= 0) & ((done < 0) | (done > at))
    return found


def _past(lived: Lived, place: Deviation, here: Mask) -> tuple[Ints, Ints]:
    """Where each unit first was beyond a step, and the last step before it could have been taken."""
    view, rank = lived.view, lived.rank_of(place)
    beyond = [k for k, step in enumerate(lived.plan.steps) if step.rank > rank]
    before = [k for k, step in enumerate(lived.plan.steps) if step.rank < rank]
    at, own = _first(lived.among(beyond), view), _first(here, view)
    limit = np.where(own < 0, at, np.minimum(own, at))
    last = _latest(lived.among(before))[np.maximum(limit - 1, 0)]
    return np.where(last >= view.begin, at, -1), np.maximum(last, view.begin)


def _astray(lived: Lived, here: Mask, place: Deviation, origin: int, outcome: Mask) -> RiskSet:
    """Units at the place from which most stray; a step that is done again must have been done before."""
    view, touchpoint = lived.view, lived.view.steps["touchpoint"]
    there = touchpoint == origin
    anchor = there & _since_first(here, view) if place.step is not None else there
    at = _first(anchor, view)
    onward = first_after(~there | outcome, at, view.end)
    strays = (onward >= 0) & here[onward]
    return _rows(view, at, strays, at, outcome)


def _rows(view: View, at: Ints, exposed: Mask, last: Ints, outcome: Mask) -> RiskSet:
    """Of units with a place `at` (not -1), whether the outcome comes after it."""
    n = len(outcome)
    following = np.r_[np.minimum.accumulate(np.where(outcome, np.arange(n), n)[::-1])[::-1], n, n]
    won = following[np.minimum(at + 1, view.end)]
    asked = np.flatnonzero(at >= 0)
    met, won = np.where(exposed, at, -1), np.where(won < view.end, won, -1)
    return RiskSet(asked, at[asked], met[asked], won[asked], last[asked])


def _strayed(lived: Lived, here: Mask, again: bool) -> Mask:
    """Steps at a place whose step before is of the same unit and elsewhere; with `again` not the first time."""
    view = lived.view
    touchpoint = view.steps["touchpoint"]
    fresh = np.r_[False, touchpoint[1:] != touchpoint[:-1]]
    fresh[view.begin] = False
    found: Mask = here & fresh & view.live()
    return found & _since_first(here, view, strictly=True) if again else found


def _since_first(here: Mask, view: View, strictly: bool = False) -> Mask:
    """Steps that come after the first `here` of their unit; that one as well, unless `strictly`."""
    running = np.r_[0, np.cumsum(here)]
    begun = np.zeros(len(here) + 1, np.int64)
    begun[view.begin] = running[view.begin]
    started = np.maximum.accumulate(begun)[:-1]
    upto = running[:-1] if strictly else running[1:]
    found: Mask = upto > started
    return found


def _first(mask: Mask, view: View) -> Ints:
    """The first step of each unit that a mask holds, int64[units]; -1: none."""
    n = len(mask)
    places = np.where(mask, np.arange(n), n)
    following = np.r_[np.minimum.accumulate(places[::-1])[::-1], n]
    found: Ints = np.where(following[view.begin] < view.end, following[view.begin], -1)
    return found


def _latest(mask: Mask) -> Ints:
    """The last step up to each that a mask holds, int64[steps]; -1: none."""
    found: Ints = (
        np.maximum.accumulate(np.where(mask, np.arange(len(mask)), -1)) if len(mask) else np.zeros(0, np.int64)
    )
    return found
