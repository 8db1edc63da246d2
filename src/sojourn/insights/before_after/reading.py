"""From journeys to a series and its controls: a measure by period, what straddles the date taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812
from statistics import median
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sojourn.conditions import parse
from sojourn.documents.change import Control
from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.insights.before_after.series import Series, series
from sojourn.insights.before_after.totals import TOTALS, totals
from sojourn.measures.kpis import MEASURES, Measure, measure
from sojourn.measures.kpis.records import Row
from sojourn.measures.notes import misspelt
from sojourn.periods import Calendar, parse_duration, parse_time

BUSY = 20
"""With so many things counted on a usual day, days are compared; with fewer, weeks."""
PERIODS = ("day", "week")
MONTH = 30.44
"""Days of an average month."""


class Question(NamedTuple):
    """What is asked: a measure with its options of some units, by a calendar; `currency` as in the settings."""

    units: Units
    calendar: Calendar
    measure: str
    options: Mapping[str, Any]
    currency: str | None

    def by(self, every: str) -> Measure:
        """The figure of each period."""
        if self.measure in TOTALS:
            return totals(self.units, self.calendar, self.measure, every, self.options, self.currency)
        return measure(
            self.units, self.calendar, self.measure, every=every, options=self.options, currency=self.currency
        )

    def of(self, control: Control) -> Question:
        """The same question of a control."""
        options = self.options if control.measure in (None, self.measure) and not control.options else control.options
        own = self.units.definition
        where = parse(control.where) if control.where else own.where
        customers = parse(control.customers) if control.customers else own.customers
        asked = msgspec.structs.replace(own, where=where, customers=customers)
        return self._replace(
            units=self.units.defined(asked, self.units.unit), measure=control.measure or self.measure, options=options
        )


class Read(NamedTuple):
    """The `series`, its periods by their first day, and what was measured.

    `waiting`: how many periods that begin after the date have no final figure yet, and are not known to the series.
    """

    series: Series
    starts: tuple[Date, ...]
    measured: Measure
    every: str
    things: float
    waiting: int


def read(
    asked: Question, date: str | Date, controls: Sequence[Control], every: str | None, washout: str | None
) -> Read:
    """The measure and its controls by period. Raises UsageError for a date outside the data and series of nothing."""
    every, found = _measured(asked, every)
    _check_happens(found, asked.measure, every)
    if not controls:
        raise UsageError(NO_CONTROLS)
    changed = moment(asked.calendar, date)
    numbers = _span(asked, found, every, changed, date)
    questions = [asked.of(control) for control in controls]
    _check_apart(asked, questions, controls)
    compared = [other.by(every) for other in questions]
    for control, one in zip(controls, compared, strict=True):
        _check_happens(one, f"The control {label(control)}", every)
    others = [_column(one, asked.calendar, every, numbers) for one in compared]
    for control, other in zip(controls, others, strict=True):
        if np.all(np.isnan(other)):
            raise UsageError(f"The control {label(control)} has no figures: nobody was counted in it. Give another.")
    calendar, wash = asked.calendar, _washout(asked, washout)
    starts = [calendar.start_us(number, every) for number in numbers]
    at = sum(start < changed for start in starts)
    straddling = at - sum(calendar.start_us(number + 1, every) <= changed - wash for number in numbers)
    built = series(
        _column(found, calendar, every, numbers), others, at, season=7 if every == "day" else 1, straddling=straddling,
        counts=None if asked.measure in TOTALS else _column(found, calendar, every, numbers, counts=True),
    )  # fmt: skip
    return Read(
        built, tuple(_day(calendar.start(number, every)) for number in numbers), found, every,
        _per_month(asked, found, every, numbers[at:]), _waiting(found, calendar, every, numbers.start + at),
    )  # fmt: skip


NO_CONTROLS = (
    "There is nothing to compare with: whatever else happened at that time would count as the change. Give a measure "
    'that it left alone (in Python controls=["aov"], in a shell --control aov), or customers or steps (in Python '
    """controls=[{"customers": "region = 'south'"}], in a shell --control-customers or --control-where "region = """
    """'south'")."""
)


def moment(calendar: Calendar, date: str | Date) -> int:
    """Microseconds UTC; a date alone begins at midnight of the calendar's timezone."""
    if isinstance(date, str) and len(date.strip()) > 10:
        return parse_time(date)
    return calendar.start_us(calendar.holding(date, "day"), "day")


def label(control: Control) -> str:
    """A control in words."""
    parts = [control.measure, control.where, control.customers]
    options = ", ".join(f"{name}={value}" for name, value in control.options.items())
    return " · ".join(filter(None, [*parts, options])) or "the same series"


def _measured(asked: Question, every: str | None) -> tuple[str, Measure]:
    """The measure by the period asked for; without one by day, or where days hold little by week."""
    if every and every not in PERIODS:
        raise UsageError(f'Before and after are compared by "day" or "week", not by "{every}".')
    found = asked.by(every or "day")
    if every or _busy(found):
        return every or "day", found
    return "week", asked.by("week")


def _check_happens(found: Measure, what: str, every: str) -> None:
    """Raises UsageError where nothing is ever counted because a name is misspelt."""
    slips = misspelt(found.notes)
    if slips and not any(row.estimate.value for row in found.rows if row.estimate.n):
        raise UsageError(f"{what} is zero in every {every}. {' '.join(slips)}")


def _busy(found: Measure) -> bool:
    counts = [row.estimate.n for row in found.rows]
    return bool(counts) and median(counts) >= BUSY


def _span(asked: Question, found: Measure, every: str, changed: int, date: str | Date) -> range:
    """The numbers of the periods from the first with a figure to the last that is over."""
    known = [row for row in found.rows if _over(row)]
    if not known:
        why = " ".join(found.notes) or "Ask for other journeys."
        raise UsageError(f"{asked.measure} has no figure in any {every}: nobody was counted. {why}")
    first, last = (asked.calendar.holding(_period(row), every) for row in (known[0], known[-1]))
    begins, ends = asked.calendar.start_us(first, every), asked.calendar.start_us(last + 1, every)
    if not begins < changed < ends:
        days = f"{_day(_period(known[0]))} to {_day(asked.calendar.start(last, every))}"
        raise UsageError(f"{date} is outside the data, which have figures from {days}. Give a date between.")
    return range(first, last + 1)


def _column(
    found: Measure, calendar: Calendar, every: str, numbers: range, *, counts: bool = False
) -> NDArray[np.float64]:
    """The figure of each period, or how many things it rests on; NaN where there is none or it is not over."""
    values = np.full(len(numbers), np.nan)
    for row in found.rows:
        number = calendar.holding(_period(row), every)
        if number in numbers and _over(row):
            values[number - numbers.start] = row.estimate.n if counts else row.estimate.value
    values[~np.isfinite(values)] = np.nan
    return values


def _over(row: Row) -> bool:
    return not row.open and not row.open_units and row.estimate.n > 0


def _waiting(found: Measure, calendar: Calendar, every: str, first: int) -> int:
    """Periods from number `first` on that are not over, or in which something still waits for its end."""
    return sum(
        (row.open or row.open_units > 0) and calendar.holding(_period(row), every) >= first for row in found.rows
    )


def _period(row: Row) -> Date:
    assert row.period is not None
    return row.period


def _day(period: Date) -> Date:
    return Date(period.year, period.month, period.day)


def _washout(asked: Question, given: str | None) -> int:
    """How long before the date things may still be touched by the change: as long as the measure waits for them."""
    if given is not None:
        return parse_duration(given)
    if asked.measure in TOTALS:
        return 0
    said = {**MEASURES[asked.measure].options, **asked.options}.get("within")
    if said is not None:
        return parse_duration(said)
    return asked.units.definition.gap or 0


def _per_month(asked: Question, found: Measure, every: str, numbers: range) -> float:
    """How many things were counted in a month after the change; of a total the periods: its effect is that of each."""
    of_each = MONTH / {"day": 1, "week": 7}[every]
    if asked.measure in TOTALS:
        return of_each
    calendar = asked.calendar
    counts = [row.estimate.n for row in found.rows if _over(row) and calendar.holding(_period(row), every) in numbers]
    return sum(counts) / max(1, len(counts)) * of_each


def _check_apart(asked: Question, questions: Sequence[Question], controls: Sequence[Control]) -> None:
    """The treated are nobody's control; `questions` are those of the controls."""
    for other, control in zip(questions, controls, strict=True):
        if (other.measure, dict(other.options)) != (asked.measure, dict(asked.options)):
            continue
        if (other.units.definition.where, other.units.definition.customers) == (
            asked.units.definition.where, asked.units.definition.customers,
        ):  # fmt: skip
            raise UsageError("The control is the series itself: everybody got the change. Give one that was left out.")
        same = other.units.definition.where == asked.units.definition.where
        of, what, left_alone = (_who, "customers", "customers whom") if same else (_steps, "steps", "steps that")
        both = len(np.intersect1d(of(asked.units), of(other.units)))
        if both:
            raise UsageError(
                f"{both:,} {what} are in the series and in its control {label(control)}. "
                f"Give {left_alone} the change left alone."
            )


def _who(units: Units) -> NDArray[np.uint64]:
    found = units.collect(lambda view: view.customers.hash[np.unique(view.customer)])
    return np.concatenate(found) if found else np.zeros(0, np.uint64)


def _steps(units: Units) -> NDArray[np.int64]:
    """The steps of live units, by their number in the log."""
    found = units.collect(lambda view: view.steps["seq"][view.positions()].astype(np.int64))
    return np.concatenate(found) if found else np.zeros(0, np.int64)
