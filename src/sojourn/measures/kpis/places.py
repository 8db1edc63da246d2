"""Figures of one place of the journey: who comes there, goes on, comes again, meets a problem, changes channel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from sojourn.compiled import compiled
from sojourn.conditions import parse
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.journeys.view import View
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Counting, Kpi, Mask, Records, joined, outcomes, records
from sojourn.measures.kpis.steps import Events, Given, Steps, events_of, following, live_steps, picked
from sojourn.measures.notes import unknown_names
from sojourn.periods import SECOND, parse_duration

SELF_SERVICE = ("web", "app")


def place_of(
    units: Units,
    stage: str | None = None,
    touchpoint: str | None = None,
    channel: str | None = None,
    event: Given = None,
) -> Events:
    """The steps at a place: all that is given must hold. Without anything, every step."""
    named = {"stage": stage, "touchpoint": touchpoint, "channel": channel}
    given = {over: word for over, word in named.items() if word is not None}
    step = tuple(event) if isinstance(event, list) else event

    def pick(view: View) -> Mask:
        found = np.ones(len(view.steps["seq"]), np.bool_)
        for over, word in given.items():
            found &= units.matching(word, view, over)
        return found if step is None else found & units.matching(step, view)

    notes = [note for over, word in given.items() for note in unknown_names(units, word, over=over)]
    return Events(pick, (*notes, *unknown_names(units, step)))


def reach(
    units: Units,
    stage: str | None = None,
    touchpoint: str | None = None,
    channel: str | None = None,
    event: Given = None,
) -> Counting:
    """Customers with a step there, of all."""
    place = place_of(units, stage, touchpoint, channel, event)

    def count(view: View, cells: Cells) -> Records:
        active = units.once("active", view, _first_steps) if cells.whole else _active(view, cells)
        here = picked(view, place)
        came = here.take(here.first_of(cells.of(view, here.at, here.customer)))
        return joined(records(came.at, came.customer, 1, 0), records(active.at, active.customer, 0, base=True))

    return Counting(count, estimating.share, notes=place.notes)


def _active(view: View, cells: Cells) -> Steps:
    """The first step of each customer, in each period."""
    everybody = live_steps(view)
    return everybody.take(everybody.first_of(cells.period(view, everybody.at)))


def _first_steps(view: View) -> Steps:
    """The first step of each customer's first unit."""
    first = np.append(True, view.customer[1:] != view.customer[:-1])[: len(view.customer)]
    at = view.begin[first]
    return Steps(at, view.customer[first], view.steps["occurred_at"][at])


@compiled
def _goes_on(stage, rank, begin, end, wanted):  # type: ignore[no-untyped-def]  # numba infers the types
    """Of each unit its first step in the stage (-1: none), and whether one in a later stage follows: bool[units]."""
    first, onward = np.full(len(begin), -1, np.int64), np.zeros(len(begin), np.bool_)
    for unit in range(len(begin)):
        for i in range(begin[unit], end[unit]):
            if first[unit] < 0:
                if stage[i] == wanted:
                    first[unit] = i
            elif rank[stage[i]] > rank[wanted]:
                onward[unit] = True
                break
    return first, onward


def onward(units: Units, stage: str) -> Counting:
    """Customers of a stage who have a step in a later one after it; an exit is no later stage. Open units wait."""
    codes = units.codes_named(stage, "stage")
    exits = units.manifest.exits
    rank = np.array([0 if name in exits else code for code, name in enumerate(units.names("stage"))], np.int64)

    def count(view: View, cells: Cells) -> Records:
        if not codes:
            nothing = np.zeros(0, np.int64)
            return records(nothing, nothing, 0.0)
        first, on = _goes_on(view.steps["stage"], rank, view.begin, view.end, codes[0])
        here = first >= 0
        waiting = (view.open[here] > 0) & ~on[here]
        at, customer, on = first[here], view.customer[here], on[here]
        best = np.lexsort((at, ~on, customer))
        once = best[np.append(True, customer[best][1:] != customer[best][:-1])[: len(best)]]
        return outcomes(at[once], customer[once], on[once], waiting[once])

    return Counting(count, estimating.share, notes=unknown_names(units, stage, over="stage"))


def repeat(
    units: Units,
    touchpoint: str | None = None,
    stage: str | None = None,
    channel: str | None = None,
    event: Given = None,
    within: str | timedelta = "7d",
) -> Counting:
    """Customers who come to the place again within the time, of those who come there."""
    place, limit = place_of(units, stage, touchpoint, channel, event), parse_duration(within)
    now = units.manifest.data_up_to or 0

    def count(view: View, cells: Cells) -> Records:
        steps = picked(view, place)
        then = following(steps, np.ones(len(steps.at), np.bool_))
        again = (then >= 0) & (steps.time[then] - steps.time <= limit)
        return _by_customer(view, cells, steps, again, ~again & (now - steps.time < limit))

    return Counting(count, estimating.share, notes=place.notes)


def _by_customer(view: View, cells: Cells, steps: Steps, won: Mask, is_open: Mask) -> Records:
    """One outcome a customer (and row): won if any of its steps did; open if none did and any may still."""
    cell = cells.of(view, steps.at, steps.customer)
    order = np.lexsort((~is_open, ~won, cell, steps.customer))
    customer, row = steps.customer[order], cell[order]
    fresh = np.append(True, (customer[1:] != customer[:-1]) | (row[1:] != row[:-1]))[: len(order)]
    once = order[fresh]
    return outcomes(steps.at[once], steps.customer[once], won[once], is_open[once])


def occurrence(units: Units, of: Given = None, touchpoint: str | None = None, where: str | None = None) -> Counting:
    """Steps that meet a condition, of all such steps. Raises UsageError without a condition."""
    if where is None:
        raise UsageError('occurrence needs a condition, such as where="results = 0".')
    place, condition = place_of(units, touchpoint=touchpoint, event=of), parse(where)

    def count(view: View, cells: Cells) -> Records:
        steps = picked(view, place)
        return records(steps.at, steps.customer, units.matching(condition, view)[steps.at].astype(np.float64))

    return Counting(count, estimating.share, notes=place.notes)


def problems(units: Units, stage: str | None = None, touchpoint: str | None = None, events: Given = None) -> Counting:
    """Customers who meet a problem there, of those who come there; without a place, of all."""
    problem, place = events_of(units, "problem", "events", events), place_of(units, stage, touchpoint)

    def count(view: View, cells: Cells) -> Records:
        here = picked(view, place)
        bad = problem.pick(view)[here.at]
        return _by_customer(view, cells, here, bad, np.zeros(len(bad), np.bool_))

    return Counting(count, estimating.share, notes=problem.notes + place.notes)


def forced_switch(
    units: Units, within: str | timedelta = "1d", contacts: Given = None, channel: str = "phone"
) -> Counting:
    """Support contacts in a channel that follow a step on the web or in the app within the time, of all of them."""
    contact, limit = events_of(units, "support_contact", "contacts", contacts), parse_duration(within)
    there = place_of(units, channel=channel)

    def count(view: View, cells: Cells) -> Records:
        steps = live_steps(view)
        calls = (contact.pick(view) & there.pick(view))[steps.at]
        alone = np.isin(view.steps["channel"][steps.at], _codes(units, SELF_SERVICE))
        recent = _since(steps.customer, steps.time, alone)
        called = steps.take(calls)
        return records(called.at, called.customer, (recent[calls] <= limit).astype(np.float64))

    return Counting(count, estimating.share, notes=contact.notes)


def _codes(units: Units, channels: tuple[str, ...]) -> list[int]:
    return [code for name in channels for code in units.codes_named(name, "channel")]


@compiled
def _since(customer, time, marked):  # type: ignore[no-untyped-def]
    """How long ago the customer's last marked step was, microseconds int64[steps]; the largest number: never."""
    found = np.full(len(customer), np.iinfo(np.int64).max, np.int64)
    last = -1
    for i in range(len(customer)):
        if last >= 0 and customer[last] != customer[i]:
            last = -1
        if last >= 0:
            found[i] = time[i] - time[last]
        if marked[i]:
            last = i
    return found


@compiled
def _stays(codes, here, begin, end):  # type: ignore[no-untyped-def]
    """Of each unit its first step `here` (bool[steps]; -1: none), and the first later one with another code, or -1."""
    first, then = np.full(len(begin), -1, np.int64), np.full(len(begin), -1, np.int64)
    for unit in range(len(begin)):
        for i in range(begin[unit], end[unit]):
            if first[unit] < 0:
                if here[i]:
                    first[unit] = i
            elif codes[i] != codes[first[unit]]:
                then[unit] = i
                break
    return first, then


def duration(units: Units, stage: str | None = None, touchpoint: str | None = None) -> Counting:
    """Seconds from a unit's first step there to its next one at another touchpoint (with a stage alone: in another
    stage); units with nothing after it are left out. Raises UsageError where no place is given."""
    if stage is None and touchpoint is None:
        raise UsageError("duration needs a place, such as touchpoint='delivery' or stage='service'.")
    place, over = place_of(units, stage, touchpoint), "stage" if touchpoint is None else "touchpoint"

    def count(view: View, cells: Cells) -> Records:
        first, then = _stays(view.steps[over], place.pick(view), view.begin, view.end)
        came, went = first >= 0, then >= 0
        times = view.steps["occurred_at"]
        at = first[went]
        seconds = (times[then[went]] - times[at]) / SECOND
        return records(at, view.customer[went], seconds, left_out=int(np.sum(came & ~went)))

    return Counting(count, estimating.wait(0.5), "{n} with nothing after it were left out.", place.notes)


def _kpi(name: str, sentence: str, better: str, count: Callable[..., Counting]) -> Kpi:
    return Kpi(name, sentence, "share", better, count)


KPIS = (
    _kpi("reach", "Share of customers with at least one step at a stage, touchpoint or channel.", "higher", reach),
    _kpi("onward", "Of the customers who reach a stage, the share with a later step in a later one.", "higher", onward),
    _kpi("repeat", "Share of customers at a touchpoint who come to it again within {within}.", "lower", repeat),
    _kpi("occurrence", "Share of steps that meet a condition ({where}).", "lower", occurrence),
    _kpi("problems", "Share of customers at a place who meet a problem there.", "lower", problems),
    Kpi(
        "duration",
        "Median time from the first step at a place to the next one elsewhere.",
        "seconds",
        "lower",
        duration,
    ),
    _kpi(
        "forced_switch",
        "Share of support contacts by {channel} that follow a step on the web or in the app within {within}.",
        "lower",
        forced_switch,
    ),
)
