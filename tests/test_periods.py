from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UnknownName, UsageError
from sojourn.periods import PERIODS, Calendar, parse_duration, parse_time, parse_window

BERLIN = Calendar("Europe/Berlin")
CALENDARS = [
    Calendar(),
    Calendar(week_start="sunday"),
    BERLIN,
    Calendar("America/Havana", "sunday"),  # clocks change at midnight
    Calendar("Asia/Kolkata"),
    Calendar("Etc/GMT-3"),
]
times = st.datetimes(datetime(1950, 1, 1), datetime(2080, 1, 1))
HOUR, DAY = 3_600_000_000, 86_400_000_000


def us(*times: str) -> np.ndarray:
    return np.array([parse_time(time) for time in times], np.int64)


def test_times_fall_into_weeks_with_a_number_a_start_and_a_label() -> None:
    calendar = Calendar()
    weeks = calendar.index(us("2026-01-04T23:59:59", "2026-01-05", "2026-01-12"), "week")
    assert (weeks - weeks[0]).tolist() == [0, 1, 2]
    assert calendar.start(int(weeks[1]), "week") == date(2026, 1, 5)
    assert calendar.label(int(weeks[1]), "week") == "2026-01-05"


def test_a_date_means_that_day_where_the_calendar_is() -> None:
    new_york = Calendar("America/New_York")
    assert new_york.start(new_york.holding("2026-01-05", "week"), "week") == date(2026, 1, 5)
    assert new_york.start(new_york.holding(date(2026, 1, 1), "month"), "month") == date(2026, 1, 1)
    assert new_york.start(new_york.holding("2026-01-05T02:00:00+00:00", "day"), "day") == date(2026, 1, 4)


def test_weeks_can_start_on_sunday() -> None:
    saturday, sunday = Calendar(week_start="sunday").index(us("2020-01-11T12:00:00", "2020-01-12T12:00:00"), "week")
    assert sunday == saturday + 1
    assert Calendar(week_start="sunday").start(int(sunday), "week") == date(2020, 1, 12)


@pytest.mark.parametrize(
    ("period", "number", "start", "label"),
    [
        ("hour", 491_773, datetime(2026, 2, 6, 13, tzinfo=UTC), "2026-02-06 13:00"),
        ("day", 20_490, date(2026, 2, 6), "2026-02-06"),
        ("week", 2_927, date(2026, 2, 2), "2026-02-02"),
        ("month", 2026 * 12 + 1, date(2026, 2, 1), "2026-02"),
        ("quarter", 2026 * 4, date(2026, 1, 1), "2026 Q1"),
        ("year", 2026, date(2026, 1, 1), "2026"),
    ],
)
def test_each_period_has_its_numbers(period: str, number: int, start: date, label: str) -> None:
    calendar = Calendar()
    assert calendar.index(us("2026-02-06T13:45:00"), period).tolist() == [number]
    assert calendar.start(number, period) == start
    assert calendar.label(number, period) == label


def test_a_day_in_berlin_begins_at_its_own_midnight() -> None:
    days = BERLIN.index(us("2026-01-01T22:59:59Z", "2026-01-01T23:00:00Z", "2026-07-01T22:00:00Z"), "day")
    assert [BERLIN.label(int(day), "day") for day in days] == ["2026-01-01", "2026-01-02", "2026-07-02"]


def test_days_of_clock_changes_have_23_and_25_hours() -> None:
    spring, autumn = (int(BERLIN.index(us(day), "day")[0]) for day in ("2026-03-29T12:00", "2026-10-25T12:00"))
    lengths = [BERLIN.start_us(day + 1, "day") - BERLIN.start_us(day, "day") for day in (spring, autumn)]
    assert lengths == [23 * HOUR, 25 * HOUR]


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    hours = BERLIN.index(us("2026-10-25T00:30Z", "2026-10-25T01:30Z"), "hour")
    assert hours[1] == hours[0] + 1
    assert [BERLIN.label(int(hour), "hour") for hour in hours] == ["2026-10-25 02:00"] * 2


def test_a_day_that_a_zone_left_out_is_empty() -> None:
    """Samoa went from 29 to 31 December 2011."""
    apia = Calendar("Pacific/Apia")
    before, after = apia.index(us("2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z"), "day")
    assert after == before + 2
    assert apia.start_us(int(before) + 1, "day") == apia.start_us(int(after), "day")


def test_a_clock_set_back_over_midnight_does_not_bring_yesterday_back() -> None:
    """St John's set its clock back from 00:01 to 23:01 until 2010: here on 7 November."""
    calendar = Calendar("America/St_Johns")
    moments = us("2010-11-07T02:29Z", "2010-11-07T02:30Z", "2010-11-07T02:31Z", "2010-11-07T03:31Z")
    days = calendar.index(moments, "day")
    assert (days - days[0]).tolist() == [0, 1, 1, 1]
    assert [calendar.number(int(moment), "day") for moment in moments] == days.tolist()


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("calendar", CALENDARS, ids=str)
@given(found=st.lists(times, min_size=1, max_size=5))
def test_a_time_lies_in_the_period_of_its_number(calendar: Calendar, period: str, found: list[datetime]) -> None:
    moments = np.array([parse_time(time) for time in found], np.int64)
    if period == "day":
        moments = moments[:1]  # edges for a century of days would take long
    numbers = calendar.index(moments, period)
    for moment, number in zip(moments.tolist(), numbers.tolist(), strict=True):
        assert calendar.start_us(number, period) <= moment < calendar.start_us(number + 1, period)
        assert calendar.number(moment, period) == number


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata"])
@given(moment=times)
def test_equals_plain_python(zone: str, moment: datetime) -> None:
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    calendar, found = Calendar(zone), parse_time(moment)
    starts = {period: calendar.start(calendar.number(found, period), period) for period in PERIODS[1:]}
    assert starts == {
        "day": local.date(),
        "week": monday,
        "month": local.date().replace(day=1),
        "quarter": date(local.year, (local.month - 1) // 3 * 3 + 1, 1),
        "year": date(local.year, 1, 1),
    }


@pytest.mark.parametrize("calendar", [Calendar(), Calendar(week_start="sunday"), Calendar("Etc/GMT-3")], ids=str)
@pytest.mark.parametrize("period", ["hour", "day", "week"])
def test_where_periods_are_equally_long_a_division_finds_them(calendar: Calendar, period: str) -> None:
    moments = us("1969-12-28", "1970-01-01", "2026-03-01T20:59:59.999999", "2026-03-01T21:00:00")
    line = calendar.affine(period)
    assert line is not None
    assert ((moments - line[0]) // line[1]).tolist() == [calendar.number(int(t), period) for t in moments]


def test_where_periods_differ_in_length_there_are_edges_to_search() -> None:
    first, last = us("2026-01-15", "2026-03-31")
    assert Calendar().affine("month") is None
    assert BERLIN.affine("week") is None
    edges = Calendar().edges("month", int(first), int(last))
    assert edges.tolist() == us("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01").tolist()


def test_no_times_have_no_periods() -> None:
    assert BERLIN.index(np.array([], np.int64), "month").tolist() == []


def test_unknown_names_are_refused_with_a_proposal() -> None:
    with pytest.raises(UnknownName, match=r'"Europe/Berln" is not a timezone. Did you mean "Europe/Berlin"'):
        Calendar("Europe/Berln")
    with pytest.raises(UnknownName, match=r'not "sundy". Did you mean "sunday"'):
        Calendar(week_start="sundy")
    with pytest.raises(UnknownName, match=r'No period "weekly". Did you mean "week"'):
        Calendar().index(us("2026-01-01"), "weekly")


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("90s", 90_000_000),
        ("30m", 30 * 60_000_000),
        ("30 minutes", 30 * 60_000_000),
        ("2h", 2 * HOUR),
        ("1.5 Hours", HOUR * 3 // 2),
        ("14d", 14 * DAY),
        ("1w", 7 * DAY),
        ("0.1s", 100_000),
        ("250ms", 250_000),
        ("0s", 0),
        (timedelta(days=1, microseconds=1), DAY + 1),
    ],
)
def test_durations(text: str | timedelta, microseconds: int) -> None:
    assert parse_duration(text) == microseconds


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ("30", 'Write a number and a unit, such as "30m"'),
        (30, 'Write a number and a unit, such as "30m"'),
        (None, "is not a duration"),
        ("-3d", "is not a duration"),
        ("5 mintes", 'Did you mean "minute"'),
        ("3 fortnights", "Use s, m, h, d or w"),
        ("30M", 'minutes are "30m"'),
        ("2 months", "months and years differ in length"),
        ("1y", "months and years differ in length"),
        (timedelta(days=-1), "cannot be negative"),
    ],
)
def test_a_wrong_duration_says_what_would_be_right(wrong: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice):
        parse_duration(wrong)


@pytest.mark.parametrize(
    "time",
    [
        "2026-01-01",
        "2026-01-01 00:00:00",
        "2026-01-01T01:00:00+01:00",
        "2025-12-31T23:00:00.000-01:00",
        date(2026, 1, 1),
        datetime(2026, 1, 1),
        datetime(2026, 1, 1, 1, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_times_with_a_zone_or_in_utc(time: str | date) -> None:
    assert parse_time(time) == 1_767_225_600_000_000


@pytest.mark.parametrize("wrong", ["2026-13-01", "hello", "", None, 5])
def test_a_wrong_time_says_what_would_be_right(wrong: str) -> None:
    with pytest.raises(UsageError, match=r'is not a time. Write it as "2026-01-31"'):
        parse_time(wrong)


def test_a_window_holds_both_its_days() -> None:
    first, stop = parse_window(("2026-01-01", "2026-06-30"))
    assert (first, stop) == (parse_time("2026-01-01"), parse_time("2026-07-01"))


def test_a_window_ends_with_the_moment_given_or_not_at_all() -> None:
    first, stop = parse_window((date(2026, 1, 1), "2026-01-01T00:00:00"))
    assert stop == first + 1
    assert parse_window((None, None)) == (-(2**63), 2**63 - 1)


@pytest.mark.parametrize("wrong", ["2026-01-01", ("2026-01-01",), 5])
def test_a_window_is_two_times(wrong: tuple[str, str]) -> None:
    with pytest.raises(UsageError, match="Give two times"):
        parse_window(wrong)


def test_a_window_goes_forward() -> None:
    with pytest.raises(UsageError, match="Swap the two times"):
        parse_window(("2026-06-30", "2026-01-01"))
