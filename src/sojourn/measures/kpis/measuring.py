"""The measures by name, and the function behind `Journeys.measure`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from sojourn.engines.units import Units
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.journeys.view import View
from sojourn.measures.kpis import conversion, engagement, feeling, loss, orders, places, scores, service, value
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Counting, Kpi, Measure, Row
from sojourn.measures.kpis.tabulating import Partial, judged, kernel, merge, rows
from sojourn.periods import EPOCH, MICROSECOND, SECOND, Calendar, parse_duration

MEASURES: Mapping[str, Kpi] = {
    kpi.name: kpi
    for family in (conversion, scores, orders, engagement, service, places, feeling, loss, value)
    for kpi in family.KPIS
}
"""Every measure that can be asked for, by name."""

DIRECTIONS = ("higher", "lower")
Target = float | str | timedelta


def measure(
    units: Units,
    calendar: Calendar,
    name: str,
    by: str | Sequence[str] | None = None,
    every: str | None = None,
    target: Target | None = None,
    direction: str | None = None,
    options: Mapping[str, Any] | None = None,
    currency: str | None = None,
) -> Measure:
    """A figure of everything and, with `by`, of each combination of values; with `every`, in each calendar period.

    `target` is in the figure's own unit (times also as "4h"); `direction`: which way is better, "higher" or "lower".
    `currency` is what money is added up in where the options do not say.
    Raises UnknownName or UsageError, naming what there is.
    """
    kpi, given = _given(name, options or {}, currency)
    if direction not in (None, *DIRECTIONS):
        raise UsageError(f'direction says which way is better, "higher" or "lower", not "{direction}".')
    counting = kpi.count(units, **given)
    names = [by] if isinstance(by, str) else list(dict.fromkeys(by or ()))
    breakdowns = [Cells(units, calendar, every, some) for some in ([(), names] if names else [()])]

    def task(view: View) -> list[Partial]:
        return [kernel(view, counting, cells) for cells in breakdowns]

    totals = [merge(list(partials)) for partials in zip(*units.collect(task), strict=True)]
    found = [row for total, cells in zip(totals, breakdowns, strict=True) for row in rows(total, counting, cells)]
    better = direction or kpi.better
    notes = _left_out(counting, totals[0].left_out)
    if counting.while_open and any(row.open_units for row in found):
        notes += (counting.while_open,)
    judge = _judge(target, better)
    return Measure(
        name,
        f"{kpi.defined(given)} {_window(units)}",
        counting.unit or kpi.unit,
        better,
        tuple(map(judge, found)),
        notes=counting.notes + notes,
    )


def counting_of(
    units: Units, name: str, options: Mapping[str, Any], currency: str | None = None
) -> tuple[Kpi, Counting]:
    """A measure and how it counts with some options. Raises UnknownName or UsageError, naming what there is."""
    kpi, given = _given(name, options, currency)
    return kpi, kpi.count(units, **given)


def _given(name: str, options: Mapping[str, Any], currency: str | None) -> tuple[Kpi, dict[str, Any]]:
    kpi, given = _kpi(name), dict(options)
    for option in given:
        if option not in kpi.options:
            near = did_you_mean(option, kpi.options)
            raise UsageError(f'"{kpi.name}" has no option "{option}".{near} It has: {", ".join(kpi.options)}.')
    if "currency" in kpi.options and given.get("currency") is None:
        given["currency"] = currency
    return kpi, given


def _kpi(name: str) -> Kpi:
    if name not in MEASURES:
        raise UnknownName(
            f'No measure is called "{name}".{did_you_mean(name, MEASURES)} Measures are: {", ".join(MEASURES)}.'
        )
    return MEASURES[name]


def _judge(target: Target | None, better: str) -> Any:
    if target is None:
        return lambda row: row
    wanted = float(target) if isinstance(target, int | float) else parse_duration(target) / SECOND

    def judge(row: Row) -> Row:
        return msgspec.structs.replace(row, target=wanted, on_target=judged(row, wanted, better))

    return judge


def _left_out(counting: Counting, n: int) -> tuple[str, ...]:
    return (counting.left_out.format(n=f"{n:,}"),) if n else ()


def _window(units: Units) -> str:
    """In words, over which time a figure was made."""
    data_up_to = units.manifest.data_up_to
    until = "No records" if data_up_to is None else f"Records up to {_day(data_up_to)}"
    if units.window is None:
        return f"{until}."
    first, stop = units.window
    return f"{until}; {units.unit}s that began from {_day(first)} to {_day(stop - 1)}."


def _day(time_us: int) -> str:
    try:
        return (EPOCH + time_us * MICROSECOND).date().isoformat()
    except OverflowError:
        return "any time"
