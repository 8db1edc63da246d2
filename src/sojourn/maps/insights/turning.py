"""What is changing by itself: what was not as expected, and what is steadily rising or falling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sojourn.documents.ids import slug
from sojourn.documents.map import MapDocument
from sojourn.insights.trends.telling import called
from sojourn.insights.words import as_title, capitalised
from sojourn.maps.insights.chapters import Behind, Chapter, Insight, Listing
from sojourn.maps.insights.placing import place_of, title_of
from sojourn.maps.ranging import range_of
from sojourn.maps.words import counted, day, ended, listed

if TYPE_CHECKING:
    from sojourn.insights.trends import Drift, Odd, Trends

DRIFTS, ODD = 4, 4
CUSTOMERS = "customers"
WORKED_OUT = (
    "Each series was held to what its season, its slow trend and the period before let expect. A period counts that is "
    "farther off than chance explains, among all that were looked at; what made it so is not tested."
)


def chapter_of(document: MapDocument, found: Trends, minimum: int) -> Chapter | None:
    """The surest drifts, then the latest odd periods; None where no series could be looked at.

    A period of fewer customers than the `minimum` is not told.
    """
    tested = [one for one in found.series if not one.why_not]
    if not tested:
        return None
    drifts = [one for one in found.series if one.found]
    odd = _by_period([row for row in found.rows if row.measure != CUSTOMERS or not 0 < row.figure < minimum])
    insights = [_drift(document, one) for one in drifts[:DRIFTS]] + [_odd(document, rows) for rows in odd[:ODD]]
    said = f"{counted(len(tested), 'series', 'series')} looked at, {found.every} by {found.every}"
    lead = f"{said}. {_many(len(drifts), 'is', 'are')} steadily rising or falling."
    if odd:
        lead = f"{lead} {capitalised(counted(len(odd), found.every))} stood out."
    return Chapter("changing", "What is changing by itself", lead, tuple(insights), _listing(found), "")


def _many(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}" if number else f"None {one}"


def _by_period(rows: list[Odd]) -> list[list[Odd]]:
    """Odd series by period, the latest first; a period is one story, however many series tell it."""
    found: dict[object, list[Odd]] = {}
    for row in rows:
        found.setdefault(row.period, []).append(row)
    return list(found.values())


def _drift(document: MapDocument, one: Drift) -> Insight:
    place = _place(document, one.over, one.name)
    return Insight(
        slug(f"drift-{one.measure}-{one.over}-{one.name}"), _title(one.name, one.measure), ended(one.sentence),
        place=place,
        behind=Behind(
            counted(one.periods, "period"), range_of(one.change), (("How it was worked out", WORKED_OUT),)
        ),
    )  # fmt: skip


def _odd(document: MapDocument, rows: list[Odd]) -> Insight:
    first = rows[0]
    others = list(dict.fromkeys(_title(row.name) for row in rows[1:]))
    also = (f"Also: {listed(others[:4], max(len(others) - 4, 0))}",) if others else ()
    told = (("How it was worked out", WORKED_OUT), *(("Also", ended(row.sentence)) for row in rows[1:9]))
    return Insight(
        slug(f"odd-{first.measure}-{first.over}-{first.name}-{day(first.period)}"),
        f"{_title(first.name, first.measure)}, {day(first.period)}",
        ended(first.sentence),
        remarks=also,
        place=_place(document, first.over, first.name),
        kind="" if first.good is None else "good" if first.good else "pain",
        behind=Behind(counted(first.expected.n, "period"), range_of(first.expected), told),
    )


def _place(document: MapDocument, over: str, name: str) -> str:
    touchpoint, stage = (name if over == kind else "" for kind in ("touchpoint", "stage"))
    return title_of(document, place_of(document, touchpoint, stage)) if touchpoint or stage else ""


def _title(name: str, measure: str = CUSTOMERS) -> str:
    """Whom or what a series tells of, and which figure where it is not how many come."""
    whom = as_title(name) if name else "All customers"
    return whom if measure == CUSTOMERS else f"{whom}: {called(measure)}"


def _listing(found: Trends) -> Listing:
    """Every series, and where it is heading or why it was not looked at."""
    rows = tuple((_title(one.name), one.measure, ended(one.why_not or one.sentence)) for one in found.series)
    return Listing("All that was looked at", ("What", "Figure", "Where it is heading"), rows)
