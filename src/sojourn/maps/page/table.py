"""The table of a map: its columns, and its rows in the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, LaneKind, MapDocument, MapStep, Phase
from sojourn.maps.page.curve import Curve, curves_of
from sojourn.maps.page.entries import NOTHING, Box, Entry, box_of, entry_of, told_once
from sojourn.maps.telling import Told
from sojourn.maps.words import counted, listed

ORDER: tuple[LaneKind, ...] = (
    "feelings", "touchpoints", "deviations", "pain_points", "actions", "channels", "thoughts", "voice", "needs",
    "questions", "expectations", "gains", "moments", "opportunities", "changes", "metrics", "durations", "evidence",
    "risks", "notes", "line_of_interaction", "frontstage", "line_of_visibility", "backstage",
    "line_of_internal_interaction", "systems", "owners",
)  # fmt: skip
"""The lanes as pages show them; those of one kind in the document's order. A blueprint keeps the document's order."""

BEHIND: tuple[LaneKind, ...] = ("frontstage", "backstage", "systems", "owners")
LINES: Mapping[LaneKind, str] = {
    "line_of_interaction": "Line of interaction",
    "line_of_visibility": "Line of visibility",
    "line_of_internal_interaction": "Line of internal interaction",
}

ROOM, NARROWEST, COMFORTABLE = 1250, 120, 150
"""Pixels that the columns share on a wide screen; what each needs at least; what each has where they do not fit."""
LETTER, PLAIN_LETTER, PADDING = 9.9, 8.4, 24
"""Pixels of a letter of a title, of one in a plain lane, and of the space beside it in its cell."""
PLAIN = ("touchpoints", "channels", "actions", "thoughts", "voice")
"""Lanes whose texts are not bold."""


class Row(Struct, frozen=True):
    """A lane. `nothing` is what is said of a lane with nothing in it.

    `curve` is the feelings of its columns, of all curves (`marks` names them where there are several); `line` is a line
    across the whole map and nothing else.
    """

    id: str
    kind: LaneKind
    title: str
    note: str
    boxes: tuple[Box, ...] = ()
    nothing: str = ""
    curve: tuple[Curve, ...] = ()
    marks: tuple[str, ...] = ()
    line: bool = False
    behind: bool = False


class Column(Struct, frozen=True):
    """A phase, or a step of it. `places` are the ids of what stands in it; `reach` the customers who come here.

    `width` is in pixels: what has more in it gets more room.
    """

    id: str
    title: str
    places: tuple[str, ...]
    phase: str
    exit: bool = False
    reach: Entry | None = None
    note: str = ""
    opens: str = ""
    width: int = 0


class Group(Struct, frozen=True):
    """A phase over the columns of its steps."""

    title: str
    span: int


class Table(Struct, frozen=True):
    """The map. `groups` are the phases, where columns are steps; `empty` says which phases have nothing in them."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    groups: tuple[Group, ...] = ()
    empty: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether the columns need more room than a wide screen has."""
        return sum(column.width for column in self.columns) > ROOM + len(self.columns)


def table_of(document: MapDocument, unassigned: int = 0) -> Table:
    """The table of a document; `unassigned` event names may belong to phases that look empty."""
    lived = [phase for phase in document.phases if not phase.hidden and _has_something(document, phase)]
    columns = [column for phase in lived for column in _columns(document, phase)]
    groups = [Group(phase.title, len(_columns(document, phase))) for phase in lived] if document.by_step else []
    rows = _gathered(tuple(_rows(document, columns)))
    gone = [phase for phase in document.phases if not phase.hidden and phase not in lived]
    return Table(_widened(columns, rows), rows, tuple(groups), _empty(gone, unassigned))


def _widened(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Columns with their widths: all as wide as words need, and what room is left by how much stands in them."""
    sizes: list[float] = [_fullest(rows, k) for k in range(len(columns))]
    most = 2.5 * sum(sizes) / max(len(sizes), 1)
    sizes = [min(size, most) for size in sizes]
    words = [max(0, _longest_word(column, rows, k) - NARROWEST) for k, column in enumerate(columns)]
    room, total = max(0, ROOM - NARROWEST * len(columns)), sum(sizes) or 1
    fits = min(1.0, room / (sum(words) or 1)) if room else 1.0
    least = [(NARROWEST if room else COMFORTABLE) + fits * word for word in words]
    spare = max(0.0, ROOM - sum(least))
    return tuple(
        msgspec.structs.replace(column, width=round(width + spare * size / total))
        for column, width, size in zip(columns, least, sizes, strict=True)
    )


def _longest_word(column: Column, rows: Sequence[Row], place: int) -> float:
    """Pixels for the longest word among the titles in a column; words of more than 15 letters are broken."""
    entries = [entry for row in rows if row.boxes for entry in row.boxes[place].entries]
    bold = [column.title, *(entry.told.text for entry in entries if entry.kind not in PLAIN)]
    plain = [entry.told.text for entry in entries if entry.kind in PLAIN]
    return PADDING + max(LETTER * _letters(bold), PLAIN_LETTER * _letters(plain))


def _letters(texts: Sequence[str]) -> int:
    return max((min(len(word), 15) for text in texts for word in text.split()), default=0)


def _fullest(rows: Sequence[Row], column: int) -> float:
    """How much text stands in the fullest cell of a column; figures are short everywhere and do not count."""
    boxes = [row.boxes[column] for row in rows if row.boxes and row.kind != "metrics"]
    return max((sum(map(_size_of, box.entries)) for box in boxes), default=0)


def _size_of(entry: Entry) -> int:
    return sum(map(len, entry.told.lines))


def _rows(document: MapDocument, columns: Sequence[Column]) -> Iterator[Row]:
    """One row a lane; all curves share the place of the first."""
    felt = document.lanes_of("feelings")
    for lane in _ordered(document):
        if lane.kind != "feelings":
            yield _row(lane, columns, document)
        elif lane is felt[0]:
            yield _feelings(felt, columns)


ALWAYS: tuple[LaneKind, ...] = ("touchpoints", "pain_points")
"""Lanes that keep a row of their own even with nothing in them."""


def _gathered(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows with nothing in them become one at the end, which says so of each: nobody wants a grid that is empty."""
    empty = [row for row in rows if row.nothing and row.kind not in ALWAYS]
    if len(empty) < 2:
        return rows
    said = " · ".join(f"{row.title}: {row.nothing[:1].lower()}{row.nothing[1:].rstrip('.')}" for row in empty)
    kept = tuple(row for row in rows if row not in empty)
    return (*kept, Row("not-known", "notes", "Not known yet", "", nothing=f"{said}."))


def _feelings(lanes: Sequence[Lane], columns: Sequence[Column]) -> Row:
    if not any(lane.cells for lane in lanes):
        return Row(lanes[0].id, "feelings", lanes[0].title, "", nothing=NOTHING["feelings"])
    curves = [(lane, [_first(lane, column) for column in columns]) for lane in lanes]
    shown = [(lane, cells) for lane, cells in curves if any(cells)]
    marks = tuple(lane.title for lane, _ in shown) if len(shown) > 1 else ()
    title = "Feelings" if marks else (shown[0][0] if shown else lanes[0]).title
    curve, source = _curve_told_once(curves_of(shown or curves))
    note = "; ".join(part for part in (_asked(lanes), source) if part)
    return Row(lanes[0].id, "feelings", title, note, curve=curve, marks=marks)


def _curve_told_once(columns: tuple[Curve, ...]) -> tuple[tuple[Curve, ...], str]:
    """As for other lanes: what all points rest on is said once, and each assumed point says that it is one."""
    points = [point for column in columns for point in column.points]
    said = {(point.told.source, point.told.remarks) for point in points}
    if len(points) < 2 or len(said) != 1 or not points[0].asserted:
        return columns, ""
    source, remarks = next(iter(said))
    told_short = Told(source=source.split(" · ")[0])
    quiet = tuple(
        msgspec.structs.replace(
            column, points=tuple(msgspec.structs.replace(point, told=told_short) for point in column.points)
        )
        for column in columns
    )
    return quiet, " · ".join((source, *remarks))


def _first(lane: Lane, column: Column) -> Cell | None:
    """What a curve has in a column; a figure goes before none."""
    cells = [cell for place in column.places for cell in lane.cells.get(place, ())]
    return next((cell for cell in cells if cell.asserted is not None or (cell.measured and cell.measured.n)), None) or (
        cells[0] if cells else None
    )


def is_blueprint(document: MapDocument) -> bool:
    """Whether a map has lines of interaction or visibility."""
    return any(lane.kind in LINES for lane in document.lanes)


def _ordered(document: MapDocument) -> list[Lane]:
    lanes = [lane for lane in document.lanes if lane.kind != "reach"]
    return lanes if is_blueprint(document) else sorted(lanes, key=lambda lane: ORDER.index(lane.kind))


def _has_something(document: MapDocument, phase: Phase) -> bool:
    """Whether anybody came, or anything stands there that somebody wrote; a map without figures shows everything."""
    places = {phase.id, *(step.id for step in phase.steps)}
    cells = [cell for _, place, cell in document.cells() if place in places]
    reach = [cell.measured for lane in document.lanes_of("reach") for cell in lane.cells.get(phase.id, ())]
    known = [figure for figure in reach if figure is not None]
    came = any(figure.hidden is not None or (figure.count or 0) > 0 for figure in known)
    return not known or came or any(cell.binding is None and cell.text for cell in cells)


def _columns(document: MapDocument, phase: Phase) -> list[Column]:
    if not document.by_step or not phase.steps:
        places = (phase.id, *(step.id for step in phase.steps))
        return [
            Column(phase.id, phase.title, places, phase.id, phase.exit, _reach(document, phase.id), phase.note or "")
        ]
    return [_step_column(document, phase, step, first=step is phase.steps[0]) for step in phase.steps]


def _step_column(document: MapDocument, phase: Phase, step: MapStep, first: bool) -> Column:
    """A step; what stands at the phase itself stands in the column of its first step."""
    places = (phase.id, step.id) if first else (step.id,)
    traits = [word for word, holds in (("optional", step.optional), ("repeatable", step.repeatable),
                                       ("in parallel", step.parallel)) if holds]  # fmt: skip
    return Column(
        step.id, step.title, places, phase.id, phase.exit, _reach(document, step.id), listed(traits), step.opens or ""
    )


def _reach(document: MapDocument, place: str) -> Entry | None:
    found = [(lane, cell) for lane in document.lanes_of("reach") for cell in lane.cells.get(place, ())]
    return entry_of(found[0][1], found[0][0]) if found else None


def _row(lane: Lane, columns: Sequence[Column], document: MapDocument) -> Row:
    if lane.kind in LINES:
        return Row(lane.id, lane.kind, lane.title or LINES[lane.kind], "", line=True)
    behind = lane.kind in BEHIND and not is_blueprint(document)
    steps = () if document.by_step else (step for phase in document.phases for step in phase.steps)
    names = {step.id: step.title for step in steps}
    boxes = tuple(box_of(lane, column.places, names, document) for column in columns)
    if not any(box.entries for box in boxes):
        return Row(
            lane.id,
            lane.kind,
            lane.title,
            lane.note or "",
            nothing=NOTHING.get(lane.kind, "Nothing yet."),
            behind=behind,
        )
    boxes, source = told_once(boxes)
    note = "; ".join(dict.fromkeys(part for part in (lane.note or "", source) if part))
    return Row(lane.id, lane.kind, lane.title, note, boxes, behind=behind)


def _asked(lanes: Sequence[Lane]) -> str:
    """How many ratings the curves rest on, and what the lanes say of themselves."""
    figures = [cell.measured for lane in lanes for cells in lane.cells.values() for cell in cells]
    n = {"rating": 0, "comment": 0}
    for figure in figures:
        if figure is not None:
            n["comment" if figure.of == "comments" else "rating"] += figure.n
    told = listed([counted(number, what) for what, number in n.items() if number])
    notes = [f"+2 delighted, −2 frustrated; from {told}"] if told else ["+2 delighted, −2 frustrated"]
    return "; ".join([*notes, *dict.fromkeys(lane.note for lane in lanes if lane.note)])


def _empty(gone: Sequence[Phase], unassigned: int) -> str:
    if not gone:
        return ""
    them = "it" if len(gone) == 1 else "them"
    assign = f", or assign {counted(unassigned, 'unrecognised event name')}" if unassigned else ""
    return f"No events for {listed([phase.title for phase in gone])}. Hide {them}{assign}."
