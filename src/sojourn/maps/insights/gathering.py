"""Ask for what a map can say beyond figures. What cannot be told is left out, with its reason; nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sojourn.documents.opportunity import Opportunity
from sojourn.engines.protocol import Progress, silent
from sojourn.errors import Cancelled, SojournError
from sojourn.insights.opportunities import Opportunities
from sojourn.insights.opportunities.from_pain_points import evidence_of
from sojourn.insights.opportunities.ranking import ranked
from sojourn.maps.measuring.look import Look

if TYPE_CHECKING:
    from sojourn.feedback.records import Feedback
    from sojourn.feedback.themes import Themes
    from sojourn.insights.attribution import Attribution
    from sojourn.insights.changes import Changes
    from sojourn.insights.finding import Finding
    from sojourn.insights.influences import Influences
    from sojourn.insights.moments import Moments
    from sojourn.insights.pain_points import PainPoints
    from sojourn.insights.personas import FoundPersonas
    from sojourn.insights.trends import Trends
    from sojourn.insights.value import Value

T = TypeVar("T")
ASKING = "Finding out more"


class Written(NamedTuple):
    """What people have written down: opportunities, and changes, whose tests are made when they are asked for.

    `folder` is the workspace's: it has the themes and models of comments.
    """

    opportunities: tuple[Opportunity, ...] = ()
    changes: Callable[[], Changes] | None = None
    folder: Path | None = None


class Gathered(NamedTuple):
    """What was found out; None where it could not be told, and then `untold` says what and why."""

    pain_points: PainPoints | None = None
    strengths: PainPoints | None = None
    opportunities: Opportunities | None = None
    untold: tuple[tuple[str, str], ...] = ()
    trends: Trends | None = None
    attribution: Attribution | None = None
    personas: FoundPersonas | None = None
    value: Value | None = None
    changes: Changes | None = None
    moments: Moments | None = None
    finding: Finding | None = None
    influences: Influences | None = None
    feedback: Feedback | None = None
    themes: Themes | None = None

    @property
    def confirmed(self) -> frozenset[str]:
        """Ids of pain points and opportunities that a change proved."""
        rows = self.changes.rows if self.changes else ()
        return frozenset(name for row in rows if row.verdict == "confirmed" for name in row.about)


class _Asking:
    """Asks one after another; an error that says what is missing is no reason to stop."""

    def __init__(self, progress: Progress, steps: int) -> None:
        self.progress, self.steps, self.done = progress, steps, 0
        self.untold: list[tuple[str, str]] = []

    def ask(self, what: str, question: Callable[[], T]) -> T | None:
        """The answer, or None with a note of why there is none."""
        self.progress(ASKING, self.done, self.steps)
        self.done += 1
        try:
            return question()
        except Cancelled:
            raise
        except SojournError as error:
            self.untold.append((what, str(error)))
            return None


def gathered(look: Look, written: Written | None = None, progress: Progress = silent) -> Gathered:
    """All of it, for the journeys that a map looks at. Raises Cancelled."""
    written = written or Written()
    asking = _Asking(progress, 12)
    pains = asking.ask("What stands in the way", lambda: _pain_points(look, written))
    good = asking.ask("What helps", lambda: _strengths(look, written))
    trends = asking.ask("What is changing by itself", lambda: _trends(look))
    attribution = asking.ask("Where customers had been before", lambda: _attribution(look))
    personas = asking.ask("Kinds of customers", lambda: _personas(look))
    value = asking.ask("What customers are worth", lambda: _value(look))
    moments = asking.ask("Moments that matter", lambda: _moments(look))
    finding = asking.ask("Finding what they look for", lambda: _finding(look))
    influences = asking.ask("What plays a part from outside", lambda: _influences(look))
    feedback = asking.ask("How comments feel", lambda: _feedback(look, written)) if _speaks(look) else None
    themes = asking.ask("What customers say", lambda: _themes(look, written)) if _speaks(look) else None
    changes = asking.ask("What was changed", written.changes) if written.changes else None
    progress(ASKING, asking.steps, asking.steps)
    made = _opportunities(pains, written)
    return Gathered(
        pains, good, made, tuple(asking.untold), trends, attribution, personas, value, changes, moments, finding,
        influences, feedback, themes,
    )  # fmt: skip


def _pain_points(look: Look, written: Written) -> PainPoints:
    from sojourn.insights.pain_points import pain_points

    return pain_points(look.units, folder=written.folder)


def _strengths(look: Look, written: Written) -> PainPoints:
    from sojourn.insights.strengths import strengths

    return strengths(look.units, folder=written.folder)


def _trends(look: Look) -> Trends:
    from sojourn.insights.trends import trends

    return trends(look.units, look.calendar, currency=look.settings.currency)


def _attribution(look: Look) -> Attribution:
    """By channel, before the outcome that pain points are asked about."""
    from sojourn.insights.attribution import attribution

    return attribution(look.units, currency=look.settings.currency)


def _personas(look: Look) -> FoundPersonas:
    from sojourn.insights.personas import personas

    return personas(look.units.by_customer)


def _value(look: Look) -> Value:
    from sojourn.insights.value import value

    return value(look.units.by_customer, "365d", 0, currency=look.settings.currency)


def _moments(look: Look) -> Moments:
    from sojourn.insights.moments import moments

    return moments(look.units)


def _finding(look: Look) -> Finding:
    from sojourn.insights.finding import finding

    return finding(look.units)


def _influences(look: Look) -> Influences:
    from sojourn.insights.influences import influences

    return influences(look.units, look.calendar)


def _speaks(look: Look) -> bool:
    """Whether anybody wrote anything."""
    return len(look.units.field("text").names) > 1


def _feedback(look: Look, written: Written) -> Feedback:
    from sojourn.feedback.feedback import feedback
    from sojourn.feedback.hearing import Models

    return feedback(look.units, Models(written.folder))


def _themes(look: Look, written: Written) -> Themes:
    """With what goes with each theme, on the outcome that pain points are asked about."""
    from sojourn.effects.goals import usual_goal
    from sojourn.feedback.hearing import Models
    from sojourn.feedback.themes import themes
    from sojourn.feedback.themes.file import read_themes

    goal = usual_goal(look.units)
    return themes(look.units.by_customer, Models(written.folder), read_themes(written.folder), goal)


def _opportunities(pains: PainPoints | None, written: Written) -> Opportunities:
    """What is written down and what the pain points propose, filled from them."""
    known = () if pains is None else evidence_of(pains)
    return ranked(written.opportunities, known, outcome=pains.outcome if pains else None)
