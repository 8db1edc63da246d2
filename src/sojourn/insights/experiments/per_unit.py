"""Measures that only make sense for each customer by itself: how often something happens, how much it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import numpy as np

from sojourn.engines.units import Units
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.journeys.view import View
from sojourn.measures.kpis import MEASURES, estimating
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.currencies import VALUES, currencies, valued
from sojourn.measures.kpis.records import Counting, Floats, Ints, Kpi, Records, joined, records
from sojourn.measures.kpis.steps import Given, events_of, picked
from sojourn.periods import parse_duration

NO_EVENT = '"{name}" needs an event. Give options: {{event: Order Completed}}.'


def count(units: Units, event: Given = None, within: str | timedelta | None = None) -> Counting:
    """Steps of each unit that are `event`, up to `within` after its first step; units younger than that are open."""
    return _of_events(units, "count", event, within, lambda view, at: np.ones(len(at)))


def value(
    units: Units, event: Given = None, within: str | timedelta | None = None, currency: str | None = None
) -> Counting:
    """The same for the sum of their values in one `currency`, without one that of most of these steps in the log.

    A step without a value, or with one in another currency, adds nothing.
    """
    if event is None:
        raise UsageError(NO_EVENT.format(name="value"))
    events = events_of(units, "", "event", event)

    money, others = currencies(units, lambda _, view: valued(view, picked(view, events).at), currency, VALUES)
    found = _of_events(units, "value", event, within, money.values)
    return found._replace(notes=found.notes + others)


def _of_events(
    units: Units, name: str, event: Given, within: str | timedelta | None, worth: Callable[[View, Ints], Floats]
) -> Counting:
    if event is None:
        raise UsageError(NO_EVENT.format(name=name))
    events = events_of(units, "", "event", event)
    limit = None if within is None else parse_duration(within)
    now = units.manifest.data_up_to or 0

    def counted(view: View, cells: Cells) -> Records:
        steps, begins = picked(view, events), view.steps["occurred_at"][view.begin]
        unit = np.searchsorted(view.begin, steps.at, side="right") - 1
        if limit is not None:
            soon = steps.time <= begins[unit] + limit
            steps = steps.take(soon)
        young = np.zeros(len(begins), np.bool_) if limit is None else now < begins + limit
        everybody = records(view.begin, view.customer, 0.0, 1.0 * ~young, young)
        return joined(records(steps.at, steps.customer, worth(view, steps.at), 0.0), everybody)

    return Counting(counted, estimating.ratio, notes=events.notes)


PER_UNIT: Mapping[str, Kpi] = {
    kpi.name: kpi
    for kpi in (
        Kpi("count", "How often it happens, for each customer: {event}.", "times", "higher", count),
        Kpi("value", "The sum of its values, for each customer: {event}.", "value", "higher", value),
    )
}
COMPARED: Mapping[str, Kpi] = {**MEASURES, **PER_UNIT}
"""Every measure that arms can be compared by, but those of waiting."""
ADDS_UP = (estimating.share, estimating.ratio, estimating.mean, estimating.points)


def counting_of(units: Units, name: str, options: Mapping[str, object]) -> tuple[Kpi, Counting]:
    """A measure that adds up over customers. Raises UnknownName, UsageError."""
    if name not in COMPARED:
        raise UnknownName(
            f'No measure is called "{name}".{did_you_mean(name, COMPARED)} There are: {", ".join(COMPARED)}.'
        )
    kpi = COMPARED[name]
    for option in options:
        if option not in kpi.options:
            near = did_you_mean(option, kpi.options)
            raise UsageError(f'"{name}" has no option "{option}".{near} It has: {", ".join(kpi.options)}.')
    found = kpi.count(units, **options)
    if found.estimate not in ADDS_UP:
        raise UsageError(
            f'"{name}" does not add up over customers: some still wait, or a model says it. Take a share, or "count".'
        )
    return kpi, found
