"""The views of a map's page: every choice of customers and of period, measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sojourn.conditions import Condition
from sojourn.documents.cells import Cell
from sojourn.documents.map import MapDocument
from sojourn.engines.protocol import Progress, silent
from sojourn.maps import words
from sojourn.maps.measuring.charts import charts
from sojourn.maps.measuring.look import Look
from sojourn.maps.measuring.measured import COMMENT, measured
from sojourn.maps.measuring.suppressing import suppressed
from sojourn.maps.page.shown import Population, Shown

JOURNEYS, JOURNEYS_ELSEWHERE = 5, 3
"""Journeys behind each cell in the first view, and in the others: a page stays small enough to be sent."""
EVERYBODY, ALWAYS = "All customers", "Whole period"
MOST_GROUPS, MOST_PERIODS = 4, 4


class Who(NamedTuple):
    """Some of the customers, by a condition; None: all."""

    name: str
    customers: Condition | None = None


class When(NamedTuple):
    """A stretch of days; None: all."""

    name: str
    window: tuple[dt.date, dt.date] | None = None


def views(
    document: MapDocument,
    look: Look,
    groups: Sequence[Who] = (),
    periods: Sequence[When] = (),
    progress: Progress = silent,
) -> tuple[Shown, ...]:
    """The document measured for all customers and the whole period, then for each group and period."""
    asked = [(who, when) for who in (Who(EVERYBODY), *groups) for when in (When(ALWAYS), *periods)]
    found = []
    for number, (who, when) in enumerate(asked):
        progress("Measuring the map", number, len(asked))
        found.append(_view(document, look, who, when, first=number == 0))
    progress("Measuring the map", len(asked), len(asked))
    return suppressed(found, look.settings.minimum_cell)


def _view(document: MapDocument, look: Look, who: Who, when: When, first: bool) -> Shown:
    chosen = look if first else look.among(who.customers, when.window)
    people = population(chosen)
    if people.customers < people.minimum_cell:
        return Shown(unmeasured(document), population=people, who=who.name, when=when.name)
    most = JOURNEYS if first else JOURNEYS_ELSEWHERE
    made = measured(document, chosen, most, changes=when.window is None, salt=f"{who.name}|{when.name}", whole=first)
    return Shown(made.document, made.journeys, charts(document, chosen), people, who.name, when.name)


def unmeasured(document: MapDocument) -> MapDocument:
    """The document without figures, for where they would tell about too few."""
    lanes = tuple(
        msgspec.structs.replace(lane, cells={place: tuple(map(_bare, cells)) for place, cells in lane.cells.items()})
        for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=lanes)


def _bare(cell: Cell) -> Cell:
    comment = cell.binding is not None and cell.binding.measure == COMMENT
    return msgspec.structs.replace(cell, measured=None, text="" if comment else cell.text)


def population(look: Look) -> Population:
    """Who is looked at."""
    counted = look.counted
    customers, journeys, still_open, steps, _ = counted.totals.tolist()
    first, last = look.period or (None, None)
    settings = look.settings
    return Population(
        customers, steps, first, last, look.data_up_to, journeys if look.units.repeats else None, still_open,
        settings.timezone, settings.minimum_cell,
    )  # fmt: skip


def periods_of(look: Look) -> tuple[When, ...]:
    """The last whole quarters of what was recorded, or months where that is less than two quarters."""
    if look.period is None:
        return ()
    first, last = look.period
    for months in (3, 1):
        found = [
            one
            for one in _stretches(first, last, months)
            if one.window and first <= one.window[0] and one.window[1] <= last
        ]
        if len(found) > 1:
            return tuple(found[-MOST_PERIODS:])
    return ()


def _stretches(first: dt.date, last: dt.date, months: int) -> list[When]:
    """Calendar quarters (`months` 3) or months that touch the time from `first` to `last`."""
    start = dt.date(first.year, (first.month - 1) // months * months + 1, 1)
    found = []
    while start <= last:
        following = dt.date(start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 1)
        name = f"{start:%B %Y}" if months == 1 else words.quarter(start)
        found.append(When(name, (start, following - dt.timedelta(days=1))))
        start = following
    return found
