"""`sojourn flow`, `variants` and `sessions`: the paths that customers take."""

from __future__ import annotations

from datetime import timedelta
from math import isfinite
from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import by, over, unit
from sojourn.cli.tables import table
from sojourn.cli.words import UNKNOWN, duration, mean, number, percent, share

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.measures.flow import Flow
    from sojourn.measures.sessions import Sessions
    from sojourn.measures.variants import Variants


def flow_text(result: Flow) -> str:
    """The edges, step by step."""
    rows = [(edge.step, edge.source, edge.target, edge.journeys) for edge in result.edges]
    reached = f", {result.reached:,} of them to the end" if result.reached else ""
    return f"{table(['step', 'from', 'to', 'paths'], rows)}\n{result.journeys:,} paths{reached}."


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


def sessions_text(result: Sessions) -> str:
    """How many sessions there are, and what they are like."""
    lasted = result.mean_duration
    likely = [duration(timedelta(seconds=end)) for end in (lasted.low, lasted.high) if isfinite(end)]
    time = f"{duration(timedelta(seconds=lasted.value))} (likely {' to '.join(likely)})" if likely else UNKNOWN
    rows = [
        ("sessions", number(result.sessions)),
        ("customers", number(result.customers)),
        ("sessions per customer", mean(result.per_customer)),
        ("steps, on average", mean(result.mean_steps)),
        ("steps, half have at most", mean(result.median_steps)),
        ("time, on average", time),
    ]
    return table(("what", "value"), rows)


@asks(sessions_text, without=["gap"])
@click.option("--gap", default="30m", show_default=True, metavar="TIME", help="A longer pause ends a session.")
@unit
@by
def sessions(journeys: Journeys, gap: str, unit: str | None, by: str | None) -> Sessions:
    """How often customers are active, how long and with how many steps."""
    return journeys.sessions(gap, unit=unit, by=by)
