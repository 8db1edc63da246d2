"""The figure of a binding, and a few of the journeys behind it."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sojourn.documents.cells import Binding, Figure, Scale
from sojourn.engines.units import Units
from sojourn.errors import UnknownName, UsageError, did_you_mean
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

LIMITS = ("at_least", "at_most")
"""Options of a binding that say what is believed of its figure; no measure takes them."""


class People(NamedTuple):
    """Different customers: that a figure counts at all, that are behind it, and that it counts beside these."""

    counted: int
    behind: int
    others: int


PLACED = ("stage", "touchpoint", "channel", "event")


class Bound(NamedTuple):
    """A binding's figure, the customers it counts, and a few journeys behind it."""

    figure: Figure
    journeys: tuple[Timeline, ...]


def bound(look: Look, binding: Binding, most: int = 0, salt: str = "") -> Bound:
    """Measure a binding; with up to `most` journeys behind it, chosen by `salt`.

    A figure about fewer customers than the workspace's minimum is hidden, and so is one about all but so few.
    Raises UnknownName, UsageError, ConditionError.
    """
    kpi = _kpi(binding.measure)
    units = look.bound(binding, tuple(name for name in PLACED if name not in kpi.options))
    counting = kpi.count(units, **options_of(kpi, binding, look))
    cells = Cells(units, look.calendar, None, ())

    def task(view: View) -> tuple[Any, Found, People]:
        made = counting.records(view, cells)
        hit = _behind(made)
        people = _people(made, hit, len(view.customers.hash))
        behind = found(view, made.customer[hit], made.at[hit], most, salt)
        return kernel(view, counting._replace(records=lambda *_: made), cells), behind, people

    partials = units.collect(task)
    (row,) = rows(merge([partial for partial, _, _ in partials]), counting, cells)
    people = People(*(sum(column) for column in zip(*(one for _, _, one in partials), strict=True)))
    figure = _figure(binding, kpi, counting, row.estimate, row.open_units, look, units)
    if _hides(figure, people, look):
        return Bound(_hidden(figure, look.settings.minimum_cell), ())
    journeys = sampled(look, [behind for _, behind, _ in partials], most) if most else ()
    return Bound(msgspec.structs.replace(figure, customers=people.behind), journeys)


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
    for name in given:
        if name not in kpi.options and name not in LIMITS:
            near = did_you_mean(name, kpi.options)
            raise UsageError(f'"{kpi.name}" has no option "{name}".{near} It has: {", ".join(kpi.options)}.')
    return {name: value for name, value in given.items() if name in kpi.options}


def _behind(found: Records) -> Any:
    """Which records a figure speaks of: what counts in a share, and everything where values are averaged."""
    shares = np.isin(found.numerator, (0.0, 1.0)).all()
    return (found.numerator > 0) if shares else (found.denominator > 0)


def _figure(
    binding: Binding, kpi: Kpi, counting: Counting, estimate: Estimate, still_open: int, look: Look, units: Units
) -> Figure:
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
        currency=_currency(units, look) if scale == "money" else None,
        method=estimate.method,
        first=window[0],
        last=window[1],
        data_up_to=look.data_up_to,
        notes=counting.notes,
    )


def _currency(units: Units, look: Look) -> str | None:
    """The currency that sums are in: the workspace's, or the one that the log says most often; None where none does."""
    if look.settings.currency:
        return look.settings.currency
    field = units.field("currency")
    counts = field.counts()
    counts[0] = 0
    return str(field.names[int(np.argmax(counts))]).upper() if counts.any() else None


def _number(value: float) -> float | None:
    """To nine digits: the last ones of a sum depend on its order, and would make changes in a map that nobody made."""
    return float(f"{value:.9g}") if isfinite(value) else None


def _people(made: Records, hit: NDArray[np.bool_], customers: int) -> People:
    """How many different customers are counted at all, are behind the figure, and are counted without being behind."""

    def those(chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        among = np.zeros(customers, np.bool_)
        among[made.customer[chosen]] = True
        return among

    counted, behind = those(made.denominator > 0), those(hit)
    others = those((made.denominator > 0) & ~hit & ~made.open) & ~behind
    return People(*(int(np.count_nonzero(who)) for who in (counted, behind, others)))


def _hides(figure: Figure, people: People, look: Look) -> bool:
    """Whether a figure tells about too few customers: those it counts, those it speaks of, or, of a share, the rest."""
    told = (people.counted, people.behind) if figure.count is None else people
    return look.is_few(*told)


def _hidden(figure: Figure, minimum: int) -> Figure:
    return Figure(
        figure.scale, of=figure.of, hidden=minimum, first=figure.first, last=figure.last, data_up_to=figure.data_up_to
    )
