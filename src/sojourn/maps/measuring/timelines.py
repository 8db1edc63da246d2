"""A few journeys behind a figure, as readable timelines: no identifier, no property, no date beyond the month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.engines.units import Units
from sojourn.journeys.view import View
from sojourn.maps.measuring.look import Look

MINUTE = 60_000_000
SHOWN = 40
"""Steps of a journey that a page holds at the most: those around the one that counts."""


class TimelineStep(Struct, frozen=True, array_like=True):
    """`minutes` since the first step of the journey, and where it happened."""

    minutes: int
    touchpoint: str
    channel: str


class Timeline(Struct, frozen=True):
    """A journey, or the part of it around the step that counts: `steps[marked]`. It began in `month`, "March 2025".

    `earlier` and `later` steps are left out. `marked` is -1 where no step counts more than another.
    """

    month: str
    steps: tuple[TimelineStep, ...]
    earlier: int
    later: int
    marked: int


class Found(NamedTuple):
    """In one partition: rows of customers behind a figure, their hashes, and the step that counts of each, by `seq`."""

    rows: NDArray[np.int64]
    hash: NDArray[np.uint64]
    seq: NDArray[np.int64]


def found(view: View, customer: NDArray[np.int64], at: NDArray[np.int64], most: int) -> Found:
    """Of the customers (rows) of some steps (positions) the `most` whose hashes are smallest: always the same."""
    rows, first = np.unique(customer, return_index=True)
    order = np.argsort(view.customers.hash[rows], kind="stable")[:most]
    rows, first = rows[order], first[order]
    return Found(rows, view.customers.hash[rows], view.steps["seq"][at[first]])


def sampled(look: Look, parts: Sequence[Found], most: int) -> tuple[Timeline, ...]:
    """Up to `most` journeys, each with all that its customer did around the step that counts."""
    candidates = [(int(part.hash[k]), p, k) for p, part in enumerate(parts) for k in range(len(part.rows))]
    views = look.histories
    return tuple(
        _around(look, views[p], int(parts[p].rows[k]), int(parts[p].seq[k])) for _, p, k in sorted(candidates)[:most]
    )


def _around(look: Look, view: View, row: int, seq: int) -> Timeline:
    """A customer's history around a step."""
    unit = int(np.searchsorted(view.customer, row))
    begin, end = int(view.begin[unit]), int(view.end[unit])
    at = begin + int(np.flatnonzero(view.steps["seq"][begin:end] == seq)[0])
    return _timeline(look, view, begin, end, at)


def whole_journeys(units: Units, look: Look, customers: Sequence[str]) -> tuple[Timeline, ...]:
    """The first journey of some customers, from its beginning; no step of it counts more than another."""

    def task(view: View) -> dict[str, Timeline]:
        rows, first = np.unique(view.customer, return_index=True)
        ids = view.customers.ids.take(rows).to_pylist()
        return {who: _begun(look, view, int(first[k])) for k, who in enumerate(ids) if who in wanted}

    wanted = set(customers)
    told = {who: one for part in units.collect(task) for who, one in part.items()}
    return tuple(told[who] for who in customers)


def _begun(look: Look, view: View, unit: int) -> Timeline:
    begin, end = int(view.begin[unit]), int(view.end[unit])
    return msgspec.structs.replace(_timeline(look, view, begin, end, begin), marked=-1)


def _timeline(look: Look, view: View, begin: int, end: int, at: int) -> Timeline:
    first = max(begin, min(at - SHOWN // 2, end - SHOWN))
    stop = min(end, first + SHOWN)
    columns = [view.steps[name][first:stop].tolist() for name in ("occurred_at", "touchpoint", "channel")]
    touchpoints, channels = look.units.names("touchpoint"), look.units.names("channel")
    start = int(view.steps["occurred_at"][begin])
    steps = tuple(
        TimelineStep((moment - start) // MINUTE, touchpoints[touchpoint], channels[channel])
        for moment, touchpoint, channel in zip(*columns, strict=True)
    )
    return Timeline(f"{look.day(start):%B %Y}", steps, first - begin, end - stop, at - first)
