"""How many customers reach each stage, meet each touchpoint there, and go on: what a draft is made of.

Dense tables by [stage, touchpoint]: made for up to a few thousand touchpoints.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.journeys.view import View

Counts = NDArray[np.int64]
AFTER, BEFORE = np.iinfo(np.int64).max, np.iinfo(np.int64).min


class Counted(NamedTuple):
    """Distinct customers, but for `events` and the totals. Stage code 0 is what no stage takes in.

    `reached` and `left_open`, `entered`, `onward` are by stage: customers with a step there; of those whose unit is
    over (`entered`), the ones with a later step in a later stage (`onward`). `met` is [stage, touchpoint], `used`
    [stage, channel], `channels` says which channels (bool [stage, touchpoint, channel]). `events` counts the steps of
    each event that is in no stage, `named` its customers. `totals`: customers, units, open units, steps, answers.
    `moments`: first and last step, microseconds UTC.
    """

    reached: Counts
    entered: Counts
    onward: Counts
    met: Counts
    used: Counts
    channels: NDArray[np.bool_]
    events: Counts
    named: Counts
    totals: Counts
    moments: Counts


@compiled
def _places(stage, touchpoint, channel, begin, end, customer, stages, touchpoints, channels):  # type: ignore[no-untyped-def]  # numba infers the types
    """Customers by stage, [stage, touchpoint], [stage, channel]. Units of a customer lie together: see `last_*`."""
    reached, last_reached = np.zeros(stages, np.int64), np.full(stages, -1, np.int64)
    met, last_met = np.zeros((stages, touchpoints), np.int64), np.full((stages, touchpoints), -1, np.int64)
    used, last_used = np.zeros((stages, channels), np.int64), np.full((stages, channels), -1, np.int64)
    where = np.zeros((stages, touchpoints, channels), np.bool_)
    for unit in range(len(begin)):
        who = customer[unit]
        for i in range(begin[unit], end[unit]):
            s, t, c = stage[i], touchpoint[i], channel[i]
            where[s, t, c] = True
            if last_reached[s] != who:
                last_reached[s] = who
                reached[s] += 1
            if last_met[s, t] != who:
                last_met[s, t] = who
                met[s, t] += 1
            if last_used[s, c] != who:
                last_used[s, c] = who
                used[s, c] += 1
    return reached, met, used, where


@compiled
def _goes_on(stage, rank, begin, end, customer, is_open, stages):  # type: ignore[no-untyped-def]
    """Customers by stage, and those of them with a later step of a higher rank, in units that are over.

    From the last step of a unit to its first: `highest` is the highest rank that still follows.
    """
    entered, last_entered = np.zeros(stages, np.int64), np.full(stages, -1, np.int64)
    onward, last_onward = np.zeros(stages, np.int64), np.full(stages, -1, np.int64)
    for unit in range(len(begin)):
        if is_open[unit]:
            continue
        who, highest = customer[unit], 0
        for i in range(end[unit] - 1, begin[unit] - 1, -1):
            s = stage[i]
            if last_entered[s] != who:
                last_entered[s] = who
                entered[s] += 1
            if highest > rank[s] and last_onward[s] != who:
                last_onward[s] = who
                onward[s] += 1
            highest = max(highest, rank[s])
    return entered, onward


@compiled
def _in_no_stage(stage, event, occurred_at, score, begin, end, customer, is_open, names):  # type: ignore[no-untyped-def]
    """Steps and customers by event, for steps in no stage; the totals; the first and last moment."""
    events, named, last = np.zeros(names, np.int64), np.zeros(names, np.int64), np.full(names, -1, np.int64)
    totals, moments = np.zeros(5, np.int64), np.array([AFTER, BEFORE])
    someone = -1
    for unit in range(len(begin)):
        who = customer[unit]
        totals[0] += who != someone
        totals[1] += 1
        totals[2] += is_open[unit] != 0
        someone = who
        for i in range(begin[unit], end[unit]):
            totals[3] += 1
            totals[4] += not np.isnan(score[i])
            moments[0], moments[1] = min(moments[0], occurred_at[i]), max(moments[1], occurred_at[i])
            if stage[i] == 0:
                e = event[i]
                events[e] += 1
                named[e] += last[e] != who
                last[e] = who
    return events, named, totals, moments


def merge(partials: list[Counted]) -> Counted:
    """Add partials up: customers are never split over partitions."""
    columns = Counted(*(np.stack(column) for column in zip(*partials, strict=True)))
    first, last = columns.moments[:, 0].min(), columns.moments[:, 1].max()
    added = Counted(*(column.sum(axis=0) for column in columns))
    return added._replace(channels=np.logical_or.reduce(columns.channels), moments=np.array([first, last]))


def count(units: Units) -> Counted:
    """Count the live units; a customer goes on where a stage further along in the stages' order follows.

    By customer, where `measures.stages` counts by unit: the same for whole histories.
    """
    names = {over: len(units.names(over)) for over in ("event", "stage", "touchpoint", "channel")}
    rank = ranks(units)

    def task(view: View) -> Counted:
        steps, live = view.steps, (view.begin, view.end, view.customer)
        reached, met, used, where = _places(
            steps["stage"], steps["touchpoint"], steps["channel"], *live,
            names["stage"], names["touchpoint"], names["channel"],
        )  # fmt: skip
        entered, onward = _goes_on(steps["stage"], rank, *live, view.open, names["stage"])
        rest = _in_no_stage(
            steps["stage"], steps["event"], steps["occurred_at"], steps["score"], *live, view.open, names["event"]
        )
        return Counted(reached, entered, onward, met, used, where, *rest)

    return merge(units.collect(task))


def ranks(units: Units) -> Counts:
    """The place of each stage code in the stages' order; 0 for exits and for what is in no stage."""
    exits = units.manifest.exits
    return np.array([0 if name in exits else code for code, name in enumerate(units.names("stage"))], np.int64)
