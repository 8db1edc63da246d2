"""A table as a map: what stands in the first row are steps, in the first column lanes.

Every text becomes a cell that is asserted, with the file as its source, so that an assumption never looks measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, LaneKind, MapDocument
from sojourn.errors import DefinitionError
from sojourn.maps.formats.content import plain
from sojourn.maps.formats.naming import Ids
from sojourn.maps.formats.records import Taken
from sojourn.maps.formats.tables.entries import Entry, entries
from sojourn.maps.formats.tables.facts import facts
from sojourn.maps.formats.tables.feelings import feeling
from sojourn.maps.formats.tables.header import Heads, Parts, heads, is_turned, parts
from sojourn.maps.formats.tables.lane_names import is_phase_word, is_step_word, named
from sojourn.maps.formats.tables.sheet import Field, Row, Sheet
from sojourn.maps.telling import PROVENANCE
from sojourn.maps.words import counted

_VERDICT = re.compile(r"( · |^)(no data yet|confirmed|contradicted)$")


def taken(sheet: Sheet, said: dict[str, Any] | None = None) -> Taken:
    """The map that a table holds; `said` are facts from elsewhere, which those in the table precede.

    Raises UnreadableSource where the table holds no grid, DefinitionError naming file, row and column for a text that
    cannot be placed or a feeling beyond -2 and +2.
    """
    turned = is_turned(sheet)
    sheet = sheet.turned() if turned else sheet
    found = parts(sheet)
    top = heads(sheet, found, Ids())
    lanes = _Lanes(sheet, top)
    for row in found.lanes:
        lanes.add(row, found.corner)
    document = MapDocument(**_whole(sheet.name, found, said or {}), phases=top.phases, lanes=lanes.made())
    notes = ["The steps stand in the first column and the lanes in the first row: it was read so."] if turned else []
    return Taken(document, (*notes, *lanes.losses(), *_across(sheet, found, top)))


class _Open(Struct):
    """A lane to which cells are added."""

    kind: LaneKind
    title: str
    cells: dict[str, list[Cell]]


class _Lanes:
    """Puts lanes together, row by row."""

    def __init__(self, sheet: Sheet, top: Heads) -> None:
        self._name, self._top = sheet.name, top
        self._open: list[_Open] = []
        self._numberless = self._with_notes = self._textless = 0

    def add(self, row: Row, corner: int) -> None:
        """A row: a lane of its own, or more of the lane above where its first field is empty."""
        labelled = row[0].column == corner
        if labelled:
            title, kind = named(plain(row[0].text))
            self._open.append(_Open(kind, title, {}))
        elif not self._open:
            raise DefinitionError(f"{self._name}, {row[0].at}: this row has no lane. Name it in the first column.")
        for field in row[1:] if labelled else row:
            self._open[-1].cells.setdefault(self._place(field), []).extend(self._cells(field, self._open[-1]))

    def made(self) -> tuple[Lane, ...]:
        """The lanes, each with an id of its own and its cells in the order of the map."""
        ids, order = Ids(), list(self._top.places.values())
        return tuple(
            Lane(
                ids.of(lane.title if lane.kind == "notes" else lane.kind),
                lane.kind,
                lane.title,
                cells={
                    place: tuple(cells) for place, cells in sorted(lane.cells.items(), key=lambda c: order.index(c[0]))
                },
            )
            for lane in self._open
        )

    def losses(self) -> Iterator[str]:
        """What became of texts that a map would hold as numbers."""
        if self._numberless:
            yield f"No number could be read in {counted(self._numberless, 'feeling')}: kept as text, not on the curve."
        if self._with_notes:
            yield (
                f"Figures and sources of {counted(self._with_notes, 'cell')} were kept as notes: "
                "what a table says is an assumption until it is measured."
            )
        if self._textless:
            yield f"{counted(self._textless, 'cell')} with figures but no text: left out. Measure again."

    def _place(self, field: Field) -> str:
        if field.column not in self._top.places:
            raise DefinitionError(
                f'{self._name}, {field.at}: "{_short(field.text)}" stands under no step. '
                "Name the step in the row of steps, or take the text out."
            )
        return self._top.places[field.column]

    def _cells(self, field: Field, lane: _Open) -> list[Cell]:
        found = entries(field.text)
        self._textless += sum(not entry.text for entry in found)
        return [self._cell(entry, field, lane) for entry in found if entry.text]

    def _cell(self, entry: Entry, field: Field, lane: _Open) -> Cell:
        value, text = feeling(entry.text) if lane.kind == "feelings" else (None, entry.text)
        if value is not None and abs(value) > 2:
            raise DefinitionError(
                f"{self._name}, {field.at}: feelings run from -2 to +2, {entry.text.split(':')[0].strip()} is outside. "
                "Write -2 for the worst and +2 for the best."
            )
        self._numberless += lane.kind == "feelings" and value is None
        source, further = _source(entry.further, self._name)
        self._with_notes += bool(further)
        return Cell(text, provenance="asserted", source=source, asserted=value, note="\n".join(further) or None)


def _source(further: tuple[str, ...], name: str) -> tuple[str, tuple[str, ...]]:
    """Where an assumption comes from, as Sojourn writes it below the text, or else the file; and the other lines."""
    begun = f"{PROVENANCE['asserted']} · "
    named = [_VERDICT.sub("", line.removeprefix(begun)) for line in further if line.startswith(begun)]
    named = [source for source in named if source]
    others = tuple(line for line in further if not line.startswith(begun) and line != PROVENANCE["asserted"])
    return (named[0] if named else name), others


def _whole(name: str, found: Parts, said: dict[str, Any]) -> dict[str, Any]:
    """The fields of the map as a whole: facts, and lines that stand alone, of which the first is the title."""
    told = said | facts(found.facts, name)
    alone = [plain(field.text) for field in (*found.alone, *_corners(found))]
    alone = [text for text in alone if text != told.get("title")]
    if "title" not in told:
        told["title"] = alone.pop(0) if alone else PurePath(name).stem
    if alone and "note" not in told:
        told["note"] = "\n".join(alone)
    return told


def _corners(found: Parts) -> Iterator[Field]:
    """A corner of the grid that is no word for phases or steps says something of the map."""
    for row in (found.phases, found.steps):
        for field in row[:1]:
            if field.column == found.corner and not (is_phase_word(field.text) or is_step_word(field.text)):
                yield field


def _across(sheet: Sheet, found: Parts, top: Heads) -> Iterator[str]:
    """What became of texts that stand across several steps."""
    rows = {row[0].row for row in found.lanes}
    wide = {
        (row, begins)
        for (row, column), begins in sheet.covered.items()
        if row in rows and begins > found.corner and top.places.get(column) != top.places.get(begins)
    }
    if wide:
        yield f"{counted(len(wide), 'text')} across several steps: kept at the first of them."


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
