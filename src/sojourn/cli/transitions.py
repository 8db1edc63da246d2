"""`sojourn transitions`: which step comes right after which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import by, over, unit
from sojourn.cli.tables import table

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.measures.transitions import Transitions


def text(result: Transitions) -> str:
    """The arrows, and where journeys start and end."""
    headings = ["from", "to", "times", "customers"]
    rows = [[edge.source, edge.target, edge.count, edge.customers] for edge in result.edges]
    if any(edge.median_time is not None for edge in result.edges):
        headings += ["median time", "mean time"]
        rows = [[*row, edge.median_time, edge.mean_time] for row, edge in zip(rows, result.edges, strict=True)]
    names = sorted(result.starts.keys() | result.ends.keys(), key=lambda name: (-result.starts.get(name, 0), name))
    margins = [[name, result.starts.get(name, 0), result.ends.get(name, 0)] for name in names]
    return f"{table(headings, rows)}\n\n{table(['step', 'comes first', 'comes last'], margins)}"


@asks(text)
@over
@unit
@by
@click.option("--times", is_flag=True, help="Also the median and mean time in between.")
def transitions(journeys: Journeys, over: str, unit: str | None, by: str | None, times: bool) -> Transitions:
    """Which step comes right after which, and how often."""
    return journeys.transitions(over, unit=unit, by=by, times=times)
