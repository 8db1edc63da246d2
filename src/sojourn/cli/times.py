"""`sojourn durations` and `sessions`: how long things take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import by, over, unit
from sojourn.cli.tables import table
from sojourn.cli.words import duration, mean, number, time

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.measures.durations import Durations
    from sojourn.measures.sessions import Sessions


def durations_text(result: Durations) -> str:
    """How the times are spread, and who did not get there."""
    rows = [
        ("half take at most", time(result.median)),
        ("9 in 10 take at most", time(result.p90)),
        ("on average", time(result.mean)),
        ("shortest", duration(result.shortest)),
        ("longest", duration(result.longest)),
        ("got there", number(result.n)),
        ("may still get there", number(result.n_open)),
        ("ended before, not counted", number(result.n_never)),
    ]
    return table(("what", "value"), rows)


@asks(durations_text)
@click.option("--from", "from_", metavar="EVENT", multiple=True, help="From the first such step ...")
@click.option("--to", metavar="EVENT", multiple=True, help="... to the first such step after it.")
@over
@unit
@by
def durations(
    journeys: Journeys, from_: tuple[str, ...], to: tuple[str, ...], over: str, unit: str | None, by: str | None
) -> Durations:
    """How long it takes from one step to another, or from first to last."""
    return journeys.durations(from_ or None, to or None, over, unit=unit, by=by)


def sessions_text(result: Sessions) -> str:
    """How many sessions there are, and what they are like."""
    rows = [
        ("sessions", number(result.sessions)),
        ("customers", number(result.customers)),
        ("sessions per customer", mean(result.per_customer)),
        ("steps, on average", mean(result.mean_steps)),
        ("steps, half have at most", mean(result.median_steps)),
        ("time, on average", time(result.mean_duration)),
    ]
    return table(("what", "value"), rows)


@asks(sessions_text, without=["gap"])
@click.option("--gap", default="30m", show_default=True, metavar="TIME", help="A longer pause ends a session.")
@unit
@by
def sessions(journeys: Journeys, gap: str, unit: str | None, by: str | None) -> Sessions:
    """How often customers are active, and for how long."""
    return journeys.sessions(gap, unit=unit, by=by)
