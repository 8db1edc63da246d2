"""Pain points and strengths on the map: a cell at the touchpoint where customers meet each, and a chapter below."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import isnan
from typing import TYPE_CHECKING

import msgspec

from sojourn.documents.cells import Binding, Cell, Figure, Worth
from sojourn.documents.figures import known
from sojourn.documents.ids import slug
from sojourn.documents.map import MapDocument
from sojourn.insights.words import capitalised
from sojourn.maps.insights.chapters import Behind, Chapter, Insight, Listing
from sojourn.maps.insights.evidence import timelines_of
from sojourn.maps.insights.placing import place_of, title_of
from sojourn.maps.measuring.comments import names_somebody
from sojourn.maps.measuring.look import Look
from sojourn.maps.ranging import range_of
from sojourn.maps.words import counted, percent
from sojourn.maps.worth_words import LEAVING, ROBUST, amount, effect_line, ends, leaving_line, worth_lines

if TYPE_CHECKING:
    from sojourn.insights.pain_points import PainPoint, PainPoints

PAIN_POINT, STRENGTH = "pain_point", "strength"
"""What the binding of such a cell measures; its option `id` is the id of the pain point or strength."""
JOURNEYS, QUOTES, MOST = 3, 2, 12
SAME: dict[str, tuple[str, ...]] = {
    "drop_off": ("Lost after",),
    "rework": ("Calling twice",),
    "error": ("Problems",),
    "channel_switch": ("Calling after",),
    "bad_score": ("Rated low",),
    "good_score": ("Rated well",),
}
"""By kind: how the untested entries begin that say the same of a touchpoint."""
NO_RESULT, NOTHING_FOUND = ":no result", "Searches that find nothing"
"""How the ids of searches without a result end, and what the untested entry is called that says the same."""
HELD = (
    "Customers who reached the same step in the same month and met nothing of the kind, weighed so that they are alike "
    "in all that was known of them before: what they had done, where they came from, how they had rated."
)
WORTH = (
    "The difference, times how many meet it in a month, times what the outcome is worth; drawn towards zero by how "
    "unsure it is. What several pain points have in common is counted once in the sum, never twice."
)
UNPROVEN = (
    "Nobody was assigned by chance, so this is no proof. An experiment, or a change with a clear before, could be."
)


def possible(found: PainPoints, confirmed: Collection[str] = ()) -> tuple[PainPoint, ...]:
    """The rows whose effect can be: a share cannot change by more than all of it. A test makes one `confirmed`."""
    rows = (row for row in found.rows if isnan(row.effect.value) or abs(row.effect.value) <= 1)
    return tuple(msgspec.structs.replace(row, status="confirmed") if row.id in confirmed else row for row in rows)


def cells_of(
    document: MapDocument, found: PainPoints, look: Look, measure: str, confirmed: Collection[str] = ()
) -> list[tuple[str, Cell]]:
    """A cell for each pain point, at its place; those without a place on the map stand in the chapter alone."""
    placed = ((place_of(document, row.touchpoint, row.stage), row) for row in possible(found, confirmed)[:MOST])
    return [(place, _cell(row, found, look, measure)) for place, row in placed if place]


def cell_id(name: str, measure: str = PAIN_POINT) -> str:
    """The id of the cell of a pain point or strength of an id, the same in every draft."""
    return slug(f"{'pain' if measure == PAIN_POINT else 'gain'}-{name}")


def replaced(document: MapDocument, rows: Sequence[PainPoint]) -> MapDocument:
    """The map without the untested entries of which a tested one says the same."""
    gone = {(place_of(document, row.touchpoint, row.stage), words) for row in rows for words in _same(row)}

    def kept(place: str, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(cell for cell in cells if not _says(cell, place, gone))

    lanes = tuple(
        msgspec.structs.replace(lane, cells={place: kept(place, cells) for place, cells in lane.cells.items()})
        if lane.kind in ("pain_points", "gains")
        else lane
        for lane in document.lanes
    )
    return msgspec.structs.replace(document, lanes=lanes)


def _same(row: PainPoint) -> tuple[str, ...]:
    return (*SAME.get(row.kind, ()), *((NOTHING_FOUND,) if row.id.endswith(NO_RESULT) else ()))


def _says(cell: Cell, place: str, gone: Collection[tuple[str, str]]) -> bool:
    untested = cell.worth is None and (cell.status == "possible" or cell.text.startswith("Rated well"))
    return untested and any(place == where and cell.text.startswith(words) for where, words in gone)


def _cell(row: PainPoint, found: PainPoints, look: Look, measure: str) -> Cell:
    first, last = look.period or (None, None)
    figure = Figure(
        value=row.share.value, low=row.share.low, high=row.share.high, n=row.reached, of=_unit(look, found),
        count=row.exposed, customers=len(found.customers(row.id)), method=row.share.method, first=first, last=last,
        data_up_to=look.data_up_to,
    )  # fmt: skip
    binding = Binding(measure, of=figure.of, options={"id": row.id, "outcome": row.outcome})
    worth = worth_of(row, outcome_words(look, row.outcome))
    cell = Cell(row.title, cell_id(row.id, measure), "measured", binding=binding, measured=figure, kind=row.kind)
    hidden = look.is_few(figure.customers or 0)
    if hidden:
        few = Figure(of=figure.of, hidden=look.settings.minimum_cell, data_up_to=look.data_up_to)
        return msgspec.structs.replace(cell, measured=few)
    return msgspec.structs.replace(cell, worth=worth)


def worth_of(row: PainPoint, outcome: str) -> Worth:
    """What goes with a pain point, as a map keeps it; figures that cannot be said are left out."""
    gain = row.monthly_gain
    return Worth(
        sentence=_said(row),
        outcome=outcome,
        met=known(max(0.0, row.outcome_exposed)),
        comparable=known(min(1.0, max(0.0, row.outcome_comparable))),
        effect=known(row.effect.value),
        low=known(row.effect.low),
        high=known(row.effect.high),
        robustness=row.robustness_word,
        k=known(row.robustness),
        gain=known(gain.value),
        gain_low=known(gain.low),
        gain_high=known(gain.high),
        currency=row.currency or None,
        status="confirmed" if row.status == "confirmed" else "associated",
        notes=row.notes,
    )


def outcome_words(look: Look, outcome: str) -> str:
    """What customers do who come to an outcome: "order", "come to “Loan approved”"."""
    orders = {look.units.names("event")[code] for code in look.units.manifest.roles.get("order", ())}
    return "order" if outcome in orders else f"come to “{outcome}”"


def chapter_of(
    document: MapDocument, found: PainPoints, look: Look, measure: str, confirmed: Collection[str] = ()
) -> Chapter:
    """What stands in the way, or what helps: the sentences first, then all that was looked at."""
    pains = measure == PAIN_POINT
    insights = tuple(_insight(document, row, found, look, measure) for row in possible(found, confirmed)[:MOST])
    return Chapter(
        "in-the-way" if pains else "helps",
        "What stands in the way" if pains else "What helps",
        _lead(found, look, pains),
        insights,
        _listing(found),
        "Associated, not proven: each is held to comparable customers, and what nobody measured may still explain it."
        if insights
        else "",
    )


def _lead(found: PainPoints, look: Look, pains: bool) -> str:
    tested = sum(not isnan(one.p) for one in found.tested)
    looked = f"{counted(tested, 'thing')} that could be tested"
    rows = possible(found)
    if not rows:
        nothing = "goes clearly with fewer" if pains else "goes clearly with more"
        return f"Of {looked}, none {nothing} who {outcome_words(look, found.outcome)}." if tested else (
            "Nothing could be tested: too few customers meet anything that might stand in the way." if pains else
            "Nothing could be tested: too few customers meet anything that might help."
        )  # fmt: skip
    many = counted(len(rows), "pain point" if pains else "strength")
    first = rows[0]
    lead = f"{capitalised(many)} among {looked}. The largest for certain: {first.title}."
    joint, worth = found.joint_gain, worth_of(first, outcome_words(look, found.outcome))
    if pains and len(rows) == len(found.rows) > 1 and not isnan(joint.value):
        return f"{lead} All together: about {amount(joint.value, worth)} a month{ends(joint.low, joint.high)}."
    return lead


def _insight(document: MapDocument, row: PainPoint, found: PainPoints, look: Look, measure: str) -> Insight:
    cell = _cell(row, found, look, measure)
    place = place_of(document, row.touchpoint, row.stage)
    if cell.worth is None:
        return Insight(cell.id, cell.text, "Hidden: it tells about too few customers.")
    lines, behind = worth_lines(cell, "gains"), behind_of(row, found, look)
    return Insight(
        id=cell.id if place else f"all-{cell.id}",
        title=cell.text,
        sentence=cell.worth.sentence,
        figure=f"{percent(row.share)} · {behind.counted}",
        remarks=lines,
        cell=cell.id if place else "",
        place=title_of(document, place),
        kind="pain" if measure == PAIN_POINT else "good",
        behind=behind,
    )


def behind_of(row: PainPoint, found: PainPoints, look: Look) -> Behind:
    """What the drawer of a pain point says: what it is held to, how it was worked out, journeys, quotes."""
    evidence = found.evidence(row.id, QUOTES + JOURNEYS)
    worth = worth_of(row, outcome_words(look, row.outcome))
    facts = [
        ("What goes with it", leaving_line(worth) if row.kind == LEAVING else effect_line(worth)),
        ("Held to", HELD),
        ("As counted", _naive(row)),
        ("Robustness", f"{row.robustness_word.capitalize()}. {ROBUST[row.robustness_word]}"),
        ("What it is worth", WORTH),
        ("No proof", UNPROVEN if row.status == "associated" else ""),
        *(("Bear in mind", note) for note in row.notes if not note.startswith("Robustness")),
    ]
    if row.overlaps:
        others = [other.title for other in found.rows if other.id in row.overlaps]
        facts.append(("Met together with", ", ".join(others)))
    customers = found.customers(row.id)
    quotes = [quote for quote in evidence.quotes if not names_somebody(quote)]
    return Behind(
        f"{row.exposed:,} of {row.reached:,} {_unit(look, found)}",
        range_of(row.effect),
        tuple((term, text) for term, text in facts if text),
        tuple((f"“{quote}”", "masked") for quote in quotes[:QUOTES]),
        timelines_of(look, evidence.customers[:JOURNEYS], row.touchpoint),
        len(customers),
    )


def _naive(row: PainPoint) -> str:
    """The bare difference, which is not the effect."""
    if isnan(row.naive.value):
        return ""
    points = f"{100 * row.naive.value:+.1f}".replace("-", "−")
    return (
        f"{points} points between those who meet it and all others; they differ in other ways too, so it is no effect."
    )


def _listing(found: PainPoints) -> Listing | None:
    """All that was looked at and is no pain point, with the reason: what most met first, what nobody met last."""
    left = sorted((one for one in found.tested if not one.found), key=lambda one: -one.exposed)
    rows = [(one.title, f"{one.exposed:,} of {one.reached:,}", one.why) for one in left if one.exposed]
    unmet = sum(not one.exposed for one in left)
    if unmet:
        rows.append((f"{unmet:,} more that could have been met", "nobody", "Nobody met it."))
    title = "What else was looked at, and why it is not here"
    return Listing(title, ("What", "Meet it", "Why not"), tuple(rows)) if rows else None


def _unit(look: Look, found: PainPoints) -> str:
    return "journeys" if found.journeys > found.customers_count or look.units.unit == "journey" else "customers"


def _said(row: PainPoint) -> str:
    """The first sentence, without the figures in brackets: those stand beside it."""
    first, _, _ = row.sentence.partition(" (")
    return first if first.endswith(".") else f"{first}."
