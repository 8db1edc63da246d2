"""What a picture is made of: boxes of words, frames, bars, rules, and the curve. No format, no figures, only places.

All lengths are in the unit of the sheet: pixels of an SVG, points of a slide. y grows downwards.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct

from sojourn.maps.pictures.text import Line

Role = Literal[
    "title", "badge", "data", "meta", "stage", "step", "reach", "lane", "note", "text", "strong", "quote", "figure",
    "aside", "remark", "axis", "label", "low_label", "soft_label", "line",
]  # fmt: skip
"""What words are for; a look gives each its size, face and tone."""

FrameKind = Literal["assumption", "pain", "possible", "badge"]
"""An assumption is framed by dashes; a pain point has a bar at its left, dotted where it is only possible."""

RuleKind = Literal["heavy", "grid", "faint", "blueprint", "zero"]
PathKind = Literal["measured", "assumed"]
DotKind = Literal["measured", "lowest", "assumed", "belief"]


class Point(NamedTuple):
    """A place on the sheet."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle on the sheet: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.y + self.height


class Paragraph(Struct, frozen=True):
    """Words of one role, wrapped."""

    role: Role
    lines: tuple[Line, ...]
    height: float

    @property
    def text(self) -> str:
        """The words as they were before they were wrapped."""
        return "".join(line.said for line in self.lines).strip()


class Words(Struct, frozen=True):
    """Paragraphs below each other in a box that holds them all; `name` says what the box is, for readers by ear."""

    box: Box
    paragraphs: tuple[Paragraph, ...]
    name: str = ""
    align: Literal["left", "middle", "right"] = "left"


class Frame(Struct, frozen=True):
    """What stands around words."""

    box: Box
    kind: FrameKind


class Bar(Struct, frozen=True):
    """A share as a bar: `share` is 0..1 of the box."""

    box: Box
    share: float
    name: str = ""


class Rule(Struct, frozen=True):
    """A straight line."""

    start: Point
    end: Point
    kind: RuleKind = "grid"


class Path(Struct, frozen=True):
    """A piece of the curve: through its points, with more between them so that straight pieces look round."""

    points: tuple[Point, ...]
    kind: PathKind
    name: str = ""


class Band(Struct, frozen=True):
    """The likely range around a piece of the curve: a closed outline."""

    points: tuple[Point, ...]


class Dot(Struct, frozen=True):
    """A point of the curve. `value` is what it stands for, -2..2."""

    at: Point
    kind: DotKind
    value: float
    name: str = ""


Shape = Words | Frame | Bar | Rule | Path | Band | Dot


class Sheet(Struct, frozen=True):
    """A picture or a slide: its shapes, in the order in which they are drawn; `notes` is what a speaker reads."""

    width: float
    height: float
    title: str
    shapes: tuple[Shape, ...]
    notes: tuple[str, ...] = ()
