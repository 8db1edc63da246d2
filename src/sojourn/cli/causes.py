"""`sojourn drivers`, `moments`, `finding` and `influences`: what goes with reaching a goal, or with a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import unit
from sojourn.cli.tables import table
from sojourn.cli.words import number, said, share

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.insights.drivers import Driver, Drivers
    from sojourn.insights.finding import Finding
    from sojourn.insights.influences import Influences
    from sojourn.insights.moments import Moments

outcome = click.option("--outcome", metavar="EVENT", multiple=True, help="What journeys should reach; else their goal.")
score = click.option("--score", metavar="KIND", help="Compare by a score instead: nps, csat, ces or stars.")


def _table(rows: tuple[Driver, ...], scale: float) -> str:
    """All that was tested: the adjusted difference beside the bare one."""
    cells = [
        (row.kind, row.name, row.place, share(row.reach), number(scale * row.effect.value),
         number(scale * row.naive.value), said(row.found) if not row.why_not else row.why_not)
        for row in rows
    ]  # fmt: skip
    heads = ["what", "name", "coming from", "reach", "points, adjusted", "bare difference", "more than chance"]
    return table(heads, cells)


def causes_text(result: Drivers | Influences) -> str:
    """The sentences, and the table."""
    return f"{result.summary()}\n\n{_table(result.rows, _scale(result.outcome))}"


def _scale(outcome: str) -> float:
    return 1 if outcome in ("nps", "csat", "ces", "stars") else 100


@asks(causes_text)
@outcome
@score
@click.option("--over", metavar="WHAT", multiple=True, help="touchpoint, channel, event, stage or attribute.")
@unit
def drivers(
    journeys: Journeys, outcome: tuple[str, ...], score: str | None, over: tuple[str, ...], unit: str | None
) -> Drivers:
    """Which touchpoints, channels and kinds of customers go with an outcome.

    Adjusted for what was known before. It says what goes together, not what causes what.
    """
    kinds = over or ("touchpoint", "channel", "attribute")
    return journeys.drivers(list(outcome) or None, score, kinds, unit=unit)


def moments_text(result: Moments) -> str:
    """A sentence each, and the ranks that chance leaves open."""
    rows = [(row.rank, row.touchpoint, f"{row.best}-{row.worst}", 100 * row.weight.value) for row in result.rows]
    return f"{result.summary()}\n\n{table(['rank', 'touchpoint', 'likely rank', 'weight'], rows)}"


@asks(moments_text)
@outcome
@unit
def moments(journeys: Journeys, outcome: tuple[str, ...], unit: str | None) -> Moments:
    """Moments that matter: touchpoints by effect, reach and how far they are from their best."""
    return journeys.moments(list(outcome) or None, unit=unit)


def finding_text(result: Finding) -> str:
    """The sentences, and where customers came from."""
    rows = [(row.kind, place.touchpoint, place.met, share(place.share)) for row in result.rows for place in row.where]
    return f"{result.summary()}\n\n{table(['what', 'coming from', 'customers', 'of those from there'], rows)}"


@asks(finding_text)
@outcome
@click.option("--within", default="30m", show_default=True, metavar="TIME", help="Back at help so soon is a loop.")
@unit
def finding(journeys: Journeys, outcome: tuple[str, ...], within: str, unit: str | None) -> Finding:
    """Searches without results, repeated searches, and going round in circles for help."""
    return journeys.finding(list(outcome) or None, within, unit=unit)


@asks(causes_text)
@outcome
@score
@unit
def influences(journeys: Journeys, outcome: tuple[str, ...], score: str | None, unit: str | None) -> Influences:
    """What goes with season, day of the week, campaigns, prices and how customers heard of you."""
    return journeys.influences(list(outcome) or None, score, unit=unit)
