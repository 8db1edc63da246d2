"""`before_after`: did a change move a measure? A series before and after a date, beside controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812
from math import isfinite, nan
from typing import Any

import msgspec
import numpy as np

from sojourn.documents.change import Control
from sojourn.errors import UsageError, did_you_mean
from sojourn.estimates import Z, negated
from sojourn.insights.before_after import structural, telling
from sojourn.insights.before_after.answer import METHODS, Answer, answer
from sojourn.insights.before_after.reading import Question, Read, label, moment, read
from sojourn.insights.before_after.records import BeforeAfter, Check, Point
from sojourn.insights.before_after.series import Series
from sojourn.insights.before_after.totals import TOTALS
from sojourn.measures.kpis import MEASURES
from sojourn.measures.kpis.measuring import DIRECTIONS
from sojourn.periods import Calendar

ControlLike = str | Control | Mapping[str, Any]
ASSOCIATED = "Whatever else changed on that date, and left the controls alone, would look the same."


def before_after(
    asked: Question,
    date: str | Date,
    controls: Sequence[ControlLike],
    every: str | None = None,
    method: str = "structural",
    washout: str | None = None,
    direction: str | None = None,
) -> BeforeAfter:
    """The measure by day or week, before and after a date, held against controls that the change left alone.

    Each of `controls` is the name of a measure, or a Control (or a dict of its fields). `method`: "structural",
    "differences" or "synthetic"; the others stand beside it as checks where they can be asked. `washout`: how long
    before the date things may already be touched by it (else as long as the measure waits). Raises UsageError.
    """
    if direction not in (None, *DIRECTIONS):
        raise UsageError(f'direction says which way is better, "higher" or "lower", not "{direction}".')
    series_of = [control_of(one) for one in controls]
    got = read(asked, date, series_of, every, washout)
    found = answer(got.series, method)
    day = _day(asked.calendar, date)
    checks = tuple(_checks(got.series, method))
    return _told(asked, got, found, day, tuple(map(label, series_of)), direction or got.measured.better, checks)


def _told(
    asked: Question,
    got: Read,
    found: Answer,
    day: Date,
    controls: tuple[str, ...],
    better: str,
    checks: tuple[Check, ...],
) -> BeforeAfter:
    """An answer with its verdict and in words."""
    gain = found.effect if better == "higher" else negated(found.effect)
    verdict = telling.verdict_of(gain)
    left_out, unit, tried = got.series.after - got.series.before, got.measured.unit, found.calibration
    later = len(got.starts) - got.series.after - found.judged
    called = f"{asked.measure} of {asked.options.get('event')}" if asked.measure in TOTALS else asked.measure
    return BeforeAfter(
        measure=asked.measure,
        definition=got.measured.definition,
        unit=unit,
        better=better,
        date=day,
        every=got.every,
        controls=controls,
        method=found.method,
        effect=found.effect,
        gain=gain,
        observed=found.observed,
        expected=found.expected,
        judged=found.judged,
        learned=found.learned,
        left_out=left_out,
        not_judged=later + got.waiting,
        dummy_dates=tried.dates if tried else 0,
        false_alarms=tried.alarms if tried else 0,
        per_month=got.things,
        verdict=verdict,
        reasons=(
            *telling.reasons(found, got.every, left_out, controls),
            *telling.unjudged(got.every, later, got.waiting),
            *(got.measured.notes if asked.measure in TOTALS else ()),
            ASSOCIATED,
        ),
        sentence=telling.sentence(called, day, verdict, found, unit),
        checks=checks,
        points=tuple(_points(got, found)),
        notes=got.measured.notes,
    )


def control_of(given: ControlLike) -> Control:
    """A Control from what people write. Raises UsageError."""
    if isinstance(given, Control):
        return given
    if isinstance(given, str):
        if given not in MEASURES:
            raise UsageError(
                'A control is the name of a measure, or fields such as {"customers": "plan = \'free\'"}, '
                f'not "{given}".{did_you_mean(given, MEASURES)}'
            )
        return Control(measure=given)
    try:
        return msgspec.convert(dict(given), Control)
    except msgspec.ValidationError as error:
        fields = ", ".join(Control.__struct_fields__)
        raise UsageError(f"A control cannot be read: {error}. Its fields are: {fields}.") from error


def _day(calendar: Calendar, date: str | Date) -> Date:
    return calendar.start(calendar.number(moment(calendar, date), "day"), "day")


def _checks(found: Series, method: str) -> list[Check]:
    """What the other methods say. Differences and mixes need controls on the same scale as the series."""
    checks = []
    for name in METHODS:
        if name == method or (name != "structural" and not _comparable(found)):
            continue
        try:
            other = answer(found, name)
        except UsageError:
            continue
        checks.append(Check(other.method, other.effect, other.refusal))
    return checks


def _comparable(found: Series) -> bool:
    """Whether controls are of the target's size before the change: their means within its range."""
    past, others = found.target[: found.before], found.controls[: found.before]
    spread = np.nanmax(past) - np.nanmin(past)
    apart = np.abs(np.nanmean(others, axis=0) - np.nanmean(past))
    return bool(np.all(apart <= 2 * spread))


def _points(got: Read, found: Answer) -> list[Point]:
    """Period by period, with what the structural series expects after the change."""
    series = got.series
    expected = structural.path(series, series.before)
    reach = found.calibration.reach if found.calibration else Z
    reach = reach if isfinite(reach) else nan
    points = []
    for k, (day, value) in enumerate(zip(got.starts, series.target.tolist(), strict=True)):
        after = k - series.before
        middle, error = nan, nan
        if after >= 0:
            middle, error = float(expected.predicted[after]), float(expected.error[after])
        points.append(
            Point(day, value, middle, middle - reach * error, middle + reach * error, _side(series, k, found.judged))
        )
    return points


def _side(series: Series, k: int, judged: int) -> str:
    if k < series.before:
        return "before"
    if k < series.after:
        return "straddling"
    return "after" if k < series.after + judged else "later"
