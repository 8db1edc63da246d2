"""`sojourn check`: hold a map against the checks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.cli.failing import FAILED
from sojourn.cli.opening import opened
from sojourn.cli.options import command, printing
from sojourn.cli.output import as_text_json
from sojourn.errors import DefinitionError, SourceNotFound, UnreadableSource

if TYPE_CHECKING:
    from sojourn.documents.map import MapDocument
    from sojourn.maps.checks import CheckReport
    from sojourn.workspace import Workspace


@command()
@click.argument("file", metavar="MAP", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--workspace", metavar="WS", type=click.Path(path_type=Path), help="Also look at its log and personas.")
@click.option("--today", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="The day to check for, as 2026-12-31.")
@printing
def check(file: Path, workspace: Path | None, today: datetime | None, as_json: bool) -> None:
    """Check a map: is it complete, does it say what it rests on, do the figures bear it out?

    Says what to mend, place by place. Exit code 1 where there is an error, 0 with warnings and hints only.
    """
    document = _read(file)
    day = today.date() if today else date.today()
    if workspace is None:
        report = _checked(document, day)
    else:
        with opened(workspace) as shop:
            report = _checked_with(shop, document, day)
    click.echo(as_text_json({"ok": report.ok, **report.to_dict()}) if as_json else report.summary())
    if not report.ok:
        raise click.exceptions.Exit(FAILED)


def _checked(document: MapDocument, day: date) -> CheckReport:
    from sojourn.maps.checks import check

    return check(document, today=day)


def _checked_with(shop: Workspace, document: MapDocument, day: date) -> CheckReport:
    from sojourn.documents.text import read_personas
    from sojourn.journeys.stages import StageModel
    from sojourn.maps.checks import check
    from sojourn.maps.checks.from_log import names_of

    return check(
        document,
        today=day,
        personas=read_personas(shop.path / "personas"),
        names=names_of(shop.journeys().units(), StageModel.read(shop.path / "stages.yaml")),
        minimum_cell=shop.settings.minimum_cell,
    )


def _read(path: Path) -> MapDocument:
    """The map in a file of any format that is read; a file that is not there or is no map is a failure, not a misuse.

    Raises SourceNotFound, UnreadableSource, and UsageError for an unknown ending.
    """
    from sojourn.documents.text import ENDINGS, read_map

    if path.suffix.lower() in ENDINGS and not path.exists():
        raise SourceNotFound(f"{path} is not there. Check its name and folder.")
    try:
        return read_map(path) if path.suffix.lower() in ENDINGS else _taken(path, ENDINGS)
    except DefinitionError as error:
        raise UnreadableSource(str(error)) from error


def _taken(path: Path, also: Collection[str]) -> MapDocument:
    """The map in a file of another format; what a map cannot take from it is said on standard error."""
    from sojourn.maps.formats.choosing import read

    taken = read(path, also)
    for loss in taken.losses:
        click.echo(f"{path.name}: {loss}", err=True)
    return taken.document
