"""`sojourn demo`: a simulated shop and real households, measured and mapped."""

from __future__ import annotations

from pathlib import Path

import click

from sojourn.cli.options import command, printing
from sojourn.cli.output import show
from sojourn.cli.progress import reporting


@command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
    help="The page of the simulated shop; otherwise FOLDER/map.html.",
)  # fmt: skip
@printing
def demo(folder: Path, output: Path | None, as_json: bool) -> None:
    """Make two journey maps: of a simulated shop, then of real customers, a year of 2,469 households.

    The workspaces and pages are made in FOLDER, otherwise in the folder demo. The two shops are never mixed.
    """
    from sojourn.demo import DemoReport, run

    with reporting() as progress:
        report = run(folder, output, progress)
    show(report, DemoReport.summary, as_json)
