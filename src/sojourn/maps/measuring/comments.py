"""What customers say at a place, in their own words: masked, typical ones, and how many say something like it."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from sojourn.engines.units import Units
from sojourn.feedback.masking import masked
from sojourn.feedback.typical import typical
from sojourn.journeys.view import View
from sojourn.maps.measuring.look import Look
from sojourn.measures.answers import about, answers

MOST = 2_000
"""Comments compared with one another; of more, those with the smallest hash of customer."""
QUOTED = 4
_CAPITAL = re.compile(r"(?<![.!?…:“\"'(\s])\s+[^\W\d_]*[A-ZÀ-Þ][^\W_]*")
_OWN = frozenset({"I", "I’m", "I'm", "I’d", "I'd", "I’ve", "I've", "I’ll", "I'll", "OK"})


class Quote(NamedTuple):
    """A masked comment: `source` says what kind and when ("Survey, March 2025"), `alike` how many are like it."""

    text: str
    source: str
    alike: int


class Comments(NamedTuple):
    """All comments of a place: how many, by how many customers, and a few typical ones."""

    n: int
    customers: int
    quotes: tuple[Quote, ...]


class _Said(NamedTuple):
    order: int
    text: int
    at: int
    channel: int
    who: tuple[int, int]


def comments(look: Look, units: Units, stage: str | None, touchpoint: str | None) -> Comments:
    """The comments about a place; quotes only from as many customers as the workspace's minimum,
    of which as many say something like it, and in which nothing had to be masked."""
    parts = units.collect(lambda view: _said(units, view, stage, touchpoint))
    said = sorted(one for p, part in enumerate(parts) for one in (s._replace(who=(p, s.who[1])) for s in part))
    people = len({one.who for one in said})
    if people < look.settings.minimum_cell:
        return Comments(len(said), people, ())
    names, channels = units.field("text").names, units.names("channel")
    masks = [(one, masked(str(names[one.text]))) for one in said[:MOST]]
    clean = [(one, text) for one, text in masks if text == names[one.text] and not names_somebody(text)]
    kept, texts = [one for one, _ in clean], [text for _, text in clean]
    quotes = [
        Quote(texts[found.index], _source(look, channels[kept[found.index].channel], kept[found.index].at), found.alike)
        for found in typical(texts, QUOTED)
        if found.alike >= look.settings.minimum_cell
    ]
    return Comments(len(said), people, tuple(quotes))


def names_somebody(text: str) -> bool:
    """Whether a comment may name somebody or something that masking has missed.

    A capital within a sentence, a number of three digits or more, or letters of a script without capitals, in which
    names cannot be told.
    """
    capitals = {word.strip().strip(".,!?;:") for word in _CAPITAL.findall(text)} - _OWN
    letters = [letter for letter in text if letter.isalpha()]
    caseless = any(letter.lower() == letter.upper() for letter in letters)
    return bool(capitals) or caseless or re.search(r"\d{3}", text) is not None


def _said(units: Units, view: View, stage: str | None, touchpoint: str | None) -> list[_Said]:
    found = answers(units, view)
    chosen = np.flatnonzero(about(units, found, stage, touchpoint) & (found.text > 0))
    at, customer = found.at[chosen], view.customer[found.unit[chosen]]
    columns = (
        view.customers.hash[customer], found.text[chosen], view.steps["occurred_at"][at],
        view.steps["channel"][at], customer,
    )  # fmt: skip
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [_Said(order, text, time, channel, (0, who)) for order, text, time, channel, who in rows]


def _source(look: Look, channel: str, at: int) -> str:
    """For example "Survey, March 2025": a day would tell more about one customer than a reader needs."""
    word = "Comment" if channel == "unknown" else channel.replace("_", " ").capitalize()
    return f"{word}, {look.day(at):%B %Y}"
