"""From live units to paths: the touches before each goal, and those that no goal followed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.conditions import Condition
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.insights.attribution.goal_values import GoalValues
from sojourn.insights.attribution.records import Floats, Ints, Paths
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.measures.bootstrap import BUCKETS, buckets_holding, buckets_of
from sojourn.periods import DAY

MOST = 10_000_000
"""Of a log with more steps than these, customers are drawn by their hash; the same customers each time."""
EVER = np.iinfo(np.int64).max


class Partial(NamedTuple):
    """What one partition knows: its paths, as in `Paths`, and counts of all units, whether drawn or not.

    `totals`: conversions, those without a touch, paths without the goal, those left out because they may still go on.
    """

    code: Ints
    age: Ints
    stop: Ints
    converted: NDArray[np.uint8]
    value: Floats
    bucket: Ints
    totals: Ints


class Compiled(NamedTuple):
    """Paths of the customers drawn, `drawn` of all; the totals are those of everybody."""

    paths: Paths
    drawn: float
    conversions: int
    untouched: int
    nulls: int
    open: int


@compiled
def kernel(touch, goal, occurred_at, value, begin, end, is_open, taken, lookback):  # type: ignore[no-untyped-def]
    """One pass over units. `touch`: a name's code, or -1 for a step that is none; `goal`: bool[steps].

    A goal ends a path and is no touch itself; what comes after the last goal is a path without one. Touches more than
    `lookback` microseconds before the path's end (its goal, or its last touch) are not in it. Units not `taken` are
    only counted. Returns code, age, stop, converted, value, unit and the totals of `Partial`.
    """
    steps, goals = 0, 0
    for unit in range(len(begin)):
        steps += end[unit] - begin[unit]
        for i in range(begin[unit], end[unit]):
            goals += goal[i]
    code, age = np.empty(steps, np.int64), np.empty(steps, np.int64)
    most = goals + len(begin)
    stop, converted = np.empty(most, np.int64), np.empty(most, np.uint8)
    worth, owner = np.empty(most, np.float64), np.empty(most, np.int64)
    totals = np.zeros(4, np.int64)
    touches, paths = 0, 0
    for unit in range(len(begin)):
        first = begin[unit]
        last = -1
        for i in range(begin[unit], end[unit] + 1):
            ends = i == end[unit]
            if not ends and not goal[i]:
                if touch[i] >= 0:
                    last = i
                continue
            now = occurred_at[i] if not ends else (occurred_at[last] if last >= 0 else 0)
            reached = last >= 0 and now - occurred_at[last] <= lookback
            if ends:
                if last < 0:
                    continue
                if is_open[unit]:
                    totals[3] += 1
                    continue
                totals[2] += 1
            else:
                totals[0] += 1
                totals[1] += not reached
            if reached and taken[unit]:
                for k in range(first, i):
                    if touch[k] >= 0 and now - occurred_at[k] <= lookback:
                        code[touches], age[touches] = touch[k], now - occurred_at[k]
                        touches += 1
                stop[paths], converted[paths], owner[paths] = touches, not ends, unit
                worth[paths] = 0.0 if ends else value[i]
                paths += 1
            first, last = i + 1, -1
    return (
        code[:touches].copy(), age[:touches].copy(), stop[:paths].copy(), converted[:paths].copy(),
        worth[:paths].copy(), owner[:paths].copy(), totals,
    )  # fmt: skip


def compiled_paths(
    units: Units, goal: Step, over: str, touches: Condition | None, lookback: int | None, values: GoalValues
) -> Compiled:
    """The paths of all units. `touches`: which steps can be in one; None: all. `values`: of goals.

    Steps without a name of `over` are in none. Raises UsageError where the goal never happens or nothing comes before.
    """
    names = units.names(over)
    most = buckets_holding(MOST, units.manifest.steps)
    window = EVER if lookback is None else lookback

    def task(view: View) -> Partial:
        bucket = buckets_of(view.customers.hash)[view.customer]
        touch = touches_of(units, view, over, touches)
        steps = view.steps
        code, age, stop, converted, value, unit, totals = kernel(
            touch, units.matching(goal, view), steps["occurred_at"], values.of(view), view.begin, view.end, view.open,
            bucket < most, window,
        )  # fmt: skip
        return Partial(code, age, stop, converted, value, bucket[unit], totals)

    return merge(units.collect(task), names, most / BUCKETS)


def touches_of(units: Units, view: View, over: str, touches: Condition | None) -> Ints:
    """The code of each step that is a touch, and -1 for the others. Code 0 means that no name is known."""
    code = view.steps[over].astype(np.int64)
    known = np.array([bool(name) and name != "none" for name in units.names(over)])[code]
    if over in ("channel", "stage"):
        known &= code > 0
    if touches is not None:
        known &= units.matching(touches, view)
    return np.where(known, code, -1)


def merge(partials: list[Partial], names: tuple[str, ...], drawn: float) -> Compiled:
    """Lay paths end to end and add counts up; names that no path has are dropped."""
    codes, ages, stops, converted, values, buckets, totals = zip(*partials, strict=True)
    offsets = np.cumsum([0, *(len(code) for code in codes[:-1])])
    won = np.concatenate(converted).astype(np.float64)
    present, code = np.unique(np.concatenate(codes), return_inverse=True)
    paths = Paths(
        tuple(names[place] for place in present), code.astype(np.int64), np.concatenate(ages) / DAY,
        np.concatenate([stop + offset for stop, offset in zip(stops, offsets, strict=True)]), won, 1.0 - won,
        np.concatenate(values), np.concatenate(buckets), by_path=False,
    )  # fmt: skip
    return Compiled(paths, drawn, *(int(count) for count in np.sum(totals, axis=0)))


def checked(found: Compiled, goal: str, over: str) -> Compiled:
    """The same, or a UsageError that says what is missing."""
    if found.conversions == 0:
        raise UsageError(f"{goal} never happens in these journeys, so there is nothing to share out. Check the name.")
    if found.conversions == found.untouched:
        raise UsageError(
            f"No step with a known {over} comes before {goal} in these journeys, so nobody can share in it. "
            "Take another kind of name, a longer lookback or other touches (in Python over=, lookback=, touches=, in a "
            "shell --over, --lookback, --touches)."
        )
    return found
