"""Moments that matter, friction in finding information, and what plays a part from outside: sentences with evidence."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from sojourn.documents.ids import slug
from sojourn.documents.map import MapDocument
from sojourn.insights.words import as_title, capitalised
from sojourn.maps.insights.chapters import Behind, Chapter, Insight, Listing
from sojourn.maps.insights.placing import place_of, title_of
from sojourn.maps.ranging import range_of
from sojourn.maps.words import count, counted, ended, interval, listed, percent, scaled

if TYPE_CHECKING:
    from sojourn.insights.drivers import Driver
    from sojourn.insights.finding import Finding
    from sojourn.insights.finding.records import Friction
    from sojourn.insights.influences import Influences
    from sojourn.insights.moments import Moment, Moments

MOST = 6
WEIGHED = (
    "How much the outcome differs between those who come there and comparable ones, times how many come there, times "
    "how far it is from its best."
)
HELD = "Those who meet it are held to others who came as far in the same month and were alike in what was known before."
ALL_WHO_CAME = (
    "Those who go there next are held to all others who came as far in the same month and were alike in what was known "
    "before, also to those who stopped there: where it goes well, to have gone on at all may be part of that."
)
ASSOCIATED = "Associated, not proven: what nobody measured may still explain it."


def moments_chapter(document: MapDocument, found: Moments) -> Chapter | None:
    """The touchpoints that matter most, those first of which it is more than chance."""
    sure = [row for row in found.rows if row.found]
    if not found.rows:
        return None
    names = listed([f"“{row.touchpoint}”" for row in sure[:3]])
    lead = f"What goes most with “{found.outcome}”: {names}." if sure else (
        f"At none of {counted(len(found.rows), 'touchpoint')} does more than chance go with “{found.outcome}”."
    )  # fmt: skip
    rows = tuple(
        (str(row.rank), as_title(row.touchpoint), _ranks(row), _said(row, found.outcome)) for row in found.rows
    )
    insights = tuple(_moment(document, row, found.outcome) for row in sure[:MOST])
    listing = Listing("All touchpoints by how much they matter", ("Rank", "Touchpoint", "Likely rank", "Why"), rows)
    return Chapter("moments", "Moments that matter", lead, insights, listing, ASSOCIATED if sure else "")


def _moment(document: MapDocument, row: Moment, outcome: str) -> Insight:
    facts = (("How it was weighed", WEIGHED), ("Held to", ALL_WHO_CAME), ("Comes there", interval(row.reach)))
    return Insight(
        slug(f"moment-{row.touchpoint}"),
        as_title(row.touchpoint),
        _said(row, outcome),
        f"Rank {row.rank} ({_ranks(row)})",
        place=title_of(document, place_of(document, row.touchpoint, "")),
        kind="good" if row.effect.value > 0 else "pain",
        behind=Behind(counted(row.reach.n, "journey"), range_of(row.effect), facts),
    )


def _said(row: Moment, outcome: str) -> str:
    """How many come there, what goes with it, and how it is rated."""
    points, low, high = (scaled(100 * one, "points") for one in (row.effect.value, row.effect.low, row.effect.high))
    more = "more" if row.effect.value > 0 else "less"
    said = f"{percent(row.reach)} of journeys come there, and reach “{outcome}” {more} often than comparable ones"
    rated = "" if isnan(row.felt.value) else f" It is rated {scaled(row.felt.value, 'feeling')} of ±2."
    return f"{said}: {points} points (likely {low} to {high}).{rated}"


def _ranks(row: Moment) -> str:
    return f"likely {row.best}" if row.best == row.worst else f"likely {row.best} to {row.worst}"


def finding_chapter(found: Finding, minimum: int) -> Chapter | None:
    """Searches that find nothing and going round in circles for help; None where nobody searches or asks."""
    rows = [row for row in found.rows if row.customers >= minimum]
    if not rows:
        return None
    lead = f"{counted(found.searched, 'customer')} searched, {count(found.sought_help)} looked for help."
    insights = []
    for row in rows[:MOST]:
        where = [(as_title(one.touchpoint), interval(one.share)) for one in row.where if one.met >= minimum]
        facts = [("Held to", HELD if row.driver else ""), *((f"After {name}", share) for name, share in where)]
        driver = row.driver
        goes = () if driver is None or not driver.found else (ended(driver.sentence),)
        insights.append(
            Insight(
                slug(f"finding-{row.kind}"), as_title(row.kind), _alone(row), interval(row.share), goes,
                behind=Behind(
                    f"{row.customers:,} of {counted(row.share.n, 'customer')}", range_of(row.share),
                    tuple((term, text) for term, text in facts if text),
                ),
            )
        )  # fmt: skip
    return Chapter("finding", "Finding what they look for", capitalised(lead), tuple(insights))


def _alone(row: Friction) -> str:
    """What is met, without what goes with it: that is told beside it."""
    goes = row.driver.sentence if row.driver else ""
    return ended(row.sentence.replace(goes, "").strip() if goes else row.sentence)


def influences_chapter(found: Influences) -> Chapter | None:
    """Season, price, campaigns, how customers heard of us: what goes with the outcome, and what is not known."""
    tested = [row for row in found.rows if not row.why_not]
    silent = [kind for kind, names in found.looked_for.items() if not names]
    if not tested:
        return None
    sure = [row for row in tested if row.found]
    many = f"Of {counted(len(tested), 'influence')} from outside, {count(len(sure)) if sure else 'none'}"
    goes = "goes" if len(sure) < 2 else "go"
    lead = f"{many} clearly {goes} with more or fewer who reach “{found.outcome}”."
    unsaid = f"The log says nothing of: {listed(silent)}." if silent else ""
    note = " ".join(filter(None, (unsaid, *map(ended, found.notes))))
    listing = Listing(
        "All that was looked at", ("Kind", "What", "What goes with it"),
        tuple((as_title(row.kind), row.name, ended(row.why_not or row.sentence)) for row in found.rows),
    )  # fmt: skip
    return Chapter(
        "outside", "What plays a part from outside", lead, tuple(map(_influence, sure[:MOST])), listing, note
    )


def _influence(row: Driver) -> Insight:
    name = _spoken(row.name)
    return Insight(
        slug(f"influence-{row.kind}-{row.name}"),
        f"{as_title(row.kind)}: {name}",
        ended(row.sentence.replace(row.name, name)),
        f"{row.exposed:,} of {row.compared:,} journeys",
        behind=Behind(
            f"{row.exposed:,} of {counted(row.compared, 'journey')}",
            range_of(row.effect),
            (("Held to", HELD), ("No proof", ASSOCIATED)),
        ),
    )


def _spoken(name: str) -> str:
    return name.replace("_", " ")
