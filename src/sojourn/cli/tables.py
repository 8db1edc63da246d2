"""Aligned tables for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from unicodedata import combining, east_asian_width

from sojourn.cli.words import said

FIGURE = re.compile(r"-?[\d.,]* ?%?\*?|–")
MOST_ROWS = 50
WIDEST = 60


def table(
    headings: Sequence[str], rows: Sequence[Sequence[object]], most: int = MOST_ROWS, widest: int = WIDEST
) -> str:
    """Rows under their headings: words to the left, figures to the right; past `most` rows it says how many more."""
    if not rows:
        return "Nothing found."
    shown = [[_cut(said(cell), widest) for cell in row] for row in rows[:most]]
    right = [all(_is_figure(row[k]) for row in rows) for k in range(len(headings))]
    lines = [list(headings), *shown]
    widths = [max(_width(line[k]) for line in lines) for k in range(len(headings))]
    text = [
        "  ".join(_pad(cell, width, end) for cell, width, end in zip(line, widths, right, strict=True)).rstrip()
        for line in lines
    ]
    if len(rows) > most:
        text.append(f"... and {len(rows) - most:,} more: --json gives all.")
    return "\n".join(text)


def _is_figure(cell: object) -> bool:
    return not isinstance(cell, str | date) or (isinstance(cell, str) and FIGURE.fullmatch(cell) is not None)


def _cut(text: str, widest: int) -> str:
    return text if len(text) <= widest else f"{text[: widest - 1]}…"


def _pad(text: str, width: int, to_the_right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if to_the_right else text + space


def _width(text: str) -> int:
    """Columns of a terminal: wide letters take two, accents none."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(letter) else 1 + (east_asian_width(letter) in "WF") for letter in text)
