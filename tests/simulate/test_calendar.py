from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.simulate.calendar import calendar, online_hours, opening_hours
from sojourn.simulate.world import STANDARD

YEAR = calendar(STANDARD, date(2025, 1, 1), 365)


def test_a_year_has_as_many_days_of_average_business_as_days() -> None:
    assert np.allclose(YEAR.business[:, -1], 365)
    assert YEAR.middle_date == date(2025, 7, 2)
    assert YEAR.is_december(np.array([333, 334, 364])).tolist() == [False, True, True]


def test_the_chance_to_come_in_time_is_the_share_that_does() -> None:
    persona, earliest, gap = np.full(40_000, 3), np.full(40_000, 280), np.full(40_000, 70.0)
    days = YEAR.next_days(np.random.default_rng(1), persona, earliest, gap)
    chance = YEAR.chance_in_time(persona, earliest, gap)[0]
    assert abs((days < 365).mean() - chance) < 4 * np.sqrt(chance * (1 - chance) / 40_000)


@given(st.integers(0, 2**32), st.integers(0, 500), st.floats(0.1, 200))
def test_a_next_day_is_not_too_early(seed: int, earliest: int, gap: float) -> None:
    persona = np.arange(4)
    days = YEAR.next_days(np.random.default_rng(seed), persona, np.full(4, earliest), np.full(4, gap))
    assert (days >= min(earliest, 365)).all()
    assert (days <= 365).all()


def test_hours_are_waking_hours() -> None:
    rng = np.random.default_rng(1)
    for hours, first, last in ((online_hours, 6, 21), (opening_hours, 9, 19)):
        found = hours(rng, 20_000) // 3_600_000
        assert (found.min(), found.max()) == (first, last)
