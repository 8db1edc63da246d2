"""What helps while a map is drawn by hand: templates, the checklist, what changed, what comes first."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.cli.opening import opened
from sojourn.cli.options import command, printing
from sojourn.cli.output import as_text_json, show
from sojourn.cli.tables import table
from sojourn.errors import UsageError

if TYPE_CHECKING:
    from sojourn.documents.map import MapDocument

output = click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it.")


@command()
@click.argument("name", required=False)
@output
@printing
def template(name: str | None, output: Path | None, as_json: bool) -> None:
    """Begin a map with a template; without NAME, say which there are.

    Writes NAME.map.yaml, or FILE. A file that is there already is left alone.
    """
    from sojourn.files import write_whole
    from sojourn.maps.templates.gallery import template_text, templates

    if name is None:
        found = templates()
        rows = [(one.name, one.title, one.purpose) for one in found]
        listed = [{"name": one.name, "title": one.title, "purpose": one.purpose} for one in found]
        click.echo(as_text_json(listed) if as_json else table(("name", "title", "what for"), rows, widest=120))
        return
    text, path = template_text(name), output or Path(f"{name}.map.yaml")
    if path.exists():
        raise UsageError(f"{path} is there already. Give another place: -o FILE")
    write_whole(path, text.encode())
    click.echo(as_text_json({"file": str(path)}) if as_json else f"The map to fill in: {path}")


@command()
@click.argument("file", metavar="[MAP]", type=click.Path(path_type=Path, dir_okay=False), required=False)
@output
@printing
def checklist(file: Path | None, output: Path | None, as_json: bool) -> None:
    """Write the checklist of a mapping workshop and of a finished map, to print; filled in for MAP.

    As a page (.html) or as Markdown (.md); otherwise checklist.html.
    """
    from sojourn.files import write_whole
    from sojourn.maps.checklist import checklist_html, checklist_markdown

    path = output or Path("checklist.html")
    document = None if file is None else _document(file)
    made = checklist_markdown(document) if path.suffix.lower() == ".md" else checklist_html(document)
    write_whole(path, made.encode())
    click.echo(as_text_json({"file": str(path)}) if as_json else f"The checklist: {path}")


@command("diff")
@click.argument("old", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("new", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--workspace", metavar="WS", type=click.Path(path_type=Path), help="Measure both first, each on its own journeys."
)
@printing
def difference(old: Path, new: Path, workspace: Path | None, as_json: bool) -> None:
    """Say what changed from one version of a map to another, place by place, figures as figures.

    Figures are those in the files; with a workspace, both are measured now.
    """
    from sojourn.documents.versions import Difference
    from sojourn.documents.versions import difference as changed
    from sojourn.maps.map import Map

    versions = [_document(old), _document(new)]
    if workspace is not None:
        with opened(workspace) as shop:
            versions = [shop.map(Map(one), segments=(), periods=False).document for one in versions]
    show(changed(*versions), Difference.summary, as_json)


@command()
@click.argument("file", metavar="MAP", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--by", "method", default="rice", show_default=True, help="rice, ice, wsjf, impact_effort, opportunity or kano."
)
@click.option("--formula", help='A formula of your own, such as "reach * impact / effort".')
@printing
def prioritise(file: Path, method: str, formula: str | None, as_json: bool) -> None:
    """Rank the opportunities of a map; says what is missing rather than guessing it."""
    from sojourn.maps.prioritising import Ranking, ranked

    show(ranked(_document(file), method, formula), Ranking.summary, as_json)


def _document(path: Path) -> MapDocument:
    """The map in a file of any format that is read; what the format lost is said when the map is drawn."""
    from sojourn.maps.loading import load_map
    from sojourn.maps.saving import MapLoss

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MapLoss)
        return load_map(path).document
