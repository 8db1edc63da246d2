"""`sojourn demo` and `map`: a journey map as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sojourn.cli.asking import journeys_of
from sojourn.cli.opening import opened
from sojourn.cli.options import DEFINITION, command, printing, together, workspace_argument
from sojourn.cli.output import as_text_json, show
from sojourn.cli.progress import reporting

page_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The page; otherwise FOLDER/map.html."
)


@command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo")
@page_option
@printing
def demo(folder: Path, output: Path | None, as_json: bool) -> None:
    """Make a journey map of real customers: a year of 2,469 households.

    The workspace is made in FOLDER, otherwise in the folder demo.
    """
    from sojourn.demo import DemoReport, run

    with reporting() as progress:
        report = run(folder, output or folder / "map.html", progress)
    show(report, DemoReport.summary, as_json)


@command("map")
@workspace_argument
@page_option
@click.option("--title", help='What the journey is, in the customer\'s words: "I buy my groceries and come back".')
@click.option("--badge", help="Which data these are; otherwise the name of the workspace.")
@together(*DEFINITION.values())
@printing
def draw_map(
    workspace: Path, output: Path | None, title: str | None, badge: str | None, as_json: bool, **which: Any
) -> None:
    """Draft a journey map from the log, and write its page."""
    with opened(workspace) as shop, reporting() as progress:
        drafted = shop.draft_map(journeys_of(shop, which, progress), title, badge=badge)
        page = drafted.save(output or workspace / "map.html")
    click.echo(as_text_json({"page": str(page), **drafted.to_dict()}) if as_json else f"The map: {page}")
