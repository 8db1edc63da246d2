"""Put what was gathered onto a map: cells where they belong, chapters below."""

from __future__ import annotations

import msgspec

from sojourn.documents.cells import Cell
from sojourn.documents.map import MapDocument
from sojourn.maps.insights import (
    changed,
    crediting,
    doing,
    kinds,
    mattering,
    painful,
    saying,
    turning,
    worth_of_customers,
)
from sojourn.maps.insights.chapters import Chapter
from sojourn.maps.insights.gathering import Gathered
from sojourn.maps.insights.painful import PAIN_POINT, STRENGTH
from sojourn.maps.insights.placing import with_cells
from sojourn.maps.measuring.look import Look
from sojourn.maps.words import tied

TESTED = "full line: held to comparable customers; dotted: possible, not tested"


def onto(document: MapDocument, found: Gathered, look: Look, adding: bool = True) -> MapDocument:
    """The map with the cells of what was found. Without `adding` only those that it has already are filled."""
    pains, good = found.pain_points, found.strengths
    curve = found.feedback is not None and (adding or any(lane.id == saying.LANE for lane in document.lanes))
    made = saying.with_curve(document, found.feedback, look) if curve and found.feedback else document
    if pains is not None:
        made = painful.replaced(made, pains.rows) if adding else made
        cells = painful.cells_of(made, pains, look, PAIN_POINT, found.confirmed)
        made = with_cells(made, "pain_points", "Pain points", TESTED, _chosen(made, cells, adding))
        made = _noted(made, TESTED) if cells and adding else made
    if good is not None:
        made = painful.replaced(made, good.rows) if adding else made
        made = with_cells(
            made, "gains", "Bright spots", None, _chosen(made, painful.cells_of(made, good, look, STRENGTH), adding)
        )
    if found.opportunities is not None:
        ids = {} if pains is None else {row.id: painful.cell_id(row.id) for row in pains.rows}
        cells = doing.cells_of(made, found.opportunities, ids, _outcome(found, look))
        made = with_cells(made, "opportunities", "Opportunities", "what could be done", _chosen(made, cells, adding))
        made = doing.answered(made, found.opportunities, ids)
    if found.changes is not None:
        cells = changed.cells_of(made, found.changes)
        made = with_cells(made, "changes", "Changes", "and whether they helped", _chosen(made, cells, adding))
    return made


def _noted(document: MapDocument, note: str) -> MapDocument:
    """The map whose lane of pain points says how to read it."""
    lanes = tuple(
        msgspec.structs.replace(lane, note=note) if lane.kind == "pain_points" else lane for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=lanes)


def _chosen(document: MapDocument, cells: list[tuple[str, Cell]], adding: bool) -> list[tuple[str, Cell]]:
    """All cells, or those that the map has already."""
    known = {cell.id for _, _, cell in document.cells() if cell.id}
    return cells if adding else [(place, cell) for place, cell in cells if cell.id in known]


def chapters(document: MapDocument, found: Gathered, look: Look) -> tuple[Chapter, ...]:
    """The chapters below the map, in the order in which people read them."""
    made = [
        painful.chapter_of(document, found.pain_points, look, PAIN_POINT, found.confirmed)
        if found.pain_points
        else None,
        painful.chapter_of(document, found.strengths, look, STRENGTH) if found.strengths else None,
        doing.chapter_of(document, found.opportunities, _outcome(found, look)) if found.opportunities else None,
        saying.chapter_of(document, found.themes, look.settings.minimum_cell) if found.themes else None,
        changed.chapter_of(document, found.changes) if found.changes else None,
        mattering.moments_chapter(document, found.moments) if found.moments else None,
        mattering.finding_chapter(found.finding, look.settings.minimum_cell) if found.finding else None,
        mattering.influences_chapter(found.influences) if found.influences else None,
        turning.chapter_of(document, found.trends, look.settings.minimum_cell) if found.trends else None,
        crediting.chapter_of(found.attribution) if found.attribution else None,
        kinds.chapter_of(found.personas, look.settings.minimum_cell) if found.personas else None,
        worth_of_customers.chapter_of(found.value) if found.value else None,
    ]
    known = {cell.id for _, _, cell in document.cells() if cell.id}
    return tuple(_linked(chapter, known) for chapter in made if chapter is not None)


def _outcome(found: Gathered, look: Look) -> str:
    """What customers do who come to what opportunities are worth, in words; empty where nothing says."""
    name = found.opportunities.outcome if found.opportunities else None
    return painful.outcome_words(look, name) if name else ""


def _linked(chapter: Chapter, known: set[str]) -> Chapter:
    """Links to cells that the map has; insights of others open by themselves."""
    insights = tuple(
        msgspec.structs.replace(
            one,
            sentence=tied(one.sentence),
            remarks=tuple(map(tied, one.remarks)),
            cell=one.cell if one.cell in known else "",
        )
        for one in chapter.insights
    )
    return msgspec.structs.replace(chapter, insights=insights)
