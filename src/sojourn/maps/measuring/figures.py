"""The figure of a binding, and a few of the journeys behind it."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple

import msgspec
import numpy as np

from sojourn.documents.cells import Binding, Figure, Scale
from sojourn.errors import UnknownName, did_you_mean
from sojourn.estimates import Estimate
from sojourn.journeys.view import View
from sojourn.maps.measuring.look import Look
from sojourn.maps.measuring.timelines import Found, Timeline, found, sampled
from sojourn.measures.kpis import MEASURES
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Counting, Kpi, Records
from sojourn.measures.kpis.tabulating import kernel, merge, rows

SCALES: Mapping[str, Scale] = {
    "share": "share",
    "feeling": "feeling",
    "stars": "score",
    "seconds": "seconds",
    "currency": "money",
    "points": "points",
}
"""The scale of a figure by the unit of its measure; others are plain numbers."""

COUNTED: Mapping[str, str] = {
    "nps": "answers",
    "csat": "answers",
    "ces": "answers",
    "rating": "ratings",
    "feeling": "answers",
    "aov": "orders",
    "conversion": "journeys",
    "first_response_time": "tickets",
    "resolution_time": "tickets",
    "first_contact_resolution": "first contacts",
    "repeat_contact": "contacts",
    "forced_switch": "contacts",
    "response_rate": "surveys sent",
    "click_rate": "messages",
    "occurrence": "steps",
    "loss": "journeys",
}
"""What the n of a measure counts; customers elsewhere. A binding's `of` goes first."""

PLACED = ("stage", "touchpoint", "channel", "event")


class Bound(NamedTuple):
    """A binding's figure, the customers it counts, and a few journeys behind it."""

    figure: Figure
    journeys: tuple[Timeline, ...]


def bound(look: Look, binding: Binding, most: int = 0) -> Bound:
    """Measure a binding; with up to `most` journeys behind it. Raises UnknownName, UsageError, ConditionError.

    A figure about fewer customers than the workspace's minimum is hidden, and so is one about all but so few.
    """
    kpi = _kpi(binding.measure)
    units = look.bound(binding, tuple(name for name in PLACED if name not in kpi.options))
    counting = kpi.count(units, **options_of(kpi, binding, look))
    cells = Cells(units, look.calendar, None, ())

    def task(view: View) -> tuple[Any, Found, int]:
        made = counting.records(view, cells)
        hit = _behind(made)
        people = len(np.unique(made.customer[hit]))
        behind = found(view, made.customer[hit], made.at[hit], most)
        return kernel(view, counting._replace(records=lambda *_: made), cells), behind, people

    partials = units.collect(task)
    (row,) = rows(merge([partial for partial, _, _ in partials]), counting, cells)
    hits = sum(people for _, _, people in partials)
    figure = _figure(binding, kpi, counting, row.estimate, row.open_units, look)
    if _hides(figure, hits, look.settings.minimum_cell):
        return Bound(_hidden(figure, look.settings.minimum_cell), ())
    journeys = sampled(look, [behind for _, behind, _ in partials], most) if most else ()
    return Bound(msgspec.structs.replace(figure, customers=hits), journeys)


def _kpi(name: str) -> Kpi:
    if name not in MEASURES:
        raise UnknownName(f'No measure is called "{name}".{did_you_mean(name, MEASURES)} See docs/reference/maps.md.')
    return MEASURES[name]


def options_of(kpi: Kpi, binding: Binding, look: Look) -> dict[str, Any]:
    """A binding's place goes to measures that know places, by the name of their option."""
    given = dict(binding.options)
    for name in PLACED:
        word = getattr(binding, name)
        if word is not None and name in kpi.options:
            given.setdefault(name, word)
    if "currency" in kpi.options:
        given.setdefault("currency", look.settings.currency)
    return {name: value for name, value in given.items() if name in kpi.options}


def _behind(found: Records) -> Any:
    """Which records a figure speaks of: what counts in a share, and everything where values are averaged."""
    shares = np.isin(found.numerator, (0.0, 1.0)).all()
    return (found.numerator > 0) & ~found.open if shares else (found.denominator > 0)


def _figure(binding: Binding, kpi: Kpi, counting: Counting, estimate: Estimate, still_open: int, look: Look) -> Figure:
    unit = counting.unit or kpi.unit
    period = look.period
    window = binding.window or (period or (None, None))
    scale = SCALES.get(unit, "count")
    return Figure(
        scale="score" if binding.measure == "ces" and unit == "points" else scale,
        value=_number(estimate.value),
        low=_number(estimate.low),
        high=_number(estimate.high),
        n=estimate.n,
        of=binding.of or COUNTED.get(binding.measure, "customers"),
        count=round(estimate.value * estimate.n) if scale == "share" and estimate.n else None,
        open=still_open,
        currency=look.settings.currency if scale == "money" else None,
        method=estimate.method,
        first=window[0],
        last=window[1],
        data_up_to=look.data_up_to,
        notes=counting.notes,
    )


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _hides(figure: Figure, hits: int, minimum: int) -> bool:
    """Whether a figure tells about too few: those it counts, or those it does not."""
    if figure.count is None:
        return 0 < figure.n < minimum
    return 0 < figure.n < minimum or 0 < hits < minimum or 0 < figure.n - figure.count < minimum


def _hidden(figure: Figure, minimum: int) -> Figure:
    return Figure(
        figure.scale, of=figure.of, hidden=minimum, first=figure.first, last=figure.last, data_up_to=figure.data_up_to
    )
