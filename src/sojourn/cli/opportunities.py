"""`sojourn opportunities` and `opportunity`: what could be done, in which order; write one down or change it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sojourn.cli.asking import journeys_of
from sojourn.cli.opening import opened
from sojourn.cli.options import DEFINITION, command, printing, together, workspace_argument
from sojourn.cli.output import as_text_json, show
from sojourn.cli.progress import reporting

GIVEN = ("impact", "ease", "effort", "value", "urgency", "risk", "importance", "satisfaction", "reach", "confidence")


@command()
@workspace_argument
@click.option(
    "--by", "method", default="gain", show_default=True,
    help="gain, rice, ice, wsjf, impact_effort, opportunity, kano or formula.",
)  # fmt: skip
@click.option("--formula", help='A formula of your own, such as "gain * confidence / effort".')
@click.option(
    "--outcome", metavar="EVENT", help="The event of which pain points cost; otherwise the goal, or an order."
)
@click.option("--written-only", is_flag=True, help="Only those written down; propose none.")
@together(*DEFINITION.values())
@printing
def opportunities(
    workspace: Path,
    method: str,
    formula: str | None,
    outcome: str | None,
    written_only: bool,
    as_json: bool,
    **which: Any,
) -> None:
    """What could be done about pain points, and what that may bring.

    Those written down in WORKSPACE/opportunities, and one for each pain point that nobody has answered yet. Reach,
    confidence and the expected gain come from the data where nobody gave a number.
    """
    with opened(workspace) as shop, reporting() as progress:
        found = shop.opportunities(
            journeys_of(shop, which, progress), method=method, formula=formula, outcome=outcome,
            proposed=not written_only,
        )  # fmt: skip
    show(found, lambda one: one.summary(), as_json)


def _scores(function: Any) -> Any:
    """An option for each number that an opportunity can be given."""
    for name in reversed(GIVEN):
        function = click.option(f"--{name}", type=float, metavar="NUMBER")(function)
    return function


@command()
@workspace_argument
@click.argument("name")
@click.option("--title", help="What could be done.")
@click.option(
    "--about", metavar="PAIN-POINT", multiple=True, help="The id of a pain point, as sojourn pain-points says."
)
@click.option("--status", metavar="WORD", help="idea, planned, in progress, done or dropped.")
@click.option("--owner", help="Who looks after it.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="By when.")
@click.option("--fixable", type=float, metavar="SHARE", help="The share of its pain points that it takes away, 0 to 1.")
@click.option("--stage", help="Where it belongs on a map, where no pain point says so.")
@click.option("--formula", help="A formula of its own, for --by formula.")
@click.option("--note", help="Anything else about it.")
@_scores
@printing
def opportunity(workspace: Path, name: str, as_json: bool, due: datetime | None, **given: Any) -> None:
    """Write an opportunity down as NAME, or change what is written: comments in its file stay.

    Numbers such as --impact and --effort are what it is ranked by.
    """
    score = {word: given.pop(word) for word in (*GIVEN, "formula")}
    changes = {word: value for word, value in given.items() if value not in (None, ())}
    score = {word: value for word, value in score.items() if value is not None}
    if due is not None:
        changes["due"] = due.date()
    if score:
        changes["score"] = score
    with opened(workspace) as shop:
        path = shop.save_opportunity(name, **changes)
    click.echo(as_text_json({"file": str(path)}) if as_json else f"Written: {path}")
