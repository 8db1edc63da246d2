"""`sojourn next-step`: what customers are likely to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import over, unit
from sojourn.cli.tables import table
from sojourn.cli.words import share
from sojourn.insights.words import listed, percent

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.insights.next_step import NextSteps


WHERE = "Where is the customer? Give the last steps (--after, once for each), or a customer (--customer)."


def next_step_text(result: NextSteps) -> str:
    """The steps that may come, and how far the forecast can be trusted."""
    rows = [(row.name, share(row.probability)) for row in result.rows]
    after = " > ".join(result.after)
    head = [f"After {after}, {result.seen:,} times before:", table(["step", "chance"], rows), ""]
    looked = [f"the last {result.order} steps" if result.order > 1 else "the last step", *result.times]
    off = percent(result.calibration_error)
    trust = [
        f"Right about {share(result.accuracy)} of steps in later journeys, by {listed(looked)}.",
        f"By the last step alone: {share(result.by_last_step)}. A chance is off by {off} on average.",
        result.protocol,
    ]
    if result.ended:
        head = [f"The latest journey of this customer ended with {result.after[-1]}: nothing comes next in it.", ""]
    return "\n".join([*(head if result.after else [WHERE]), *trust])


@asks(next_step_text)
@click.option("--after", metavar="STEP", multiple=True, help="The steps taken so far, in order; once for each.")
@click.option("--customer", metavar="ID", help="Go on from where this customer is.")
@click.option("--top", default=5, show_default=True, help="How many steps to show.")
@over
@unit
def next_step(
    journeys: Journeys, after: tuple[str, ...], customer: str | None, top: int, over: str, unit: str | None
) -> NextSteps:
    """What customers are likely to do next, and how often that is right."""
    return journeys.next_step(after or None, customer, over, top, unit=unit)
