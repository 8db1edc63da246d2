"""A few journeys behind a figure, as readable timelines: no identifier, no property, no date beyond the month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.journeys.view import View
from sojourn.maps.measuring.look import Look
from sojourn.store.hashing import hash_text

MINUTE, HOUR, DAY = 60_000_000, 60, 1440
"""A minute in microseconds; an hour and a day in minutes."""
SHOWN = 16
"""Steps of a journey that a page holds at the most: those around the one that counts."""
ELSEWHERE = "another place"
"""In place of a touchpoint that few customers met."""
_MIX = np.uint64(0x9E3779B97F4A7C15)


class TimelineStep(Struct, frozen=True, array_like=True):
    """`minutes` since the first step of the journey, roughly, and where it happened."""

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
    """In one partition: rows of customers behind a figure, their lots, and the step that counts of each, by `seq`."""

    rows: NDArray[np.int64]
    lot: NDArray[np.uint64]
    seq: NDArray[np.int64]


def found(view: View, customer: NDArray[np.int64], at: NDArray[np.int64], most: int, salt: str) -> Found:
    """Of the customers (rows) of some steps (positions) `most`, drawn by lot: the same for the same salt.

    Lots differ from salt to salt, so that nobody stands behind many figures.
    """
    first_of = np.full(len(view.customers.hash), -1, np.int64)
    first_of[customer[::-1]] = np.arange(len(customer))[::-1]  # of several the last one written stays: the first
    rows = np.flatnonzero(first_of >= 0)
    lots = (view.customers.hash[rows] ^ np.uint64(hash_text(salt))) * _MIX
    lots ^= lots >> np.uint64(29)
    few = np.argpartition(lots, most)[:most] if most < len(lots) else np.arange(len(lots))
    order = few[np.argsort(lots[few], kind="stable")]
    return Found(rows[order], lots[order], view.steps["seq"][at[first_of[rows[order]]]])


def sampled(look: Look, parts: Sequence[Found], most: int) -> tuple[Timeline, ...]:
    """Up to `most` journeys, each with all that its customer did around the step that counts."""
    candidates = [(int(part.lot[k]), p, k) for p, part in enumerate(parts) for k in range(len(part.rows))]
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


def around(look: Look, view: View, begin: int, end: int, at: int | None) -> Timeline:
    """The steps of a view from `begin` to before `end`, around the one `at` a position; None: from the beginning."""
    if at is not None:
        return _timeline(look, view, begin, end, at)
    return msgspec.structs.replace(_timeline(look, view, begin, end, begin), marked=-1)


def whole_journeys(look: Look, behind: Sequence[tuple[View, int]]) -> tuple[Timeline, ...]:
    """Some units of views, each from its beginning; no step of it counts more than another."""
    return tuple(_begun(look, view, unit) for view, unit in behind)


def _begun(look: Look, view: View, unit: int) -> Timeline:
    begin, end = int(view.begin[unit]), int(view.end[unit])
    return around(look, view, begin, end, None)


def _timeline(look: Look, view: View, begin: int, end: int, at: int) -> Timeline:
    first = max(begin, min(at - SHOWN // 2, end - SHOWN))
    stop = min(end, first + SHOWN)
    columns = [view.steps[name][first:stop].tolist() for name in ("occurred_at", "touchpoint", "channel")]
    touchpoints, channels = look.units.names("touchpoint"), look.units.names("channel")
    start = int(view.steps["occurred_at"][begin])
    minutes = _roughly([(moment - start) // MINUTE for moment in columns[0]])
    steps = tuple(
        TimelineStep(minute, ELSEWHERE if touchpoint in look.rare else touchpoints[touchpoint], channels[channel])
        for minute, touchpoint, channel in zip(minutes, *columns[1:], strict=True)
    )
    return Timeline(f"{look.day(start):%B %Y}", steps, first - begin, end - stop, at - first)


def _roughly(minutes: Sequence[int]) -> list[int]:
    """Times since the first step with gaps that tell no journey from another: five minutes, hours, days."""
    found: list[int] = []
    for k, minute in enumerate(minutes):
        gap = minute - minutes[k - 1] if k else minute
        size = 5 if gap < HOUR else HOUR if gap < DAY else DAY
        found.append((found[-1] if found else 0) + round(gap / size) * size)
    return found
