"""What each unit did after it met an experiment, and before: one number above and one below the line a measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sojourn.documents.experiment import Watched
from sojourn.engines.units import Units
from sojourn.insights.experiments.meeting import EARLIER, UNKNOWN, Meeting
from sojourn.insights.experiments.per_unit import counting_of
from sojourn.journeys.view import View
from sojourn.measures.kpis import estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Counting, Kpi
from sojourn.measures.kpis.settling import by_start
from sojourn.periods import Calendar

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
NAMED = 20
"""So many customers who met several arms are named."""
OF_A_SHARE, OF_POINTS = 1.0, 100.0


class Asked(NamedTuple):
    """A measure that is watched: what people wrote, its definition, and how it is counted."""

    watched: Watched
    kpi: Kpi
    counting: Counting

    @property
    def scale(self) -> float:
        """From what is counted to the measure's unit."""
        return OF_POINTS if self.counting.estimate is estimating.points else OF_A_SHARE

    @property
    def name(self) -> str:
        """What people call it."""
        return self.watched.title or self.watched.measure

    @property
    def better(self) -> str:
        """Which way is better."""
        return self.watched.better or self.kpi.better

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return self.counting.unit or self.kpi.unit


class Everybody(NamedTuple):
    """All units that met the experiment in one declared arm.

    `arm` int64[units]; of each measure `above` and `below` the line float64[measures, units] after the first exposure;
    `waits` bool[measures, units] says of whom that is still open. `past` float64[measures, units, 2] before it: the
    same measure's upper part, and the log of the number of steps. `segments` int64[segments, units] are codes at the
    first exposure, `met_at` int64[units] its time, microseconds UTC. Beside them: how many met `several` arms, some
    of them `named`, how many in arms that are not declared, how many met it `earlier` than its start; and of how many
    customers there are several units (`again`), all in one arm (`loyal`).
    """

    arm: Ints
    above: Floats
    below: Floats
    waits: Mask
    past: Floats
    segments: Ints
    several: int
    named: tuple[str, ...]
    unknown: int
    earlier: int
    again: int
    loyal: int
    met_at: Ints

    def first(self, most: int) -> Everybody:
        """Those `most` who met it first."""
        kept = np.sort(np.argsort(self.met_at, kind="stable")[:most])
        return self._replace(
            arm=self.arm[kept],
            above=self.above[:, kept],
            below=self.below[:, kept],
            waits=self.waits[:, kept],
            past=self.past[:, kept],
            segments=self.segments[:, kept],
            met_at=self.met_at[kept],
        )


def asked_of(units: Units, watched: Sequence[Watched]) -> list[Asked]:
    """The measures, checked. Raises UnknownName, UsageError."""
    found = [Asked(one, *counting_of(units, one.measure, one.options)) for one in watched]
    return [one._replace(counting=by_start(one.counting, units)) for one in found]


def measured(
    units: Units, meeting: Meeting, asked: Sequence[Asked], segments: Sequence[str], calendar: Calendar
) -> Everybody:
    """Everybody who met the experiment, from all partitions."""
    cells = Cells(units, calendar, None, ())
    return merge(units.collect(lambda view: task(units, view, meeting, asked, segments, cells)))


def task(
    units: Units, view: View, meeting: Meeting, asked: Sequence[Asked], segments: Sequence[str], cells: Cells
) -> Everybody:
    """What one partition knows."""
    met = meeting.of(view)
    kept = met.arm >= 0
    several = met.several & kept
    named = view.ids(np.flatnonzero(several))[:NAMED]
    found, first = view.take(kept), met.first[kept]
    after, before = _since(found, first), _since(found, first, before=True)
    sums = [_sums(each, after, cells, len(first)) for each in asked]
    past = [_sums(each, before, cells, len(first)).above for each in asked]
    steps = np.log1p(first - found.begin)
    return Everybody(
        met.arm[kept],
        np.array([one.above for one in sums]).reshape(len(asked), len(first)),
        np.array([one.below for one in sums]).reshape(len(asked), len(first)),
        np.array([one.waits for one in sums]).reshape(len(asked), len(first)),
        np.stack([np.array(past).reshape(len(asked), len(first)), np.tile(steps, (len(asked), 1))], axis=2),
        np.array([units.groups(after.view, by)[0] for by in segments], np.int64).reshape(len(segments), len(first)),
        int(several.sum()),
        tuple(named),
        int(np.sum(met.arm == UNKNOWN)),
        int(np.sum(met.arm == EARLIER)),
        *_repeats(found.customer, met.arm[kept]),
        view.steps["occurred_at"][first].astype(np.int64),
    )


def merge(partials: list[Everybody]) -> Everybody:
    """Lay partitions side by side."""
    named = sorted(name for partial in partials for name in partial.named)[:NAMED]
    return Everybody(
        np.concatenate([partial.arm for partial in partials]),
        np.concatenate([partial.above for partial in partials], axis=1),
        np.concatenate([partial.below for partial in partials], axis=1),
        np.concatenate([partial.waits for partial in partials], axis=1),
        np.concatenate([partial.past for partial in partials], axis=1),
        np.concatenate([partial.segments for partial in partials], axis=1),
        sum(partial.several for partial in partials),
        tuple(named),
        sum(partial.unknown for partial in partials),
        sum(partial.earlier for partial in partials),
        sum(partial.again for partial in partials),
        sum(partial.loyal for partial in partials),
        np.concatenate([partial.met_at for partial in partials]),
    )


def _repeats(customer: Ints, arm: Ints) -> tuple[int, int]:
    """How many customers have several units, and how many of these have all of them in one arm."""
    pairs, times = np.unique(np.c_[customer, arm], axis=0, return_counts=True)
    arms = np.bincount(pairs[:, 0])
    return int(np.sum(np.bincount(customer) > 1)), int(np.sum((times > 1) & (arms[pairs[:, 0]] == 1)))


class _Part(NamedTuple):
    """The steps of units from one side of their first exposure; `unit` says which unit each of the view's is."""

    view: View
    unit: Ints


def _since(view: View, first: Ints, *, before: bool = False) -> _Part:
    """The exposure and what came after it, or what came before it."""
    begin, end = (view.begin, first) if before else (first, view.end)
    some = end > begin
    part = view._replace(begin=begin, end=end).take(some)
    return _Part(part, np.flatnonzero(some))


class _Sums(NamedTuple):
    """A measure's parts of each unit, float64[units] above and below the line, and whether it only waits."""

    above: Floats
    below: Floats
    waits: Mask


def _sums(asked: Asked, part: _Part, cells: Cells, size: int) -> _Sums:
    """Open things count nothing yet. A unit begins with its exposure: that the outcome is open depends on it alone."""
    if not len(part.unit):
        return _Sums(np.zeros(size), np.zeros(size), np.zeros(size, np.bool_))
    found = asked.counting.records(part.view, cells)
    unit = part.unit[np.searchsorted(part.view.begin, found.at, side="right") - 1]
    counts = ~found.open
    above = asked.scale * np.bincount(unit[counts], found.numerator[counts], size)
    below = np.bincount(unit[counts], found.denominator[counts], size)
    waits = (np.bincount(unit[~counts], minlength=size) > 0) & (below == 0)
    return _Sums(above.astype(np.float64), below.astype(np.float64), waits)
