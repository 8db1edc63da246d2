"""What can be counted in journeys: each method is one measure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sojourn.analysis.asked import Asked
from sojourn.journeys.definition import Step
from sojourn.measures.activity import Between
from sojourn.measures.channel_moves import ChannelMoves, channel_moves
from sojourn.measures.durations import Durations, durations
from sojourn.measures.flow import Flow, flow
from sojourn.measures.funnel.asking import Excluded, StepLike
from sojourn.measures.funnel.funnel import funnel
from sojourn.measures.funnel.records import Funnel
from sojourn.measures.kpis import Measure, measure
from sojourn.measures.kpis.measuring import Target
from sojourn.measures.lifecycle import Lifecycle, lifecycle
from sojourn.measures.retention import Retention, retention
from sojourn.measures.sessions import Sessions, sessions
from sojourn.measures.stages import Stages, stages
from sojourn.measures.step_matrix import StepMatrix, step_matrix
from sojourn.measures.stickiness import Stickiness, stickiness
from sojourn.measures.transitions import Transitions, transitions
from sojourn.measures.variants.records import Variants
from sojourn.measures.variants.variants import variants


class Measuring(Asked):
    """One method for each measure; see `sojourn.measures`."""

    def transitions(
        self, over: str = "event", *, unit: str | None = None, by: str | None = None, times: bool = False
    ) -> Transitions:
        """Which step comes right after which; see `sojourn.measures.transitions`."""
        return transitions(self.units(unit), over, by, times)

    def flow(
        self,
        start: Step | list[str] | None = None,
        end: Step | list[str] | None = None,
        depth: int = 5,
        top: int = 10,
        collapse: bool = False,
        over: str = "event",
        *,
        unit: str | None = None,
        by: str | None = None,
    ) -> Flow:
        """Where units go from step to step, position by position; see `sojourn.measures.flow`."""
        return flow(self.units(unit), _step(start), _step(end), depth, top, collapse, over, by)

    def variants(
        self,
        top: int = 20,
        over: str = "event",
        *,
        collapse: bool = False,
        unit: str | None = None,
        by: str | None = None,
    ) -> Variants:
        """The most frequent sequences of steps; see `sojourn.measures.variants.variants`."""
        return variants(self.units(unit), top, over, by, collapse)

    def step_matrix(
        self, depth: int = 8, over: str = "event", *, unit: str | None = None, by: str | None = None
    ) -> StepMatrix:
        """Which share of units is where at each position; see `sojourn.measures.step_matrix`."""
        return step_matrix(self.units(unit), depth, over, by)

    def durations(
        self,
        from_: Step | list[str] | None = None,
        to: Step | list[str] | None = None,
        over: str = "event",
        *,
        unit: str | None = None,
        by: str | None = None,
    ) -> Durations:
        """How long it takes from one step to another, or from first to last; see `sojourn.measures.durations`."""
        return durations(self.units(unit), _step(from_), _step(to), over, by)

    def sessions(self, gap: str | timedelta = "30m", *, unit: str | None = None, by: str | None = None) -> Sessions:
        """Stretches of activity without a pause longer than `gap`; see `sojourn.measures.sessions`."""
        return sessions(self.units(unit), gap, by)

    def funnel(
        self,
        steps: Sequence[StepLike],
        within: str | timedelta | None = None,
        order: str = "ordered",
        by: str | None = None,
        exclude: Sequence[Excluded] = (),
        *,
        same: str | None = None,
        attempt: str = "furthest",
        over: str = "event",
        unit: str | None = None,
    ) -> Funnel:
        """How far customers or journeys get from step to step; see `sojourn.measures.funnel`."""
        return funnel(self.units(unit), steps, within, order, by, exclude, same, attempt, over)

    def retention(
        self,
        period: str = "week",
        periods: int = 12,
        kind: str = "recurring",
        start: str | date | None = None,
        *,
        unbounded: bool = False,
        first_event: Step | list[str] | None = None,
        return_event: Step | list[str] | None = None,
        warm_up: str | timedelta | None = None,
        by: str | None = None,
    ) -> Retention:
        """How many customers of a calendar period come back in later ones; see `sojourn.measures.retention`."""
        return retention(
            self.units("customer"), self._calendar(), period, periods, kind, start,
            unbounded=unbounded, first_event=_step(first_event), return_event=_step(return_event),
            warm_up=warm_up, by=by,
        )  # fmt: skip

    def lifecycle(
        self,
        period: str = "day",
        between: Between | None = None,
        *,
        event: Step | list[str] | None = None,
        warm_up: str | timedelta | None = None,
        by: str | None = None,
    ) -> Lifecycle:
        """Who is new, returning, back from a pause or silent in each period; see `sojourn.measures.lifecycle`."""
        return lifecycle(
            self.units("customer"), self._calendar(), period, between, event=_step(event), warm_up=warm_up, by=by
        )

    def stickiness(
        self,
        period: str = "week",
        week_start: str | None = None,
        between: Between | None = None,
        *,
        event: Step | list[str] | None = None,
        by: str | None = None,
    ) -> Stickiness:
        """In how many periods customers were active; see `sojourn.measures.stickiness`."""
        calendar = self._calendar(week_start)
        return stickiness(self.units("customer"), calendar, period, between, event=_step(event), by=by)

    def stages(self, *, unit: str | None = None, by: str | None = None) -> Stages:
        """Who reaches each stage, moves on, skips it or comes back to it; see `sojourn.measures.stages`."""
        return stages(self.units(unit), by)

    def channel_moves(self, *, unit: str | None = None, by: str | None = None) -> ChannelMoves:
        """Changes of channel, and how many units use several; see `sojourn.measures.channel_moves`."""
        return channel_moves(self.units(unit), by)

    def measure(
        self,
        name: str,
        by: str | Sequence[str] | None = None,
        every: str | None = None,
        target: Target | None = None,
        direction: str | None = None,
        *,
        unit: str | None = None,
        **options: Any,
    ) -> Measure:
        """A key figure such as "nps" or "conversion"; see `sojourn.measures.kpis.MEASURES`."""
        currency = self._settings.currency
        return measure(self.units(unit), self._calendar(), name, by, every, target, direction, options, currency)


def _step(step: Step | list[str] | None) -> Step | None:
    return tuple(step) if isinstance(step, list) else step
