"""`sojourn doctor`, `rejects` and `sql`: look into a workspace."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.cli.opening import opened
from sojourn.cli.options import command, printing, workspace_argument
from sojourn.cli.output import as_text_json
from sojourn.cli.tables import table
from sojourn.cli.words import number, percent

if TYPE_CHECKING:
    from sojourn.workspace.doctor import Diagnosis


@command()
@workspace_argument
@printing
def doctor(workspace: Path, as_json: bool) -> None:
    """Say what to look at before trusting the figures.

    Names not assigned to a stage, customers who may be several people, clocks that cannot be right, rejected rows.
    """
    with opened(workspace) as shop:
        found = shop.doctor()
    click.echo(as_text_json(found.to_dict()) if as_json else diagnosis(found, shlex.quote(str(workspace))))


def diagnosis(found: Diagnosis, workspace: str) -> str:
    """What was found, each kind under its own heading; what is in order is not mentioned."""
    size = f"{number(found.events)} events of {number(found.customers)} customers"
    parts = [f"{size}; {number(found.duplicates)} duplicates were left out." if found.duplicates else f"{size}."]
    names = [(name.event, name.count, percent(name.share)) for name in found.names.unmatched]
    parts += _part(
        f"Not assigned to a stage: {percent(found.names.share)} of the events. Assign them in stages.yaml.",
        ("event", "events", "share"),
        names,
    )
    parts += _part(
        "May be several people in one. Part them with: sojourn unmerge",
        ("customer", "reason", "identifiers"),
        [(merge.customer, merge.reason, ", ".join(merge.identifiers)) for merge in found.suspicions],
    )
    parts += _part(
        f"Kept apart although an event joined them: {number(found.refused_edges)}. Join them with: sojourn merge",
        ("identifier", "other", "reason"),
        [(edge.identifier, edge.other, edge.reason) for edge in found.refused],
    )
    parts += _part(
        "Clocks",
        ("source", "problem", "events"),
        [(clock.source, clock.problem, clock.events) for clock in found.clocks],
    )
    parts += _part(
        f"Rejected rows. See them with: sojourn rejects {workspace}",
        ("source", "reason", "rows"),
        [(reject.source, reject.reason, reject.rows) for reject in found.rejects],
    )
    return "\n\n".join(parts if len(parts) > 1 else [*parts, "Nothing to look at."])


def _part(title: str, headings: tuple[str, ...], rows: Sequence[Sequence[object]]) -> list[str]:
    return [f"{title}\n{table(headings, rows)}"] if rows else []


@command()
@workspace_argument
@printing
def rejects(workspace: Path, as_json: bool) -> None:
    """List the rows that were not understood, and why."""
    with opened(workspace) as shop:
        kept = shop.rejects().select(["load_id", "source", "place", "reason", "original"]).to_pylist()
    if as_json:
        click.echo(as_text_json({"rejects": kept}))
    elif not kept:
        click.echo("No row was rejected.")
    else:
        click.echo(table(("source", "row", "reason", "original"), [list(row.values())[1:] for row in kept]))
        click.echo(f"Read them again, with other options: sojourn load {shlex.quote(str(workspace))} --retry-rejects")


@command()
@workspace_argument
@click.argument("query")
@click.option("--limit", default=1_000_000, show_default=True, help="The most rows to take.")
@click.option("--seconds", default=60.0, show_default=True, help="The longest time to take.")
@printing
def sql(workspace: Path, query: str, limit: int, seconds: float, as_json: bool) -> None:
    """Ask the event log one SELECT.

    Its tables: events, identifiers, edges, traits, rejects, loads.
    For example: sojourn sql shop "select event, count(*) as events from events group by event"
    """
    with opened(workspace) as shop:
        found = shop.sql(query, limit=limit, seconds=seconds)
    if as_json:
        click.echo(as_text_json({"columns": found.column_names, "rows": found.to_pylist()}))
    else:
        click.echo(table(found.column_names, [list(row.values()) for row in found.to_pylist()]))
