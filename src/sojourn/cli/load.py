"""`sojourn load`: files into a workspace."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.cli.options import command, is_workspace, printing, workspace_argument
from sojourn.cli.output import as_text_json
from sojourn.cli.progress import reporting
from sojourn.cli.tables import table
from sojourn.errors import SourceNotFound, UsageError

if TYPE_CHECKING:
    from sojourn.store.reports import LoadReport

FIELDS = "customer, event, occurred_at, case_id, sequence, event_id, channel, touchpoint, value, score, text ..."


@command()
@workspace_argument
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help=f"Which column is what, where its name does not say: customer=uid. Fields: {FIELDS}",
)
@click.option("--format", help="csv, parquet, jsonl, xes or ocel, where the name does not say.")
@click.option("--time-format", metavar="FORMAT", help="How times are written, such as %d.%m.%Y %H:%M.")
@click.option("--timezone", default="UTC", show_default=True, help="Of times without one, such as Europe/Berlin.")
@printing
def load(
    workspace: Path,
    files: tuple[str, ...],
    columns: tuple[str, ...],
    format: str | None,  # noqa: A002 - the word users know
    time_format: str | None,
    timezone: str,
    as_json: bool,
) -> None:
    """Load files, folders or globs into a workspace; the folder WORKSPACE is made on first use.

    Loading the same file again changes nothing. Rows that are not understood are kept: see sojourn rejects.
    """
    given = _columns(columns)
    _expect_to_find(workspace, files)
    from sojourn.workspace import Workspace

    with Workspace(workspace) as shop, reporting() as progress:
        reports = [
            shop.load(file, columns=given, format=format, time_format=time_format, timezone=timezone, progress=progress)
            for file in files
        ]
    click.echo(
        as_text_json({"loads": [report.to_dict() for report in reports]}) if as_json else text(reports, workspace)
    )


def text(reports: list[LoadReport], workspace: Path) -> str:
    """What became of each file, what was assumed, and what to do about rejects."""
    headings = ("file", "events", "there already", "rejected", "suppressed")
    rows = [(r.source, r.accepted, r.duplicates, r.rejected, r.suppressed) for r in reports]
    lines = [table(headings, rows)]
    lines += [f"Note: {note}" for report in reports for note in report.notes]
    if any(report.rejected for report in reports):
        lines.append(f"See what was rejected, and why: sojourn rejects {shlex.quote(str(workspace))}")
    return "\n".join(lines)


def _columns(pairs: tuple[str, ...]) -> dict[str, str | None] | None:
    """FIELD=COLUMN pairs as a mapping; FIELD= alone means that no column is it."""
    found: dict[str, str | None] = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or not field:
            raise UsageError(f'--column takes FIELD=COLUMN, such as customer=uid, not "{pair}".')
        found[field] = column or None
    return found or None


def _expect_to_find(workspace: Path, files: tuple[str, ...]) -> None:
    """Before a folder is made for a workspace: are the two not swapped, and is there something to load?"""
    if workspace.is_file():
        raise UsageError(f"{workspace} is a file. The workspace, a folder, comes first: sojourn load shop {workspace}")
    if not files:
        raise UsageError(f"No file to load. Name at least one: sojourn load {shlex.quote(str(workspace))} events.csv")
    for file in files:
        if is_workspace(Path(file)):
            raise UsageError(f"{file} is a workspace. The workspace comes first, then the files to load into it.")
        if not (Path(file).exists() or set(file) & set("*?[")):
            raise SourceNotFound(f"{file} is not there. Check the name; in a shell, quote names that have spaces.")
