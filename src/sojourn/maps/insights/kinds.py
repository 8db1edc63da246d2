"""Kinds of customers: behavioural segments that the log shows, until people make them personas."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from sojourn.documents.ids import slug
from sojourn.insights.words import capitalised, percent
from sojourn.maps.insights.chapters import Behind, Chapter, Insight
from sojourn.maps.ranging import range_of
from sojourn.maps.words import counted, ended, interval

if TYPE_CHECKING:
    from sojourn.insights.personas import FoundPersona, FoundPersonas

STABLE = 0.6
"""Agreement between segments of resamples below which the page says that they are shaky."""
SHOWN = 5
"""Touchpoints of a typical way that are told at once."""
SHAKY = "In other samples of the same customers these segments come out differently: take them as a first idea."
KEEP = "Kept as personas (docs/how-to/personas-and-segments.md), readers of the map can choose among them."


def chapter_of(found: FoundPersonas, minimum: int) -> Chapter | None:
    """A segment each; None where there are not at least two, or one would tell about few."""
    rows = [row for row in found.rows if row.customers >= minimum]
    if len(rows) < 2:
        return None
    shaky = isnan(found.stability.value) or found.stability.value < STABLE
    lead = f"{counted(len(rows), 'behavioural segment')} among {counted(found.total, 'customer')}."
    return Chapter(
        "kinds", "Kinds of customers", capitalised(lead), tuple(map(_insight, rows)), None,
        " ".join(part for part in (ended(found.label), SHAKY if shaky else "", KEEP) if part),
    )  # fmt: skip


def _insight(row: FoundPersona) -> Insight:
    differs = [(_differs(one.kind, one.name), _shares(one.share.value, one.others.value)) for one in row.differs]
    facts = [
        ("Typical way", " → ".join(row.path)),
        *differs,
        ("How sure", f"On average a customer belongs here with a chance of {percent(row.certainty)}."),
    ]
    way = " → ".join(row.path[:SHOWN]) + (" → …" if len(row.path) > SHOWN else "")
    return Insight(
        slug(f"segment-{row.id}"),
        capitalised(row.name),
        ended(f"A typical way: {way}"),
        f"{interval(row.size)} · {counted(row.customers, 'customer')}",
        tuple(f"{term}: {text}" for term, text in differs[:2]),
        behind=Behind(
            f"{row.customers:,} of {counted(row.size.n, 'customer')}",
            range_of(row.size),
            tuple((term, text) for term, text in facts if text),
        ),
    )


def _shares(share: float, others: float) -> str:
    return f"{percent(share)} against {percent(others)} of the others"


def _differs(kind: str, name: str) -> str:
    return f"{'Goes' if kind == 'move' else 'Uses'} {name.replace(' > ', ' → ')}"
