"""What stands above and below a map: title, badge, what it describes, the legend, and what is not shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sojourn.documents.map import MapDocument
from sojourn.maps.pictures.blocks import basis
from sojourn.maps.pictures.curve import feeling, signed
from sojourn.maps.telling import told
from sojourn.maps.words import counted, day, listed

SIMULATED = "SIMULATED DATA"
_STATES = {"as-is": "The journey as it is", "to-be": "The journey as it should be", "assumption": "An assumed journey"}


def quoted(title: str) -> str:
    """The title as what a customer says."""
    return title if not title or title[0] in "\"'“„«‘»" else f"“{title}”"


def badge(document: MapDocument) -> str:
    """Which data the map comes from: in capitals where they are made up."""
    return SIMULATED if document.simulated else document.data or ""


def data_up_to(document: MapDocument) -> dt.date | None:
    """The day up to which the latest of its figures has data."""
    days = [cell.measured.data_up_to for _, _, cell in document.cells() if cell.measured and cell.measured.data_up_to]
    return max(days, default=None)


def data_remark(document: MapDocument) -> str:
    """The remark of a cell that only repeats what the heading says of all of them; empty where there is none."""
    up_to = data_up_to(document)
    return f"Data up to {_day(up_to)}" if up_to else ""


def data_up_to_words(document: MapDocument) -> str:
    """For example "data up to 30 Sep 2026"; empty where no figure says."""
    up_to = data_up_to(document)
    return f"data up to {_day(up_to)}" if up_to else ""


def meta(document: MapDocument) -> str:
    """One line: state, personas, period, data up to, owner, status, review."""
    parts = [
        _STATES[document.state],
        f"persona: {listed(document.personas)}" if document.personas else "",
        _period(document),
        f"data up to {_day(up_to)}, where nothing else is said" if (up_to := data_up_to(document)) else "",
        f"data: {document.data}" if document.simulated and document.data else "",
        f"owner: {document.owner or 'not set'}",
        f"{document.status}, version {document.version}",
        f"review by {_day(document.review)}" if document.review else "",
    ]
    return " · ".join(part for part in parts if part)


def context(document: MapDocument) -> str:
    """Scenario and goal, where the map has them."""
    parts = (("Scenario", document.scenario), ("Goal", document.goal))
    return " · ".join(f"{name}: {text}" for name, text in parts if text)


def remarks(document: MapDocument) -> Iterator[str]:
    """What a reader has to know that no column shows."""
    if document.note:
        yield document.note
    hidden = [phase.title for phase in document.phases if phase.hidden]
    if hidden:
        yield f"Not shown, because the map hides them: {listed(hidden)}."
    yield from _elsewhere(document)
    unsaid = sum(1 for lane, _, cell in document.cells() if lane.kind != "reach" and not basis(cell))
    if unsaid:
        yield f"{counted(unsaid, 'cell')} {'does' if unsaid == 1 else 'do'} not say what {_it(unsaid)} on."


def description(document: MapDocument) -> str:
    """The map in a few sentences, for readers who do not see it."""
    phases = [phase.title for phase in document.phases if not phase.hidden]
    parts = [badge(document), meta(document), context(document)]
    parts += [f"Stages: {listed(phases)}", f"Rows: {listed([lane.title for lane in document.lanes])}"]
    parts += [_curve_in_words(document, number) for number in range(len(document.lanes_of("feelings")))]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _it(count: int) -> str:
    return "it rests" if count == 1 else "they rest"


def _elsewhere(document: MapDocument) -> Iterator[str]:
    """Cells whose place the map does not have."""
    places = {place.id for place in document.places()}
    for lane, place, cell in document.cells():
        if place not in places:
            yield f'Without a place ("{place}" is no stage or step): {lane.title}: {" · ".join(told(cell, lane).lines)}'


def _curve_in_words(document: MapDocument, number: int) -> str:
    lane = document.lanes_of("feelings")[number]
    said = [
        f"{place.title} {signed(values[0])}{'' if values[3] else ' (assumed or estimated)'}"
        for place in document.places()
        for cell in lane.cells.get(place.id, ())
        if (values := feeling(cell))
    ]
    return f"{lane.title}, from +2 delighted to −2 frustrated: {listed(said)}" if said else ""


def _period(document: MapDocument) -> str:
    figures = [cell.measured for _, _, cell in document.cells() if cell.measured]
    firsts = [figure.first for figure in figures if figure.first]
    lasts = [figure.last for figure in figures if figure.last]
    between = document.scope.between or ((min(firsts), max(lasts)) if firsts and lasts else None)
    return f"{_day(between[0])} – {_day(between[1])}" if between else ""


def _day(date: dt.date) -> str:
    return day(dt.datetime.combine(date, dt.time()))
