"""`sojourn before-after`: did a change move a measure?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sojourn.cli.asking import asks
from sojourn.cli.measure import options_given
from sojourn.cli.options import unit
from sojourn.cli.tables import table

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.insights.before_after import BeforeAfter


def text(found: BeforeAfter) -> str:
    """The verdict and its reasons, other methods beside it, and the periods about the date."""
    from sojourn.insights.before_after.telling import amount, change

    parts = [found.summary()]
    checks = [(one.method, change(one.effect, found.unit), one.refusal) for one in found.checks]
    if checks:
        parts.append(table(("another method", "difference", "cannot tell because"), checks))
    rows = [
        (point.period, amount(point.observed, found.unit), amount(point.expected, found.unit), point.side)
        for point in found.points
        if point.side in ("straddling", "after")
    ]
    parts.append(table((found.every, "observed", "expected", "side"), rows, most=20))
    return "\n\n".join(parts)


@asks(text)
@click.argument("measure")
@click.option("--date", required=True, metavar="DAY", help="From when on customers met the change: 2026-03-01.")
@click.option("--control", "controls", multiple=True, metavar="MEASURE", help="A measure that the change left alone.")
@click.option(
    "--control-where", multiple=True, metavar="CONDITION", help="The same measure of steps that it left alone."
)
@click.option(
    "--control-customers", multiple=True, metavar="CONDITION", help="The same measure of customers that it left alone."
)
@click.option("--every", type=click.Choice(["day", "week"]), help="Compare days or weeks; else as the data allow.")
@click.option("--method", default="structural", show_default=True, help="structural, differences or synthetic.")
@click.option("--washout", metavar="TIME", help="How long before the date things may be touched by it already.")
@click.option("--direction", type=click.Choice(["higher", "lower"]), help="Which way is better.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the measure: within=14d")
@unit
def before_after(
    journeys: Journeys,
    measure: str,
    date: str,
    controls: tuple[str, ...],
    control_where: tuple[str, ...],
    control_customers: tuple[str, ...],
    every: str | None,
    method: str,
    washout: str | None,
    direction: str | None,
    options: tuple[str, ...],
    unit: str | None,
) -> BeforeAfter:
    """Did a change on a date move a measure, beside controls that it left alone?"""
    given: list[Any] = list(controls)
    given += [{"where": one} for one in control_where] + [{"customers": one} for one in control_customers]
    return journeys.before_after(
        measure, date, given, every, method, washout, direction, unit=unit, **options_given(options)
    )
