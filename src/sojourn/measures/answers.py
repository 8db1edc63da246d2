"""Which step an answer or comment is about: the map puts it there, and says by which rule."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.events.vocabulary import standard
from sojourn.journeys.view import View
from sojourn.periods import DAY

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ABOUT = "about"
"""The property by which a source may say what is rated: the name of a touchpoint or of a stage."""

WITHIN = 30 * DAY
"""An answer is about no step that is longer ago, microseconds."""

RELATION = ("nps", "stars")
"""Scores about the whole relationship or the product: they stay where they were given."""

RULE = (
    "A rating or comment belongs to the touchpoint it names; otherwise to the customer’s last step before it, within "
    "30 days. NPS and stars are about everything: they stay where they were given."
)


NAMED, BEFORE, WHOLE, ALONE = range(4)
RULES = (
    "it says what it is about",
    "the customer’s last step before it",
    "about everything: it stays where it was given",
    "no step before it: it stays where it was given",
)
"""By which rule an answer belongs to a place."""


class Answers(NamedTuple):
    """Steps that rate or say something, of the live units of a view.

    `at`: position, `unit` of it; `stage` and `touchpoint`: codes of what it is about; `score` (NaN: a comment alone);
    `kind` and `text`: codes of the fields score_kind and text. `rated`: position of the step it is about (its own where
    none is); `rule`: an index into RULES.
    """

    at: Ints
    unit: Ints
    stage: Ints
    touchpoint: Ints
    score: NDArray[np.float64]
    kind: Ints
    text: Ints
    rated: Ints
    rule: Ints


@compiled
def last_there(at, lowest, touchpoint, stage, there):  # type: ignore[no-untyped-def]  # numba infers the types
    """For each step `at` the stage of the last step before it, from position `lowest` on, at a touchpoint; 0: none.

    `there` is bool[touchpoints]; steps without a stage do not count.
    """
    found = np.zeros(len(at), np.int64)
    for k in range(len(at)):
        i = at[k] - 1
        while i >= lowest[k]:
            if there[touchpoint[i]] and stage[i] > 0:
                found[k] = stage[i]
                break
            i -= 1
    return found


@compiled
def kernel(at, unit, begin, occurred_at, places, within):  # type: ignore[no-untyped-def]  # numba infers the types
    """For each step `at` the position of the last step before it in its unit that is a place; its own where none is.

    `places` is bool[steps]: steps that can be rated. Ties in time count as before, in the order of steps.
    """
    found = at.copy()
    for k in range(len(at)):
        i = at[k] - 1
        while i >= begin[unit[k]] and occurred_at[at[k]] - occurred_at[i] <= within:
            if places[i]:
                found[k] = i
                break
            i -= 1
    return found


def answers(units: Units, view: View, within: int = WITHIN) -> Answers:
    """Everything in a view that rates or says something, and what it is about; `within` in microseconds."""
    return units.once(f"answers within {within}", view, lambda same: _answers(units, same, within))


def _answers(units: Units, view: View, within: int) -> Answers:
    steps = view.steps
    field = units.field("text")
    texts = field.of(steps["seq"]).astype(np.int64)
    asked = of_roles(units, "survey_asked")[steps["event"]]
    given = ~np.isnan(steps["score"]) | (texts > 0) | of_roles(units, "survey_answered")[steps["event"]]
    at = view.positions()
    unit = np.repeat(np.arange(len(view.begin)), view.end - view.begin)
    said = ~np.isnan(steps["score"][at]) | (texts[at] > 0)
    at, unit = at[said], unit[said]
    places = (steps["stage"] > 0) & ~given & ~asked
    kind = units.field("score_kind")
    kinds = kind.of(steps["seq"][at]).astype(np.int64)
    rated = kernel(at, unit, view.begin, steps["occurred_at"], places, within)
    whole = np.isin(kinds, [code for code, name in enumerate(kind.names) if name in RELATION])
    rated = np.where(whole, at, rated)
    stage, touchpoint, named = _named(units, view, at, unit, steps["stage"][rated], steps["touchpoint"][rated])
    rule = np.select([named, whole, rated != at], [NAMED, WHOLE, BEFORE], ALONE).astype(np.int64)
    score = steps["score"][at].astype(np.float64)
    return Answers(at, unit, stage, touchpoint, score, kinds, texts[at], np.where(named, at, rated), rule)


def of_roles(units: Units, *roles: str) -> Mask:
    """By code of the event, whether it is taken for one of some roles, bool[events]."""
    codes = np.zeros(len(units.names("event")), np.bool_)
    for role in roles:
        codes[list(units.manifest.roles.get(role, ()))] = True
    return codes


def _named(
    units: Units, view: View, at: Ints, unit: Ints, stage: NDArray[np.integer], touchpoint: NDArray[np.integer]
) -> tuple[Ints, Ints, Mask]:
    """What an answer itself says it is about goes first: a touchpoint (with the stage it is in) or a stage.

    Also which answers do, bool[answers].
    """
    field = units.field(ABOUT)
    codes = field.of(view.steps["seq"][at])
    stages, touchpoints = stage.astype(np.int64), touchpoint.astype(np.int64)
    named = np.zeros(len(at), np.bool_)
    for code in np.unique(codes[codes > 0]).tolist():
        word, mine = str(field.names[code]), codes == code
        of_touchpoint, of_stage = units.codes_named(word, "touchpoint"), units.codes_named(word, "stage")
        if of_touchpoint:
            touchpoints[mine] = of_touchpoint[0]
            stages[mine] = _stages_of(units, view, at[mine], unit[mine], of_touchpoint)
            named |= mine
        elif of_stage:
            stages[mine] = of_stage[0]
            named |= mine
    return stages, touchpoints, named


def _stages_of(units: Units, view: View, at: Ints, unit: Ints, touchpoint: list[int]) -> Ints:
    """The stage in which each answer's customer was last at a touchpoint (its codes) before it.

    For customers who never were: that of the standard vocabulary, or else that of most steps there.
    """
    there = np.zeros(len(units.names("touchpoint")), np.bool_)
    there[touchpoint] = True
    first = view.begin[np.searchsorted(view.customer, view.customer[unit])]
    found: Ints = last_there(at, first, view.steps["touchpoint"], view.steps["stage"], there)
    return np.where(found > 0, found, _usual_stage(units, view, touchpoint, there))


def _usual_stage(units: Units, view: View, touchpoint: list[int], there: Mask) -> int:
    """The stage that a touchpoint has in the standard vocabulary, or that of most steps there; 0: there are none."""
    place = standard().place_of(units.names("touchpoint")[touchpoint[0]])
    known = units.codes_named(place.stage, "stage") if place else []
    if known:
        return known[0]
    return int(np.argmax(np.bincount(view.steps["stage"][there[view.steps["touchpoint"]]], minlength=1)))


def about(units: Units, found: Answers, stage: str | None, touchpoint: str | None) -> Mask:
    """Which answers are about a stage and touchpoint, bool[answers]; None: any."""
    chosen = np.ones(len(found.at), np.bool_)
    if stage is not None:
        chosen &= np.isin(found.stage, units.codes_named(stage, "stage"))
    if touchpoint is not None:
        chosen &= np.isin(found.touchpoint, units.codes_named(touchpoint, "touchpoint"))
    return chosen
