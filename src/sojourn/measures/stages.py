"""Stage conversion: who reaches each stage of the journey, moves on, skips it or comes back to it.

Stages have an order, journeys need not follow it. Steps without a stage are passed over. An exit (churn) is reached
like a stage, but it is neither later nor earlier than another.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from sojourn.compiled import compiled
from sojourn.engines.units import Units
from sojourn.estimates import Estimate
from sojourn.journeys.view import View
from sojourn.measures import moves
from sojourn.measures.bootstrap import BUCKETS, buckets_of, shares
from sojourn.measures.moves import Move
from sojourn.results import Measured

Counts = NDArray[np.int64]


class StageConversion(Struct, frozen=True):
    """One stage. `reached`: units with a step in it; `share`: of all units.

    `to_next`: of the units that reached it, those that were in a later stage after that; None for the last stage and
    for exits. Units that are still open are left out of it (`n_open` of those that reached the stage).
    `median_time`: from the first step in the stage to the first later one in a later stage, of those that moved on.
    `skipped`: units that came to a later stage without having been in this one. `went_back`: units that came to it
    straight from a later stage.
    """

    stage: str
    reached: int
    share: Estimate
    to_next: Estimate | None
    n_open: int
    skipped: int
    went_back: int
    median_time: timedelta | None
    is_exit: bool


class Stages(Measured, frozen=True):
    """The stages in order; `moves`, all changes from one stage straight to another; `units`, how many there are.

    `unstaged` units have no step in any stage.
    """

    stages: tuple[StageConversion, ...]
    moves: tuple[Move, ...]
    units: int
    unstaged: int


class Partial(NamedTuple):
    """What one partition knows, by stage code. Closed units are those that are not open.

    By bucket of customers and stage: units that `reached` it, closed ones that did (`closed`), closed ones that then
    `moved` on. `customers`: how many different ones the closed units are of. `stage` and `wait` (microseconds) have
    one entry for each time that a closed unit moved on.
    """

    reached: Counts
    closed: Counts
    moved: Counts
    customers: Counts
    skipped: Counts
    went_back: Counts
    staged: int
    stage: NDArray[np.uint8]
    wait: Counts


@compiled
def kernel(stages, occurred_at, begin, end, customer, bucket, is_open, is_exit, buckets):  # type: ignore[no-untyped-def]  # numba infers the types
    """One pass. Of each unit: where it `first` was in each stage, and where after that in a later one (`later`)."""
    size = len(is_exit)
    reached, closed = np.zeros((buckets, size), np.int64), np.zeros((buckets, size), np.int64)
    moved, customers = np.zeros((buckets, size), np.int64), np.zeros(size, np.int64)
    skipped, went_back, staged = np.zeros(size, np.int64), np.zeros(size, np.int64), 0
    stage, wait, n = np.empty(len(begin) * size, np.uint8), np.empty(len(begin) * size, np.int64), 0
    last_customer = np.full(size, -1, np.int64)
    first, later = np.empty(size, np.int64), np.empty(size, np.int64)
    skips, returns = np.empty(size, np.bool_), np.empty(size, np.bool_)
    for unit in range(len(begin)):
        first[:], later[:], skips[:], returns[:] = -1, -1, False, False
        before = 0
        for i in range(begin[unit], end[unit]):
            here = stages[i]
            if here == 0 or here == before:
                continue
            if first[here] < 0:
                first[here] = i
            if not is_exit[here]:
                returns[here] |= before > here and not is_exit[before]
                for lower in range(1, here):
                    if first[lower] < 0:
                        skips[lower] = True
                    elif later[lower] < 0:
                        later[lower] = i
            before = here
        own = bucket[unit]
        staged += before > 0
        for s in range(1, size):
            if not is_exit[s]:
                skipped[s] += skips[s]
                went_back[s] += returns[s]
            if first[s] >= 0:
                reached[own, s] += 1
                if not is_open[unit]:
                    closed[own, s] += 1
                    customers[s] += last_customer[s] != customer[unit]
                    last_customer[s] = customer[unit]
                    if later[s] >= 0 and not is_exit[s]:
                        moved[own, s] += 1
                        stage[n], wait[n] = s, occurred_at[later[s]] - occurred_at[first[s]]
                        n += 1
    return reached, closed, moved, customers, skipped, went_back, staged, stage[:n].copy(), wait[:n].copy()


def merge(partials: list[Partial]) -> Partial:
    """Add partials up: customers are never split over partitions. Waits are laid end to end."""
    *counts, stage, wait = zip(*partials, strict=True)
    return Partial._make([*(sum(column) for column in counts), np.concatenate(stage), np.concatenate(wait)])


def stages(units: Units, by: str | None = None) -> Stages:
    """All stages of the workspace's model, in its order, over live units."""
    names, exits = units.names("stage"), units.manifest.exits
    is_exit = np.array([name in exits for name in names])

    def task(view: View) -> tuple[Partial, moves.Partial]:
        bucket = buckets_of(view.customers.hash)[view.customer]
        is_open = view.open if units.censors else np.zeros_like(view.open)
        steps, stage = view.steps["occurred_at"], view.steps["stage"]
        counted = kernel(stage, steps, view.begin, view.end, view.customer, bucket, is_open, is_exit, BUCKETS)
        return Partial(*counted), moves.moves(units, view, "stage")

    def finish(partials: list[tuple[Partial, moves.Partial]]) -> Stages:
        total = merge([partial for partial, _ in partials])
        moved = moves.merge([partial for _, partial in partials])
        return result(total, moved, names, is_exit, units.repeats)

    return _noted(units.measure(task, finish, by))


def result(
    total: Partial, moved: moves.Partial, names: tuple[str, ...], is_exit: NDArray[np.bool_], repeats: bool
) -> Stages:
    """Counts to one record a stage."""
    everyone = np.repeat(moved.units[:, None], len(names), axis=1)
    share = shares(total.reached, everyone, np.full(len(names), moved.people) if repeats else None)
    to_next = shares(total.moved, total.closed, total.customers if repeats else None)
    reached, closed = total.reached.sum(axis=0), total.closed.sum(axis=0)
    ordered = np.flatnonzero(~is_exit).tolist()
    found = tuple(
        StageConversion(
            stage=names[s],
            reached=int(reached[s]),
            share=share[s],
            to_next=None if is_exit[s] or s == ordered[-1] else to_next[s],
            n_open=int(reached[s] - closed[s]),
            skipped=int(total.skipped[s]),
            went_back=int(total.went_back[s]),
            median_time=_median(total.wait[total.stage == s]),
            is_exit=bool(is_exit[s]),
        )
        for s in range(1, len(names))
    )
    everywhere = int(moved.units.sum())
    return Stages(found, moves.result(moved, names, repeats), everywhere, everywhere - int(total.staged))


def _median(wait: Counts) -> timedelta | None:
    return timedelta(microseconds=float(np.median(wait))) if len(wait) else None


def _noted(found: Stages) -> Stages:
    if found.unstaged == 0:
        return found
    note = f"{found.unstaged} of {found.units} have no step in any stage. See which names have none: sojourn doctor."
    return replace(found, notes=(note,))
