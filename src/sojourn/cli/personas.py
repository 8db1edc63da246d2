"""`sojourn personas`: groups of customers who behave alike, and how to keep them."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.cli.asking import journeys_of
from sojourn.cli.opening import opened
from sojourn.cli.options import DEFINITION, allow_unknown, command, printing, together, unit, workspace_argument
from sojourn.cli.output import refuse_unknown_names, show, with_groups
from sojourn.cli.progress import reporting
from sojourn.cli.words import number
from sojourn.maps.words import counted

if TYPE_CHECKING:
    from sojourn.insights.personas import FoundPersonas


def personas_text(result: FoundPersonas) -> str:
    """A paragraph for each segment, how sure it is, and what they are."""
    told = [f"{row.sentence}\n  ({counted(row.customers, 'customer')}, id {row.id})" for row in result.rows]
    sure = result.stability
    stable = f"How alike they come out of other draws of customers, 0 to 1: {number(round(sure.value, 2))}."
    return "\n\n".join([*told, *([] if isnan(sure.value) else [stable]), result.label])


@command()
@together(
    workspace_argument,
    click.option("--k", type=int, help="How many segments; without it as many as the journeys bear."),
    click.option("--over", default="touchpoint", show_default=True, help="touchpoint, event, stage or channel."),
    click.option("--goal", metavar="EVENT", multiple=True, help="Tell which share of each segment reaches it."),
    click.option(
        "--also", type=click.Choice(["use", "channel", "pace"]), multiple=True, help="Tell apart by these, too."
    ),
    click.option("--save", is_flag=True, help='Keep them: attribute "persona_found", and personas/*.yaml to edit.'),
    *(DEFINITION[name] for name in DEFINITION if name != "goal"),
    unit,
    allow_unknown,
    printing,
)
def personas(
    workspace: Path,
    k: int | None,
    over: str,
    goal: tuple[str, ...],
    also: tuple[str, ...],
    save: bool,
    unit: str | None,
    allow_unknown: bool,
    as_json: bool,
    **which: Any,
) -> None:
    """Groups of customers who behave alike: behavioural segments."""
    with opened(workspace) as shop, reporting() as progress:
        found = journeys_of(shop, which, progress).personas(k, over, list(goal) or None, also, unit=unit)
        if not allow_unknown:
            refuse_unknown_names(found)
        files = shop.save_personas(found) if save else ()
    show(found, lambda measured: with_groups(measured, personas_text), as_json)
    for path in files:
        click.echo(f"Kept as {path}", err=True)
