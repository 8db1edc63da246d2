from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import inf, nan

import pytest

from sojourn.cli.words import duration, mean, said, share, time
from sojourn.estimates import Estimate, unknown


def test_an_estimated_share_is_a_percentage_with_its_likely_range() -> None:
    assert share(Estimate(0.1221, 0.119, 0.1253, 5804, "wilson")) == "12.2 % (likely 11.9-12.5)"
    assert share(unknown("wilson")) == "–"
    assert share(Estimate(0.5, nan, nan, 1, "wilson")) == "50 %"


def test_an_estimated_mean_keeps_its_unit() -> None:
    assert mean(Estimate(3.416, 3.312, 3.528, 40, "t")) == "3.42 (likely 3.31-3.53)"
    assert mean(Estimate(12345.6, 12000.1, 12600.9, 40, "t")) == "12,346 (likely 12,000-12,601)"
    assert mean(Estimate(-3.0, -14.0, 8.0, 40, "nps")) == "-3.00 (likely -14.00 to 8.00)"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(), "0 s"),
        (timedelta(milliseconds=340), "0.3 s"),
        (timedelta(seconds=59.6), "1 min"),
        (timedelta(minutes=12, seconds=5), "12 min 5 s"),
        (timedelta(hours=3, minutes=4, seconds=50), "3 h 5 min"),
        (timedelta(days=1200, hours=4, minutes=5), "1,200 d 4 h"),
        (None, ""),
    ],
)
def test_durations_show_their_two_largest_units(span: timedelta | None, text: str) -> None:
    assert duration(span) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1,234,567"),
        (0.01234, "0.0123"),
        (1234.56, "1,234.6"),
        (Decimal(7), "7"),
        (inf, "–"),
        (True, "yes"),
        (None, ""),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 10, 0, tzinfo=UTC), "2026-01-02 10:00"),
        (datetime(2026, 1, 2, 10, 0, 7, tzinfo=UTC), "2026-01-02 10:00:07"),
        ("two\nlines\x1b[31m", "two lines [31m"),
    ],
)
def test_values_as_people_read_them(value: object, text: str) -> None:
    assert said(value) == text


def test_an_estimated_time_is_told_in_units_of_time() -> None:
    assert time(Estimate(300.0, 180.0, 1200.0, 9, "t")) == "5 min (likely 3 min to 20 min)"
    assert time(Estimate(300.0, 180.0, inf, 9, "kaplan-meier")) == "5 min (likely 3 min or more)"
    assert time(Estimate(300.0, -60.0, 660.0, 9, "t")) == "5 min (likely -1 min to 11 min)"
    assert time(Estimate(inf, 60.0, inf, 9, "kaplan-meier")) == "–"
