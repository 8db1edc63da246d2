"""Calendar periods in a timezone, and durations, times and windows as people write them.

Inside Sojourn a time is an int64 of microseconds since 1970 in UTC, and a period is a number: the next period
has the next number. Day 0 is 1970-01-01; week 0 holds it; a month is year * 12 + month - 1, a quarter
year * 4 + quarter - 1.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from sojourn.errors import UnknownName, UsageError, did_you_mean

Times = NDArray[np.int64]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

PERIODS = ("hour", "day", "week", "month", "quarter", "year")
_WEEK_ZERO = {"monday": date(1969, 12, 29), "sunday": date(1969, 12, 28)}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Calendar(Struct, frozen=True):
    """Where days begin (`timezone`, an IANA name) and weeks (`week_start`: monday or sunday).

    A day without a midnight begins at the clock change, one with two at the first. Hours are 60 minutes of
    real time that begin as the zone's clock strikes (on 1 January 2024, if that ever moved by half an hour):
    an hour that a clock change repeats is two.
    """

    timezone: str = "UTC"
    week_start: str = "monday"

    def __post_init__(self) -> None:
        """Raises UnknownName for a timezone or week start that is not."""
        if self.week_start not in _WEEK_ZERO:
            near = did_you_mean(self.week_start, _WEEK_ZERO)
            raise UnknownName(f'A week starts on "monday" or "sunday", not "{self.week_start}".{near}')
        try:
            _ = self._zone
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            near = did_you_mean(self.timezone, available_timezones())
            raise UnknownName(
                f'"{self.timezone}" is not a timezone.{near} Use a name such as "Europe/Berlin".'
            ) from error

    def affine(self, period: str) -> tuple[int, int] | None:
        """(offset_us, length_us) where a time's period is `(time - offset_us) // length_us`; else None.

        None for months and longer, and for days and weeks of a zone whose clock was ever changed.
        """
        if _known(period) == "hour":
            return -(self._shift(datetime(2024, 1, 1, tzinfo=UTC)) % HOUR), HOUR
        fixed = self._zone.utcoffset(None)  # None where the offset depends on the date
        if period in _MONTHS or fixed is None:
            return None
        shift = fixed // MICROSECOND
        if period == "day":
            return -shift, DAY
        return _days(_WEEK_ZERO[self.week_start]) * DAY - shift, 7 * DAY

    def edges(self, period: str, first_us: int, last_us: int) -> Times:
        """Starts of consecutive periods, int64: the first holds `first_us`, the last begins after `last_us`.

        A time t in between has the number `number(first_us) + searchsorted(edges, t, "right") - 1`. Two equal
        starts mean a day that a zone left out. Takes a few microseconds per period, unless it is `affine`.
        """
        first, last = self.number(first_us, period), self.number(last_us, period)
        line = self.affine(period)
        if line is not None:
            return np.arange(first, last + 2, dtype=np.int64) * line[1] + line[0]
        return np.array([self.start_us(number, period) for number in range(first, last + 2)], np.int64)

    def index(self, occurred_at_us: Times, period: str) -> Times:
        """The period number of each time, int64, same shape."""
        line = self.affine(period)
        if line is not None:
            return (occurred_at_us - line[0]) // line[1]
        if occurred_at_us.size == 0:
            return np.zeros(occurred_at_us.shape, np.int64)
        first, last = int(occurred_at_us.min()), int(occurred_at_us.max())
        edges = self.edges(period, first, last)
        places: Times = np.searchsorted(edges, occurred_at_us, side="right")
        return places + (self.number(first, period) - 1)

    def number(self, time_us: int, period: str) -> int:
        """The period number of one time (years 1 to 9999)."""
        line = self.affine(period)
        if line is not None:
            return (time_us - line[0]) // line[1]
        number = self._named(_local(time_us, self._zone).date(), period)
        # A clock set back over midnight shows yesterday's date again; the period that had begun goes on.
        while self.start_us(number + 1, period) <= time_us:
            number += 1
        return number

    def holding(self, time: str | date, period: str) -> int:
        """The number of the period that holds a time; a date alone means that day in the calendar's timezone."""
        moment = _read(time)
        day = self.start_us(_days(moment), "day") if not isinstance(moment, datetime) else parse_time(moment)
        return self.number(day, period)

    def start(self, number: int, period: str) -> date:
        """When a period begins in the calendar's timezone: a date, for hours a datetime with its zone."""
        if _known(period) == "hour":
            return _local(self.start_us(number, period), self._zone)
        if period in _MONTHS:
            months = number * _MONTHS[period]
            return date(months // 12, months % 12 + 1, 1)
        if period == "day":
            return _date(number)
        return _WEEK_ZERO[self.week_start] + timedelta(days=7 * number)

    def start_us(self, number: int, period: str) -> int:
        """When a period begins, in microseconds UTC; it ends where the next begins."""
        line = self.affine(period)
        if line is not None:
            return number * line[1] + line[0]
        begins = self.start(number, period)
        return _microseconds(datetime(begins.year, begins.month, begins.day, tzinfo=self._zone))

    def label(self, number: int, period: str) -> str:
        """A period's name in tables and charts: 2026-01-05 13:00, 2026-01-05, 2026-01, 2026 Q1, 2026.

        A week is named after its first day.
        """
        begins = self.start(number, period)
        if period == "quarter":
            return f"{begins.year:04} Q{begins.month // 3 + 1}"
        if isinstance(begins, datetime):
            return begins.strftime("%Y-%m-%d %H:%M")
        return begins.isoformat()[: {"month": 7, "year": 4}.get(period, 10)]

    @property
    def _zone(self) -> tzinfo:
        # UTC needs no timezone database, which bare systems lack; ZoneInfo keeps the others in a cache.
        return UTC if self.timezone == "UTC" else ZoneInfo(self.timezone)

    def _shift(self, moment: datetime) -> int:
        offset = self._zone.utcoffset(moment.astimezone(self._zone))
        return (offset or timedelta()) // MICROSECOND

    def _named(self, day: date, period: str) -> int:
        """The number of the day, week, month, quarter or year that holds a local date."""
        if period in _MONTHS:
            return (day.year * 12 + day.month - 1) // _MONTHS[period]
        if period == "day":
            return _days(day)
        return (day - _WEEK_ZERO[self.week_start]).days // 7


def _known(period: str) -> str:
    if period not in PERIODS:
        raise UnknownName(f'No period "{period}".{did_you_mean(period, PERIODS)} Periods are: {", ".join(PERIODS)}.')
    return period


def _days(day: date) -> int:
    return (day - EPOCH.date()).days


def _date(days: int) -> date:
    return EPOCH.date() + timedelta(days=days)


def _local(time_us: int, zone: tzinfo) -> datetime:
    return (EPOCH + timedelta(microseconds=time_us)).astimezone(zone)


def _microseconds(moment: datetime) -> int:
    return (moment.astimezone(UTC) - EPOCH) // MICROSECOND


_UNITS = {
    "ms": SECOND // 1000,
    "s": SECOND, "sec": SECOND, "second": SECOND,
    "m": 60 * SECOND, "min": 60 * SECOND, "minute": 60 * SECOND,
    "h": HOUR, "hour": HOUR,
    "d": DAY, "day": DAY,
    "w": 7 * DAY, "week": 7 * DAY,
}  # fmt: skip
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([^\W\d]+)\s*")


def parse_duration(duration: str | timedelta) -> int:
    """Microseconds of "90s", "30m", "2h", "14d", "1w", "1.5 hours" or a timedelta.

    Raises UsageError for anything else, negative ones, and months and years, which differ in length.
    """
    if isinstance(duration, timedelta):
        if duration < timedelta():
            raise UsageError(f"A duration cannot be negative: {duration}. Swap what it is measured between.")
        return duration // MICROSECOND
    found = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if found is None:
        raise UsageError(f'{duration!r} is not a duration. Write a number and a unit, such as "30m" or "14d".')
    return round(Fraction(found[1]) * _unit(found[2], duration))


def _unit(word: str, duration: str) -> int:
    """The length of a unit in microseconds; a capital M might be months, so it is refused, not guessed."""
    name = word if word == "M" else word.lower()
    plain = name.removesuffix("s") if len(name) > 2 else name
    if plain in _UNITS:
        return _UNITS[plain]
    if plain in ("M", "mo", "mon", "month", "y", "yr", "year", "q", "quarter"):
        raise UsageError(
            f'"{duration}": months and years differ in length. Write days, such as "30d" (minutes are "30m").'
        )
    near = did_you_mean(word, _UNITS)
    raise UsageError(f'"{duration}" has no unit that is known.{near} Use s, m, h, d or w, such as "30m" or "14d".')


def parse_time(time: str | date) -> int:
    """Microseconds since 1970 in UTC of a date (its first moment), a datetime or their ISO 8601 text.

    A time without a zone is UTC. Raises UsageError for anything else.
    """
    moment = _read(time)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return _microseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def parse_window(between: tuple[str | date | None, str | date | None]) -> tuple[int, int]:
    """(first_us, stop_us) of a first and a last time, both inclusive: inside is first_us <= t < stop_us.

    A date alone as the last time means all of that day (UTC); None leaves that side open.
    Raises UsageError for anything but two times in order.
    """
    if not isinstance(between, (tuple, list)) or len(between) != 2:
        raise UsageError(f'{between!r} is not a window. Give two times, such as ("2026-01-01", "2026-06-30").')
    first, last = between
    first_us = -(2**63) if first is None else parse_time(first)
    stop_us = 2**63 - 1 if last is None else parse_time(last) + _width(last)
    if first_us >= stop_us:
        raise UsageError(f"The window from {first} to {last} ends before it begins. Swap the two times.")
    return first_us, stop_us


def _width(time: str | date) -> int:
    """How long a given time lasts: a date alone all day, a moment one microsecond."""
    return 1 if isinstance(_read(time), datetime) else DAY


def _read(time: str | date) -> date:
    """A datetime, or a date where only a date was given."""
    if isinstance(time, date):
        return time
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(time.strip())
        except (ValueError, AttributeError, TypeError):
            continue
    raise UsageError(f'{time!r} is not a time. Write it as "2026-01-31" or "2026-01-31T13:00:00+01:00".')
