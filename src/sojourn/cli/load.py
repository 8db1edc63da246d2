"""`sojourn load`: files into a workspace."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.cli.opening import is_workspace, opened
from sojourn.cli.options import command, printing, workspace_argument
from sojourn.cli.output import as_text_json
from sojourn.cli.progress import Report, reporting
from sojourn.cli.tables import table
from sojourn.errors import SourceNotFound, UsageError

if TYPE_CHECKING:
    from sojourn.store.reports import LoadReport
    from sojourn.workspace import Workspace

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
@click.option("--timezone", help="Of times without one, such as Europe/Berlin; UTC where nothing is said.")
@click.option("--customers", is_flag=True, help="The files hold customers with attributes, not events.")
@click.option("--retry-rejects", is_flag=True, help="Read again what was rejected, with the options given.")
@printing
def load(
    workspace: Path,
    files: tuple[str, ...],
    columns: tuple[str, ...],
    customers: bool,
    retry_rejects: bool,
    as_json: bool,
    **options: str | None,
) -> None:
    """Load files, folders or globs into a workspace.

    The workspace, a folder, is made on first use.
    Loading the same file again changes nothing. Rows that are not understood are kept: see sojourn rejects.
    A file of customers has one row each, an identifier and attributes: plan, country ...
    """
    given = _given(columns, options)
    if retry_rejects:
        _expect(not files and not customers, "--retry-rejects reads what the workspace has kept. Leave the rest out.")
        with opened(workspace) as shop, reporting() as progress:
            _tell([shop.retry_rejects(progress=progress, **given)], workspace, as_json)
        return
    _expect_to_find(workspace, files)
    from sojourn.workspace import open_workspace

    with open_workspace(workspace) as shop, reporting() as progress:
        if customers:
            _expect(given.keys() <= {"columns", "format"}, "Attributes have no times: say nothing about time.")
            _tell_customers([(file, shop.load_customers(file, **given)) for file in files], as_json)
        else:
            _load(shop, files, given, progress, workspace, as_json)


def _load(
    shop: Workspace, files: Sequence[str], given: dict[str, Any], progress: Report, workspace: Path, as_json: bool
) -> None:
    """Load one file after the other; where one fails, those before it are in, and are told."""
    reports: list[LoadReport] = []
    try:
        reports.extend(shop.load(file, progress=progress, **given) for file in files)
    finally:
        if reports:
            _tell(reports, workspace, as_json)


def _tell(reports: list[LoadReport], workspace: Path, as_json: bool) -> None:
    """What became of each file, what was assumed, and what to do about rejects."""
    if as_json:
        click.echo(as_text_json({"loads": [report.to_dict() for report in reports]}))
        return
    headings = ("file", "events", "there already", "rejected", "suppressed")
    rows = [(r.source, r.accepted, r.duplicates, r.rejected, r.suppressed) for r in reports]
    click.echo(table(headings, rows))
    for note in dict.fromkeys(note for report in reports for note in report.notes):
        click.echo(f"Note: {note}")
    if any(report.rejected for report in reports):
        click.echo(f"See what was rejected, and why: sojourn rejects {shlex.quote(str(workspace))}")


def _tell_customers(changed: list[tuple[str, int]], as_json: bool) -> None:
    if as_json:
        click.echo(as_text_json({"loads": [{"source": file, "customers": count} for file, count in changed]}))
    else:
        click.echo(table(("file", "customers"), changed))


def _given(columns: tuple[str, ...], options: Mapping[str, str | None]) -> dict[str, Any]:
    """The arguments that were given, as the workspace takes them."""
    arguments = {"columns": _columns(columns), **options}
    return {name: value for name, value in arguments.items() if value is not None}


def _columns(pairs: tuple[str, ...]) -> dict[str, str | None] | None:
    """FIELD=COLUMN pairs as a mapping; FIELD= alone means that no column is it."""
    found: dict[str, str | None] = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or not field:
            raise UsageError(f'--column takes FIELD=COLUMN, such as customer=uid, not "{pair}".')
        found[field] = column or None
    return found or None


def _expect(right: bool, otherwise: str) -> None:
    if not right:
        raise UsageError(otherwise)


def _expect_to_find(workspace: Path, files: tuple[str, ...]) -> None:
    """Before a folder is made for a workspace: are the two not swapped, and is there something to load?"""
    example = f"sojourn load {'shop' if workspace.is_file() else shlex.quote(str(workspace))} events.csv"
    _expect(not workspace.is_file(), f"{workspace} is a file. The workspace, a folder, comes first: {example}")
    _expect(bool(files), f"No file to load. Name at least one: {example}")
    for file in files:
        _expect(not is_workspace(Path(file)), f"{file} is a workspace. It comes first, then files: {example}")
        if not (Path(file).exists() or set(file) & set("*?[")):
            raise SourceNotFound(f"{file} is not there. Check the name; in a shell, quote names that have spaces.")
