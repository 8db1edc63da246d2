"""`sojourn retention`, `lifecycle` and `stickiness`: who comes back, period by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sojourn.cli.asking import asks
from sojourn.cli.options import CUTS, by
from sojourn.cli.tables import table
from sojourn.cli.words import mean, percent, said, share

if TYPE_CHECKING:
    from sojourn.analysis import Journeys
    from sojourn.measures.lifecycle import Lifecycle
    from sojourn.measures.retention import Cohort, Retention
    from sojourn.measures.stickiness import Stickiness

NOT_OVER = "* not over yet"
within = click.option("--between", nargs=2, metavar="FIRST LAST", help="Periods in a window, inclusive.")
warm_up = click.option("--warm-up", metavar="TIME", help="Leave out what is so soon after the records begin.")
event = click.option("--event", metavar="EVENT", multiple=True, help="What counts as active, instead of any event.")


def retention_text(result: Retention) -> str:
    """The share of each cohort that was active so many periods later, and the average of all cohorts."""
    later = [str(n) for n in range(max((len(cohort.retained) for cohort in result.cohorts), default=0))]
    rows = [[cohort.start, cohort.size, *_shares(cohort, len(later))] for cohort in result.cohorts]
    averages = [[n, share(estimate)] for n, estimate in enumerate(result.average)]
    star = f"\n{NOT_OVER}" if any(any(cohort.open) for cohort in result.cohorts) else ""
    text = table(["started", "customers", *later], rows)
    return f"{text}{star}\n\n{table(['periods later', 'came back, on average'], averages)}"


def _shares(cohort: Cohort, width: int) -> list[str]:
    shares = [
        ("*" if is_open and not count else f"{100 * count / cohort.size:.0f} %{'*' if is_open else ''}")
        if cohort.size
        else ""
        for count, is_open in zip(cohort.retained, cohort.open, strict=True)
    ]
    return shares + [""] * (width - len(shares))


@asks(retention_text, without=CUTS)
@click.option("--period", default="week", show_default=True, metavar="PERIOD", help="day, week, month ...")
@click.option("--periods", default=12, show_default=True, help="How many periods to follow.")
@click.option(
    "--kind",
    type=click.Choice(["recurring", "first_time"]),
    default="recurring",
    show_default=True,
    help="Who starts in a period: everybody active in it, or those active for the first time.",
)
@click.option("--start", metavar="TIME", help="When the first cohort starts.")
@click.option("--unbounded", is_flag=True, help="Count who came back then or later.")
@click.option("--first-event", metavar="EVENT", multiple=True, help="What makes a customer start.")
@click.option("--return-event", metavar="EVENT", multiple=True, help="What counts as coming back.")
@warm_up
@by
def retention(
    journeys: Journeys,
    period: str,
    periods: int,
    kind: str,
    start: str | None,
    unbounded: bool,
    first_event: tuple[str, ...],
    return_event: tuple[str, ...],
    warm_up: str | None,
    by: str | None,
) -> Retention:
    """How many customers of a period come back in later ones."""
    return journeys.retention(
        period,
        periods,
        kind,
        start,
        unbounded=unbounded,
        first_event=first_event or None,
        return_event=return_event or None,
        warm_up=warm_up,
        by=by,
    )


def lifecycle_text(result: Lifecycle) -> str:
    """Customers by period; who went quiet counts below zero."""
    counts = zip(result.new, result.returning, result.resurrecting, result.dormant, strict=True)
    starts = [
        f"{said(start)}{'*' if is_open else ''}" for start, is_open in zip(result.periods, result.open, strict=True)
    ]
    rows = [[start, *row] for start, row in zip(starts, counts, strict=True)]
    text = table(["period", "new", "returning", "resurrecting", "dormant"], rows)
    return f"{text}\n{NOT_OVER}" if any(result.open) else text


@asks(lifecycle_text, without=CUTS)
@click.option("--period", default="day", show_default=True, metavar="PERIOD", help="day, week, month ...")
@within
@event
@warm_up
@by
def lifecycle(
    journeys: Journeys,
    period: str,
    between: tuple[str, str] | None,
    event: tuple[str, ...],
    warm_up: str | None,
    by: str | None,
) -> Lifecycle:
    """Who is new, returning, back from a pause or gone quiet."""
    return journeys.lifecycle(period, between, event=event or None, warm_up=warm_up, by=by)


def stickiness_text(result: Stickiness) -> str:
    """Customers by the number of periods in which they were active."""
    total = sum(result.customers)
    rows = [[n, count, percent(count / total)] for n, count in enumerate(result.customers, 1) if count]
    average = f"On average active in {mean(result.mean_periods)} of {len(result.periods):,} periods."
    return f"{table(['active in periods', 'customers', 'share'], rows)}\n{average}"


@asks(stickiness_text, without=CUTS)
@click.option("--period", default="week", show_default=True, metavar="PERIOD", help="day, week, month ...")
@click.option("--week-start", type=click.Choice(["monday", "sunday"]), help="Otherwise as workspace.yaml says.")
@within
@event
@by
def stickiness(
    journeys: Journeys,
    period: str,
    week_start: str | None,
    between: tuple[str, str] | None,
    event: tuple[str, ...],
    by: str | None,
) -> Stickiness:
    """In how many periods customers were active."""
    return journeys.stickiness(period, week_start, between, event=event or None, by=by)
