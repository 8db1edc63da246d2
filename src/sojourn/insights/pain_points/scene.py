"""What the candidates of the grammar look at: for each step of a view where it is, where it came from, what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sojourn.compiled import compiled
from sojourn.effects.records import Ints, Mask
from sojourn.engines.units import Units
from sojourn.insights.failures import FAILED, sounds_like
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.answers import Answers, answers, of_roles
from sojourn.measures.feelings import feelings_of

PEOPLE = frozenset({"phone", "chat"})
"""Channels on which people help."""
SELF_SERVICE = frozenset({"web", "app"})
ASIDE = ("survey_asked", "survey_answered", "campaign_sent", "support_contact", "complaint", "review", "refund")
"""Roles of events that are no step of the way itself."""
BAD, GOOD = -0.39, 0.6
"""Feelings (-2 to 2). Bad: NPS to 6, CSAT and stars to 2, CES to 3; good: NPS from 9, CSAT and stars from 4, CES 5."""

_WORDS = re.compile(
    rf"\b({FAILED}|invalid|not accepted|"
    r"not found|unavailable|out of stock|(payment|card|coupon|voucher|login) (declined|denied|rejected|refused))\b"
)


class Lens(NamedTuple):
    """Decided once for a log, bool by code: `errors` and `aside` of events, `people` and `self_service` of channels.

    An ordinary step is none of these, says nothing, and is not the outcome.
    """

    outcome: Step
    errors: Mask
    aside: Mask
    people: Mask
    self_service: Mask


class Scene(NamedTuple):
    """Of each step: whether it is the `outcome`, an `error`, `helped` by people, `ordinary`.

    `source` is the touchpoint of the ordinary step before it in its unit (-1: none), `before` the place of that step,
    `waited` the microseconds since then. `said` are the answers of the view, `rated` those with a score on a known
    scale, `bad` and `good` among them.
    """

    outcome: Mask
    error: Mask
    helped: Mask
    alone: Mask
    ordinary: Mask
    source: Ints
    before: Ints
    waited: Ints
    said: Answers
    rated: Mask
    bad: Mask
    good: Mask


def lens(units: Units, outcome: Step, errors: Sequence[str] = ()) -> Lens:
    """What counts as what. `errors` are names of error events beside those that are recognised."""
    events, channels = units.names("event"), units.names("channel")
    own = {code for word in errors for code in units.codes_named(word, "event")}
    problem = set(units.manifest.roles.get("problem", ())) | own
    wrong = np.array([code in problem or _sounds_wrong(name) for code, name in enumerate(events)], np.bool_)
    people = np.array([name in PEOPLE for name in channels], np.bool_)
    alone = np.array([name in SELF_SERVICE for name in channels], np.bool_)
    return Lens(outcome, wrong, of_roles(units, *ASIDE), people, alone)


def _sounds_wrong(name: str) -> bool:
    """Whether the name of an event that the vocabulary does not know says that something went wrong."""
    return sounds_like(_WORDS, name)


@compiled
def kernel(touchpoint, ordinary, occurred_at, begin, end):  # type: ignore[no-untyped-def]  # numba infers the types
    """Of each step the touchpoint and the place of the ordinary step before it in its unit (-1: none), and the
    microseconds since.
    """
    source, before = np.full(len(touchpoint), -1, np.int64), np.full(len(touchpoint), -1, np.int64)
    waited = np.zeros(len(touchpoint), np.int64)
    for unit in range(len(begin)):
        last = -1
        for i in range(begin[unit], end[unit]):
            if last >= 0:
                source[i], before[i] = touchpoint[last], last
                waited[i] = occurred_at[i] - occurred_at[last]
            if ordinary[i]:
                last = i
    return source, before, waited


def scene(units: Units, view: View, through: Lens) -> Scene:
    """The scene of a view, made once."""
    return units.once("scene of pain points", view, lambda same: _made(units, same, through))


def _made(units: Units, view: View, through: Lens) -> Scene:
    steps = view.steps
    said = answers(units, view)
    outcome = units.matching(through.outcome, view)
    error = through.errors[steps["event"]] & ~outcome
    helped = through.people[steps["channel"]] & ~outcome
    says = np.zeros(len(outcome), np.bool_)
    says[said.at] = True
    ordinary = ~(outcome | error | helped | says | through.aside[steps["event"]])
    source, before, waited = kernel(steps["touchpoint"], ordinary, steps["occurred_at"], view.begin, view.end)
    felt = feelings_of(said.score, said.kind, units.field("score_kind").names)
    alone = through.self_service[steps["channel"]]
    return Scene(
        outcome,
        error,
        helped,
        alone,
        ordinary,
        source,
        before,
        waited,
        said,
        ~np.isnan(felt),
        felt <= BAD,
        felt >= GOOD,
    )
