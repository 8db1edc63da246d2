"""`sojourn attribution`: which channels or touchpoints were there before a goal."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import unit
from sojourn.cli.tables import table
from sojourn.cli.words import mean, number, percent, share
from sojourn.maps.words import counted

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.insights.attribution import Attributed, Attribution


def attribution_text(result: Attribution) -> str:
    """A table for each model, what was looked at, and what the shares are."""
    tables = [_model(result, model) for model in result.models]
    paths = f"{counted(result.conversions, 'path')} to {result.goal}, {counted(result.nulls, 'path')} without it."
    return "\n\n".join([*tables, f"{paths}\n{result.label}"])


def _model(result: Attribution, model: str) -> str:
    rows = result.of(model)
    removal, value = (any(not isnan(getattr(row, name)) for row in rows) for name in ("removal_effect", "value"))
    worth = f"value {result.currency}".strip()
    head = [result.over, "share", "conversions", *["lost without"] * removal, *[worth] * value]
    return f"{model}\n{table(head, [_row(row, removal, value) for row in rows])}"


def _row(row: Attributed, removal: bool, value: bool) -> list[str]:
    more = [percent(row.removal_effect)] * removal + [number(round(row.value, 2))] * value
    return [row.name, share(row.share), _brought(row), *more]


def _brought(row: Attributed) -> str:
    """Conversions: of the hazard model with their range, else the same share of all of them."""
    return mean(row.conversions) if row.model == "hazard" else number(round(row.conversions.value, 1))


@asks(attribution_text, without=("goal",))
@click.argument("goals", nargs=-1, metavar="[GOAL]...")
@click.option("--goal", metavar="EVENT", multiple=True, help="What is shared out, such as an order; or say it as GOAL.")
@click.option("--model", default="markov", show_default=True, help="markov, shapley, first, last, linear ... or all.")
@click.option("--over", default="channel", show_default=True, metavar="WHAT", help="channel, touchpoint or event.")
@click.option("--order", default=1, show_default=True, help="How many touches a Markov chain remembers, 1 to 3.")
@click.option("--lookback", metavar="TIME", help="Touches at most so long before the goal, such as 30d.")
@click.option("--touches", metavar="CONDITION", help="""Steps that count: "channel != 'web'".""")
@click.option("--half-life", metavar="TIME", help="After this a touch counts half, in models that look at time.")
@click.option("--intent", metavar="WHAT", multiple=True, help="For hazard: segment:NAME, property:NAME, EVENT.")
@click.option("--currency", metavar="CODE", help="The currency of values, such as EUR; else that of most goals.")
@unit
def attribution(
    journeys: Journeys,
    goals: tuple[str, ...],
    goal: tuple[str, ...],
    model: str,
    over: str,
    order: int,
    lookback: str | None,
    touches: str | None,
    half_life: str | None,
    intent: tuple[str, ...],
    currency: str | None,
    unit: str | None,
) -> Attribution:
    """Which channels or touchpoints were there before a goal.

    GOAL is an event, such as "Order Completed"; of several any counts.
    A share says where customers had been, not what brought them to it.
    """
    return journeys.attribution(
        [*goals, *goal] or None, model, over, order, lookback, touches, half_life, intent or None,
        currency=currency, unit=unit,
    )  # fmt: skip
