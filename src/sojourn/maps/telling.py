"""A cell of a map in words: the sentence, its figure with the likely range, what to bear in mind, what it rests on.

Every format that shows a map shows these words, so that a page, a slide and a sheet cannot say different things.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from msgspec import Struct

from sojourn.documents.cells import UNASKED, Cell, Figure
from sojourn.documents.map import Lane
from sojourn.estimates import Estimate
from sojourn.insights.beliefs import verdict_of
from sojourn.insights.words import capitalised
from sojourn.maps import words
from sojourn.maps.measuring.found import FOUND
from sojourn.maps.words import count, counted, day, few, hidden
from sojourn.maps.worth_words import WORTHY, worth_lines, worth_sentence

PROVENANCE = {
    "measured": "Measured",
    "cited": "From research",
    "asserted": "Assumption",
    "inferred": "Estimated",
}
"""What a cell rests on, as pages say it."""

LISTS = ("reach", "touchpoints", "channels")
"""Lanes whose cells are a name and a share, without a sentence."""

POSSIBLE = "Possible pain point: cause and cost not tested"
NOT_MEASURED = "Not measured yet."
FOR_ALL = "Worked out for all customers over the whole period, not for this choice."
NO_ANSWERS = {"feeling": "Nobody was asked here. Add a survey or an assumption.", "comment": "No comments yet."}


class Told(Struct, frozen=True):
    """A cell in words; empty where there is nothing to say.

    `text` is a title, a quote or what somebody wrote, `sentence` what its figure says ("13 in 100 coupon mailings are
    redeemed"), `figure` the figure ("13.1 % (likely 11.9–14.3) · 759 of 5,804"), `short` the same for lists ("13 %"),
    `likely` its range alone ("likely 11.9–14.3"), `remarks` what to bear in mind, `source` what it rests on
    ("Assumption · workshop, 3 Nov 2026, Maria"). `width` is a share as 0..100. `verdict` is "confirmed", "contradicted"
    or "no data yet" for a belief, otherwise empty.
    """

    text: str = ""
    sentence: str = ""
    figure: str = ""
    short: str = ""
    likely: str = ""
    remarks: tuple[str, ...] = ()
    source: str = ""
    verdict: str = ""
    width: float | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, a line each."""
        return tuple(line for line in (self.text, self.sentence, self.figure, *self.remarks, self.source) if line)


def told(cell: Cell, lane: Lane) -> Told:
    """A cell in words."""
    if cell.binding is not None and cell.binding.measure == "comment":
        return _quote(cell)
    if cell.provenance == "asserted":
        return _believed(cell, lane)
    if cell.binding is not None and cell.binding.measure == "exposure":
        return Told(
            cell.text, sentence="Cannot tell.", remarks=cell.measured.notes if cell.measured else (NOT_MEASURED,)
        )
    said = Told(cell.text) if cell.measured is None else _said(cell, cell.measured, lane)
    if cell.worth is not None and lane.kind in WORTHY:
        return _worthy(said, cell, lane)
    if cell.measured is None and cell.binding is not None and cell.provenance in (None, "measured"):
        said = Told(cell.text, remarks=(FOR_ALL if cell.binding.measure in FOUND else NOT_MEASURED,))
    return _with_source(said, cell, lane)


def _believed(cell: Cell, lane: Lane) -> Told:
    """An assumption: what somebody wrote, what the data say of it, and who wrote it. It never looks measured."""
    verdict = verdict_of(cell)
    figure = cell.measured
    known = figure is not None and figure.value is not None and figure.hidden is None
    said = f"{verdict.status.capitalize()}: {verdict.reason}" if verdict.reason and cell.binding else ""
    if lane.kind in LISTS and known and figure is not None and verdict.status != "no data yet":
        said = f"{verdict.status.capitalize()}: {words.short_percent(estimate_of(figure))} of customers meet it here"
    source = source_of(cell)
    return Told(
        text=cell.text,
        figure=figure_text(figure) if known and figure is not None and verdict.status != "no data yet" else "",
        remarks=(said,) if said else (),
        source=source if said else f"{source} · {verdict.status}",
        verdict=verdict.status,
    )


def _worthy(said: Told, cell: Cell, lane: Lane) -> Told:
    """A cell with what goes with it and what that is worth."""
    hidden_figure = cell.measured is not None and cell.measured.hidden is not None
    if hidden_figure:
        return said
    few_behind = tuple(remark for remark in said.remarks if remark.startswith("Few "))
    return msgspec.structs.replace(
        said,
        sentence=worth_sentence(cell, lane.kind) or said.sentence,
        remarks=(*few_behind, *worth_lines(cell, lane.kind), *([cell.note] if cell.note else [])),
        source=source_of(cell),
    )


def _said(cell: Cell, figure: Figure, lane: Lane) -> Told:
    """A measured cell."""
    if figure.hidden is not None:
        return Told(cell.text, remarks=(hidden(figure.hidden),))
    if figure.of == UNASKED:
        return Told(cell.text, remarks=tuple(f"Cannot be measured: {note}" for note in figure.notes))
    if figure.value is None:
        nothing = NO_ANSWERS.get(cell.binding.measure if cell.binding else "", "")
        return Told(cell.text, remarks=(nothing or f"No {figure.of} here yet.",))
    return Told(
        text=cell.text,
        sentence="" if lane.kind in LISTS else sentence_of(cell, figure),
        figure=figure_text(figure),
        short=short_text(figure),
        likely=words.likely(estimate_of(figure)) if figure.scale == "share" else "",
        remarks=_remarks(figure, cell.binding.measure if cell.binding else "", lane),
        width=100 * figure.value if figure.scale == "share" else None,
    )


def _with_source(said: Told, cell: Cell, lane: Lane) -> Told:
    """What a cell rests on; a measured one rests on its figure, unless it is a pain point, untested as yet."""
    remarks = said.remarks
    if lane.kind == "pain_points" and cell.status == "possible":
        remarks = (*remarks, POSSIBLE)
    if lane.kind == "deviations" and cell.note:
        remarks = (*remarks, cell.note)
    if lane.kind in ("pain_points", "opportunities") and cell.owner:
        remarks = (*remarks, f"Owner: {cell.owner}")
    return msgspec.structs.replace(said, remarks=remarks, source=source_of(cell))


def source_of(cell: Cell) -> str:
    """For example "Assumption · workshop, 3 Nov 2026, Maria"; empty for a measured cell."""
    if cell.provenance in (None, "measured"):
        return ""
    where = ", ".join(part for part in (cell.source, cell.date and day(cell.date), cell.author) if part)
    return " · ".join(part for part in (PROVENANCE[cell.provenance], where) if part)


def _quote(cell: Cell) -> Told:
    """A customer's words, with how many say something like it."""
    figure = cell.measured
    if figure is None or figure.hidden is not None or not cell.text:
        minimum = figure.hidden if figure else None
        return Told(remarks=(hidden(minimum) if minimum else NO_ANSWERS["comment"],))
    alike = f"1 of {count(figure.count)} like it" if figure.count and figure.count > 1 else ""
    said = " · ".join(part for part in (cell.source or "", alike) if part)
    return Told(text=f"“{cell.text}”", figure=said)


def sentence_of(cell: Cell, figure: Figure) -> str:
    """For example "13 in 100 coupon mailings are redeemed"; empty where the cell does not say of what."""
    says = cell.binding.says if cell.binding else None
    if not says or figure.value is None:
        return ""
    if figure.scale == "share" and figure.count is not None:
        return words.share_sentence(estimate_of(figure), figure.count, figure.of, says)
    return capitalised(says)


def figure_text(figure: Figure) -> str:
    """For example "13.1 % (likely 11.9–14.3) · 759 of 5,804"."""
    estimate = estimate_of(figure)
    if figure.scale == "share":
        known = f"{count(figure.count)} of {count(figure.n)}" if figure.count is not None else ""
        return " · ".join(part for part in (words.interval(estimate), known) if part)
    n = counted(figure.n, words.singular(figure.of), figure.of)
    return f"{words.scaled_interval(estimate, figure.scale, figure.currency)} · {n}"


def short_text(figure: Figure) -> str:
    """For lists: "13 %"."""
    estimate = estimate_of(figure)
    if figure.scale == "share":
        return words.short_percent(estimate)
    return words.scaled(estimate.value, figure.scale, figure.currency)


def _remarks(figure: Figure, measure: str, lane: Lane) -> tuple[str, ...]:
    dated = lane.kind not in ("pain_points", "deviations")
    found = []
    if figure.n < words.FEW:
        found.append(few(figure.n, figure.of))
    tail = [f"Data up to {day(figure.data_up_to)}"] if figure.data_up_to and dated else []
    if figure.open:
        tail.append(running(figure, measure))
    found += [note for note in figure.notes if figure.scale == "money" and "were left out" in note]
    return (*found, " · ".join(tail)) if tail else tuple(found)


def running(figure: Figure, measure: str = "") -> str:
    """What is said of things that are not over: "785 still running, not counted"."""
    return f"{count(figure.open)} still running, {'counted as lost so far' if measure == 'loss' else 'not counted'}"


def estimate_of(figure: Figure) -> Estimate:
    """The figure as the number with its range that words are made of."""
    nan = float("nan")
    value, low, high = (nan if one is None else one for one in (figure.value, figure.low, figure.high))
    return Estimate(value, low, high, figure.n, figure.method)


def window_text(first: dt.date | None, last: dt.date | None) -> str:
    """For example "1 Jan 2025 – 31 Dec 2025"."""
    if first is None or last is None:
        return ""
    return day(first) if first == last else f"{day(first)} – {day(last)}"
