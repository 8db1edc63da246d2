"""Planned against actual: a map's steps held to what customers did.

Source of the four deviations: Halvorsrud, Kvale and Folstad (2016), see `records`.
"""

from __future__ import annotations

import msgspec
import numpy as np

from sojourn.documents.map import MapDocument
from sojourn.engines.units import Units
from sojourn.estimates import unknown
from sojourn.insights.conformance.answer import BEHIND, MEMBERS, NO_STEP, Behind, Conformance
from sojourn.insights.conformance.counting import Comparison, Figures, Partial, Periods, change, merge
from sojourn.insights.conformance.failing import Failing
from sojourn.insights.conformance.kernel import COMPLETED, FITS, REACHED
from sojourn.insights.conformance.plan import Plan, plan_of
from sojourn.insights.conformance.records import KINDS, Deviation, Kind, PlannedStep
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.activity import timeline
from sojourn.periods import Calendar

NO_END = "the last planned step is not in the log"
ALONE = '"{}" is parallel to no neighbour in its phase, so its order counts.'


def conformance(
    units: Units,
    document: MapDocument,
    calendar: Calendar,
    every: str | None = None,
    effects: bool = False,
    outcome: Step | None = None,
) -> Conformance:
    """Hold each live unit to the steps of a map; with `every` ("month" ...) also by the period in which it began.

    With `effects` the most frequent deviations say what they are associated with: how many of those who deviate so come
    to the `outcome` afterwards, held to comparable units that came just as far (see `risk`). Where none is given it is
    the goal of the journeys, else an order, else the last planned step.

    What a planned step is called in the log: its `events` and its `touchpoint`, or its title. Steps of the log at one
    planned step with nothing in between are one visit, as long as no event happens twice and the step is not
    repeatable. The order is that of the map; neighbouring parallel steps of a phase may come in any order. Steps of
    exits are no part of the plan and are passed over in the log. The deviations of a unit, each counted once:

    - extra: a touchpoint that the plan does not have; or another visit to a step that is not repeatable.
    - out of order: a planned step whose first visit is not in a longest run of first visits in planned order (of equal
      ones, the run that came earliest): the fewest steps that would have to move.
    - failed: an error event (role "problem" or "refund", or a name such as "Login Failed") comes right after the
      touchpoint, or happens at it, or a property of a step there says so (status "failed" ...). The error event is then
      not extra, and to try again right after it is no other visit.
    - missing: a step that is not optional was not visited, though a later one was.

    Later steps than the furthest visited are not reached, or still open; both are counted, neither deviates. Where the
    log knows no planned step there are no deviations, and a note says so. Raises UsageError for a map without steps,
    UnknownName for a period that is not.
    """
    plan = plan_of(document, units)
    if not plan.steps:
        return _nothing(plan, units)
    comparison = Comparison(units, plan, Failing(units, plan))
    periods = Periods(calendar, every, None if every is None else timeline(units, calendar, every))
    total = merge(units.collect(lambda view: comparison.counted(view, periods)))
    found = result(total, comparison, periods)
    if effects:
        found = _with_effects(found, comparison, outcome)
    found.__dict__[MEMBERS] = lambda kind, place: _members(comparison, kind, place)
    found.__dict__[BEHIND] = lambda deviation, most: _behind(comparison, deviation, most)
    return found


def _nothing(plan: Plan, units: Units) -> Conformance:
    """The answer where the log knows no planned step: that it cannot be compared, and no deviation."""

    def task(view: View) -> tuple[int, int, int]:
        return len(view.begin), len(np.unique(view.customer)), int(np.sum(view.open > 0)) if units.censors else 0

    n, customers, still_open = np.sum(units.collect(task), axis=0).tolist()
    cannot = unknown(NO_STEP, n)
    found = Conformance(
        (), (), (), cannot, cannot, plan.missing, units.unit, n, customers, still_open, 0, None, notes=(NO_STEP,)
    )
    found.__dict__[MEMBERS] = found.__dict__[BEHIND] = lambda kind, place: []
    return found


def _with_effects(found: Conformance, comparison: Comparison, outcome: Step | None) -> Conformance:
    from sojourn.insights.conformance.effects import outcome_of, with_effects

    asked = outcome_of(comparison, outcome)
    deviations = with_effects(found.deviations, comparison, asked)
    return msgspec.structs.replace(found, deviations=deviations, outcome=asked.name)


def result(total: Partial, comparison: Comparison, periods: Periods) -> Conformance:
    """Counts to figures and names."""
    units, plan = comparison.units, comparison.plan
    figures = Figures(total, units.repeats, periods)
    places, size = _places(comparison), _size(comparison)
    whole, total_units = len(KINDS) * size, int(total.base.sum())
    rows = [row for row in figures.rows if row < whole]
    deviations = [_deviation(figures, KINDS[row // size], row, *places[row % size]) for row in rows]
    deviations.sort(key=lambda found: (KINDS.index(found.kind), -found.units, found.name))
    return Conformance(
        deviations=tuple(deviations),
        kinds=tuple(_deviation(figures, kind, whole + k) for k, kind in enumerate(KINDS)),
        steps=tuple(_step(plan, p, total, figures, size) for p in range(len(plan.steps))),
        fits=figures.share(whole + FITS),
        completed=figures.share(whole + COMPLETED) if plan.has_end else unknown(NO_END, total_units),
        missing_in_log=plan.missing,
        unit=units.unit,
        units=total_units,
        customers=int(total.people[-1]),
        open=int(total.open.sum()),
        fitting=figures.units(whole + FITS),
        completing=figures.units(whole + COMPLETED) if plan.has_end else None,
        notes=_notes(plan),
    )


def _size(comparison: Comparison) -> int:
    """How many places a kind has: planned steps, then touchpoints."""
    return len(comparison.plan.steps) + len(comparison.units.names("touchpoint"))


def _places(comparison: Comparison) -> list[tuple[str | None, str]]:
    """Id and title of each planned step; no id, and the name, of each touchpoint."""
    planned = [(step.step.id, step.step.title) for step in comparison.plan.steps]
    return [*planned, *((None, name) for name in comparison.units.names("touchpoint"))]


def _deviation(figures: Figures, kind: Kind, row: int, step: str | None = None, name: str = "") -> Deviation:
    units, share, trend = figures.told(row)
    return Deviation(kind, units, share, figures.customers(row), step, name, trend, change(trend))


def _step(plan: Plan, p: int, total: Partial, figures: Figures, size: int) -> PlannedStep:
    step, phase = plan.steps[p].step, plan.steps[p].phase
    reached, not_reached, still_open = total.steps[:, p].tolist()
    row = len(KINDS) * size + REACHED + p
    extra, out_of_order, failed, missing = (figures.units(k * size + p) for k in range(len(KINDS)))
    return PlannedStep(
        id=step.id,
        title=step.title,
        phase=phase.id,
        reached=reached,
        missing=missing,
        not_reached=not_reached,
        open=still_open,
        out_of_order=out_of_order,
        failed=failed,
        again=extra,
        customers=figures.customers(row),
        share=figures.share(row),
    )


def _notes(plan: Plan) -> tuple[str, ...]:
    neighbours = [step.rank for step in plan.steps]
    lone = (step for step in plan.steps if step.step.parallel and neighbours.count(step.rank) == 1)
    return tuple(ALONE.format(step.step.title) for step in lone)


def _members(comparison: Comparison, kind: Kind, place: Deviation | None) -> list[str]:
    """Ids of the customers behind a kind, or behind it at a place, on the journeys that were compared."""
    wanted = _row(comparison, kind, place)

    def task(view: View) -> list[str]:
        row, unit, *_ = comparison.deviations(view)
        return view.ids(unit[row == wanted])

    return sorted(who for part in comparison.units.collect(task) for who in part)


def _behind(comparison: Comparison, deviation: Deviation, most: int) -> list[Behind]:
    """Of up to `most` customers, those with the smallest hashes, the first unit that deviates so."""
    wanted = _row(comparison, deviation.kind, deviation if deviation.name else None)

    def task(view: View) -> list[tuple[int, Behind]]:
        row, unit, *_ = comparison.deviations(view)
        own = np.unique(unit[row == wanted])
        customers, first = np.unique(view.customer[own], return_index=True)
        hashes = view.customers.hash[customers]
        return [(int(hashes[k]), Behind(view, int(own[first[k]]))) for k in np.argsort(hashes, kind="stable")[:most]]

    found = [one for part in comparison.units.collect(task) for one in part]
    return [behind for _, behind in sorted(found, key=lambda one: one[0])[:most]]


def _row(comparison: Comparison, kind: Kind, place: Deviation | None) -> int:
    """The row of a kind as a whole, or at a place."""
    size = _size(comparison)
    if place is None:
        return len(KINDS) * size + KINDS.index(kind)
    return KINDS.index(kind) * size + _places(comparison).index((place.step, place.name))
