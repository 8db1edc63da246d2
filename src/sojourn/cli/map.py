"""`sojourn map`: a journey map as a page or a file."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.cli.asking import journeys_of
from sojourn.cli.opening import opened
from sojourn.cli.options import DEFINITION, command, printing, together, workspace_argument
from sojourn.cli.output import as_text_json
from sojourn.cli.progress import Report, reporting

if TYPE_CHECKING:
    from sojourn.maps.map import Map
    from sojourn.workspace import Workspace

FORMATS = "html, pdf, svg, png, pptx, xlsx, csv, yaml, json, mmd, cjml or md"


@command("map")
@workspace_argument
@click.option(
    "-o", "--output", "outputs", type=click.Path(path_type=Path), metavar="FILE", multiple=True,
    help=f"Where to write it; the ending says the format: {FORMATS}. Otherwise WORKSPACE/map.html.",
)  # fmt: skip
@click.option("--name", help="The stored map of this name; without one, a draft that is stored under it.")
@click.option("--redraft", is_flag=True, help="With --name: draft it anew; what people have changed stays.")
@click.option(
    "--from", "source", type=click.Path(path_type=Path), metavar="FILE",
    help="A map from a workshop (csv, xlsx, mmd, cjml, yaml), put to the test.",
)  # fmt: skip
@click.option("--plan", type=click.Path(path_type=Path), metavar="FILE", help="A planned map, shown beside the actual.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Another version of a stored map, or of that of --from; what differs is told below it.",
)
@click.option("--title", help='What the journey is, in the customer\'s words: "I buy my groceries and come back".')
@click.option("--badge", help="Which data these are; otherwise the name of the workspace.")
@click.option("--simulated", is_flag=True, help="Say in large letters that the data are made up.")
@click.option("--segment", "segments", metavar="NAME", multiple=True, help="Let readers choose by this attribute.")
@click.option("--no-periods", is_flag=True, help="Do not let readers choose quarters or months.")
@click.option(
    "--no-insights",
    is_flag=True,
    help="Leave out what takes longest: what stands in the way, what helps, and what that is worth.",
)
@click.option("--no-journeys", is_flag=True, help="Leave the journeys behind the figures out of the page.")
@together(*DEFINITION.values())
@printing
def draw_map(workspace: Path, outputs: tuple[Path, ...], no_journeys: bool, as_json: bool, **asked: Any) -> None:
    """Draft a journey map from the log, or measure one that is there, and write it."""
    name = asked["name"]
    with opened(workspace) as shop, reporting() as progress, warnings.catch_warnings(record=True) as lost:
        warnings.simplefilter("always")
        found = _found(shop, asked, progress)
        for output in outputs or (workspace / "map.html",):
            found.save(output, journeys=not no_journeys)
    for warning in lost:
        click.echo(f"Left out: {warning.message}", err=True)
    pages = [str(output) for output in outputs or (workspace / "map.html",)]
    click.echo(
        as_text_json({"files": pages, "map": found.document_dict()})
        if as_json
        else "\n".join(f"The map: {page}" for page in pages)
    )
    if name is not None and not as_json:
        click.echo(f"Its text, to edit: {workspace / 'maps' / f'{name}.map.yaml'}")


def _found(shop: Workspace, asked: dict[str, Any], progress: Report) -> Map:
    """The map that is asked for: a file's, a stored one, or a draft."""
    from sojourn.maps.loading import load_map

    name, source, given = asked.pop("name"), asked.pop("source"), asked.pop("plan")
    views: dict[str, Any] = {
        "segments": asked.pop("segments") or None,
        "periods": not asked.pop("no_periods"),
        "plan": None if given is None else load_map(given),
        "insights": not asked.pop("no_insights"),
        "progress": progress,
    }
    title, badge, simulated = asked.pop("title"), asked.pop("badge"), asked.pop("simulated")
    redraft, other = asked.pop("redraft"), asked.pop("against")
    version: dict[str, Any] = {} if other is None else {"against": load_map(other)}
    if source is not None:
        return shop.map(load_map(source), **views, **version)
    if name in shop.maps() and not redraft:
        return shop.map(name, **views, **version)
    drafted = shop.draft_map(
        journeys_of(shop, asked, progress), title, badge=badge, simulated=simulated, name=name, **views
    )
    if name is not None:
        shop.save_map(drafted, name)
    return drafted
