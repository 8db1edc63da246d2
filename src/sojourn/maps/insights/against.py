"""Version against version: two maps measured on the same log, each on its own journeys, and what differs."""

from __future__ import annotations

from sojourn.documents.ids import slug
from sojourn.documents.map import MapDocument
from sojourn.documents.versions import MapChange, difference
from sojourn.insights.words import capitalised
from sojourn.maps.insights.chapters import Behind, Chapter, Insight, Listing
from sojourn.maps.words import count, counted, ended

MOST = 12
APART = "Their likely ranges do not touch; what caused it is not tested."
COUNTED = "Those whom each version counts, each for itself."
RANGED = "That of each version’s own figure; the two do not touch."
BOTH = "Both versions were measured now, on the same log, each on the journeys that it says it is about."


def chapter_of(old: MapDocument, new: MapDocument) -> Chapter:
    """What differs between two measured maps: figures that are clearly apart first, then everything else, folded."""
    changes = difference(old, new).changes
    figures = [one for one in changes if one.what == "measured" and one.before and one.after]
    apart = [one for one in figures if one.apart]
    others = [one for one in changes if one not in apart]
    differ = "differs" if len(figures) == 1 else "differ"
    lead = f"{counted(len(figures), 'figure')} of both versions {differ}: {_many(len(apart))} beyond the likely ranges."
    if not figures:
        lead = "No figure that both versions have differs."
    insights = tuple(_insight(number, one) for number, one in enumerate(apart[:MOST]))
    rows = tuple((one.place or "The map", one.name, one.told()) for one in others)
    listing = Listing("What else differs", ("Where", "What", "How"), rows) if rows else None
    return Chapter("versions", f"{_called(old)} against {_called(new)}", lead, insights, listing, BOTH)


def _insight(number: int, one: MapChange) -> Insight:
    what = f", {one.field}" if one.field else ""
    return Insight(
        slug(f"version-{number}-{one.name}-{one.field}"),
        capitalised(one.name),
        ended(f"It went from {one.before} to {one.after}{what}"),
        remarks=(APART,),
        place=one.place,
        behind=Behind(COUNTED, RANGED, (("Lane", one.lane), ("Before", one.before or ""), ("After", one.after or ""))),
    )


def _called(document: MapDocument) -> str:
    """A version by its number; by its state where that tells more."""
    word = {"as-is": "Version", "to-be": "To be, version", "assumption": "Assumed, version"}[document.state]
    return f"{word} {document.version}"


def _many(number: int) -> str:
    return count(number) if number else "none"
