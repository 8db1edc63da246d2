"""What journeys mean: each method is one kind of insight, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812 - `date` is the word people know
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sojourn.analysis.asked import Asked
from sojourn.conditions import Condition
from sojourn.errors import UsageError
from sojourn.journeys.definition import Step

if TYPE_CHECKING:
    from sojourn.documents.map import MapDocument
    from sojourn.documents.opportunity import Opportunity
    from sojourn.feedback.records import Feedback
    from sojourn.feedback.themes import Themes
    from sojourn.insights.attribution import Attribution
    from sojourn.insights.before_after import BeforeAfter, Control
    from sojourn.insights.conformance import Conformance
    from sojourn.insights.drivers import Drivers
    from sojourn.insights.finding import Finding
    from sojourn.insights.influences import Influences
    from sojourn.insights.moments import Moments
    from sojourn.insights.next_step import NextSteps
    from sojourn.insights.opportunities import Opportunities
    from sojourn.insights.pain_points import PainPoints
    from sojourn.insights.personas import FoundPersonas
    from sojourn.insights.trends import Contributions, Trends
    from sojourn.insights.trends.windows import Window
    from sojourn.insights.value import Value
    from sojourn.maps.map import Map


class Understanding(Asked):
    """One method for each kind of insight; see `sojourn.insights`."""

    def attribution(
        self,
        goal: Step | list[str] | None = None,
        model: str = "markov",
        over: str = "channel",
        order: int = 1,
        lookback: str | timedelta | None = None,
        touches: str | Condition | None = None,
        half_life: str | timedelta | None = None,
        intent: str | Sequence[str] | None = None,
        *,
        currency: str | None = None,
        unit: str | None = None,
    ) -> Attribution:
        """Which channels or touchpoints were there before a goal; see `sojourn.insights.attribution`."""
        from sojourn.insights.attribution import attribution

        base = currency or self._settings.currency
        return attribution(self.units(unit), goal, model, over, order, lookback, touches, half_life, intent, base)

    def personas(
        self,
        k: int | None = None,
        over: str = "touchpoint",
        goal: Step | list[str] | None = None,
        also: str | Sequence[str] = (),
        seed: int = 0,
        *,
        unit: str | None = None,
    ) -> FoundPersonas:
        """Behavioural segments: customers who do alike; see `sojourn.insights.personas`."""
        from sojourn.insights.personas import personas

        return personas(self.units(unit), k, over, goal, also, seed)

    def before_after(
        self,
        measure: str,
        date: str | Date,
        controls: Sequence[str | Control | Mapping[str, Any]] = (),
        every: str | None = None,
        method: str = "structural",
        washout: str | None = None,
        direction: str | None = None,
        *,
        unit: str | None = None,
        **options: Any,
    ) -> BeforeAfter:
        """Did a change on a date move a measure, beside controls; see `sojourn.insights.before_after`."""
        from sojourn.insights.before_after import before_after
        from sojourn.insights.before_after.reading import Question

        asked = Question(self.units(unit), self._calendar(), measure, options, self._settings.currency)
        return before_after(asked, date, controls, every, method, washout, direction)

    def next_step(
        self,
        after: str | Sequence[str] | None = None,
        customer: str | None = None,
        over: str = "event",
        top: int = 5,
        *,
        unit: str | None = None,
    ) -> NextSteps:
        """What customers are likely to do next; see `sojourn.insights.next_step`."""
        from sojourn.insights.next_step import next_step

        return next_step(self.units(unit), after, customer, over, top)

    def feedback(self, within: str | timedelta = "30d", quotes: int = 3, *, unit: str | None = None) -> Feedback:
        """What customers said and how they felt, by touchpoint; see `sojourn.feedback`."""
        from sojourn.feedback.feedback import feedback
        from sojourn.feedback.hearing import Models

        return feedback(self.units(unit), Models(self._folder), within, quotes)

    def themes(
        self,
        goal: Step | list[str] | None = None,
        top: int | None = None,
        *,
        impact: bool = True,
        keep: bool = False,
    ) -> Themes:
        """What comments are about, and what goes with it; see `sojourn.feedback.themes`.

        `keep` writes the themes that are proposed into the workspace's `themes.yaml`, to be renamed and merged there.
        """
        from sojourn.feedback.hearing import Models
        from sojourn.feedback.themes import themes
        from sojourn.feedback.themes.file import keep_proposed, read_themes

        wanted = tuple(goal) if isinstance(goal, list) else goal
        found = themes(self.units("customer"), Models(self._folder), read_themes(self._folder), wanted, top, impact)
        if keep and self._folder is not None:
            keep_proposed(self._folder, found.rows)
        return found

    def conformance(
        self,
        planned: Map | MapDocument | str | Path,
        every: str | None = None,
        *,
        unit: str | None = None,
        effects: bool = True,
        outcome: Step | None = None,
    ) -> Conformance:
        """A planned map, or the file of one, held against what customers did; see `sojourn.insights.conformance`."""
        from sojourn.insights.conformance import conformance

        return conformance(self.units(unit), _map_of(planned), self._calendar(), every, effects, outcome)

    def opportunities(
        self,
        outcome: Step | None = None,
        method: str = "gain",
        formula: str | None = None,
        *,
        stored: Sequence[Opportunity] = (),
        proposed: bool = True,
        unit: str | None = None,
    ) -> Opportunities:
        """What could be done about pain points, and what that may bring; see `sojourn.insights.opportunities`."""
        from sojourn.insights.opportunities import opportunities

        return opportunities(
            self.units(unit), outcome, method, formula, stored, proposed, self._progress, self._confirmed(),
            self._folder,
        )  # fmt: skip

    def pain_points(
        self,
        outcome: Step | None = None,
        *,
        strict: bool = False,
        fixable: float = 1.0,
        errors: Sequence[str] | None = None,
        problems: Mapping[str, str | Condition] | None = None,
        also: Sequence[str] | None = None,
        only: Sequence[str] | None = None,
        within: str | timedelta | None = None,
        unit: str | None = None,
    ) -> PainPoints:
        """What goes wrong for customers, and what goes with it; see `sojourn.insights.pain_points`."""
        from sojourn.insights.changes.confirming import with_status
        from sojourn.insights.pain_points import pain_points

        found = pain_points(
            self.units(unit),
            outcome,
            strict=strict,
            fixable=fixable,
            errors=errors,
            problems=problems,
            also=also,
            only=only,
            within=within,
            folder=self._folder,
            progress=self._progress,
        )
        return with_status(found, self._confirmed())

    def strengths(self, outcome: Step | None = None, *, strict: bool = False, unit: str | None = None) -> PainPoints:
        """What goes with a better outcome than comparable journeys have; see `sojourn.insights.strengths`."""
        from sojourn.insights.strengths import strengths

        return strengths(self.units(unit), outcome, strict=strict, folder=self._folder, progress=self._progress)

    def value(self, ahead: str | timedelta = "365d", top: int | None = None, **options: Any) -> Value:
        """What customers will buy and pay, and who has left; see `sojourn.insights.value`."""
        from sojourn.insights.value import value

        options.setdefault("currency", self._settings.currency)
        return value(self.units("customer"), ahead, top, **options)

    def trends(
        self,
        measures: str | Sequence[str] | None = None,
        over: str | Sequence[str] = ("stage", "touchpoint", "channel"),
        every: str | None = None,
        q: float = 0.05,
        *,
        unit: str | None = None,
        **options: Any,
    ) -> Trends:
        """What was not as expected, and what is rising or falling; see `sojourn.insights.trends`."""
        from sojourn.insights.trends import trends

        currency = self._settings.currency
        return trends(self.units(unit), self._calendar(), measures, over, every, q, options, currency)

    def contributions(
        self,
        measure: str,
        before: Window,
        after: Window,
        over: str | Sequence[str] | None = None,
        *,
        unit: str | None = None,
        **options: Any,
    ) -> Contributions:
        """What a change between two times came from; see `sojourn.insights.trends`."""
        from sojourn.insights.trends import contributions

        currency = self._settings.currency
        return contributions(self.units(unit), self._calendar(), measure, before, after, over, options, currency)

    def drivers(
        self,
        outcome: Step | list[str] | None = None,
        score: str | None = None,
        over: str | Sequence[str] = ("touchpoint", "channel", "attribute"),
        q: float = 0.05,
        *,
        unit: str | None = None,
    ) -> Drivers:
        """What goes with an outcome or a score, adjusted; see `sojourn.insights.drivers`."""
        from sojourn.insights.drivers import drivers

        return drivers(self.units(unit), outcome, score, over, q, self._progress)

    def moments(self, outcome: Step | list[str] | None = None, q: float = 0.05, *, unit: str | None = None) -> Moments:
        """Touchpoints by effect, reach and distance from their best; see `sojourn.insights.moments`."""
        from sojourn.insights.moments import moments

        return moments(self.units(unit), outcome, q, self._progress)

    def finding(
        self, outcome: Step | list[str] | None = None, within: str | timedelta = "30m", *, unit: str | None = None
    ) -> Finding:
        """Searches that find nothing, and going round in circles for help; see `sojourn.insights.finding`."""
        from sojourn.insights.finding import finding

        return finding(self.units(unit), outcome, within)

    def influences(
        self,
        outcome: Step | list[str] | None = None,
        score: str | None = None,
        q: float = 0.05,
        *,
        unit: str | None = None,
    ) -> Influences:
        """What season, campaigns, prices and hearing of us go with; see `sojourn.insights.influences`."""
        from sojourn.insights.influences import influences

        return influences(self.units(unit), self._calendar(), outcome, score, q, self._progress)


def _map_of(planned: Map | MapDocument | str | Path) -> MapDocument:
    """The document that is meant. Raises what `load_map` does, UsageError for what is no map."""
    from sojourn.documents.map import MapDocument
    from sojourn.maps.loading import load_map
    from sojourn.maps.map import Map

    found = load_map(planned) if isinstance(planned, str | Path) else planned
    if isinstance(found, Map):
        return found.document
    if not isinstance(found, MapDocument):
        raise UsageError(
            f'A {type(found).__name__} is no map. Give a map, or its file: sojourn.load_map("plan.map.yaml").'
        )
    return found
