"""What from outside goes with an outcome: season, day of the week, campaigns, prices, how customers heard of us."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sojourn.effects.covariates import Columns
from sojourn.effects.records import Ints, Mask
from sojourn.effects.risk_sets import RiskSet
from sojourn.engines.protocol import Progress, silent
from sojourn.engines.units import Units
from sojourn.insights.drivers.comparing import FEWEST, Asks, Factor, compare
from sojourn.insights.drivers.factors import attribute, first_steps
from sojourn.insights.drivers.outcomes import Outcome, outcome_of
from sojourn.insights.influences.columns import influence_columns
from sojourn.insights.influences.records import Influences
from sojourn.insights.influences.sources import CHANGED, Sources, against_usual, said, sources
from sojourn.journeys.definition import Step
from sojourn.journeys.view import View
from sojourn.periods import Calendar

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST = 12
"""At most so many values of one kind are compared, the most frequent ones."""
SHORT = "The records hold less than two years: a month of the year cannot be told from that one month."


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
    `product_id`, of how customers heard of the company in `heard_from`: as properties of events (the first of a journey
    that says so) or, for the last, in what is known of customers. Each value is compared with all others, adjusted for
    what was known when journeys began and for the other influences. Raises UsageError as `drivers`.
    """
    asked = outcome_of(units, outcome, score)
    found = sources(asked.units)
    factors = [*_seasons(asked, calendar), *_said(asked, found), *_prices(asked, found)]

    def beside(view: View, rows: RiskSet) -> Columns:
        return influence_columns(asked.units, view, rows, found)

    rows = compare(factors, asked, q, progress, beside)
    notes = (SHORT,) if _span(asked.units) < 730 else ()
    return Influences(rows, asked.name, dict(found.said), notes=notes)


def _span(units: Units) -> float:
    """Days between the first and the last step."""
    spans = units.collect(lambda view: view.steps["occurred_at"][view.begin])
    times = np.concatenate(spans)
    return float(np.ptp(times)) / 86_400e6 if len(times) else 0.0


def _seasons(asked: Outcome, calendar: Calendar) -> list[Factor]:
    """Months of the year and days of the week in which enough journeys began."""

    def month(view: View) -> Ints:
        return calendar.index(view.steps["occurred_at"][view.begin], "month") % 12

    def weekday(view: View) -> Ints:
        return (calendar.index(view.steps["occurred_at"][view.begin], "day") + 3) % 7

    return [
        *_each(asked, "season", MONTHS, month, "that begin in {}", ("day of the week",), timeless=True),
        *_each(asked, "weekday", DAYS, weekday, "that begin on a {}", ("day of the week",)),
    ]


def _each(
    asked: Outcome, kind: str, names: tuple[str, ...], of: Callable[[View], Ints], phrase: str,
    hides: tuple[str, ...] = (), timeless: bool = False,
) -> list[Factor]:  # fmt: skip
    """A factor for each value (a code for each unit) that is neither rare nor everybody's; code -1 is none."""
    size = len(names)
    counts = np.sum(asked.units.collect(lambda view: np.bincount(of(view) + 1, minlength=size + 1)), axis=0)[1:]
    common = [code for code in np.argsort(-counts, kind="stable").tolist() if counts[code] >= FEWEST]
    total = asked.units.size
    return [
        Factor(kind, names[code], "", phrase.format(names[code]), _at_first(of, code), 0, 0, hides, timeless)
        for code in common[:MOST]
        if counts[code] < total
    ]


def _at_first(of: Callable[[View], Ints], code: int) -> Callable[[View], Asks]:
    def ask(view: View) -> Asks:
        exposing: Mask = np.zeros(len(view.steps["seq"]), np.bool_)
        exposing[view.begin[of(view) == code]] = True
        return Asks(first_steps(view), exposing)

    return ask


def _said(asked: Outcome, found: Sources) -> list[Factor]:
    """Campaigns, and how customers heard of the company."""
    factors = []
    for kind, names, phrase in (
        ("campaign", found.campaign, "that begin with campaign {}"),
        ("heard from", found.heard, "of customers who heard of us by {}"),
    ):
        for name in names:
            words = tuple(str(word) for word in asked.units.field(name).names)
            factors += _each(asked, kind, words, _first_word(asked.units, name), phrase, (name, kind))
    for name in found.known_of:
        told = attribute(asked.units, name)
        factors += [one._replace(kind="heard from", name=one.name.partition("=")[2]) for one in told]
    return factors


def _first_word(units: Units, name: str) -> Callable[[View], Ints]:
    """The code of the first value that each unit says; -1: none."""

    def of(view: View) -> Ints:
        codes = said(units, view, name)
        places = np.append(np.flatnonzero(codes > 0), len(codes))
        at = places[np.searchsorted(places, view.begin)]
        return np.where(at < view.end, np.append(codes, 0)[np.minimum(at, len(codes))], -1)

    return of


def _prices(asked: Outcome, found: Sources) -> list[Factor]:
    """Prices above and below the usual one of the product that a journey first sees a price of."""
    if not found.has_prices:
        return []

    def of(sign: int) -> Callable[[View], Asks]:
        def ask(view: View) -> Asks:
            against = against_usual(asked.units, view, found)
            known = ~np.isnan(against)
            with np.errstate(invalid="ignore"):
                return Asks(known, known & (sign * against > CHANGED))

        return ask

    own = ("price against usual",)
    return [
        Factor("price", "raised", "", "that first see a price above the usual one of its product", of(1), hides=own),
        Factor("price", "lowered", "", "that first see a price below the usual one of its product", of(-1), hides=own),
    ]
