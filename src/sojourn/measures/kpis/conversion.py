"""Conversion: how many of those who set out reach the goal, with unfinished journeys left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.journeys.view import View
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Counting, Ints, Kpi, Mask, Records, outcomes
from sojourn.measures.kpis.steps import Events, Given, Steps, events_of
from sojourn.measures.notes import unknown_names
from sojourn.periods import parse_duration, parse_window

NO_END = (
    "Nothing says when a journey is over, so all that have not reached the goal count as lost. "
    'Give a time limit (in Python within="30d", in a shell --option within=30d), or journeys a gap.'
)
LEANS = "Journeys still running count only if they have converted, so while many run the figure leans upwards."
NEVER = np.iinfo(np.int64).max


def conversion(
    units: Units,
    goal: Given = None,
    start: Given = None,
    within: str | timedelta | None = None,
    closes: str | None = None,
) -> Counting:
    """Units with a step `start` (without it, all) that take a step `goal` after it (without it, the definition's).

    A unit is open until `within` after its start, or until the time in the property `closes` of its first step that
    has one (a date alone: the end of that day, UTC); without both, as the definition says. Open ones are left out.
    Raises UsageError where there is no goal.
    """
    if goal is None and (start is not None or within is not None or not units.has_goal):
        raise UsageError(
            'Conversion needs a goal here. Give it (in Python goal="Order Completed", in a shell '
            '--option goal="Order Completed"), or journeys with a goal.'
        )
    starts = None if start is None else events_of(units, "", "start", start)
    goals = None if goal is None else events_of(units, "", "goal", goal)
    limit = None if within is None else parse_duration(within)
    now = units.manifest.data_up_to or 0

    def count(view: View, cells: Cells) -> Records:
        entered, unit = _entries(view, starts)
        over = np.full(len(unit), NEVER) if closes is None else _closing(units, closes, view, unit)
        known = over != -1
        entered, unit, over = entered.take(known), unit[known], over[known]
        deadline = np.minimum(over, NEVER if limit is None else entered.time + limit)
        since = entered.at if starts is None else entered.at + 1
        reached = view.reached[unit] > 0 if goals is None else _reached(view, goals, since, unit, deadline)
        going_on = (view.open[unit] > 0) & ~reached if closes is None and limit is None else now < deadline
        found = outcomes(entered.at, entered.customer, reached, going_on)
        return found._replace(left_out=int(np.sum(~known)))

    notes = [note for events in (starts, goals) if events is not None for note in events.notes]
    if goals is None:
        notes += unknown_names(units, units.definition.goal)
    if limit is None and closes is None and not units.censors:
        notes.append(NO_END)
    leans = LEANS if limit is None and closes is None else ""
    left_out = f"{{n}} without a time in {closes} were left out."
    return Counting(count, estimating.share, left_out, tuple(notes), while_open=leans)


def _entries(view: View, starts: Events | None) -> tuple[Steps, Ints]:
    """The step with which each unit enters, and the unit: its first step, or its first that is the start."""
    unit = np.arange(len(view.begin))
    at = view.begin
    if starts is not None:
        at = _next(np.flatnonzero(starts.pick(view)), view.begin)
        unit = unit[at < view.end]
    at = at[unit]
    return Steps(at, view.customer[unit], view.steps["occurred_at"][at]), unit


def _reached(view: View, goals: Events, since: Ints, unit: Ints, deadline: Ints) -> Mask:
    """Whether there is a goal from a position on, within the unit, up to and including the deadline."""
    at = _next(np.flatnonzero(goals.pick(view)), since)
    inside = at < view.end[unit]
    reached = np.zeros(len(unit), np.bool_)
    reached[inside] = view.steps["occurred_at"][at[inside]] <= deadline[inside]
    return reached


def _next(marked: Ints, since: Ints) -> Ints:
    """The first marked position from each given one on; beyond all steps where there is none."""
    found: Ints = np.append(marked, NEVER)[np.searchsorted(marked, since)]
    return found


def _closing(units: Units, field: str, view: View, unit: Ints) -> Ints:
    """When each unit is over, microseconds UTC; -1 where no step of it says."""
    times = np.fromiter(_times(units.field(field).names), np.int64)[units.coded(field, view).codes]
    at = _next(np.flatnonzero(times != -1), view.begin[unit])
    over = np.full(len(unit), -1)
    said = at < view.end[unit]
    over[said] = times[at[said]]
    return over


def _times(words: Iterable[str | None]) -> Iterable[int]:
    for word in words:
        try:
            yield -1 if word is None else parse_window((None, word))[1]
        except UsageError:
            yield -1


KPIS = (
    Kpi(
        "conversion",
        "Share of journeys that reach their goal. Journeys that are not over yet are left out and counted as open.",
        "share",
        "higher",
        conversion,
    ),
)
