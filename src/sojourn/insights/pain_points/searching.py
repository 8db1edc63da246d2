"""The search for pain points, or with the sign turned for strengths: candidates, tests, answer."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan, nan
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sojourn.conditions import Condition, fields
from sojourn.effects.covariates import Known, known
from sojourn.effects.goals import cut_at, goal_of
from sojourn.effects.goals import said as said_of
from sojourn.effects.records import Ints
from sojourn.effects.risk_sets import FOREVER
from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.insights.pain_points import answer, gains, testing
from sojourn.insights.pain_points.evidence import Behind
from sojourn.insights.pain_points.grammar import FEWEST, GOODS, PAINS, Asking, Candidate, candidates
from sojourn.insights.pain_points.records import MEMBERS, PainPoints
from sojourn.insights.pain_points.sampling import draw, with_thresholds
from sojourn.insights.pain_points.scene import lens
from sojourn.insights.pain_points.speaking import speaking
from sojourn.insights.pain_points.usual import usual_problems
from sojourn.insights.words import percent
from sojourn.journeys.definition import Step
from sojourn.journeys.fields import NAMED, NUMBERS
from sojourn.journeys.view import View
from sojourn.measures.kpis.conversion import NO_END
from sojourn.measures.kpis.currencies import Currencies, currencies, valued
from sojourn.measures.notes import unknown_fields, unknown_names

NEARLY_ALL = 0.98
"""Where a greater share of units reaches the outcome, hardly anybody is left to compare with."""
LEAST_VALUED = 0.5
"""Share of outcomes that need a value for gains to be told in money."""
OTHER_MONEY = (
    "{n} outcomes in {others} were left out of the mean value of an outcome, which is in {base}: there are no exchange "
    "rates yet. Gains count each of them as one in {base}."
)
DOING = "testing what may be a pain point"


class Wish(NamedTuple):
    """What is asked for; see `pain_points`. `sign` is -1 for harm, 1 for good; `folder` is the workspace's."""

    sign: int = -1
    strict: bool = False
    fixable: float = 1.0
    errors: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    horizon: int = FOREVER
    folder: Path | None = None
    problems: tuple[tuple[str, Condition], ...] = ()


def search(units: Units, outcome: Step | None, wish: Wish, progress: Progress = silent) -> PainPoints:
    """All that is said of the candidates of a log. Raises UsageError as `pain_points`."""
    if not 0 < wish.fixable <= 1:
        raise UsageError(f"fixable is a share above 0 and up to 1, not {wish.fixable}.")
    wanted = goal_of(units, outcome)
    asked_units = cut_at(units, wanted)
    through, spoken = lens(asked_units, wanted, wish.errors), speaking(asked_units, wish.folder)
    asking = Asking(asked_units, through, spoken, wish.horizon, (*_usual(units, wish), *wish.problems))
    money, notes = _money(asking)
    asking = asking._replace(money=money)
    trials = _trials(asking, wish, progress)
    found = testing.found([trial.outcome for trial in trials])
    currency = (money.word or "money") if money else ""
    drawns = [trial.drawn for trial in trials if trial.drawn is not None]
    worth = gains.worth_of(drawns, bool(currency), wish.fixable)
    gate = answer.STRICT if wish.strict else answer.GATE
    said = answer.answer(trials, found, answer.Asked(said_of(wanted), gate, worth, currency, wish.sign), asking)
    people = asked_units.collect(lambda view: len(np.unique(view.customer)))
    result = PainPoints(
        rows=said.rows,
        tested=said.tested,
        outcome=said_of(wanted),
        journeys=asked_units.size,
        customers_count=sum(people),
        months=max((gains.months(drawn) for drawn in drawns), default=nan),
        joint_gain=said.joint,
        currency=currency,
        notes=(
            *_notes(trials, said, cut=asked_units is not units),
            *_little_to_tell(asking, wanted),
            *((NO_END,) if wish.horizon is None and not asked_units.censors else ()),
            *notes,
            *_unknown(units, wish),
        ),
    )
    by_id = {trial.candidate.id: trial.candidate for trial in trials}
    result.__dict__[MEMBERS] = lambda name: Behind(by_id[name], asking)
    return result


def _usual(units: Units, wish: Wish) -> Iterator[tuple[str, Condition]]:
    """What logs commonly say of steps that went wrong, but for names that were given a meaning of their own."""
    given = {name for name, _ in wish.problems}
    return (one for one in usual_problems(units) if one[0] not in given)


def _trials(asking: Asking, wish: Wish, progress: Progress) -> list[answer.Trial]:
    listed, _ = candidates(asking, PAINS if wish.sign < 0 else GOODS)
    if wish.only:
        ids = [one.id for one in listed]
        for name in wish.only:
            if name not in ids:
                raise UnknownName(f'No candidate is called "{name}".{did_you_mean(name, ids)}')
        listed = [one for one in listed if one.id in wish.only]
    listed = with_thresholds(listed, asking)
    what = known(asking.units, [int(code) for code in np.flatnonzero(asking.lens.errors)][:12], wish.also)
    found = []
    for number, candidate in enumerate(listed):
        progress(DOING, number, len(listed))
        found.append(_trial(candidate, asking, what, wish))
    progress(DOING, len(listed), len(listed))
    return found


def _trial(candidate: Candidate, asking: Asking, what: Known, wish: Wish) -> answer.Trial:
    drawn = draw(candidate, asking, what)
    outcome = testing.tried(drawn, wish.sign, named=bool(wish.only))
    keep = outcome.effect is not None and outcome.p < testing.RATE
    return answer.Trial(candidate, drawn.reached, drawn.exposed, outcome, drawn if keep else None)


def _money(asking: Asking) -> tuple[Currencies | None, tuple[str, ...]]:
    """The currency of most outcomes; None where fewer than half of them have a value, with a note where some do."""
    units = asking.units

    def having(_: Units, view: View) -> Ints:
        return valued(view, _outcomes(asking, view))

    counts = units.collect(lambda view: (len(having(units, view)), len(_outcomes(asking, view))))
    known, everything = np.sum(counts, axis=0).tolist()
    if not known:
        return None, ()
    if known < LEAST_VALUED * everything:
        return None, (f"A value is known of only {known:,} of {everything:,} outcomes: gains are told in outcomes.",)
    return currencies(units, having, None, OTHER_MONEY)


def _outcomes(asking: Asking, view: View) -> Ints:
    """Positions of the steps of a view's units that are the outcome."""
    at = view.positions()
    found: Ints = at[asking.units.matching(asking.lens.outcome, view)[at]]
    return found


def _notes(trials: list[answer.Trial], said: answer.Answer, cut: bool) -> list[str]:
    """How many tests there were, and what was chosen."""
    tests = sum(not isnan(trial.outcome.p) for trial in trials)
    often = f"{tests:,} of {len(trials):,} candidates were met often enough to be tested" if trials else (
        "Nothing that could be a candidate is in these journeys"
    )  # fmt: skip
    notes = [f"{often}; of those found, about 1 in 20 may be chance." if said.rows else f"{often}."]
    if cut:
        notes.append("A journey ends with the outcome or with a pause of 30 days.")
    return notes


def _little_to_tell(asking: Asking, outcome: Step) -> Iterator[str]:
    """A note where nearly every unit, or hardly any, reaches the outcome."""

    def reached(view: View) -> int:
        hits = np.r_[0, np.cumsum(asking.units.matching(asking.lens.outcome, view))]
        return int((hits[view.end] > hits[view.begin]).sum())

    won, everybody = sum(asking.units.collect(reached)), asking.units.size
    unit, name = asking.units.unit, said_of(outcome)
    if everybody and won / everybody >= NEARLY_ALL:
        yield (
            f'{percent(won / everybody)} of {unit}s reach "{name}", so there is little to lose. Another outcome, or a '
            "time within which it counts, may tell more."
        )
    elif won < FEWEST:
        yield f'Only {won:,} of {everybody:,} {unit}s reach "{name}": too few to tell what goes with it.'


def _unknown(units: Units, wish: Wish) -> tuple[str, ...]:
    """Notes on names that the log does not have."""
    asked = [name for _, condition in wish.problems for name in sorted(fields(condition))]
    properties = [*wish.also, *(name for name in asked if name not in (*NAMED, *NUMBERS))]
    return (*unknown_names(units, wish.errors), *unknown_fields(units, properties))
