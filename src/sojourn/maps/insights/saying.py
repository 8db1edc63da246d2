"""What customers say: a curve of how their comments feel, and themes with what goes with speaking of them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, sqrt
from typing import TYPE_CHECKING

import msgspec

from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.ids import slug
from sojourn.documents.map import Lane, MapDocument
from sojourn.estimates import Estimate, unknown
from sojourn.insights.words import capitalised, robustness_word
from sojourn.maps.insights.chapters import Behind, Chapter, Insight, Listing
from sojourn.maps.insights.placing import place_of, title_of
from sojourn.maps.measuring.comments import names_somebody
from sojourn.maps.measuring.look import Look
from sojourn.maps.ranging import range_of
from sojourn.maps.words import counted, ended, interval, listed, scaled

if TYPE_CHECKING:
    from sojourn.feedback.records import Feedback, Place, Quote
    from sojourn.feedback.themes import Themes
    from sojourn.feedback.themes.records import Impact, Theme

SENTIMENT = "sentiment"
LANE = "feelings-comments"
NOTE = "estimated from their words"
MOST, QUOTES, WORDS = 8, 2, 6
HELD = (
    "Comments that speak of it are held to comparable ones that do not: of the same place and time, by like customers."
)
HELD_BARELY = "Comments that speak of it are held to others of the same time: nothing else is known to adjust by."
ASSOCIATED = "Associated, not proven."


def with_curve(document: MapDocument, found: Feedback, look: Look) -> MapDocument:
    """The map with a curve of comments, a curve of its own, where no score tells: the two are never mixed in one."""
    at_place: dict[str, list[Place]] = {}
    scored = _scored(document)
    exits = {phase.id for phase in document.phases if phase.exit}
    for one in found.places:
        where = place_of(document, one.touchpoint if document.by_step else "", one.stage)
        if where and where not in exits and where not in scored and one.sentiment.texts:
            at_place.setdefault(where, []).append(one)
    cells: dict[str, tuple[Cell, ...]] = {at: (_point(at, places, look),) for at, places in at_place.items()}
    if not cells:
        return document
    lane = Lane(LANE, "feelings", "Feelings (comments)", NOTE, cells=cells)
    others = [one for one in document.lanes if one.id != LANE]
    at = next((k + 1 for k, one in reversed(list(enumerate(others))) if one.kind == "feelings"), len(others))
    return msgspec.structs.replace(document, lanes=(*others[:at], lane, *others[at:]))


def _scored(document: MapDocument) -> set[str]:
    """Places at which a score tells how customers feel; with a phase also its steps."""
    felt = {
        place
        for lane in document.lanes_of("feelings")
        if lane.id != LANE
        for place, cells in lane.cells.items()
        if any(cell.measured is not None and cell.measured.n for cell in cells)
    }
    return felt | {step.id for phase in document.phases if phase.id in felt for step in phase.steps}


def _point(at: str, places: Sequence[Place], look: Look) -> Cell:
    felt = _joined([place.sentiment.feeling for place in places])
    people = sum(place.did for place in places)
    first, last = look.period or (None, None)
    figure = Figure(
        scale="feeling", value=felt.value, low=felt.low, high=felt.high, n=felt.n, of="comments", customers=people,
        asked=sum(place.could for place in places), method=felt.method, first=first, last=last,
        data_up_to=look.data_up_to,
    )  # fmt: skip
    if look.is_few(people) or isnan(felt.value):
        figure = Figure("feeling", of="comments", hidden=look.settings.minimum_cell, data_up_to=look.data_up_to)
    binding = Binding(SENTIMENT, of="comments", options={"places": [place.touchpoint for place in places]})
    return Cell("", slug(f"sentiment-{at}"), "measured", binding=binding, measured=figure)


def _joined(felt: Sequence[Estimate]) -> Estimate:
    """The mean over places by how many comments each has; their ranges add up in squares."""
    known = [one for one in felt if one.n and not isnan(one.value)]
    n = sum(one.n for one in known)
    if not n:
        return unknown("no comment")
    value = sum(one.n * one.value for one in known) / n
    half = sqrt(sum((one.n * _half(one)) ** 2 for one in known)) / n
    return Estimate(value, max(-2.0, value - half), min(2.0, value + half), n, known[0].method)


def _half(one: Estimate) -> float:
    """Half the width of a range; of a place with too few comments for one, half of the whole scale."""
    return 2.0 if isnan(one.low) else (one.high - one.low) / 2


def chapter_of(document: MapDocument, found: Themes, minimum: int) -> Chapter | None:
    """The themes most spoken of, those that people pinned first; None where nobody commented."""
    rows = [row for row in found.rows if row.customers >= minimum]
    if not found.texts:
        return None
    names = listed([f"“{row.name}”" for row in rows[:3]])
    lead = f"{counted(found.texts, 'comment')}. Most speak of {names}." if rows else (
        f"{counted(found.texts, 'comment')}; no theme is spoken of by enough customers to be shown."
    )  # fmt: skip
    listing = Listing(
        "All themes", ("Theme", "Share of comments", "Feeling", "Words"),
        tuple(
            (capitalised(row.name), interval(row.share), _feeling(row), ", ".join(row.words[:WORDS])) for row in rows
        ),
    )  # fmt: skip
    insights = tuple(_theme(document, row, minimum) for row in rows[:MOST])
    return Chapter("said", "What customers say", lead, insights, listing, " ".join(map(ended, found.notes)))


def _theme(document: MapDocument, row: Theme, minimum: int) -> Insight:
    spots = [spot for spot in row.touchpoints if spot.texts >= minimum]
    place = place_of(document, spots[0].touchpoint, "") if spots else ""
    told = [impact for impact in row.impacts if impact.sentence and not isnan(impact.effect.estimate.value)]
    facts = [("Words", ", ".join(row.words[:WORDS]))]
    facts += [("Where", ", ".join(f"{spot.touchpoint} ({spot.texts:,})" for spot in spots[:4]))]
    for impact in told:
        facts.append(
            (f"What goes with it ({impact.on})", f"{_bare(impact)} {_robust(impact.effect.robustness)}".strip())
        )
    held = HELD if any(impact.effect.adjusted for impact in told) else HELD_BARELY
    facts += [("Held to", held if told else ""), ("No proof", ASSOCIATED if told else "")]
    who = f"{counted(row.texts, 'comment')} of {counted(row.customers, 'customer')}"
    return Insight(
        slug(f"theme-{row.id}"),
        capitalised(row.name),
        f"{who} {'speaks' if row.texts == 1 else 'speak'} of it; the feeling is {_feeling(row)}.",
        interval(row.share),
        _remarks([impact for impact in told if impact.found][:2]),
        place=title_of(document, place),
        kind=_kind(row.sentiment.feeling),
        behind=Behind(
            who, range_of(row.share), tuple((term, text) for term, text in facts if text), _quotes(row.quotes, minimum)
        ),
    )


def _remarks(told: Sequence[Impact]) -> tuple[str, ...]:
    """What clearly goes with a theme (the rest stands in the drawer); that it is no proof is said once, at the end."""
    said = [_bare(impact) for impact in told]
    return (*said[:-1], f"{said[-1]} {ASSOCIATED}") if said else ()


def _bare(impact: Impact) -> str:
    """The sentence without the words that it is no proof."""
    return ended(impact.sentence.removesuffix(ASSOCIATED).rstrip())


def _quotes(quotes: Sequence[Quote], minimum: int) -> tuple[tuple[str, str], ...]:
    """Masked comments that enough others are like."""
    return tuple(
        (f"“{one.text}”", f"1 of {one.alike:,} like it")
        for one in quotes
        if one.alike >= minimum and not names_somebody(one.text)
    )[:QUOTES]


def _robust(k: float) -> str:
    return "" if isnan(k) else f"Robustness: {robustness_word(k)}."


def _feeling(row: Theme) -> str:
    value = row.sentiment.feeling.value
    return "not known" if isnan(value) else f"{scaled(value, 'feeling')} of ±2"


def _kind(felt: Estimate) -> str:
    """Red or green where the whole likely range is on one side of neutral."""
    return "pain" if felt.high < 0 else "good" if felt.low > 0 else ""
