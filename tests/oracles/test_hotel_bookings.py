"""Forty dates when nothing was changed, in two real hotels' bookings: at most one in twenty may look changed."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sojourn.insights.before_after import placebo
from sojourn.insights.before_after.answer import answer
from sojourn.insights.before_after.series import series

Floats = NDArray[np.float64]
WEEKS_AFTER, DATES = 4, 40
HOTELS = ("City Hotel", "Resort Hotel")


@pytest.fixture(scope="module")
def cancelled(shared: Path) -> Floats:
    """The share of bookings that were cancelled, by day of arrival, float64[days, hotels]."""
    path = shared / "data/causal/hotel_bookings.csv.gz"
    days: dict[int, Floats] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = "-".join(row[f"arrival_date_{part}"] for part in ("year", "month", "day_of_month"))
            number = datetime.strptime(day, "%Y-%B-%d").toordinal()
            counts = days.setdefault(number, np.zeros((2, 2)))
            counts[HOTELS.index(row["hotel"])] += (int(row["is_canceled"]), 1)
    first = min(days)
    return np.array([days.get(first + k, np.zeros((2, 2))) for k in range(max(days) - first + 1)])


@pytest.mark.slow
@pytest.mark.parametrize("method", ["structural", "differences"])
def test_dates_when_nothing_was_changed(cancelled: Floats, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By week, the other hotel as the control. A t test says "changed" at 70 % of such dates (SCIENCE.md)."""
    monkeypatch.setattr(placebo, "MOST_DATES", 12)
    weeks = cancelled[: len(cancelled) // 7 * 7].reshape(-1, 7, 2, 2).sum(axis=1)
    target, control = (weeks[:, k, 0] / weeks[:, k, 1] for k in (0, 1))
    alarms = 0
    for date in np.linspace(0.4 * len(target), len(target) - WEEKS_AFTER - 1, DATES).astype(int):
        end = date + WEEKS_AFTER
        found = answer(series(target[:end], [control[:end]], date, counts=weeks[:end, 0, 1]), method).effect
        alarms += found.low > 0 or found.high < 0
    assert alarms <= DATES / 20
