from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.simulate.log import PAUSE, Attempts, behind

ATTEMPT = Attempts(np.array([7]), np.array([1_000_000]), np.array([1_600_000]))


def test_what_falls_into_an_attempt_comes_shortly_after_it() -> None:
    customer, at = np.array([7, 7, 7, 8]), np.array([900_000, 1_000_000, 1_300_000, 1_300_000])
    moved = behind(customer, at, ATTEMPT)
    assert moved[[0, 3]].tolist() == [900_000, 1_300_000]
    assert 1_600_000 < moved[1] < moved[2] < 1_600_000 + PAUSE


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40_000_000)), max_size=30))
def test_order_is_kept_and_attempts_stay_undisturbed(events: list[tuple[int, int]]) -> None:
    attempts = Attempts(
        np.array([0, 0, 2]), np.array([5_000_000, 20_000_000, 9_000_000]), np.array([5_400_000, 21_000_000, 9_000_000])
    )
    customer, at = (np.array([event[n] for event in events], np.int64) for n in range(2))
    moved = behind(customer, at, attempts)
    for who, begin, end in zip(*(part.tolist() for part in attempts), strict=True):
        mine = moved[customer == who]
        assert not ((begin <= mine) & (mine <= end)).any()
    for one in range(4):
        mine = customer == one
        assert (np.diff(moved[mine][np.argsort(at[mine], kind="stable")]) >= 0).all()
    assert ((moved >= at) & (moved <= at + PAUSE + 1_000_000)).all()
