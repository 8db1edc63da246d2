"""A planned map beside what customers did: its own columns, with the four deviations as a lane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import numpy as np

from sojourn.documents.cells import Binding, Cell, Figure, Worth
from sojourn.documents.ids import slug
from sojourn.documents.map import Lane, MapDocument
from sojourn.estimates import Estimate
from sojourn.insights.conformance import Conformance, Deviation, conformance
from sojourn.insights.conformance.telling import not_in_log
from sojourn.insights.words import robustness_word, within
from sojourn.maps import words
from sojourn.maps.counting import count
from sojourn.maps.measuring.look import Look
from sojourn.maps.measuring.timelines import Timeline, whole_journeys
from sojourn.maps.page.shown import Shown
from sojourn.maps.views import population

SAID: Mapping[str, tuple[str, str]] = {
    "missing": ("Left out", "leave out “{}”"),
    "out_of_order": ("Out of order", "come to “{}” out of order"),
    "failed": ("Failed", "meet a failure at “{}”"),
    "extra": ("Not planned", "come to “{}”, which is not planned"),
}
AGAIN = ("Again", "come to “{}” again, which is not planned")
CHANGED = {"up": "More often lately.", "down": "Less often lately."}
LEAST, MOST_EXTRA, JOURNEYS, FINDINGS = 0.01, 6, 3, 3
"""Deviations of fewer than this share are left out; so many touchpoints that were not planned are shown at the most,
journeys behind each, and deviations as findings."""
PERIOD = "month"


def planned_view(plan: MapDocument, look: Look, effects: bool = False) -> Shown:
    """The view "planned": the map as it was designed, how many came to each step, and who strayed from it how.

    With `effects` also what straying is associated with, where that stands out.

    Shares are of the journeys that the plan says it is about (`scope`), or of customers. Of whole histories there is no
    trend: who came later has had less time to stray.
    """
    look = look.scoped(plan.scope)
    compares = look.units.unit == "journey"
    found = conformance(look.units, plan, look.calendar, PERIOD if compares else None, effects)
    people = population(look)
    cells, journeys = _deviations(found, look)
    cells = _added(_not_in_log(found), cells)
    extra = _extras(found, look, plan, journeys)
    lanes = (
        Lane("planned-reach", "reach", "Step", "who reach it", cells=_reached(found, look)),
        Lane("planned-deviations", "deviations", "Planned against actual", "share of all", cells=_added(cells, extra)),
        *(lane for lane in plan.lanes if lane.kind != "reach"),
    )
    document = msgspec.structs.replace(plan, lanes=lanes, columns=plan.columns or "steps")
    return Shown(document, journeys, None, people, side="planned")


def _reached(found: Conformance, look: Look) -> dict[str, tuple[Cell, ...]]:
    return {
        step.id: (Cell("", f"planned-reach-{step.id}", "measured", measured=_figure(
            step.reached, step.share, step.customers, found, look)),)
        for step in found.steps
    }  # fmt: skip


def _not_in_log(found: Conformance) -> dict[str, tuple[Cell, ...]]:
    """The planned steps that could not be looked for: before anything else, people must know that."""
    return {
        step.step: (Cell("Not in the log", slug(f"not-in-log-{step.step}"), kind="finding", note=not_in_log(step)),)
        for step in found.missing_in_log
    }


def _deviations(found: Conformance, look: Look) -> tuple[dict[str, tuple[Cell, ...]], dict[str, tuple[Timeline, ...]]]:
    """By planned step the ways in which customers strayed there, the most frequent first."""
    cells: dict[str, tuple[Cell, ...]] = {}
    journeys: dict[str, tuple[Timeline, ...]] = {}
    told = [one for one in found.deviations if one.step is not None and one.share.value >= LEAST]
    ranked = sorted(told, key=lambda one: -one.units)
    findings = [one for one in ranked if not _few(one.customers, found.customers, look)][:FINDINGS]
    for deviation in ranked:
        cell = _cell(deviation, found, look, finding=deviation in findings)
        cells[str(deviation.step)] = (*cells.get(str(deviation.step), ()), cell)
        journeys[cell.id] = _behind(found, deviation, look)
    return cells, journeys


def _extras(
    found: Conformance, look: Look, plan: MapDocument, journeys: dict[str, tuple[Timeline, ...]]
) -> dict[str, tuple[Cell, ...]]:
    """Touchpoints that the plan does not have, at the phase of the stage in which customers meet them.

    One that only a few meet, or all but a few, is not even named.
    """
    cells: dict[str, tuple[Cell, ...]] = {}
    places = {phase.stage or phase.id: phase.id for phase in plan.phases}
    stages = _stages(look)
    told = [
        one
        for one in found.deviations
        if one.step is None and one.share.value >= LEAST and not _few(one.customers, found.customers, look)
    ]
    for deviation in sorted(told, key=lambda one: -one.units)[:MOST_EXTRA]:
        cell = _cell(deviation, found, look)
        place = places.get(stages.get(deviation.name, ""), plan.phases[-1].id)
        cells[place] = (*cells.get(place, ()), cell)
        journeys[cell.id] = _behind(found, deviation, look)
    return cells


def _cell(deviation: Deviation, found: Conformance, look: Look, finding: bool = False) -> Cell:
    title, says = AGAIN if deviation.kind == "extra" and deviation.step else SAID[deviation.kind]
    notes = tuple(_trend(deviation, look))
    figure = _figure(deviation.units, deviation.share, deviation.customers, found, look, notes)
    return Cell(
        title if deviation.step else f"{title}: {deviation.name}",
        slug(f"deviation-{deviation.kind}-{deviation.step or deviation.name}"),
        "measured",
        binding=Binding("deviation", of=f"{found.unit}s", says=says.format(deviation.name)),
        measured=figure,
        worth=None if figure.hidden else _worth(deviation, found.outcome),
        kind="finding" if finding else None,
        note=None if figure.hidden else CHANGED.get(deviation.change),
    )


def _worth(deviation: Deviation, outcome: str | None) -> Worth | None:
    """What a deviation is associated with; only where it stands out among all that were looked at."""
    effect = deviation.effect
    if effect is None or outcome is None or not deviation.clear:
        return None
    estimate = effect.estimate
    return Worth(
        outcome=f"come to {outcome} afterwards",
        met=effect.outcome_exposed,
        comparable=within(effect.outcome_comparable),
        effect=estimate.value,
        low=estimate.low,
        high=estimate.high,
        robustness=robustness_word(effect.robustness),
        k=effect.robustness,
        notes=(f"What is compared: {deviation.compared.rstrip(',')}.", *((effect.note,) if effect.note else ())),
    )


def _figure(
    units: int, share: Estimate, customers: int, found: Conformance, look: Look, notes: tuple[str, ...] = ()
) -> Figure:
    """A share of units; hidden where a few customers are behind it, or all but a few."""
    of = f"{found.unit}s"
    first, last = look.period or (None, None)
    if _few(customers, found.customers, look):
        minimum = look.settings.minimum_cell
        return Figure(of=of, hidden=minimum, first=first, last=last, data_up_to=look.data_up_to)
    return Figure(
        value=share.value, low=share.low, high=share.high, n=share.n, of=of, count=units, open=0, customers=customers,
        method=share.method, first=first, last=last, data_up_to=look.data_up_to, notes=notes,
    )  # fmt: skip


def _few(customers: int, everyone: int, look: Look) -> bool:
    """Whether a figure of some customers of everyone tells about a few: these, or the others."""
    return look.is_few(customers, everyone - customers)


def _trend(deviation: Deviation, look: Look) -> Iterable[str]:
    """The share in each month that is over."""
    told = [
        f"{point.start:%b %Y} {words.short_percent(point.share)}"
        for point in deviation.trend
        if not point.open and point.n >= words.FEW and not _few(point.customers, point.people, look)
    ]
    if len(told) > 1:
        yield f"By month: {', '.join(told)}."


def _behind(found: Conformance, deviation: Deviation, look: Look) -> tuple[Timeline, ...]:
    """A few journeys that deviate so; none where the figure is hidden."""
    if _few(deviation.customers, found.customers, look):
        return ()
    return whole_journeys(look, found.behind(deviation, JOURNEYS))


def _stages(look: Look) -> dict[str, str]:
    """The stage in which most customers meet each touchpoint."""
    met, names = count(look.units).met, look.units.names("stage")
    most = np.argmax(met, axis=0)
    return {name: names[most[t]] for t, name in enumerate(look.units.names("touchpoint"))}


def _added(one: dict[str, tuple[Cell, ...]], other: dict[str, tuple[Cell, ...]]) -> dict[str, tuple[Cell, ...]]:
    return {place: (*one.get(place, ()), *other.get(place, ())) for place in dict.fromkeys((*one, *other))}
