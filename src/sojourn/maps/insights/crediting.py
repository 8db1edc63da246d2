"""Where customers had been before they reached the goal: a share of presence, and never called an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sojourn.documents.ids import slug
from sojourn.insights.words import as_title
from sojourn.maps.insights.chapters import Behind, Chapter, Insight, Listing
from sojourn.maps.ranging import range_of
from sojourn.maps.words import count, interval, likely, percent

if TYPE_CHECKING:
    from sojourn.insights.attribution import Attribution

MOST = 6
QUOTES = '"“”'
LEAST = 0.01
WORKED_OUT = (
    "All ways that customers took before the goal are put together as one chain of moves. A channel’s share is how "
    "many goals that chain would lose without it, set against what it would lose without each of the others."
)


def chapter_of(found: Attribution) -> Chapter | None:
    """The channels with the greatest share of presence; None where there is nothing to share out."""
    rows = [row for row in found.rows if row.share.value >= LEAST]
    if len(rows) < 2:
        return None
    goal = f"“{found.goal.strip(QUOTES)}”"
    lead = f"Before {count(found.conversions)} times {goal}, customers had most often been at {_name(rows[0].name)} "
    lead += f"and {_name(rows[1].name)}."
    insights = tuple(
        Insight(
            slug(f"presence-{row.name}"), as_title(row.name),
            f"Of where customers had been before {goal}, {percent(row.share)} was here.", likely(row.share),
            behind=Behind(
                f"{count(found.conversions)} times {goal}", range_of(row.share),
                (("How it was worked out", WORKED_OUT), ("What it is not", found.label)),
            ),
        )
        for row in rows[:MOST]
    )  # fmt: skip
    told = tuple((as_title(row.name), interval(row.share), f"{row.conversions.value:,.0f}") for row in found.rows)
    listing = Listing("All channels", ("Channel", "Share of presence", f"Of {count(found.conversions)}"), told)
    return Chapter("presence", "Where customers had been before", lead, insights, listing, found.label)


def _name(name: str) -> str:
    return f"“{name.replace('_', ' ')}”"
