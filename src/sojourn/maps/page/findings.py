"""Three findings as sentences, each borne out by one cell: the biggest loss, the lowest feeling, the biggest change.

Where pain points were tested, what costs most is one of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sojourn.documents.cells import Cell, Figure
from sojourn.documents.map import Lane, MapDocument
from sojourn.insights.beliefs import verdict_of
from sojourn.maps import words
from sojourn.maps.page.guarding import part_of, tells
from sojourn.maps.page.sankey import titled
from sojourn.maps.page.shown import Shown
from sojourn.maps.telling import estimate_of, figure_text, running, told
from sojourn.maps.words import FEW, count, counted, day, ended
from sojourn.maps.worth_words import worth_lines

CLEAR = 0.5
"""A change is worth a sentence where the gap between two ranges is at least half as wide as they are: many are looked
at, and the widest is told."""

MOST, COSTS = 3, "Costs most"
"""So many findings are told; what costs most, where that was tested, before the lowest feeling and the change."""
FEWEST_LOST = 10
"""So many must be lost at a place for it to be a headline."""
COMMON = 0.1
"""A path worth a sentence."""


class Finding(Struct, frozen=True):
    """A sentence: its `lead` is set in bold, `rest` follows; `cell` is the cell that bears it out."""

    label: str
    lead: str
    rest: str
    figure: str
    remark: str = ""
    cell: str = ""


def findings_of(shown: Shown) -> tuple[Finding, ...]:
    """What can be said; nothing is said that rests on few customers or answers."""
    document = shown.document
    pinned = [_pinned(lane, cell) for lane, _, cell in document.cells() if cell.kind == "finding"]
    pinned += [
        one for _, _, cell in document.cells() if cell.kind == "comparison" and (one := comparison(document, cell))
    ]
    document_alone = (_beliefs, _loss, _costliest, _lowest, _change, _most_met)
    found = [*(say(document) for say in document_alone), _coming(shown), _path(shown)]
    return (*pinned, *(finding for finding in found if finding))[:MOST]


def _known(document: MapDocument, *measures: str) -> Iterator[tuple[Lane, str, Cell, Figure]]:
    """Measured cells of some measures that rest on enough."""
    for lane, place, cell in document.cells():
        figure = cell.measured
        if cell.binding is None or cell.binding.measure not in measures or figure is None:
            continue
        behind = FEW if figure.count is not None or figure.customers is None else figure.customers
        if figure.value is not None and figure.n >= FEW and behind >= FEW:
            yield lane, place, cell, figure


def _costliest(document: MapDocument) -> Finding | None:
    """The pain point that costs most for certain, among those that were held to comparable customers."""
    tested = [
        (cell.worth.gain_low, cell)
        for lane, _, cell in document.cells()
        if lane.kind == "pain_points" and cell.worth is not None and cell.measured is not None and cell.measured.value
        and cell.worth.gain_low is not None
    ]  # fmt: skip
    if not tested:
        return None
    _, cell = max(tested, key=lambda one: (one[0], one[1].id))
    worth = cell.worth
    if worth is None or cell.measured is None:
        return None
    lines = worth_lines(cell, "gains")
    return Finding(
        COSTS,
        f"{cell.text}:",
        ended(f"{worth.sentence[:1].lower()}{worth.sentence[1:]}"),
        " · ".join(lines[1:2]),
        cell=cell.id,
    )


def _loss(document: MapDocument) -> Finding | None:
    """Where most orders are lost on the way to one; without such a way, the stage from which fewest go on."""
    lost = [(cell, figure) for _, _, cell, figure in _known(document, "loss") if (figure.count or 0) >= FEWEST_LOST]
    if lost:
        cell, figure = max(lost, key=lambda one: one[1].count or 0)
        name = cell.binding.options["after"] if cell.binding else ""
        lead = words.in_100(estimate_of(figure), figure.count or 0, words.singular(figure.of), figure.of)
        ends = "ends there" if figure.count == 1 or lead.startswith(("1 in 100 ", "Fewer")) else "end there"
        return Finding("Biggest loss", lead, f"that get to “{name}” {ends}, without an order.", figure_text(figure),
                       _up_to(figure, "loss"), cell.id)  # fmt: skip
    return _fewest_go_on(document)


def _fewest_go_on(document: MapDocument) -> Finding | None:
    going = [(place, cell, figure) for _, place, cell, figure in _known(document, "onward")]
    if not going:
        return None
    place, cell, figure = min(going, key=lambda one: one[2].value or 0)
    lead = words.in_100(estimate_of(figure), figure.count or 0, "customer")
    goes = "goes" if figure.count == 1 or lead.startswith(("1 in 100 ", "Fewer")) else "go"
    rest = f"who reach {_title(document, place)} {goes} on to a later stage."
    return Finding("Fewest go on", lead, rest, figure_text(figure), _up_to(figure), cell.id)


def _lowest(document: MapDocument) -> Finding | None:
    """Where customers rate lowest, by the kind of score of which most stages are rated.

    That is a stage, or a touchpoint that was found to be rated low: a stage may hide it in its mean.
    """
    rated = list(_known(document, "feeling"))
    felt = [one for one in rated if one[0].kind == "feelings"]
    kinds = [_kind(cell) for _, _, cell, _ in felt]
    if not kinds:
        return None
    kind = max(sorted(set(kinds)), key=kinds.count)
    points = [(place, cell, figure) for _, place, cell, figure in felt if _kind(cell) == kind]
    if len(points) < 2:
        return None
    low = [one[1:] for one in rated if one[0].kind == "pain_points" and _kind(one[2]) == kind]
    place, cell, figure = min((*points, *low), key=lambda one: (one[2].value or 0, one[0]))
    value = words.scaled(figure.value or 0, "feeling")
    noun = "steps" if document.by_step else "stages"
    clearly = "" if all(_above(other, figure) for _, _, other in points if other is not figure) else ", if not clearly"
    whole = any(one[2] is figure for one in points)
    among = f"the lowest of {len(points)} {noun}" if whole else f"lower than any of {len(points)} {noun}"
    rest = f"is rated {value} of ±2, {among}{clearly} ({words.SCORES.get(kind, kind)})."
    return Finding("Lowest feeling", _title(document, place), rest, figure_text(figure), _up_to(figure), cell.id)


def _beliefs(document: MapDocument) -> Finding | None:
    """How many of the beliefs that were put to the test are contradicted, and the first of them."""
    judged = [
        (cell, verdict_of(cell)) for _, _, cell in document.cells() if cell.provenance == "asserted" and cell.binding
    ]
    known = [(cell, verdict) for cell, verdict in judged if verdict.status != "no data yet"]
    if not known:
        return None
    wrong = [(cell, verdict) for cell, verdict in known if verdict.status == "contradicted"]
    are = "is" if len(wrong) == 1 else "are"
    lead = f"{len(wrong)} of {counted(len(known), 'tested belief')}" if wrong else "No belief that could be tested"
    first = wrong[0] if wrong else known[0]
    open_ones = sum(cell.provenance == "asserted" for _, _, cell in document.cells()) - len(known)
    said = f"“{first[0].text}”: {first[1].reason}" if wrong and first[0].text else first[1].reason if wrong else ""
    no_data = f"{counted(open_ones, 'assumption')} without data yet" if open_ones else ""
    return Finding("Beliefs", lead, f"{are if wrong else 'is'} contradicted by the data.",
                   " · ".join(part for part in (said, no_data) if part), "", first[0].id)  # fmt: skip


def _most_met(document: MapDocument) -> Finding | None:
    """The touchpoint that most customers come to."""
    met = [(place, cell, figure) for lane, place, cell, figure in _known(document, "reach")
           if lane.kind == "touchpoints" and figure.count]  # fmt: skip
    if not met:
        return None
    _, cell, figure = max(met, key=lambda one: (one[2].count or 0, one[1].text))
    lead = words.in_100(estimate_of(figure), figure.count or 0, "customer")
    comes = "comes" if lead.startswith(("1 in 100 ", "Fewer", "The one")) else "come"
    return Finding("Met most often", lead, f"{comes} to “{cell.text}”.", figure_text(figure), _up_to(figure), cell.id)


def _coming(shown: Shown) -> Finding | None:
    """How many come back in the month after their first."""
    average = shown.charts.retention.average if shown.charts else ()
    if len(average) < 2 or average[1].n < FEW:
        return None
    back = part_of(average[1])
    if tells(back, average[1].n, shown.population.minimum_cell if shown.population else 0):
        return None
    sentence = words.share_sentence(average[1], back, "customers", "come back in the month after their first")
    return Finding(
        "Coming back", "", f"{sentence}.", f"{words.interval(average[1])} · {count(back)} of {count(average[1].n)}"
    )


def _path(shown: Shown) -> Finding | None:
    """The most common path, where a tenth of customers take it."""
    rows = shown.charts.paths.rows if shown.charts else ()
    if not rows or rows[0].share.n < FEW or rows[0].share.value < COMMON:
        return None
    titles = {phase.stage or phase.id: phase.title for phase in shown.document.phases}
    path = " → ".join(titled(name, titles) for name in rows[0].path)
    unit = shown.charts.unit if shown.charts else "customer"
    lead = words.in_100(rows[0].share, rows[0].journeys, unit)
    return Finding("Most common path", lead, f"go this way: {path}.", words.interval(rows[0].share))


def _kind(cell: Cell) -> str:
    return str(cell.binding.options.get("score", "")) if cell.binding else ""


def _change(document: MapDocument) -> Finding | None:
    """The figure that changed most between the first and the last stretch of time, where their ranges are apart."""
    changed = [
        (cell, cell.measured)
        for _, _, cell in document.cells()
        if cell.measured and cell.measured.change and cell.measured.change.weight >= CLEAR
    ]
    if not changed:
        return None
    cell, figure = max(changed, key=lambda one: one[1].change.weight if one[1].change else 0)
    change = figure.change
    if change is None:
        return None
    before, after = (words.scaled_value(one, figure.scale, figure.currency) for one in (change.before, change.after))
    return Finding(
        "Biggest change", cell.text, f"went from {before} ({change.first}) to {after} ({change.last}).",
        f"{counted(change.n, words.singular(figure.of), figure.of)} in both", "what caused it is not tested",
        cell.id,
    )  # fmt: skip


def _pinned(lane: Lane, cell: Cell) -> Finding:
    """A cell that its document marks as a finding."""
    said = told(cell, lane)
    lead = said.sentence or cell.note or said.text
    return Finding(
        cell.text, ended(lead), "", said.figure, " · ".join(one for one in said.remarks if one != lead), cell.id
    )


def comparison(document: MapDocument, cell: Cell) -> Finding | None:
    """Which of the cells that a cell is about has the highest share, where its range lies above all others'."""
    compared = [
        (one, one.measured, one.measured.value)
        for _, _, one in document.cells()
        if one.id in cell.about and one.measured is not None and one.measured.value is not None
    ]
    if len(compared) < 2:
        return None
    ranked = sorted(compared, key=lambda one: -one[2])
    (best, figure, _), others = ranked[0], ranked[1:]
    beaten = [one for one in others if _above(figure, one[1])]
    lead = words.in_100(estimate_of(figure), figure.count or 0, words.singular(figure.of), figure.of)
    says = (best.binding.says if best.binding else None) or ""
    if len(beaten) < len(others):
        rest = f"{says}; between the highest there is no clear difference."
    else:
        rest = f"{says}, more than {_apart(others)}."
    return Finding(cell.text, lead, rest, figure_text(figure), _up_to(figure), best.id)


def _above(one: Figure, other: Figure) -> bool:
    return one.low is not None and other.high is not None and one.low > other.high


def _apart(others: list[tuple[Cell, Figure, float]]) -> str:
    """The others with their shares; whether there is a clear difference between them."""
    told = [f"{figure.of} ({words.percent(estimate_of(figure))})" for _, figure, _ in others]
    if len(others) == 2 and not _above(others[0][1], others[1][1]):
        return f"{told[0]} and {told[1]}, between which there is no clear difference"
    return words.listed(told)


def _title(document: MapDocument, place: str) -> str:
    return next((found.title for found in document.places() if found.id == place), place)


def _up_to(figure: Figure, measure: str = "") -> str:
    parts = [f"Data up to {day(figure.data_up_to)}"] if figure.data_up_to else []
    return " · ".join([*parts, *([running(figure, measure)] if figure.open else [])])
