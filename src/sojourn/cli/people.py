"""`sojourn customer`, `merge`, `unmerge` and `forget`: who is who in a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.cli.opening import opened
from sojourn.cli.options import command, printing, workspace_argument
from sojourn.cli.output import as_text_json, show
from sojourn.cli.tables import table
from sojourn.errors import Cancelled

if TYPE_CHECKING:
    from sojourn.workspace.people import Customer, Forgotten


def text(customer: Customer) -> str:
    """Who the customer is, and what happened."""
    known = [("customer", customer.id)]
    known += [(identifier.kind, identifier.value) for identifier in customer.identifiers]
    known += [(f"segment {name}", value) for name, value in customer.segments.items()]
    headings = ("when", "event", "touchpoint", "channel", "stage", "value", "score", "text")
    steps = [
        (s.occurred_at, s.event, s.touchpoint, s.channel, _stage(s.stage), s.value, s.score, s.text)
        for s in customer.steps
    ]
    return f"{table(('what', 'value'), known)}\n\n{table(headings, steps)}"


def _stage(name: str) -> str:
    return "not assigned" if name == "unstaged" else name


@command()
@workspace_argument
@click.argument("identifier")
@printing
def customer(workspace: Path, identifier: str, as_json: bool) -> None:
    """Show a customer: identifiers, segments, every step."""
    with opened(workspace) as shop:
        show(shop.customer(identifier), text, as_json)


@command()
@workspace_argument
@click.argument("identifier")
@click.option("--into", required=True, metavar="OTHER", help="The customer whose name the two keep.")
@printing
def merge(workspace: Path, identifier: str, into: str, as_json: bool) -> None:
    """Decide that two identifiers are one customer."""
    with opened(workspace) as shop:
        shop.merge(identifier, into=into)
        who = shop.customer(into)
    _tell(who, f"{identifier} and {into} are one customer, {who.id}.", as_json)


@command()
@workspace_argument
@click.argument("identifier")
@click.option("--from", "from_", metavar="OTHER", help="Whom it does not belong to; otherwise its customer.")
@printing
def unmerge(workspace: Path, identifier: str, from_: str | None, as_json: bool) -> None:
    """Part an identifier from the customer it was put with."""
    with opened(workspace) as shop:
        shop.unmerge(identifier, from_)
        who = shop.customer(identifier)
    _tell(who, f"{identifier} is a customer apart, {who.id}.", as_json)


@command()
@workspace_argument
@click.argument("identifier")
@click.option("--yes", is_flag=True, help="Do not ask.")
@printing
def forget(workspace: Path, identifier: str, yes: bool, as_json: bool) -> None:
    """Delete a customer from every place, for good.

    Later events about the same identifiers are ignored.
    """
    with opened(workspace) as shop:
        if not yes:
            _make_sure(shop.customer(identifier))
        gone = shop.forget(identifier)
    show(gone, _told, as_json)


def _tell(who: Customer, sentence: str, as_json: bool) -> None:
    identifiers = [{"kind": identifier.kind, "value": identifier.value} for identifier in who.identifiers]
    click.echo(as_text_json({"customer": who.id, "identifiers": identifiers}) if as_json else sentence)


def _make_sure(who: Customer) -> None:
    names = ", ".join(identifier.value for identifier in who.identifiers)
    question = f"Delete {names} with {len(who.steps):,} events? This cannot be undone."
    try:
        sure = click.confirm(question, err=True)
    except click.Abort:
        sure = False
    if not sure:
        raise Cancelled("Nothing was deleted. Where nobody can be asked, add --yes.")


def _told(gone: Forgotten) -> str:
    return f"Forgotten: {gone.identifiers:,} identifiers and {gone.events:,} events. Later ones will be ignored."
