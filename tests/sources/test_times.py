"""Times in any common form; what cannot be is rejected, what is ambiguous is never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from sojourn.errors import UsageError

AT = datetime(2026, 2, 24, 11, 35, 52)


def rows(*times):
    return [{"user_id": "u1", "event": "a", "time": time} for time in times]


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-24T11:35:52Z",
        "2026-02-24 11:35:52+00:00",
        "2026-02-24T12:35:52+0100",
        "2026-02-24 03:35:52 -0800",
        "2026/02/24 11:35:52.000",
        "2026-02-24 11:35:52,000",
        "2026-02-24 11:35:52 AM",
        "24.02.2026 11:35:52",
        "24/02/2026 11:35:52",
        "2/24/2026 11:35:52 AM",
        "2/24/2026, 11:35:52 AM",
        "24-02-2026 11:35:52",
        "24/02/26 11:35:52",
        "Tue, 24 Feb 2026 11:35:52 GMT",
        "Tue, 24 Feb 2026 03:35:52 -0800",
        "Tue Feb 24 11:35:52 2026",
        "24 Feb 2026 11:35:52",
        "February 24, 2026 11:35:52 AM",
        "1771932952",
        "1771932952000",
        "1771932952000000",
        "1771932952000000000",
        "1771932952.0",
        "20260224113552",
        "20260224T113552Z",
        "20260224T033552.000-0800",
        "20260224T113552",
        1771932952,
        1771932952000,
        1771932952000000000,
        1771932952.0,
        datetime(2026, 2, 24, 11, 35, 52),
        datetime(2026, 2, 24, 13, 35, 52, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_every_common_form(read, written):
    assert read(rows(written)).each("occurred_at") == [AT]


@pytest.mark.parametrize(
    "written", ["2026-02-24", "20260224", "24.02.2026", "Feb 24, 2026", 20260224, date(2026, 2, 24)]
)
def test_dates_are_midnight(read, written):
    assert read(rows(written)).each("occurred_at") == [datetime(2026, 2, 24)]


def test_one_row_decides_between_day_and_month_for_its_column(read):
    found = read(rows("01/02/2026", "13/02/2026"))
    assert found.each("occurred_at") == [datetime(2026, 2, 1), datetime(2026, 2, 13)]
    found = read(rows("01/02/2026", "02/13/2026"))
    assert found.each("occurred_at") == [datetime(2026, 1, 2), datetime(2026, 2, 13)]


def test_the_deciding_row_may_come_late(read):
    found = read(rows(*["01/02/2026"] * 12_000, "13/02/2026"))
    assert set(found.each("occurred_at")) == {datetime(2026, 2, 1), datetime(2026, 2, 13)}


def test_nothing_is_guessed_where_no_row_decides(read):
    found = read(rows("01/02/2026", "05/05/2026"))
    assert found.each("occurred_at") == [datetime(2026, 5, 5)]
    assert found.rejects == [("ambiguous_time", 1)]
    assert read(rows("01/02/2026"), time_format="%d/%m/%Y").each("occurred_at") == [datetime(2026, 2, 1)]


def test_impossible_and_missing_times_are_rejected(read):
    found = read(rows("2026-02-30", "0000-01-01", "1776-07-04", "soon", None, "", "null", "2026-01-01"))
    assert found.reasons() == {"impossible_time": 4, "missing_time": 3}
    assert found.each("place") == [8]


def test_impossible_days_in_other_forms(read):
    assert read(rows("30.02.2026", "31.01.2026")).reasons() == {"impossible_time": 1}
    assert read(rows("13/13/2026", "14/02/2026")).reasons() == {"impossible_time": 1}


def test_times_without_a_zone_are_taken_in_the_zone_given_and_that_is_said(read):
    found = read(rows("2026-07-01 12:00:00"))
    assert found.each("occurred_at") == [datetime(2026, 7, 1, 12)]
    assert found.notes == ['times without a zone in "time" are taken as UTC']
    found = read(rows("2026-07-01 12:00:00", "2026-07-01 12:00:00Z"), timezone="Europe/Berlin")
    assert found.each("occurred_at") == [datetime(2026, 7, 1, 10), datetime(2026, 7, 1, 12)]
    assert read(rows("24.02.2026 12:35:52"), timezone="Europe/Berlin").each("occurred_at") == [AT]
    assert read(rows("2026-07-01T12:00:00Z")).notes == []


def test_a_zone_that_is_none(read):
    with pytest.raises(UsageError, match="Europe/Berlin"):
        read(rows("2026-01-01"), timezone="Mars/Phobos")


def test_the_future_is_kept_and_counted(read):
    ahead = datetime.now(UTC) + timedelta(days=400)
    found = read(rows(ahead, datetime.now(UTC)))
    assert len(found.events) == 2
    assert found.notes == ["clock: 1 events lie more than a day in the future"]


def test_without_times_the_sequence_is_the_order(read):
    events = [{"user_id": "u1", "event": name, "step": step} for name, step in (("b", 2), ("a", 1))]
    found = read(events)
    assert [(row["occurred_at"].microsecond, row["sequence"]) for row in found.events] == [(2, 2), (1, 1)]
    assert found.notes == ["no times: order is kept, durations mean nothing"]


def test_without_times_and_sequence_the_rows_are_the_order_when_asked(read):
    events = [{"user_id": "u1", "event": "a"}, {"user_id": "u1", "event": "b"}]
    found = read(events, columns={"occurred_at": None})
    assert [row["occurred_at"].microsecond for row in found.events] == [1, 2]
