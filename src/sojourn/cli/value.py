"""`sojourn value`: what customers are expected to buy and pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import CUTS
from sojourn.cli.tables import table
from sojourn.cli.words import mean, share

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.insights.value import Value


def text(result: Value) -> str:
    """The sums in sentences, and the customers of the highest value."""
    rows = [
        (row.customer, row.bought, mean(row.orders), f"{row.orders_low}-{row.orders_high}", mean(row.value),
         share(row.churn_risk))
        for row in result.rows
    ]  # fmt: skip
    if not rows:
        return result.summary()
    heads = ["customer", "bought", "orders expected", "95 in 100", "value", "will not come back"]
    return f"{result.summary()}\n\n{table(heads, rows, most=len(rows))}"


@asks(text, without=CUTS)
@click.option("--ahead", default="365d", show_default=True, metavar="TIME", help="How far to look into the future.")
@click.option("--top", default=20, show_default=True, help="How many customers to list.")
def value(journeys: Journeys, ahead: str, top: int) -> Value:
    """What customers will buy and pay, and who is likely to have left.

    By when, how often and for how much they bought. The range of the sum is where it should end up, if customers go on
    as they did.
    """
    return journeys.value(ahead, top)
