"""A map as a table: the rows that CSV and XLSX write, and what they cannot hold."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, Place
from sojourn.maps.formats.content import cleaned, plain
from sojourn.maps.formats.losses import Holds, controls, fields, homeless, left_out, unheld
from sojourn.maps.formats.naming import joined, renamed, without_stages
from sojourn.maps.formats.tables import feelings
from sojourn.maps.formats.tables.entries import Entry, written
from sojourn.maps.formats.tables.lane_names import label_of
from sojourn.maps.telling import told
from sojourn.maps.words import counted

_HOLDS = Holds(
    document=fields("title personas scenario goal state status owner review tags data simulated note"),
    phases=fields("id title"),
    steps=fields("id title"),
    lanes=fields("id kind title"),
    cells=fields("text provenance source date author measured worth"),
)
_HEADS = {True: ("Phase", "Step"), False: ("Phase",)}


class Grid(Struct, frozen=True):
    """`heads` rows of phases and steps, then a row for each lane; `places` are the columns right of the lanes."""

    rows: tuple[tuple[str, ...], ...]
    heads: int
    places: tuple[Place, ...]


def laid_out(document: MapDocument) -> Grid:
    """The table of a map: a phase has a column of its own where it has no steps, or cells beside those of its steps."""
    places = tuple(_columns(document))
    has_steps = any(phase.steps for phase in document.phases)
    heads = [_HEADS[has_steps][0], *_phases(places)]
    rows = [tuple(heads)]
    if has_steps:
        rows.append((_HEADS[True][1], *(_title(place.step.title, place.id) if place.step else "" for place in places)))
    rows += [(label_of(lane), *(_field(lane, place) for place in places)) for lane in document.lanes]
    return Grid(tuple(rows), 2 if has_steps else 1, places)


def lost(document: MapDocument, format_name: str) -> tuple[str, ...]:
    """What a table does not hold of a map, in plain words."""
    return (
        *unheld(_without_numbers(without_stages(document)), _HOLDS, format_name),
        *left_out("Their phase or step is not on the map", homeless(document)),
        *renamed(document, format_name),
        *joined(document),
        *_as_words(document, format_name),
        *controls(document),
    )


def _columns(document: MapDocument) -> Iterator[Place]:
    with_cells = {place for lane in document.lanes for place, cells in lane.cells.items() if cells}
    for place in document.places():
        if place.step or not place.phase.steps or place.id in with_cells:
            yield place


def _phases(places: tuple[Place, ...]) -> Iterator[str]:
    """The title of a phase over its first column; nothing over the others."""
    before = None
    for place in places:
        yield "" if place.phase is before else _title(place.phase.title, place.phase.id)
        before = place.phase


def _title(title: str, otherwise: str) -> str:
    return written([Entry(plain(title) or otherwise)])


def _field(lane: Lane, place: Place) -> str:
    found = [_entry(cell, lane) for cell in lane.cells.get(place.id, ())]
    return written([entry for entry in found if entry.text or entry.further])


def _entry(cell: Cell, lane: Lane) -> Entry:
    """A cell as the words that every format shows; a belief about a feeling begins with its number."""
    said = told(cell, lane)
    text = cleaned(said.text)
    if lane.kind == "feelings":
        text = feelings.written(cell.asserted, text)
    return Entry(text, tuple(plain(line) for line in replace(said, text="").lines))


def _without_numbers(document: MapDocument) -> MapDocument:
    """The map without the numbers of its feelings, which a table holds."""
    return replace(
        document, lanes=tuple(_numberless(lane) if lane.kind == "feelings" else lane for lane in document.lanes)
    )


def _numberless(lane: Lane) -> Lane:
    cells = {place: tuple(replace(cell, asserted=None) for cell in cells) for place, cells in lane.cells.items()}
    return replace(lane, cells=cells)


def _as_words(document: MapDocument, format_name: str) -> Iterator[str]:
    """Cells that rest on something other than an assumption, which a table says only in words."""
    found = sum(not _is_assumption(cell) for _, _, cell in document.cells())
    if found:
        yield (
            f"{format_name} says only in words what {counted(found, 'cell')} rest{'s' if found == 1 else ''} on: "
            "read back, every cell is an assumption."
        )


def _is_assumption(cell: Cell) -> bool:
    plain_belief = cell.provenance in (None, "asserted") and cell.measured is None
    return plain_belief and cell.date is None and cell.author is None
