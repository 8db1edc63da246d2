"""What from outside goes with an outcome: season, day of the week, campaigns, prices, how customers heard of us."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sojourn.effects.covariates import Columns
from sojourn.effects.records import Ints
from sojourn.effects.risk_sets import RiskSet
from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.insights.drivers.comparing import Factor, both, compare
from sojourn.insights.drivers.outcomes import Outcome, outcome_of
from sojourn.insights.influences.columns import influence_columns
from sojourn.insights.influences.prices import OF_PRODUCT, SOME_ONLY, price_factors, priced, product_columns
from sojourn.insights.influences.records import Influences
from sojourn.insights.influences.said import said_factors, said_late
from sojourn.insights.influences.sources import sources
from sojourn.insights.influences.valued import Kind, each
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.periods import Calendar

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT = "The records hold less than two years: a month of the year cannot be told from that one month."
AT_ONCE = ("campaign", "heard from", "price against usual", OF_PRODUCT)
"""What the very step says that is compared by: it may decide what price is seen, but it decides no day or campaign."""


def influences(
    units: Units,
    calendar: Calendar,
    outcome: Step | list[str] | None = None,
    score: str | None = None,
    q: float = 0.05,
    progress: Progress = silent,
) -> Influences:
    """Compare journeys by when they began, by campaign, by price against the usual one, by how customers heard of us.

    Outcomes as for `drivers`. A log speaks of campaigns in `utm_campaign` or `campaign`, of prices in `price` beside
    `product_id`, of how customers heard of the company in `heard_from`. A campaign counts where the first step of a
    journey says it. How customers heard of the company counts where that step, an earlier journey of theirs or what is
    known of them says it, and is compared among those of whom it is known. What is said later counts nowhere, and a
    note says so. Each value is compared with all others, adjusted for what was known when journeys began; a raised
    price with other prices of the same product, adjusted for campaigns and such answers too. Raises UsageError as
    `drivers`.
    """
    asked = outcome_of(units, outcome, score)
    found = sources(asked.units)
    prices = priced(asked.units, found)

    def day(moments: Ints) -> Ints:
        return calendar.index(moments, "day")

    def beside(view: View, rows: RiskSet) -> Columns:
        others = influence_columns(asked.units, view, rows._replace(last=rows.at), found)
        return both(others, product_columns(asked.units, view, rows, found, prices))

    begun = [*_seasons(asked, calendar, day), *said_factors(asked, found)]
    factors = [one._replace(hides=(*one.hides, *AT_ONCE)) for one in begun]
    factors += price_factors(asked.units, found, prices, day)
    rows = compare(factors, asked, q, progress, beside)
    short = _span(asked.units) < 730
    notes = (*said_late(asked, found), *([] if prices.all else [SOME_ONLY]), *([SHORT] if short else []))
    return Influences(rows, asked.name, dict(found.said), notes=notes)


def _span(units: Units) -> float:
    """Days between the first and the last step."""
    spans = units.collect(lambda view: view.steps["occurred_at"][view.begin])
    times = np.concatenate(spans)
    return float(np.ptp(times)) / 86_400e6 if len(times) else 0.0


def _seasons(asked: Outcome, calendar: Calendar, day: Callable[[Ints], Ints]) -> list[Factor]:
    """Months of the year and days of the week in which enough journeys began."""

    def month(view: View) -> Ints:
        return calendar.index(view.steps["occurred_at"][view.begin], "month") % 12

    def weekday(view: View) -> Ints:
        return (day(view.steps["occurred_at"][view.begin]) + 3) % 7

    hides = ("day of the week",)
    months = each(asked, Kind("season", MONTHS, month, "that begin in {}", hides))
    days = each(asked, Kind("weekday", DAYS, weekday, "that begin on a {}", hides))
    return [*(one._replace(timeless=True, day=day) for one in months), *(one._replace(day=day) for one in days)]
