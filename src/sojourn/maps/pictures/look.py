"""How big things are: one look for a page, one for slides; and the colours of both."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sojourn.maps.pictures.shapes import Paragraph, Role
from sojourn.maps.pictures.text import Face, wrap

Tone = Literal["ink", "soft", "measured", "pain", "data"]

LEADING = 1.32
"""From one line to the next, in sizes of the face."""

PAPER, RAIL, LINE, STRONG_LINE = "#fcfbf8", "#ebe8e0", "#dedad0", "#c4bfb2"
INK, SOFT, MEASURED, RANGE = "#1b1c1e", "#585b61", "#0f6a66", "#d3e7e3"
PAIN, DATA, DATA_SOFT, ASSUMED = "#b4432b", "#7a5600", "#f6ecd2", "#767a81"
TONES: dict[Tone, str] = {"ink": INK, "soft": SOFT, "measured": MEASURED, "pain": PAIN, "data": DATA}


class Style(Struct, frozen=True):
    """Size, face and tone of a role."""

    size: float
    face: Face = "sans"
    tone: Tone = "ink"

    @property
    def leading(self) -> float:
        """The height of a line."""
        return self.size * LEADING


class Look(Struct, frozen=True):
    """Sizes of a picture. `column` is the least and the greatest width of a column, `head` that of the lanes' names.

    `plot` is the height of the curve, `pad` the space around words, `most` how many lines of one text are shown
    (None: all); what is left out is in the notes, and said.
    """

    styles: dict[Role, Style]
    column: tuple[float, float]
    head: float
    margin: float
    plot: float
    pad: float
    gap: float
    most: int | None = None

    def paragraph(self, text: str, role: Role, room: float) -> Paragraph:
        """The text wrapped to `room`; shortened where the look says so, and then it says that it is."""
        style = self.styles[role]
        lines = wrap(text, room, style.size, style.face)
        if self.most and len(lines) > self.most:
            more = wrap("… (all of it in the notes)", room, style.size, style.face)
            lines = (*lines[: max(1, self.most - len(more))], *more)
        return Paragraph(role, lines, len(lines) * style.leading)


def _styles(title: float, meta: float, stage: float, text: float, small: float) -> dict[Role, Style]:
    return {
        "title": Style(title, "serif bold"),
        "badge": Style(text * 1.55, "sans bold", "data"),
        "data": Style(text, "sans bold", "data"),
        "meta": Style(meta, "sans", "soft"),
        "stage": Style(stage, "serif bold"),
        "step": Style(text, "sans bold"),
        "reach": Style(text * 1.2, "sans bold"),
        "lane": Style((text + small) / 2, "sans bold"),
        "note": Style(small, "sans", "soft"),
        "text": Style(text),
        "strong": Style(text, "sans bold"),
        "quote": Style(text * 1.06, "serif italic"),
        "figure": Style((text + small) / 2),
        "aside": Style(text, "sans bold"),
        "remark": Style(small, "sans", "soft"),
        "axis": Style(small, "sans", "soft"),
        "label": Style(small, "sans bold"),
        "low_label": Style(small, "sans bold", "pain"),
        "soft_label": Style(small, "sans", "soft"),
        "line": Style(small, "sans bold", "soft"),
    }


PAGE = Look(_styles(28, 13, 16, 13, 11), column=(156, 220), head=148, margin=40, plot=168, pad=10, gap=9)
SLIDE = Look(_styles(20, 14, 13, 10.5, 10), column=(144, 270), head=104, margin=30, plot=118, pad=7, gap=6, most=12)
