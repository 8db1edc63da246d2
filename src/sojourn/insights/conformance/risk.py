"""Whom those who deviate are held to: units that came just as far, and what was known of all of them before.

- failed: units that came to the touchpoint, those whose first attempt failed against all others: who tries more often
  has more chances to fail. Known is what came before.
- missing, and out of order by being late: units that came to the step or to a later one, whichever was first; those who
  came to the later one first against those who came to the step. Both are then as far on their way, and whoever comes
  back to the step belongs to those who went past it.
- out of order by being early: units that came to the step or to the required earlier ones that most leave for later,
  whichever was first; those who came to the step first against all others.
  Known of these is what came up to the first planned step before all that are in question: in what order they come is
  what is asked, so where there is none, nothing of the unit is known.
- extra: units that came to the place from which most stray, known is what came before they did: those who stray there
  next against all others, whether they go on elsewhere, come to the outcome or stop. Nobody is left out for what came
  afterwards, and nobody deviates only for having gone on longer.
- extra where more units begin than come from any one place: those that begin there against those that begin elsewhere
  off the plan, or with a step that nothing required comes before: who begins further on is further. Who comes there
  later has left before, and come back.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.effects.risk_sets import RiskSet, first_after
from sojourn.insights.conformance.kernel import BEFORE, FINE, UNPLANNED, Taken
from sojourn.insights.conformance.plan import Plan
from sojourn.insights.conformance.records import Question
from sojourn.journeys.view import View

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Lived(NamedTuple):
    """A view held to the plan: what each step was taken for, whether it failed, `row` and `unit` of each deviation."""

    view: View
    plan: Plan
    taken: Taken
    failing: NDArray[np.uint8]
    row: Ints
    unit: Ints

    def at(self, place: Question) -> Mask:
        """Steps at the place of a deviation, bool[steps]."""
        if place.step is None:
            found: Mask = (self.taken.planned == UNPLANNED) & (self.view.steps["touchpoint"] == place.touchpoint)
            return found
        return self.among([k for k, step in enumerate(self.plan.steps) if step.step.id == place.step])

    def rank_of(self, place: Question) -> int:
        """The rank in the plan of the step that a deviation is about."""
        return next(step.rank for step in self.plan.steps if step.step.id == place.step)

    def among(self, steps: list[int]) -> Mask:
        """Steps that were taken for one of some planned steps."""
        return np.isin(self.taken.planned, steps)

    def deviating(self, row: int) -> Mask:
        """Units of a row of the kernel, bool[units]."""
        found = np.zeros(len(self.view.begin), np.bool_)
        found[self.unit[self.row == row]] = True
        return found


def came_from(lived: Lived, place: Question, touchpoints: int) -> Ints:
    """From which touchpoints units came to what was not planned, counts by code; a return to a step counts too."""
    here = _strayed(lived, place)
    before = lived.view.steps["touchpoint"][np.flatnonzero(here) - 1]
    return np.bincount(before, minlength=touchpoints).astype(np.int64)


def begun(lived: Lived, place: Question) -> int:
    """How many units begin at a place."""
    return int(lived.at(place)[lived.view.begin].sum())


def through(lived: Lived, place: Question) -> Mask:
    """The steps that are a deviation of a kind that may lie on the way, bool[steps]."""
    here = lived.at(place)
    return here if place.step is None else here & lived.taken.again


def out_of_turn(lived: Lived, place: Question, row: int) -> Ints:
    """Of the units of a row of the kernel, how many took the step after a later one; then by planned step, how many
    took it when this was the first required earlier one that they had not done; int64[1 + planned steps].
    """
    steps, rank = lived.plan.steps, lived.rank_of(place)
    at = _first(lived.at(place), lived.view)
    left = lived.deviating(row) & (at >= 0)
    later = _first(lived.among([k for k, step in enumerate(steps) if step.rank > rank]), lived.view)
    found = [int((left & (later >= 0) & (later < at)).sum())]
    for k, step in enumerate(steps):
        done = _first(lived.among([k]), lived.view)
        skipped = left & ((done < 0) | (done > at)) & (step.rank < rank and not step.step.optional)
        found.append(int(skipped.sum()))
        left &= ~skipped
    return np.array(found)


def rows_of(lived: Lived, place: Question, outcome: Mask) -> RiskSet:
    """The units that are held against each other."""
    here = lived.at(place)
    if place.kind == "extra":
        return _astray(lived, place, outcome)
    if place.kind == "begin":
        return _begun(lived, here, outcome)
    if place.kind == "failed":
        at = _first(here, lived.view)
        return _rows(lived.view, at, _failed_at_first(lived, at), at - 1, outcome)
    at, last = _turn(lived, place, here)
    return _rows(lived.view, at, (at >= 0) & (here[at] == (place.kind == "early")), last, outcome)


def _begun(lived: Lived, here: Mask, outcome: Mask) -> RiskSet:
    """Units by their first step, but those whose first step comes after another one in the plan."""
    begin, steps = lived.view.begin, lived.plan.steps
    lowest = min((step.rank for step in steps if not step.step.optional), default=0)
    further = lived.among([place for place, step in enumerate(steps) if step.rank > lowest])
    at = np.where(further[begin], -1, begin)
    return _rows(lived.view, at, here[begin], begin - 1, outcome)


def _failed_at_first(lived: Lived, at: Ints) -> Mask:
    """Units whose first attempt failed: the step `at` says so itself, or an error that comes right after it."""
    failing = np.r_[lived.failing, FINE]
    after = (at + 1 < lived.view.end) & (failing[at + 1] == BEFORE)
    found: Mask = (at >= 0) & ((failing[at] != FINE) | after)
    return found


def _turn(lived: Lived, place: Question, here: Mask) -> tuple[Ints, Ints]:
    """Where each unit first came to a step or to what should not come before it, and the last step known by then."""
    view, steps, rank = lived.view, lived.plan.steps, lived.rank_of(place)
    lowest = steps[place.skipped].rank if place.kind == "early" else rank
    later = [k for k, step in enumerate(steps) if step.rank > rank]
    earlier = [k for k, step in enumerate(steps) if lowest <= step.rank < rank and not step.step.optional]
    at = _first(here | lived.among(earlier if place.kind == "early" else later), view)
    before = [k for k, step in enumerate(steps) if step.rank < lowest]
    if not before:
        return at, view.begin - 1
    last = _first(lived.among(before), view)
    return np.where((last >= 0) & (last < at), at, -1), np.maximum(last, view.begin)


def _astray(lived: Lived, place: Question, outcome: Mask) -> RiskSet:
    """Units at the place from which most stray; a step that is done again must have been done before."""
    view = lived.view
    here = lived.at(place)
    there = view.steps["touchpoint"] == place.origin
    at = _first(there & _since_first(here, view) if place.step is not None else there, view)
    onward = first_after(~there | outcome, at, view.end)
    strays = (onward >= 0) & through(lived, place)[onward]
    return _rows(view, at, strays, at, outcome)


def _rows(view: View, at: Ints, exposed: Mask, last: Ints, outcome: Mask) -> RiskSet:
    """Of units with a place `at` (not -1), whether the outcome comes after it."""
    n = len(outcome)
    following = np.r_[np.minimum.accumulate(np.where(outcome, np.arange(n), n)[::-1])[::-1], n, n]
    won = following[np.minimum(at + 1, view.end)]
    asked = np.flatnonzero(at >= 0)
    met, won = np.where(exposed, at, -1), np.where(won < view.end, won, -1)
    return RiskSet(asked, at[asked], met[asked], won[asked], last[asked])


def _strayed(lived: Lived, place: Question) -> Mask:
    """Steps at a place whose step before is of the same unit and elsewhere; of a planned step those that repeat it."""
    code = lived.view.steps["touchpoint"]
    fresh = np.r_[False, code[1:] != code[:-1]]
    fresh[lived.view.begin] = False
    here = lived.at(place)
    found: Mask = here & fresh & (lived.view.live() if place.step is None else lived.taken.again)
    return found


def _since_first(here: Mask, view: View) -> Mask:
    """Steps from the first `here` of their unit on."""
    running = np.r_[0, np.cumsum(here)]
    begun = np.zeros(len(here) + 1, np.int64)
    begun[view.begin] = running[view.begin]
    found: Mask = running[1:] > np.maximum.accumulate(begun)[:-1]
    return found


def _first(mask: Mask, view: View) -> Ints:
    """The first step of each unit that a mask holds, int64[units]; -1: none."""
    n = len(mask)
    places = np.where(mask, np.arange(n), n)
    following = np.r_[np.minimum.accumulate(places[::-1])[::-1], n]
    found: Ints = np.where(following[view.begin] < view.end, following[view.begin], -1)
    return found
