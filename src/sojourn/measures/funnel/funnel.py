"""The funnel: how many units get from step to step, how long it takes them, and who they are.

Every unit is reported by one attempt: the one that gets furthest, of equals the earliest. An attempt begins with the
first step; of the ways on from there the one counts that takes each next step as early as it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import numpy as np

from sojourn.engines.units import Mask, Units
from sojourn.estimates import Estimate, unknown, wilson
from sojourn.journeys.view import View
from sojourn.measures.bootstrap import shares
from sojourn.measures.funnel.asking import Excluded, Question, StepLike, ask
from sojourn.measures.funnel.attempts import attempts
from sojourn.measures.funnel.merge import merge, summary
from sojourn.measures.funnel.records import MEMBERS, Funnel, Partial, ReachedStep
from sojourn.measures.funnel.times import distribution
from sojourn.measures.notes import unknown_names
from sojourn.results import Group


def funnel(
    units: Units,
    steps: Sequence[StepLike],
    within: str | timedelta | None = None,
    order: str = "ordered",
    by: str | None = None,
    exclude: Sequence[Excluded] = (),
    same: str | None = None,
    attempt: str = "furthest",
    over: str = "event",
) -> Funnel:
    """Count how far units get.

    A step is a name (of `over`), a list of names of which any will do, a condition or a `FunnelStep`. `within` is
    measured from the first step and inclusive: a duration, or "10 steps". Other steps may lie between unless `order`
    is "strict"; "unordered" counts how many different steps were done. Nothing in `exclude` (names, conditions,
    `Exclusion`) may happen between first and last step: an attempt gets no further than it had come. `same`: a field
    that all steps of an attempt must share; a step without a value can begin an attempt, but not go on. `attempt`:
    "furthest" or "first", which judges a unit by its first start alone.
    Raises UsageError, ConditionError. A name that the log does not know is counted as never done, with a note.
    """
    question = ask(steps, within, order, exclude, same, attempt, over)

    def task(view: View) -> Partial:
        return summary(question, view, attempts(question, units, view), units.repeats)

    found = units.measure(task, lambda partials: result(question, merge(partials), units), by)
    groups = tuple(
        Group(group.value, _with_members(group.result, question, units, by, group.value)) for group in found.groups
    )
    whole = msgspec.structs.replace(found, groups=groups, notes=unknown_names(units, *question.words, over=over))
    return _with_members(whole, question, units)


def result(question: Question, total: Partial, units: Units) -> Funnel:
    """Counts to shares with intervals, times to their distributions."""
    times = (None, *(distribution(waits) for waits in total.waits[1:]))
    from_start = _shares(total, [0] * len(times), units.repeats)
    from_previous = _shares(total, question.required, units.repeats)
    steps = tuple(
        ReachedStep(
            name=name,
            customers=int(total.reached[k]),
            from_start=from_start[k],
            from_previous=from_previous[k],
            drop_off=0 if question.optional[k] else int(total.reached[question.required[k]] - total.reached[k]),
            median_time=spread.p50 if spread else None,
            mean_time=spread.mean if spread else None,
            optional=question.optional[k],
        )
        for k, (name, spread) in enumerate(zip(question.names, times, strict=True))
    )
    convert = distribution(total.total) if question.goal else None
    return Funnel(steps, units.unit, total.units, convert, times)


def _shares(total: Partial, before: list[int], repeats: bool) -> list[Estimate]:
    """Of each step k who reached it of those who reached step `before[k]`."""
    entered = int(total.reached[0])
    first = Estimate(1.0, 1.0, 1.0, entered, "by definition") if entered else unknown("by definition")
    if repeats:
        return [first, *shares(total.by_bucket, total.by_bucket[:, before], total.customers[before])[1:]]
    return [first, *(wilson(int(total.reached[k]), int(total.reached[before[k]])) for k in range(1, len(before)))]


def _with_members(found: Funnel, question: Question, units: Units, by: str | None = None, value: str = "") -> Funnel:
    """The same funnel, able to find its customers: when asked, on the journeys that it was computed on."""

    def find(step: int, dropped: bool) -> list[str]:
        def task(view: View) -> list[str]:
            chosen = view if by is None else _of_group(view, units, by, value)
            done = attempts(question, units, chosen) >= 0
            return chosen.ids(np.flatnonzero(_dropped(question, done, step) if dropped else done[:, step]))

        return sorted(who for part in units.collect(task) for who in part)

    found.__dict__[MEMBERS] = find
    return found


def _dropped(question: Question, done: Mask, step: int) -> Mask:
    if question.optional[step]:
        return np.zeros(len(done), np.bool_)
    return np.asarray(done[:, question.required[step]] & ~done[:, step])


def _of_group(view: View, units: Units, by: str, value: str) -> View:
    codes, names = units.groups(view, by)
    return view.take(np.isin(codes, [code for code, name in enumerate(names) if name == value]))
