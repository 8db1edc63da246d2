"""Opportunities on the map: a cell where the pain point is met that it is about, and a chapter with their order."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

import msgspec

from sojourn.documents.cells import Binding, Cell, Worth
from sojourn.documents.figures import known
from sojourn.documents.ids import slug
from sojourn.documents.map import MapDocument
from sojourn.insights.opportunities import Opportunities, OpportunityRow
from sojourn.insights.opportunities.filling import ALL_FIXED
from sojourn.insights.opportunities.ranking import CLOSED
from sojourn.insights.opportunities.valuing import figure
from sojourn.insights.words import capitalised
from sojourn.maps.insights.chapters import Chapter, Insight, Listing
from sojourn.maps.insights.placing import place_of, title_of
from sojourn.maps.words import counted, day, ended
from sojourn.maps.worth_words import worth_lines, worth_sentence

OPPORTUNITY = "opportunity"
MOST = 12


def cells_of(
    document: MapDocument, found: Opportunities, pains: Mapping[str, str], outcome: str
) -> list[tuple[str, Cell]]:
    """A cell for each opportunity that is written down; `pains` has the ids of cells by those of pain points.

    What the data alone propose is no opportunity yet: it stands in the chapter. `outcome` is what customers do who come
    to the outcome, in words.
    """
    rows = [row for row in found.rows if not row.proposed and row.status != "dropped"]
    placed = ((place_of(document, row.touchpoint, row.stage), row) for row in rows)
    return [(place, cell_of(row, pains, outcome)) for place, row in placed if place]


def cell_of(row: OpportunityRow, pains: Mapping[str, str], outcome: str) -> Cell:
    """An opportunity as a cell."""
    return Cell(
        row.title,
        slug(f"opportunity-{row.id}"),
        binding=Binding(OPPORTUNITY, options={"id": row.id}),
        worth=worth_of(row, outcome),
        owner=row.owner,
        status=row.status,
        due=row.due,
        about=tuple(pains[name] for name in row.about if name in pains),
    )


def worth_of(row: OpportunityRow, outcome: str) -> Worth:
    """What a month could bring, as a map keeps it."""
    gain = row.gain
    whole = ALL_FIXED in row.notes
    value = known(gain.value)
    return Worth(
        sentence="if all of it is fixed" if whole and value is not None else "",
        outcome=outcome,
        gain=value,
        gain_low=known(gain.low),
        gain_high=known(gain.high),
        currency=row.currency,
        status="confirmed" if row.basis == "confirmed" else "associated",
        notes=tuple(note for note in row.notes if note != ALL_FIXED) if value is not None else ("Gain not known",),
    )


def answered(document: MapDocument, found: Opportunities, pains: Mapping[str, str]) -> MapDocument:
    """The map whose pain points name the opportunities that are about them."""
    by_pain: dict[str, tuple[str, ...]] = {}
    for row in found.rows:
        if not row.proposed and row.status not in CLOSED:
            for name in row.about:
                cell = pains.get(name, "")
                by_pain[cell] = (*by_pain.get(cell, ()), slug(f"opportunity-{row.id}"))

    def named(cell: Cell) -> Cell:
        more = by_pain.get(cell.id, ()) if cell.id else ()
        return msgspec.structs.replace(cell, about=tuple(dict.fromkeys((*cell.about, *more)))) if more else cell

    lanes = tuple(
        msgspec.structs.replace(lane, cells={place: tuple(map(named, cells)) for place, cells in lane.cells.items()})
        if lane.kind == "pain_points"
        else lane
        for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=lanes)


def chapter_of(document: MapDocument, found: Opportunities, outcome: str) -> Chapter | None:
    """What could be done, the most promising first; None where there is nothing."""
    rows = [row for row in found.rows if row.status not in CLOSED]
    if not rows:
        return None
    written = [row for row in rows if not row.proposed]
    proposed = len(rows) - len(written)
    said = [f"{counted(len(written), 'opportunity', 'opportunities')} written down"] if written else []
    said += [f"{counted(proposed, 'pain point')} nobody has answered yet"] if proposed else []
    lead = " and ".join(said)
    return Chapter(
        "to-do",
        "What could be done",
        f"{capitalised(lead)}. In order of {found.title[:1].lower()}{found.title[1:]}.",
        tuple(_insight(document, row, outcome) for row in rows[:MOST]),
        _listing(rows),
        "Expected gains rest on what goes with each pain point. What a change really brings, its test will say.",
    )


def _insight(document: MapDocument, row: OpportunityRow, outcome: str) -> Insight:
    cell = cell_of(row, {}, outcome)
    place = place_of(document, row.touchpoint, row.stage)
    lines = worth_lines(cell, "opportunities") if not row.proposed else worth_lines(cell, "opportunities")[:1]
    return Insight(
        id=f"all-{cell.id}",
        title=row.title,
        sentence=ended(worth_sentence(cell, "opportunities") or "What it could bring is not known"),
        figure="" if row.rank is None else f"No. {row.rank}",
        remarks=(*(("Nobody has answered it yet",) if row.proposed else ()), *lines),
        cell="" if row.proposed else cell.id,
        place=title_of(document, place),
    )


def _listing(rows: list[OpportunityRow]) -> Listing:
    """Everything by which they are ranked."""
    told = tuple(
        (
            row.title,
            "–" if row.value is None else figure(row.value),
            "–" if isnan(row.reach) else f"{row.reach:,.0f}",
            "–" if isnan(row.confidence) else f"{row.confidence:.2f}",
            ", ".join(f"{one.name} {figure(one.value)} {one.basis}" for one in row.inputs) or ", ".join(row.missing),
            row.owner or "none",
            day(row.due) if row.due else "–",
        )
        for row in rows
    )
    headings = ("What", "Value", "Customers a month", "Confidence", "From", "Owner", "Due")
    return Listing("By what they are ranked", headings, told)
