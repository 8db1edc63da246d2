"""From what units did to comparisons of arms, and which of them to believe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isclose, isfinite, nan, sqrt
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sojourn.documents.experiment import Declared
from sojourn.effects import discoveries
from sojourn.estimates import CONFIDENCE, Estimate, negated, wilson
from sojourn.insights.experiments.always_valid import PLANNED
from sojourn.insights.experiments.arms import Arm, arm_of, linearised
from sojourn.insights.experiments.comparing import Difference, difference
from sojourn.insights.experiments.cuped import adjusted
from sojourn.insights.experiments.measuring import Asked, Everybody
from sojourn.insights.experiments.records import Comparison, Judged
from sojourn.insights.experiments.sizing import smallest_effect

Mask = NDArray[np.bool_]
Kind = Literal["primary", "guardrail", "further", "segment"]
FEW_EVENTS = 10
"""A share that fewer units have, in both arms together, is too rare for intervals of large samples."""


class Judge(NamedTuple):
    """Compares arms as declared. `by_fixed`: a single look decides, the planned one."""

    declared: Declared
    by_fixed: bool

    def compare(
        self, found: Everybody, asked: Sequence[Asked], k: int, kind: Kind, segment: str | None, among: Mask
    ) -> list[Comparison]:
        """Measure `k` of `asked` for each arm against the control; `among` bool[units] says whom to count."""
        names = list(self.declared.file.arms)
        members = [among & (found.arm == place) for place in range(len(names))]
        settled = [one & ~found.waits[k] for one in members]
        counted = [one & (found.below[k] > 0) for one in members]
        values = [linearised(found.above[k][one], found.below[k][one]) for one in counted]
        sharper = adjusted(values, [found.past[k][one] for one in counted])
        plain, sharp = [arm_of(own) for own in values], [arm_of(own) for own in sharper.values]
        return [
            self._row(asked[k], kind, segment, place, settled, plain, sharp, sharper.explained)
            for place in range(1, len(names))
        ]

    def _row(
        self,
        asked: Asked,
        kind: Kind,
        segment: str | None,
        place: int,
        settled: Sequence[Mask],
        plain: Sequence[Arm],
        sharp: Sequence[Arm],
        explained: float,
    ) -> Comparison:
        weights = tuple(self.declared.file.arms.values())
        planned = (self.declared.file.planned or PLANNED) * (weights[0] + weights[place]) / sum(weights)
        confidence = 1 - (1 - CONFIDENCE) / (len(weights) - 1)
        # Who still waits says nothing yet. To count them would narrow the range before there is anything to go by.
        seen = int(settled[0].sum() + settled[place].sum())
        rare = asked.unit == "share" and sum(arm.mean * arm.n for arm in (plain[0], plain[place]) if arm.n) < FEW_EVENTS
        told, bare = (
            _nothing_of(two) if rare else difference(*two, planned, units=seen, confidence=confidence)
            for two in ((sharp[0], sharp[place]), (plain[0], plain[place]))
        )
        deviation = sqrt(sharp[0].variance) if sharp[0].variance > 0 else nan
        row = Comparison(
            measure=asked.name,
            kind=kind,
            arm=list(self.declared.file.arms)[place],
            unit=asked.unit,
            better=asked.better,
            control=_figure(plain[0], asked.unit),
            treated=_figure(plain[place], asked.unit),
            fixed=told.fixed,
            anytime=told.anytime,
            plain=bare.fixed,
            relative=told.relative,
            explained=explained,
            p=told.p,
            p_anytime=told.p_anytime,
            found=False,
            judged="cannot tell",
            smallest=smallest_effect(
                plain[0].n + plain[place].n, deviation, weights=(weights[0], weights[place]), anytime=not self.by_fixed
            ),
            segment=segment,
        )
        return msgspec.structs.replace(row, judged=self.judged(row))

    def interval(self, row: Comparison) -> Estimate:
        """The one that decides."""
        return row.fixed if self.by_fixed else row.anytime

    def judged(self, row: Comparison) -> Judged:
        """By the whole likely range, and which way is better."""
        gain = gain_of(row, self.interval(row))
        if not isfinite(gain.low):
            return "cannot tell"
        return "better" if gain.low > 0 else "worse" if gain.high < 0 else "cannot tell"

    def sorted_out(self, rows: Iterable[Comparison]) -> tuple[Comparison, ...]:
        """Which of many hold, with at most 5 % false discoveries expected; the others cannot tell."""
        given = list(rows)
        holds = discoveries([row.p if self.by_fixed else row.p_anytime for row in given])
        return tuple(
            msgspec.structs.replace(row, found=bool(hold), judged=row.judged if hold else "cannot tell")
            for row, hold in zip(given, holds, strict=True)
        )


def gain_of(row: Comparison, interval: Estimate) -> Estimate:
    """A difference turned so that above zero is better."""
    return interval if row.better == "higher" else negated(interval)


def _nothing_of(two: tuple[Arm, Arm]) -> Difference:
    """The difference without any interval."""
    few = [Arm(arm.n, arm.mean, nan) for arm in two]
    return difference(few[0], few[1])


def _figure(arm: Arm, unit: str) -> Estimate:
    """The arm's own mean with its interval; Wilson's for a share of units, each of which did it or did not."""
    if unit == "share" and arm.n > 1 and isclose(arm.variance, arm.mean * (1 - arm.mean) * arm.n / (arm.n - 1)):
        return wilson(round(arm.mean * arm.n), arm.n)
    half = 1.96 * sqrt(arm.error) if arm.error > 0 else nan
    return Estimate(arm.mean, arm.mean - half, arm.mean + half, arm.n, "normal")
