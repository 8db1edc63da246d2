"""What stands below a map: chapters of insights, each told in a sentence, with what lies behind it."""

from __future__ import annotations

from msgspec import Struct

from sojourn.maps.measuring.timelines import Timeline


class Behind(Struct, frozen=True):
    """What lies behind an insight, for the drawer: terms with texts, quotes with their sources, journeys.

    `counted` says of whom or what it tells, `ranged` how its likely range was worked out.
    """

    counted: str
    ranged: str
    facts: tuple[tuple[str, str], ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    journeys: tuple[Timeline, ...] = ()
    customers: int = 0


class Insight(Struct, frozen=True):
    """One insight: a title, a sentence without jargon, the figure it rests on, what to bear in mind.

    `cell` is the id of the cell of the map that says the same, if any; `place` where it is on the map; `kind` colours
    it: "pain", "good" or "". Something lies `behind` it wherever anything was counted.
    """

    id: str
    title: str
    sentence: str
    figure: str = ""
    remarks: tuple[str, ...] = ()
    cell: str = ""
    place: str = ""
    kind: str = ""
    behind: Behind | None = None


class Listing(Struct, frozen=True):
    """A table that is folded away: all that was looked at, found or not."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Chapter(Struct, frozen=True):
    """A part of the report. `lead` says the most important in a sentence, `note` how to take all of it."""

    id: str
    title: str
    lead: str
    insights: tuple[Insight, ...] = ()
    listing: Listing | None = None
    note: str = ""
