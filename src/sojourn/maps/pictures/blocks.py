"""A cell as a block of words: wrapped, framed by what it rests on, with a bar where it is a share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane
from sojourn.maps.pictures.columns import Entry
from sojourn.maps.pictures.look import Look
from sojourn.maps.pictures.shapes import FrameKind, Paragraph, Role
from sojourn.maps.pictures.text import RESERVE, clean
from sojourn.maps.telling import LISTS, Told, told

BAR = 4.0
"""The height of a bar."""

MORE = "… (more in the notes)"

_ABSENT = {
    "thoughts": "No comments yet.",
    "voice": "No comments yet.",
    "needs": "Not known.",
    "feelings": "Nobody was asked here.",
    "pain_points": "None known.",
    "opportunities": "None yet.",
}
_INSETS: dict[FrameKind | None, tuple[float, float]] = {
    "assumption": (8.0, 6.0), "pain": (10.0, 1.0), "possible": (10.0, 1.0)
}  # fmt: skip
_WORDS = {"asserted": "Assumption", "cited": "From research", "inferred": "Estimated"}


class Block(Struct, frozen=True):
    """Words of one cell. `share` is 0..1 for a bar under the first of them; `room` is the width of the whole block.

    `aside` stands at the right of the first words. `full` are all its words: more than the paragraphs have, where the
    look shortens them. `bar_most` is the greatest width of a bar: bars of one row are of one length.
    """

    name: str
    paragraphs: tuple[Paragraph, ...]
    room: float
    frame: FrameKind | None = None
    share: float | None = None
    aside: Paragraph | None = None
    bar_most: float = inf
    full: tuple[str, ...] = ()

    @property
    def bar_room(self) -> float:
        """The width of a whole bar."""
        return min(self.words_room, self.bar_most)

    @property
    def inset(self) -> tuple[float, float]:
        """The space between frame and words: at the sides, above and below."""
        return _INSETS.get(self.frame, (0.0, 0.0))

    @property
    def words_room(self) -> float:
        """The width of the words: a bar stands at the left only, dashes at both sides."""
        return self.room - self.inset[0] * (2 if self.frame == "assumption" else 1)

    @property
    def aside_room(self) -> float:
        """The width of what stands at the right."""
        return self.aside.lines[0].width * RESERVE + 1 if self.aside else 0.0

    @property
    def bar(self) -> float:
        """The height of the bar with the space around it."""
        return 0.0 if self.share is None else BAR + 7

    @property
    def height(self) -> float:
        """The height of all of it."""
        return sum(paragraph.height for paragraph in self.paragraphs) + self.bar + 2 * self.inset[1]

    @property
    def cut(self) -> bool:
        """Whether it shows less than it says in full."""
        return tuple(paragraph.text for paragraph in self.paragraphs) != self.full

    def holding(self, texts: Iterable[tuple[str, Role]], look: Look) -> Block:
        """The block with these words below each other; empty ones are left out."""
        said = [(clean(text).replace("\n", " "), role) for text, role in texts]
        said = [(text, role) for text, role in said if text]
        aside = self.aside_room + 8 if self.aside else 0
        made = tuple(
            look.paragraph(text, role, self.words_room - (0 if number else aside))
            for number, (text, role) in enumerate(said)
        )
        return replace(self, paragraphs=made, full=tuple(text for text, _ in said))

    def fitted(self, height: float, look: Look) -> Block:
        """The block with as much as `height` holds, and a word that there is more, in the notes."""
        if self.height <= height or not self.paragraphs:
            return self
        more = look.paragraph(MORE, "remark", self.words_room)
        room = height - self.bar - 2 * self.inset[1] - more.height
        kept: list[Paragraph] = []
        for paragraph in self.paragraphs:
            leading = look.styles[paragraph.role].leading
            lines = paragraph.lines[: max(int(room / leading), 0 if kept else 1)]
            kept += [Paragraph(paragraph.role, lines, len(lines) * leading)] if lines else []
            room -= len(lines) * leading
            if len(lines) < len(paragraph.lines):
                break
        return replace(self, paragraphs=(*kept, more))


def block_of(entry: Entry, lane: Lane, where: str, room: float, look: Look, known: str = "") -> Block:
    """The block of a cell; `where` is the title of its column, `known` a remark that the heading makes for all."""
    said = told(entry.cell, lane)
    said = replace(said, remarks=tuple(remark for remark in said.remarks if remark != known))
    share = None if said.width is None or lane.kind not in LISTS else min(max(said.width / 100, 0.0), 1.0)
    aside = look.paragraph(said.short, "aside", room) if _listed(said, lane) and not entry.step else None
    empty = Block(f"{lane.title}, {where}", (), room, frame_of(entry.cell, lane), share, aside)
    return empty.holding(_parts(said, entry, lane), look)


def plain(texts: Iterable[tuple[str, Role]], name: str, room: float, look: Look) -> Block:
    """A block that is no cell: a heading, a remark."""
    return Block(name, (), room).holding(texts, look)


def absent(lane: Lane, room: float, look: Look) -> Block:
    """What stands where a lane has no cell; a lane without any cell says so."""
    known = "" if lane.state == "to-be" else _ABSENT.get(lane.kind, "")
    word = known or ("–" if any(lane.cells.values()) else "Nothing is known yet.")
    return plain([(word, "note")], f"{lane.title}, nothing", room, look)


def frame_of(cell: Cell, lane: Lane) -> FrameKind | None:
    """What stands around a cell: dashes around an assumption, a bar beside a pain point."""
    if basis(cell) == "asserted":
        return "assumption"
    if lane.kind != "pain_points":
        return None
    return "possible" if "possible" in (cell.kind, cell.status) else "pain"


def basis(cell: Cell) -> str:
    """What a cell rests on: "measured", "asserted", "cited", "inferred", or "" where nothing says so.

    A belief without a measured figure is an assumption, whether the cell says so or not.
    """
    if cell.provenance:
        return cell.provenance
    if cell.binding or cell.measured:
        return "measured"
    return "asserted" if cell.asserted is not None else ""


def basis_word(cell: Cell, said: Told) -> str:
    """The word for what a cell rests on, where its own words do not have it."""
    word = _WORDS.get(basis(cell), "")
    return "" if word.casefold() in " ".join(said.lines).casefold() else word


def _parts(said: Told, entry: Entry, lane: Lane) -> Iterator[tuple[str, Role]]:
    """The words of a cell, each with its role, from top to bottom."""
    if entry.step:
        yield entry.step.title, "note"
    yield from _said(said, lane)
    yield basis_word(entry.cell, said), "remark"
    if said.verdict and said.verdict.casefold() not in " ".join(said.lines).casefold():
        yield said.verdict.capitalize(), "remark"


def _said(said: Told, lane: Lane) -> Iterator[tuple[str, Role]]:
    if lane.kind == "reach":
        yield said.short, "reach"
    else:
        yield said.text, _text_role(lane)
        yield said.sentence, "text"
    yield said.figure, "remark" if lane.kind in (*LISTS, "thoughts", "voice") else "figure"
    if lane.kind == "reach":
        yield said.text, "note"
        yield said.sentence, "note"
    for line in (*said.remarks, said.source):
        yield line, "remark"


def _listed(said: Told, lane: Lane) -> bool:
    """Whether the figure stands at the right of the name, as in a list."""
    return lane.kind in LISTS and lane.kind != "reach" and bool(said.text and said.short)


def _text_role(lane: Lane) -> Role:
    if lane.kind in ("thoughts", "voice"):
        return "quote"
    return "strong" if lane.kind in ("pain_points", "opportunities") else "text"
