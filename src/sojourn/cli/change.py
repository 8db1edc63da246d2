"""`sojourn change`: record what was changed and what is expected of it; see what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.cli.measure import options_given
from sojourn.cli.opening import opened
from sojourn.cli.options import printing, workspace_argument
from sojourn.cli.output import as_text_json, show
from sojourn.cli.tables import table

if TYPE_CHECKING:
    from sojourn.insights.changes import Changes


@click.group()
def change() -> None:
    """Record changes, and hold what came of them against what was expected."""


def text(found: Changes) -> str:
    """What came of each, then how good the forecasts are."""
    from sojourn.insights.changes.telling import amount

    if not found.rows:
        return "No change is recorded yet. Record one: sojourn change add WORKSPACE WHAT --date DAY"
    rows = [
        (row.date, row.what, amount(row.predicted, row.unit), amount(row.realised, row.unit), row.verdict)
        for row in found.rows
    ]
    why = "\n\n".join("\n".join([row.sentence, *row.reasons, *row.notes]) for row in found.rows)
    parts = [table(("date", "change", "gain predicted", "gain realised", "verdict"), rows), why]
    return "\n\n".join([*parts, found.forecasts.sentence])


@change.command("list")
@workspace_argument
@printing
def list_all(workspace: Path, as_json: bool) -> None:
    """Every change with its verdict, predicted beside realised; and how good the forecasts were."""
    with opened(workspace) as shop:
        found = shop.changes()
    show(found, text, as_json)


@change.command("add")
@workspace_argument
@click.argument("what")
@click.option("--date", required=True, metavar="DAY", help="From when on customers met it: 2026-03-01.")
@click.option("--name", help="What its file is called; else made from WHAT.")
@click.option("--touchpoint", help="Where it was made.")
@click.option("--stage", help="In which stage.")
@click.option("--about", multiple=True, metavar="ID", help="A pain point or opportunity that it is meant for.")
@click.option("--owner", help="Who looks after it.")
@click.option("--gain", type=float, help="What it is expected to bring; above zero is better.")
@click.option("--range", "ends", type=float, nargs=2, metavar="LOW HIGH", help="The likely range of that.")
@click.option("--unit", help="The unit of the gain, where it is not the measure's own: EUR.")
@click.option("--worth", type=float, help="What one of the measure's units is worth in --unit; the gain is a month's.")
@click.option("--experiment", help="Proven by this experiment.")
@click.option("--measure", help="Proven by this measure, before and after.")
@click.option("--control", "controls", multiple=True, metavar="MEASURE", help="A measure that the change left alone.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of the measure.")
@printing
def add(workspace: Path, what: str, date: str, as_json: bool, **given: Any) -> None:
    """Write a change down, with what is expected of it: that is kept, and scored later."""
    with opened(workspace) as shop:
        path = shop.record_change(what, date, predicted=_predicted(given), proof=_proof(given), **given)
    click.echo(as_text_json({"file": str(path)}) if as_json else f"Recorded: {path}")


def _predicted(given: dict[str, Any]) -> dict[str, Any] | None:
    """The prediction; takes its options out."""
    ends, fields = given.pop("ends"), {"value": given.pop("gain")}
    fields |= {"low": ends[0], "high": ends[1]} if ends else {}
    fields |= {name: given.pop(name) for name in ("unit", "worth")}
    if fields["value"] is None:
        return None
    return {name: value for name, value in fields.items() if value is not None}


def _proof(given: dict[str, Any]) -> dict[str, Any] | None:
    """The proof; takes its options out."""
    experiment, measure = given.pop("experiment"), given.pop("measure")
    controls, options = given.pop("controls"), given.pop("options")
    if experiment is not None and measure is None:
        return {"experiment": experiment}
    if measure is None:
        return None
    found = {"measure": measure, "controls": controls, "options": options_given(options), "experiment": experiment}
    return {name: value for name, value in found.items() if value is not None}
