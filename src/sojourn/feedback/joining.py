"""Which step a rating or comment belongs to, and by which rule.

What it names goes first (`about`), then an order, ticket or case that it and an earlier step both carry, then the
customer's last step within a window. Everything but the second rule is that of the map; see `sojourn.measures.answers`.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.journeys.view import View
from sojourn.measures.answers import NAMED, RULES, WITHIN, Answers, Ints, answers, of_roles

REFERENCES = ("order_id", "ticket_id", "case_id")
"""Properties and columns by which a comment and an earlier step may speak of the same thing."""

REFERRED = len(RULES)
JOINED = (*RULES, "the same order, ticket or case as an earlier step")
"""The rules, by code: those of the map, and this one."""


class Joined(Struct, frozen=True):
    """How many ratings and comments one rule has placed, and which share of all that is."""

    rule: str
    answers: int
    share: float


@compiled
def kernel(at, unit, begin, code, places):  # type: ignore[no-untyped-def]  # numba infers the types
    """For each step `at` the last step before it in its unit that is a place and carries the same code; -1: none.

    `code` int64[steps] is 0 where nothing is carried; `places` bool[steps].
    """
    found = np.full(len(at), -1, np.int64)
    for k in range(len(at)):
        own = code[at[k]]
        if own == 0:
            continue
        for i in range(at[k] - 1, begin[unit[k]] - 1, -1):
            if places[i] and code[i] == own:
                found[k] = i
                break
    return found


def joined(units: Units, view: View, within: int = WITHIN) -> Answers:
    """Everything that rates or says something in a view, with what it is about; `rule` is an index into JOINED."""
    return units.once(f"joined within {within}", view, lambda same: _joined(units, same, within))


def _joined(units: Units, view: View, within: int) -> Answers:
    found = answers(units, view, within)
    free = np.flatnonzero(found.rule != NAMED)
    if len(free) == 0:
        return found
    steps = view.steps
    places = steps["stage"] > 0
    places[found.at] = False
    places &= ~of_roles(units, "survey_asked", "survey_answered")[steps["event"]]
    rated, rule = found.rated.copy(), found.rule.copy()
    for name in reversed(REFERENCES):
        code = units.field(name).of(steps["seq"]).astype(np.int64)
        if not code[found.at[free]].any():
            continue
        step: Ints = kernel(found.at[free], found.unit[free], view.begin, code, places)
        hit = step >= 0
        rated[free[hit]], rule[free[hit]] = step[hit], REFERRED
    changed = rule == REFERRED
    stage = np.where(changed, steps["stage"][rated], found.stage).astype(np.int64)
    touchpoint = np.where(changed, steps["touchpoint"][rated], found.touchpoint).astype(np.int64)
    return found._replace(stage=stage, touchpoint=touchpoint, rated=rated, rule=rule)


def shares(rules: Ints) -> tuple[Joined, ...]:
    """How many each rule has placed, the most frequent first."""
    counts = np.bincount(rules, minlength=len(JOINED))
    order = sorted(range(len(JOINED)), key=lambda code: (-counts[code], code))
    return tuple(
        Joined(JOINED[code], int(counts[code]), float(counts[code] / len(rules))) for code in order if counts[code]
    )
