"""`sojourn flow`, `variants` and `step-matrix`: the paths that customers take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import by, over, unit
from sojourn.cli.tables import table
from sojourn.cli.words import percent, share
from sojourn.maps.words import counted

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.measures.flow import Flow
    from sojourn.measures.step_matrix import StepMatrix
    from sojourn.measures.variants.records import Variants


def flow_text(result: Flow) -> str:
    """The edges, step by step."""
    rows = [(edge.step, edge.source, edge.target, edge.journeys) for edge in result.edges]
    reached = f", {result.reached:,} of them to the end" if result.reached else ""
    return f"{table(['step', 'from', 'to', 'paths'], rows)}\n{counted(result.journeys, 'path')}{reached}."


@asks(flow_text)
@click.option("--from", "from_", metavar="EVENT", multiple=True, help="Where the flow starts; otherwise with any step.")
@click.option("--to", metavar="EVENT", multiple=True, help="Where it ends.")
@click.option("--depth", default=5, show_default=True, help="How many steps to show.")
@click.option("--top", default=10, show_default=True, help='How many names to show at each step; the rest is "other".')
@click.option("--collapse", is_flag=True, help="Take a step that repeats at once as one.")
@over
@unit
@by
def flow(
    journeys: Journeys,
    from_: tuple[str, ...],
    to: tuple[str, ...],
    depth: int,
    top: int,
    collapse: bool,
    over: str,
    unit: str | None,
    by: str | None,
) -> Flow:
    """Where customers go from step to step."""
    return journeys.flow(from_ or None, to or None, depth, top, collapse, over, unit=unit, by=by)


def variants_text(result: Variants) -> str:
    """The most frequent paths, and how much they cover."""
    rows = [(row.journeys, share(row.share), " > ".join(row.path)) for row in result.rows]
    covered = f"{len(rows):,} of {result.total:,} different paths, taken by {percent(result.coverage)}."
    return f"{table(['taken by', 'share', 'path'], rows, most=len(rows), widest=1000)}\n{covered}"


@asks(variants_text)
@click.option("--top", default=20, show_default=True, help="How many paths to show.")
@over
@unit
@by
def variants(journeys: Journeys, top: int, over: str, unit: str | None, by: str | None) -> Variants:
    """The paths that customers take most often."""
    return journeys.variants(top, over, unit=unit, by=by)


def matrix_text(result: StepMatrix) -> str:
    """The share of all who are at each step, position by position."""
    positions = sorted({cell.step for cell in result.cells})
    shares = {(cell.name, cell.step): percent(cell.share) for cell in result.cells}
    names = sorted({cell.name for cell in result.cells}, key=lambda name: _first(result, name))
    rows = [[name, *(shares.get((name, position), "") for position in positions)] for name in names]
    return f"{table(['step', *map(str, positions)], rows)}\n{counted(result.journeys, 'path')}."


def _first(result: StepMatrix, name: str) -> tuple[int, int]:
    """Where a name comes first, those that most are at before others."""
    return min((cell.step, -cell.journeys) for cell in result.cells if cell.name == name)


@asks(matrix_text)
@click.option("--depth", default=8, show_default=True, help="How many steps to show.")
@over
@unit
@by
def step_matrix(journeys: Journeys, depth: int, over: str, unit: str | None, by: str | None) -> StepMatrix:
    """Which share of customers is where at their 1st, 2nd, 3rd step."""
    return journeys.step_matrix(depth, over, unit=unit, by=by)
