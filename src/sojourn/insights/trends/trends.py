"""Many series at once: which periods were not as expected, and which series are rising or falling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import isnan, nan
from typing import Any, NamedTuple

import numpy as np

from sojourn.effects import discoveries
from sojourn.engines.units import Units
from sojourn.errors import UnknownName, UsageError, did_you_mean
from sojourn.estimates import Estimate, unknown
from sojourn.insights.trends.records import Drift, Odd, Trends
from sojourn.insights.trends.surprises import Series, Surprise, surprises, why_not
from sojourn.insights.trends.tallies import Asked, Tally, asked, design_effect, tallies
from sojourn.insights.trends.telling import told_drift, told_odd
from sojourn.journeys.view import View
from sojourn.measures.kpis import MEASURES
from sojourn.measures.kpis.cells import Cells
from sojourn.measures.kpis.records import Floats, Ints
from sojourn.periods import Calendar

METHOD = "robust seasonal expectation"
COUNT = "customers"
"""The name under which customers are counted: a series of its own beside the measures."""
OVER = ("stage", "touchpoint", "channel")
LONG_DAYS = 84
"""With records of fewer days, weeks are too few to look at."""
BUSY = 20.0
"""Days are looked at where so many customers come on a typical day."""
YEARS = 2 * 365
SEASON_OR_TREND = (
    "The records cover less than two years: what rises or falls may be a season of the year, which comes back."
)
MOST_OPEN = 0.02
"""A period counts where hardly anything in it is still open."""
MOST_MISSING = 0.05
"""The first period counts where the records begin within so much of it."""
FOREVER = np.iinfo(np.int64).max


class Line(NamedTuple):
    """One series with what it is of."""

    measure: str
    over: str
    name: str
    better: str
    factor: float
    series: Series


def trends(
    units: Units,
    calendar: Calendar,
    measures: str | Sequence[str] | None = None,
    over: str | Sequence[str] = OVER,
    every: str | None = None,
    q: float = 0.05,
    options: Mapping[str, Any] | None = None,
    currency: str | None = None,
) -> Trends:
    """Look at series of measures by period: of everything, and of each stage, touchpoint, channel or segment.

    `measures`: names that are one sum by another (shares, means), and "customers" for how many come; by default
    customers, scores that were given, and conversion where journeys have a goal. `over`: "stage", "touchpoint",
    "channel", "event", "segment:NAME" or "property:NAME". `every`: "day", "week" ...; by default days where enough
    happens in one.
    The season (of the week, for days), a trend that bends and what carries over from period to period are taken out, by
    a fit that outliers cannot bend. The last period is left out, for it is not over, and the first where the records
    begin in the midst of it. Of everything reported at most a share `q` is expected to be chance. `options` go to
    a single measure. Raises UsageError or UnknownName.
    """
    if not 0 < q < 1:
        raise UsageError(f"q={q:g} is the share of false finds to accept: between 0 and 1, such as 0.05.")
    if options and (measures is None or (not isinstance(measures, str) and len(measures) != 1)):
        raise UsageError('Options belong to one measure: name it, such as measures="conversion".')
    period = every or _usual_period(units, calendar)
    names = [measures] if isinstance(measures, str) else list(measures or _usual(units))
    kinds = [over] if isinstance(over, str) else list(over)
    lines = [line for name in names for line in _lines(units, calendar, name, kinds, period, options, currency)]
    reasons = [why_not(line.series) for line in lines]
    tested = [line for line, reason in zip(lines, reasons, strict=True) if not reason]
    found = surprises([line.series for line in tested], period)
    drifts = _drifts(lines, reasons, found, q)
    rows = _odd(tested, found, calendar, period, q)
    return Trends(
        rows, drifts, period, sum(len(one.p) for one in found), q, notes=_notes(calendar, tested, drifts, period)
    )


def _notes(calendar: Calendar, tested: list[Line], drifts: tuple[Drift, ...], every: str) -> tuple[str, ...]:
    """What to bear in mind about what is rising or falling."""
    if not any(one.found for one in drifts):
        return ()
    ends = [line.series.period[[0, -1]] for line in tested]
    first, last = min(int(end[0]) for end in ends), max(int(end[1]) for end in ends)
    days = calendar.start(last, every).toordinal() - calendar.start(first, every).toordinal()
    return (SEASON_OR_TREND,) if days < YEARS else ()


def _usual_period(units: Units, calendar: Calendar) -> str:
    """Days where enough happens on one or where there are too few weeks; otherwise weeks."""
    count = tallies(units, asked(units, "reach"), [Cells(units, calendar, "day", ())])[0].get("")
    if count is None:
        return "day"
    days = int(count.period[-1] - count.period[0]) + 1
    return "day" if np.median(count.denominator) >= BUSY or days < 2 * LONG_DAYS else "week"


def _usual(units: Units) -> list[str]:
    """Customers, the scores that were given, and conversion where there is a goal."""
    kinds = {str(name) for name in units.field("score_kind").names if name}
    given = {"nps": "nps", "csat": "csat", "ces": "ces", "stars": "rating"}
    goal = ["conversion"] if units.has_goal else []
    return [COUNT, *goal, *(measure for kind, measure in given.items() if kind in kinds)]


def _lines(
    units: Units, calendar: Calendar, name: str, over: Sequence[str], every: str,
    options: Mapping[str, Any] | None, currency: str | None,
) -> Iterator[Line]:  # fmt: skip
    """The series of a measure: of everything, and of each value of each thing."""
    if name != COUNT and name not in MEASURES:
        known = (COUNT, *MEASURES)
        raise UnknownName(f'No measure is called "{name}".{did_you_mean(name, known)} There are: {", ".join(known)}.')
    what = asked(units, "reach" if name == COUNT else name, options, currency)
    kinds = [(), *((kind,) for kind in over)]
    breakdowns = [Cells(units, calendar, every, kind) for kind in kinds]
    last, first = calendar.number(units.manifest.data_up_to or 0, every), _first_whole(units, calendar, every)
    for kind, values in zip(kinds, tallies(units, what, breakdowns), strict=True):
        for value, tally in values.items():
            series = _series(name, what, tally, first, last)
            if value not in ("none", "unstaged"):
                yield Line(name, "".join(kind), value, what.kpi.better, 1 if name == COUNT else what.factor, series)


def _first_whole(units: Units, calendar: Calendar, every: str) -> int:
    """The first period that the records cover from its start, but for at most a twentieth of it."""
    began = min(units.collect(_began), default=FOREVER)
    if began == FOREVER:
        return 0
    number = calendar.number(began, every)
    start, stop = (calendar.start_us(number + more, every) for more in (0, 1))
    return number + (began - start > MOST_MISSING * (stop - start))


def _began(view: View) -> int:
    """When the first step of a view was, microseconds UTC."""
    return int(view.steps["occurred_at"][view.begin].min(initial=FOREVER))


def _series(name: str, what: Asked, tally: Tally, begin: int, last: int) -> Series:
    """The sums of all periods from `begin` on that are over, those without anything in between included.

    Where a series begins later, its first period is left out: something that came in the midst of it is not all of it.
    """
    closed = tally.open <= MOST_OPEN * (tally.open + tally.denominator)
    over = (tally.period < last) & closed & (tally.period >= begin)
    over[0] &= tally.period[0] <= begin
    if not over.any():
        nothing = np.zeros(0)
        return Series("mean", tally.period[:0], nothing, nothing, nothing)
    first, stop = int(tally.period[over][0]), last if name == COUNT else int(tally.period[over][-1]) + 1
    period = np.arange(first, stop)
    at = tally.period[over] - first
    won, square, tried = (
        _laid(column[over], at, len(period)) for column in (tally.numerator, tally.square, tally.denominator)
    )
    if name == COUNT:
        return Series("count", period, won, square, tried)
    there = tried > 0
    found = Series("mean", period[there], won[there], square[there], tried[there])
    return found._replace(kind="share", alike=design_effect(tally)) if what.is_share else found


def _laid(column: Floats, at: Ints, size: int) -> Floats:
    found = np.zeros(size)
    inside = at < size
    found[at[inside]] = column[inside]
    return found


def _odd(lines: list[Line], found: list[Surprise], calendar: Calendar, every: str, q: float) -> tuple[Odd, ...]:
    """The periods that stand out, the latest first, the most surprising of a period first."""
    picked = discoveries(np.concatenate([one.p for one in found]), q) if found else np.zeros(0, np.bool_)
    stop = np.cumsum([len(one.p) for one in found])
    rows = []
    for at in np.flatnonzero(picked).tolist():
        which = int(np.searchsorted(stop, at, side="right"))
        line, surprise = lines[which], found[which]
        k = at - (int(stop[which]) - len(surprise.p))
        rows.append(_row(line, surprise, k, calendar.start(int(line.series.period[k]), every), every))
    return tuple(sorted(rows, key=lambda row: (-row.period.toordinal(), row.p, row.measure, row.name)))


def _row(line: Line, found: Surprise, k: int, period: date, every: str) -> Odd:
    figure = float(line.series.figure[k]) * line.factor
    n = round(float(line.series.denominator[k]))
    bounds = [float(bound[k]) * line.factor for bound in (found.expected, found.low, found.high)]
    expected = Estimate(bounds[0], bounds[1], bounds[2], n, METHOD)
    good = None if line.measure == COUNT else (figure > expected.value) == (line.better == "higher")
    row = Odd(line.measure, line.over, line.name, period, figure, expected, float(found.p[k]), good, "")
    return told_odd(row, line.series.kind, every)


def _drifts(lines: list[Line], reasons: list[str], found: list[Surprise], q: float) -> tuple[Drift, ...]:
    """Every series, those that change most surely first, those that were not tested last."""
    ps = np.array([one.p_change for one in found])
    picked = iter(zip(found, discoveries(ps, q).tolist(), strict=True))
    rows = []
    for line, reason in zip(lines, reasons, strict=True):
        change, p, sure = unknown(METHOD, len(line.series.period)), nan, False
        if not reason:
            one, sure = next(picked)
            bounds = [bound * line.factor for bound in one.change]
            change, p = Estimate(bounds[0], bounds[1], bounds[2], len(one.p), METHOD), one.p_change
        row = Drift(line.measure, line.over, line.name, len(line.series.period), change, p, sure, "", reason)
        rows.append(told_drift(row, line.series.kind))
    return tuple(
        sorted(rows, key=lambda row: (bool(row.why_not), 1.0 if isnan(row.p) else row.p, row.measure, row.name))
    )
