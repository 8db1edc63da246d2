"""What was changed and whether it helped: a cell where the change was made, and a chapter with both gains."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING

from sojourn.documents.cells import Binding, Cell, Worth
from sojourn.documents.figures import known
from sojourn.documents.ids import slug
from sojourn.documents.map import MapDocument
from sojourn.maps.insights.chapters import Behind, Chapter, Insight
from sojourn.maps.insights.painful import cell_id
from sojourn.maps.insights.placing import place_of, title_of
from sojourn.maps.ranging import range_of
from sojourn.maps.words import counted, day, ended

if TYPE_CHECKING:
    from sojourn.insights.changes import ChangeRow, Changes

CHANGE = "change"
VERDICTS: Mapping[str, str] = {
    "confirmed": "It helped: shown by {by}.",
    "worse": "It got worse: shown by {by}.",
    "no change seen": "No change was seen by {by}.",
    "cannot tell": "Whether it helped cannot be told.",
    "not tested": "Whether it helped was not tested.",
}
STATUS: Mapping[str, str] = {"confirmed": "confirmed", "worse": "refuted", "no change seen": "refuted"}
WITHIN = {True: "The prediction held: what came lies in its range", False: "The prediction did not hold"}


def cells_of(document: MapDocument, found: Changes) -> list[tuple[str, Cell]]:
    """A cell for each change that has a place on the map."""
    placed = ((place_of(document, row.touchpoint or "", row.stage or ""), row) for row in found.rows)
    return [(place, cell_of(row)) for place, row in placed if place]


def cell_of(row: ChangeRow) -> Cell:
    """A change as a cell."""
    return Cell(
        row.what,
        slug(f"change-{row.id}"),
        source=day(row.date),
        date=row.date,
        binding=Binding(CHANGE, options={"id": row.id}),
        worth=worth_of(row),
        owner=row.owner,
        status=row.verdict,
        about=tuple(cell_id(name) for name in row.about),
    )


def worth_of(row: ChangeRow) -> Worth:
    """Predicted and realised, as a map keeps them."""
    return Worth(
        sentence=verdict_of(row),
        scale="share" if row.unit == "share" else "number",
        gain=known(row.predicted.value),
        gain_low=known(row.predicted.low),
        gain_high=known(row.predicted.high),
        realised=known(row.realised.value) if not isnan(row.realised.low) else None,
        realised_low=known(row.realised.low),
        realised_high=known(row.realised.high),
        status=STATUS.get(row.verdict, "associated"),  # type: ignore[arg-type]  # one of the three words
        notes=tuple(_gains(row)),
    )


def verdict_of(row: ChangeRow) -> str:
    """For example "It helped: shown by an experiment."."""
    by = {"experiment": "an experiment", "before and after": "before and after"}.get(row.by or "", "a test")
    return VERDICTS[row.verdict].format(by=by)


def chapter_of(document: MapDocument, found: Changes) -> Chapter | None:
    """Each change with its verdict, the latest first, and how good the forecasts were; None where nothing changed."""
    if not found.rows:
        return None
    helped = sum(row.verdict == "confirmed" for row in found.rows)
    untold = sum(row.verdict in ("cannot tell", "not tested") for row in found.rows)
    lead = f"{counted(len(found.rows), 'change')}: {_of(helped, 'helped')}"
    lead += f"; of {untold} it cannot be told or was not tested." if untold else "."
    if len(found.rows) == 1:
        lead = f"One change was made. {verdict_of(found.rows[0])}"
    rows = sorted(found.rows, key=lambda row: row.date, reverse=True)
    insights = tuple(_insight(document, row) for row in rows)
    return Chapter("changed", "What was changed, and did it help", lead, insights, None, found.forecasts.sentence)


def _of(number: int, verb: str) -> str:
    return f"{number} of them {verb}" if number else f"none of them was shown to have {verb}"


def _insight(document: MapDocument, row: ChangeRow) -> Insight:
    cell = cell_of(row)
    place = place_of(document, row.touchpoint or "", row.stage or "")
    facts = [("Since", day(row.date)), *(("How it was tested", ended(reason)) for reason in row.reasons)]
    facts += [("Bear in mind", ended(note)) for note in row.notes]
    return Insight(
        id=f"all-{cell.id}",
        title=row.what,
        sentence=verdict_of(row),
        figure=f"Since {day(row.date)}",
        remarks=tuple(_gains(row)),
        cell=cell.id if place else "",
        place=title_of(document, place),
        kind={"confirmed": "good", "worse": "pain"}.get(row.verdict, ""),
        behind=Behind(_counted(row), range_of(row.realised), tuple(facts)),
    )


def _counted(row: ChangeRow) -> str:
    """What the test of a change rests on."""
    of = {"experiment": "customer", "before and after": "period"}.get(row.by or "", "")
    return counted(row.realised.n, of) if of else "Nothing: it was not tested."


def _gains(row: ChangeRow) -> list[str]:
    """What was predicted, what came, and whether the one holds beside the other."""
    from sojourn.insights.changes.telling import amount

    said = []
    if not isnan(row.predicted.value):
        said.append(f"Predicted: {amount(row.predicted, row.unit)}")
    if not isnan(row.realised.low):
        said.append(f"Realised: {amount(row.realised, row.unit)}")
    return [*said, WITHIN[row.within]] if row.within is not None and len(said) > 1 else said
