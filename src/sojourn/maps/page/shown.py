"""One view of a map, measured: what the page shows for a choice of customers, period and planned or actual."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import MapDocument
from sojourn.documents.persona import Persona
from sojourn.maps.insights.chapters import Chapter
from sojourn.maps.measuring.charts import Charts
from sojourn.maps.measuring.timelines import Timeline


class Population(NamedTuple):
    """Who and when: how many customers and steps, from which day to which, until when the records go."""

    customers: int
    steps: int
    first: dt.date | None
    last: dt.date | None
    data_up_to: dt.date | None
    journeys: int | None = None
    still_open: int = 0
    timezone: str = "UTC"
    minimum_cell: int = 5


class Shown(NamedTuple):
    """A document with its figures, what lies behind its cells, and the charts below it.

    `who` and `when` name the choice ("All customers", "2025"); `side` says whether the columns are what was planned.
    Without a workspace there are no charts and nobody is counted. `personas` are those that the map names. `chapters`
    are what was found out beyond figures, `untold` what could not be, with the reason.
    """

    document: MapDocument
    journeys: Mapping[str, tuple[Timeline, ...]] = {}
    charts: Charts | None = None
    population: Population | None = None
    who: str = "All customers"
    when: str = "Whole period"
    side: Literal["actual", "planned"] = "actual"
    personas: tuple[Persona, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    untold: tuple[tuple[str, str], ...] = ()


def concealed(document: MapDocument) -> MapDocument:
    """The document, its hidden figures without the numbers that somebody may have left in its file."""
    lanes = tuple(
        msgspec.structs.replace(lane, cells={at: tuple(map(_concealed, cells)) for at, cells in lane.cells.items()})
        for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=lanes)


def _concealed(cell: Cell) -> Cell:
    figure = cell.measured
    if figure is None or figure.hidden is None:
        return cell
    kept = Figure(
        figure.scale, of=figure.of, hidden=figure.hidden, first=figure.first, last=figure.last,
        data_up_to=figure.data_up_to,
    )  # fmt: skip
    return msgspec.structs.replace(cell, measured=kept, worth=None)
