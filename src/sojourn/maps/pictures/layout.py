"""Where everything of a map stands on a sheet. Formats draw what comes out; none decides on a place itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from sojourn.documents.map import MapDocument
from sojourn.maps.pictures.blocks import BAR, Block, plain
from sojourn.maps.pictures.columns import Columns, groups, plan_of
from sojourn.maps.pictures.curve import Felt, drawn, felt, height_of
from sojourn.maps.pictures.heading import badge, context, meta, quoted, remarks
from sojourn.maps.pictures.legend import legend
from sojourn.maps.pictures.look import PAGE, Look
from sojourn.maps.pictures.rows import Row, Slot, Span, rows_of
from sojourn.maps.pictures.shapes import Bar, Box, Frame, Paragraph, Point, Role, Rule, Shape, Sheet, Words
from sojourn.maps.pictures.text import RESERVE, width

BESIDE = 12
"""Columns of a page beside each other, unless another number is asked for; what follows stands below them."""

WIDE = 1440.0
"""The least width of a page, which its title and legend need."""


class Grid(Struct, frozen=True):
    """The columns of a sheet: where the lanes' names begin, how wide they are, how wide each column is, how many."""

    left: float
    head: float
    column: float
    count: int

    def box(self, span: Span, top: float, height: float) -> Box:
        """The rectangle of some columns."""
        return Box(self.left + self.head + span[0] * self.column, top, (span[1] - span[0]) * self.column, height)

    @property
    def right(self) -> float:
        """Where the last column ends."""
        return self.left + self.head + self.count * self.column


def sheet_of(document: MapDocument, columns: Columns | None = None, beside: int | None = BESIDE) -> Sheet:
    """The whole map on one sheet, at most `beside` columns side by side (None: all of them); nothing is shortened."""
    look = PAGE
    plan = plan_of(document, columns)
    parts = groups(plan, beside)
    count = max(len(part.columns) for part in parts)
    column = min(max((WIDE - 2 * look.margin - look.head) / max(count, 1), look.column[0]), look.column[1])
    right = max(look.margin + look.head + count * column, WIDE - look.margin)
    top, shapes = _top(document, right, look)
    for number, part in enumerate(parts):
        grid = Grid(look.margin, look.head, column, len(part.columns))
        rows = rows_of(document, part, column, look)
        placed, top = place_rows((*rows.heads, *rows.lanes), grid, top + (26 if number else 0), look)
        shapes += placed
    below, bottom = stacked(_remarks(document, right, look), Point(look.margin, top + 14), look)
    return Sheet(right + look.margin, bottom + look.margin * 0.6, quoted(document.title), (*shapes, *below))


def place_rows(rows: Sequence[Row], grid: Grid, top: float, look: Look) -> tuple[list[Shape], float]:
    """Rows below each other from `top`; also where they end."""
    shapes: list[Shape] = []
    for row in rows:
        height = row.height(look)
        shapes += _row(row, grid, top, height, look)
        top += height
    return shapes, top


def stacked(blocks: Sequence[Block], at: Point, look: Look) -> tuple[list[Shape], float]:
    """Blocks below each other; also where they end."""
    shapes: list[Shape] = []
    top = at.y
    for block in blocks:
        shapes += block_shapes(block, Point(at.x, top))
        top += block.height + look.gap
    return shapes, top - look.gap if blocks else top


def block_shapes(block: Block, at: Point) -> Iterator[Shape]:
    """A block at its place: its frame, its first words with what stands beside them, its bar, the rest of its words."""
    if block.frame:
        yield Frame(Box(at.x, at.y, block.room, block.height), block.frame)
    left, top = at.x + block.inset[0], at.y + block.inset[1]
    first = 1 if block.share is not None or block.aside else len(block.paragraphs)
    beside = 0.0
    if block.aside:
        box = Box(left + block.words_room - block.aside_room, top, block.aside_room, block.aside.height)
        yield Words(box, (block.aside,), f"{block.name}, figure", "right")
        beside = block.aside_room + 8
    yield from _words(block, block.paragraphs[:first], Box(left, top, block.words_room - beside, 0))
    top += sum(paragraph.height for paragraph in block.paragraphs[:first])
    if block.share is not None:
        yield Bar(Box(left, top + 3, block.bar_room, BAR), block.share, f"{block.name}: {100 * block.share:.3g} %")
    yield from _words(block, block.paragraphs[first:], Box(left, top + block.bar, block.words_room, 0))


def _words(block: Block, paragraphs: tuple[Paragraph, ...], at: Box) -> Iterator[Words]:
    height = sum(paragraph.height for paragraph in paragraphs)
    if paragraphs:
        yield Words(at._replace(height=height), paragraphs, block.name)


def _row(row: Row, grid: Grid, top: float, height: float, look: Look) -> Iterator[Shape]:
    bottom = top + height
    if row.kind == "line":
        block = row.slots[0].blocks[0]
        yield from block_shapes(block, Point(grid.left, bottom - block.height - row.below * look.pad))
        yield Rule(Point(grid.left, bottom), Point(grid.right, bottom), "blueprint")
        return
    yield from _rules(row, grid, top, bottom)
    if row.kind == "curve":
        yield from _plot(row, grid, top, look)
    yield from stacked(row.head, Point(grid.left, top + row.above * look.pad), look)[0]
    words_top = top + row.above * look.pad + (look.plot if row.kind == "curve" else 0)
    for slot in row.slots:
        yield from _slot(slot, grid, words_top, look)
    if row.rule:
        yield Rule(Point(grid.left, bottom), Point(grid.right, bottom), row.rule)


def _slot(slot: Slot, grid: Grid, top: float, look: Look) -> list[Shape]:
    box = grid.box(slot.span, top, 0)
    return stacked(slot.blocks, Point(box.x + look.pad, top), look)[0]


def _rules(row: Row, grid: Grid, top: float, bottom: float) -> Iterator[Rule]:
    """Between columns, except where a slot covers both."""
    inner = {place for slot in row.slots for place in range(slot.span[0] + 1, slot.span[1])}
    for place in range(grid.count + 1):
        if place not in inner and place < grid.count:
            x = grid.box((place, place), top, 0).x
            yield Rule(Point(x, top), Point(x, bottom), "faint")


def _plot(row: Row, grid: Grid, top: float, look: Look) -> Iterator[Shape]:
    """The curve with its axis, and a figure at each point that leaves room for one."""
    plot = grid.box((0, grid.count), top, look.plot)
    for value in (2.0, 0.0, -2.0):
        y = height_of(value, plot)
        yield Rule(Point(plot.x, y), Point(plot.right, y), "zero" if value == 0 else "faint")
    points = felt([(_plotted(span, row, grid, plot), cells) for span, cells in row.curve])
    yield from drawn(points, plot, row.lowest)
    axis = list(_axis(plot, look))
    yield from axis
    yield from _labels(points, plot, row.lowest, look, [words.box for words in axis])


def _plotted(span: Span, row: Row, grid: Grid, plot: Box) -> Box:
    """Where the point of a cell stands: of a phase whose steps have points of their own, at its beginning."""
    box = grid.box(span, plot.y, plot.height)
    own = any(other != span and span[0] <= other[0] and other[1] <= span[1] for other, cells in row.curve if cells)
    return Box(box.x, box.y, 24, box.height) if own else box


def _axis(plot: Box, look: Look) -> Iterator[Words]:
    style = look.styles["axis"]
    for text, value, above in (("delighted", 2.0, True), ("neutral", 0.0, True), ("frustrated", -2.0, False)):
        paragraph = look.paragraph(text, "axis", plot.width)
        room = width(text, style.size, style.face) * RESERVE
        y = height_of(value, plot)
        top = y - style.leading - 1 if above else y + 1
        yield Words(Box(plot.x + look.pad, top, room, style.leading), (paragraph,), "Axis")


def _labels(points: Sequence[Felt], plot: Box, lowest: float, look: Look, taken: list[Box]) -> Iterator[Words]:
    """The figure of each point on the side where the curve is not; where no place is free it has none."""
    for number, point in enumerate(points):
        beside = [other.value for other in points[max(number - 1, 0) : number + 2]]
        role: Role = "label" if point.measured else "soft_label"
        if point.measured and point.value == lowest:
            role = "low_label"
        for box in _beside(point, plot, look, role, below_first=point.value < sum(beside) / len(beside)):
            if not any(overlap(box, other) for other in taken):
                taken.append(box)
                yield Words(box, (look.paragraph(point.name, role, box.width),), "Feeling", "middle")
                break


def _beside(point: Felt, plot: Box, look: Look, role: Role, *, below_first: bool) -> list[Box]:
    """Places for the figure of a point, the best first: next to it, then further off."""
    style = look.styles[role]
    room = width(point.name, style.size, style.face) * RESERVE + 1
    y = height_of(point.value, plot)
    tops = []
    for away in (7.0, 7 + style.leading):
        near = [y - away - style.leading, y + away]
        tops += near[::-1] if below_first else near
    boxes = [Box(point.x - room / 2, top, room, style.leading) for top in tops]
    return [box for box in boxes if box.y >= plot.y and box.bottom <= plot.bottom]


def overlap(one: Box, other: Box, slack: float = 0.01) -> bool:
    """Whether two boxes have more than an edge in common."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > slack and down > slack


def _top(document: MapDocument, right: float, look: Look) -> tuple[float, list[Shape]]:
    """Title and badge, what the map describes, the legend; also where they end."""
    badges, badge_width = badge_shapes(document, Point(right, look.margin), look)
    room = right - look.margin - (badge_width + 30 if badge_width else 0)
    texts: list[tuple[str, Role]] = [(quoted(document.title), "title")]
    title = plain(texts, "Title", room, look)
    more: list[tuple[str, Role]] = [(meta(document), "meta"), (context(document), "meta")]
    about = plain(more, "About", right - look.margin, look)
    shapes, top = stacked((title,), Point(look.margin, look.margin), look)
    top = max([top, *(shape.box.bottom for shape in badges if isinstance(shape, Frame))]) + 4
    below, top = stacked((about,), Point(look.margin, top), look)
    top += 12
    line = Rule(Point(look.margin, top), Point(right, top), "heavy")
    keys, top = legend(document, Box(look.margin, top + 10, right - look.margin, 0), look)
    return top + 10, [*shapes, *badges, *below, line, *keys]


def badge_shapes(document: MapDocument, corner: Point, look: Look) -> tuple[list[Shape], float]:
    """The badge with its upper right corner at `corner`, and its width; nothing without data."""
    text = badge(document)
    if not text:
        return [], 0.0
    role: Role = "badge" if document.simulated else "data"
    style = look.styles[role]
    room = min(width(text, style.size, style.face) * RESERVE + 1, 420.0)
    paragraph: Paragraph = look.paragraph(text, role, room)
    box = Box(corner.x - room - 24, corner.y, room + 24, paragraph.height + 12)
    words = Words(Box(box.x + 12, box.y + 6, room, paragraph.height), (paragraph,), "Data", "middle")
    return [Frame(box, "badge"), words], box.width


def _remarks(document: MapDocument, right: float, look: Look) -> list[Block]:
    return [plain([(text, "remark")], "Remark", right - look.margin, look) for text in remarks(document)]
