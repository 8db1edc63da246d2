"""`sojourn funnel`: how far customers get from step to step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import by, over, unit
from sojourn.cli.tables import table
from sojourn.cli.words import duration, share
from sojourn.maps.words import counted

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.measures.funnel.records import Funnel, ReachedStep


def text(result: Funnel) -> str:
    """Who reached each step, how long it took them, and how many did not come so far."""
    headings = ["step", f"{result.unit}s", "of the first", "of the one before", "median time", "lost before it"]
    rows = [_row(step, first=step is result.steps[0]) for step in result.steps]
    took = result.time_to_convert
    lines = [table(headings, rows), f"{counted(result.units, result.unit)} in all."]
    if took is not None:
        lines.append(f"From first to last step: half take {duration(took.p50)} at most, 9 in 10 {duration(took.p90)}.")
    return "\n".join(lines)


def _row(step: ReachedStep, first: bool) -> list[object]:
    if first:
        return [step.name, step.customers, "", "", None, None]
    name = f"{step.name} (optional)" if step.optional else step.name
    shares = share(step.from_start), share(step.from_previous)
    return [name, step.customers, *shares, step.median_time, step.drop_off]


@asks(text)
@click.argument("steps", nargs=-1, required=True, metavar="STEP...")
@click.option("--within", metavar="TIME", help="From first to last step at most so long, such as 14d; inclusive.")
@click.option(
    "--order",
    type=click.Choice(["ordered", "strict", "unordered"]),
    default="ordered",
    show_default=True,
    help="Whether other steps may come between, or in any order.",
)
@click.option("--exclude", metavar="EVENT", multiple=True, help="Leave out attempts with this in between.")
@click.option(
    "--attempt",
    type=click.Choice(["furthest", "first"]),
    default="furthest",
    show_default=True,
    help="Which attempt of a customer counts.",
)
@click.option("--same", metavar="FIELD", help="A property that must be equal in all steps.")
@over
@unit
@by
def funnel(
    journeys: Journeys,
    steps: tuple[str, ...],
    within: str | None,
    order: str,
    exclude: tuple[str, ...],
    same: str | None,
    attempt: str,
    over: str,
    unit: str | None,
    by: str | None,
) -> Funnel:
    """How far customers get from step to step."""
    return journeys.funnel(steps, within, order, by, exclude, same=same, attempt=attempt, over=over, unit=unit)
