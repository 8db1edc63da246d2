"""`sojourn trends` and `contributions`: what is not as expected, and what a change came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.measure import options_given
from sojourn.cli.options import unit
from sojourn.cli.tables import table
from sojourn.cli.words import mean, number
from sojourn.estimates import Estimate

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.insights.trends import Contributions, Part, Trends


def text(result: Trends) -> str:
    """The sentences."""
    return result.summary(20)


@asks(text)
@click.option("--measure", "measures", metavar="NAME", multiple=True, help='"customers", "conversion", "nps" ...')
@click.option("--over", metavar="WHAT", multiple=True, help="stage, touchpoint, channel, segment:NAME ...")
@click.option("--every", metavar="PERIOD", help="Look at each day, week, month ...")
@click.option("--q", default=0.05, show_default=True, help="The share of false finds to accept.")
@click.option("--option", "options", metavar="NAME=VALUE", multiple=True, help="An option of a single measure.")
@unit
def trends(
    journeys: Journeys,
    measures: tuple[str, ...],
    over: tuple[str, ...],
    every: str | None,
    q: float,
    options: tuple[str, ...],
    unit: str | None,
) -> Trends:
    """Which days or weeks were not as expected, and what is rising or falling.

    Seasons and what carries over from day to day are taken out. Of all that is reported, at most a share q is
    expected to be chance.
    """
    given = options_given(options)
    return journeys.trends(measures or None, over or ("stage", "touchpoint", "channel"), every, q, unit=unit, **given)


def change_text(result: Contributions) -> str:
    """The sentences, and a table for each thing that the change was taken apart by."""
    return "\n\n".join(
        [result.summary(), *(_table(part, 100 if result.unit == "share" else 1) for part in result.parts)]
    )


def _table(part: Part, scale: float) -> str:
    rows = [
        (one.name, mean(_scaled(one.total, scale)), number(scale * one.rate.value), number(scale * one.mix.value))
        for one in part.contributions
    ]
    unit = "points" if scale == 100 else "part of the change"
    return table([part.over, unit, "by its own figure", "by becoming more or less common"], rows, most=10)


def _scaled(estimate: Estimate, scale: float) -> Estimate:
    low, high = scale * estimate.low, scale * estimate.high
    return Estimate(scale * estimate.value, low, high, estimate.n, estimate.method)


@asks(change_text, without=("between",))
@click.argument("name")
@click.option("--before", nargs=2, metavar="FIRST LAST", required=True, help="A first and a last day, inclusive.")
@click.option("--after", nargs=2, metavar="FIRST LAST", required=True, help="Another first and last day.")
@click.option("--over", metavar="WHAT", multiple=True, help="channel, stage, touchpoint, segment:NAME ...")
@click.option("--option", "options", metavar="NAME=VALUE", multiple=True, help="An option of the figure: within=14d.")
@unit
def contributions(
    journeys: Journeys,
    name: str,
    before: tuple[str, str],
    after: tuple[str, str],
    over: tuple[str, ...],
    options: tuple[str, ...],
    unit: str | None,
) -> Contributions:
    """What the change of a figure between two times came from.

    What each channel, stage, touchpoint and segment did to it adds up to the change.
    """
    return journeys.contributions(name, before, after, over or None, unit=unit, **options_given(options))
