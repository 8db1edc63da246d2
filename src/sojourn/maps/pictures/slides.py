"""A map over slides: phases in groups from slide to slide, lanes down them, so that words stay large enough to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from sojourn.documents.map import MapDocument
from sojourn.maps.pictures.blocks import Block, plain
from sojourn.maps.pictures.columns import Columns, Plan, groups, plan_of
from sojourn.maps.pictures.heading import badge, context, data_up_to_words, meta, quoted, remarks
from sojourn.maps.pictures.layout import Grid, badge_shapes, place_rows, stacked
from sojourn.maps.pictures.legend import legend
from sojourn.maps.pictures.look import SLIDE, Look
from sojourn.maps.pictures.rows import Row, Slot, rows_of
from sojourn.maps.pictures.shapes import Box, Point, Role, Rule, Shape, Sheet, Words

WIDTH, HEIGHT = 960.0, 540.0
"""A slide of 16:9 in points."""

TOP = 64.0
"""Where the map begins, below the title of the slide."""

BOTTOM = HEIGHT - 34.0
"""Where it ends, above the line that says which data it is."""

HEADS = 230.0
"""How high all heads may be together; what is left out of them is in the notes."""

HEAD_ROW = (96.0, 46.0)
"""How high a row of heads may be, and how high where all of them would be too high otherwise."""


def title_slide(document: MapDocument) -> Sheet:
    """Title, badge, what the map describes, the legend, and what no column shows."""
    look = SLIDE
    room = WIDTH - 2 * look.margin
    badges, _ = badge_shapes(document, Point(WIDTH - look.margin, 40), look)
    texts: list[tuple[str, Role]] = [(meta(document), "meta"), (context(document), "meta")]
    about = [plain(texts, "About", room, look)]
    about += [plain([(text, "meta")], "Remark", room, look) for text in remarks(document)]
    shapes, kept, top = list[Shape](badges), list[Block](), 230.0
    for block in about:
        fits = block.fitted(max(BOTTOM - 60 - top, 30), look)
        if fits.height > BOTTOM - 50 - top:
            break
        kept.append(fits)
        top += fits.height + look.gap
    shapes += stacked(kept, Point(look.margin, 230), look)[0]
    shapes.append(Rule(Point(look.margin, BOTTOM - 40), Point(WIDTH - look.margin, BOTTOM - 40), "heavy"))
    shapes += legend(document, Box(look.margin, BOTTOM - 30, room, 0), look)[0]
    left_out = about if len(kept) < len(about) or any(block.cut for block in kept) else []
    notes = tuple(" · ".join(block.full) for block in left_out)
    return Sheet(WIDTH, HEIGHT, quoted(document.title), tuple(shapes), notes)


def map_slides(document: MapDocument, columns: Columns | None = None) -> tuple[Sheet, ...]:
    """The slides that hold the map, in the order in which it is read: down, then on."""
    look = SLIDE
    most = int((WIDTH - 2 * look.margin - look.head) / look.column[0])
    parts = groups(plan_of(document, columns), most)
    pages = [(part, page) for part in parts for page in _pages(document, part, look)]
    return tuple(_slide(document, part, page, (number, len(pages))) for number, (part, page) in enumerate(pages, 1))


def _pages(document: MapDocument, part: Plan, look: Look) -> Iterator[tuple[Row, ...]]:
    """The rows of each slide of a part: all heads on the first, titles alone on the others."""
    made = rows_of(document, part, _column(part, look), look)
    heads = tuple(_fitted(row, HEAD_ROW[0], look) for row in made.heads)
    if _height(heads, look) > HEADS:
        heads = tuple(_fitted(row, HEAD_ROW[1], look) for row in made.heads)
    again: tuple[Row, ...] = (replace(heads[0], rule="heavy", below=0.8),)
    if made.plan.by == "steps" and len(heads) > 1:
        again = (replace(heads[0], rule="grid", below=0.8), _titles(heads[-1]))
    rooms = tuple(BOTTOM - TOP - _height(rows, look) for rows in (heads, again))
    for number, rows in enumerate(paged(made.lanes, (rooms[0], max(rooms)), look) or [()]):
        yield (*(again if number else heads), *rows)


def _titles(row: Row) -> Row:
    """A row of steps with their titles alone."""
    return replace(row, slots=tuple(Slot(slot.span, slot.blocks[:1]) for slot in row.slots))


def paged(rows: Sequence[Row], rooms: tuple[float, float], look: Look) -> list[tuple[Row, ...]]:
    """Rows over pages, with less room on the first. What belongs together stays so where it can.

    Only a row that is too high for a whole page is split, and goes on below.
    """
    pages: list[list[Row]] = [[]]
    for unit in _units(rows):
        if pages[-1] and _height([*pages[-1], *unit], look) > rooms[min(len(pages) - 1, 1)]:
            pages.append([])
        room = rooms[min(len(pages) - 1, 1)]
        if _height([*pages[-1], *unit], look) <= room:
            pages[-1] += unit
            continue
        for part in (part for row in unit for part in _split(row, room, look)):
            if pages[-1] and _height([*pages[-1], part], look) > room:
                pages.append([])
            pages[-1].append(part)
    return [tuple(page) for page in pages if page]


def _height(rows: Sequence[Row], look: Look) -> float:
    return sum(row.height(look) for row in rows)


def _units(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that belong together: a line with what it stands above, both tiers of a lane."""
    unit: list[Row] = []
    for row in rows:
        unit.append(row)
        if row.rule is not None and row.kind != "line":
            yield unit
            unit = []
    if unit:
        yield unit


def _split(row: Row, room: float, look: Look) -> Iterator[Row]:
    """A row in parts that each fit in `room`, block after block; only a block too high for all of it is shortened."""
    room -= (row.above + row.below) * look.pad
    head = tuple(block.fitted(room, look) for block in row.head)
    left = [list(slot.blocks) for slot in row.slots]
    first = True
    while first or any(left):
        here = room - (look.plot if first and row.kind == "curve" else 0)
        slots = tuple(
            Slot(slot.span, tuple(_taken(blocks, here, look))) for slot, blocks in zip(row.slots, left, strict=True)
        )
        if first:
            yield replace(row, slots=slots, head=head)
        else:
            yield replace(row, slots=slots, head=_continued(head, look), kind="cells", curve=())
        first = False


def _taken(blocks: list[Block], room: float, look: Look) -> Iterator[Block]:
    """The first blocks that fit, at least one; they are taken out of the list."""
    used = 0.0
    while blocks and (used == 0 or used + blocks[0].height <= room):
        block = blocks.pop(0).fitted(room, look)
        used += block.height + look.gap
        yield block


def _continued(head: tuple[Block, ...], look: Look) -> tuple[Block, ...]:
    return tuple(
        plain([(block.full[0], "lane"), ("(continued)", "note")], block.name, block.room, look) for block in head[:1]
    )


def _fitted(row: Row, height: float, look: Look) -> Row:
    """A row of heads that is not higher than `height`: with less words, and fewer blocks, where it has to be."""
    slots = tuple(Slot(slot.span, tuple(_taken(list(slot.blocks), height, look))) for slot in row.slots)
    lost = [len(slot.blocks) - len(kept.blocks) for slot, kept in zip(row.slots, slots, strict=True)]
    if any(lost):
        slots = tuple(
            Slot(slot.span, (_together(slot.blocks).fitted(height, look),)) if number else kept
            for slot, kept, number in zip(row.slots, slots, lost, strict=True)
        )
    return replace(row, slots=slots, head=tuple(block.fitted(height, look) for block in row.head))


def _together(blocks: tuple[Block, ...]) -> Block:
    """Several blocks as one, with the words of all."""
    paragraphs = tuple(paragraph for block in blocks for paragraph in block.paragraphs)
    return replace(blocks[0], paragraphs=paragraphs, full=tuple(text for block in blocks for text in block.full))


def _slide(document: MapDocument, part: Plan, rows: tuple[Row, ...], number: tuple[int, int]) -> Sheet:
    look = SLIDE
    grid = Grid(look.margin, look.head, _column(part, look), len(part.columns))
    shapes, _ = place_rows(rows, grid, TOP, look)
    badges, _ = badge_shapes(document, Point(WIDTH - look.margin, 16), look) if document.simulated else ([], 0.0)
    blocks = [block for row in rows for block in (*row.head, *(one for slot in row.slots for one in slot.blocks))]
    notes = tuple(f"{block.name}: {' · '.join(block.full)}" for block in blocks if block.cut)
    title = f"{quoted(document.title)}: {_stages(part)} ({number[0]} of {number[1]})"
    return Sheet(WIDTH, HEIGHT, title, (*badges, *shapes, *foot(document, look)), notes)


def foot(document: MapDocument, look: Look) -> list[Words]:
    """The line at the bottom of a slide: which data it is, and up to when."""
    text = " · ".join(part for part in (badge(document), data_up_to_words(document)) if part)
    block = plain([(text, "note")], "Data", WIDTH - 2 * look.margin, look)
    at = Box(look.margin, BOTTOM + 8, block.room, 0)
    return [Words(at._replace(height=one.height), (one,), "Data") for one in block.paragraphs[:1]]


def _column(part: Plan, look: Look) -> float:
    return min((WIDTH - 2 * look.margin - look.head) / max(len(part.columns), 1), look.column[1])


def _stages(part: Plan) -> str:
    if not part.columns:
        return "no stages"
    first, last = part.columns[0], part.columns[-1]
    return first.phase.title if first.phase.id == last.phase.id else f"{first.phase.title} to {last.phase.title}"
