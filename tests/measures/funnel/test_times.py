from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.measures.funnel.times import BINS, distribution, histogram

times = st.lists(st.integers(0, 10**14), min_size=1, max_size=60)


def microseconds(numbers: list[int]) -> np.ndarray:
    return np.array(sorted(numbers), np.int64)


def test_ten_waits_in_minutes() -> None:
    found = distribution(microseconds([n * 60_000_000 for n in range(1, 11)]))
    assert found is not None
    assert (found.n, found.mean, found.p50) == (10, timedelta(minutes=5.5), timedelta(minutes=5.5))
    assert (found.p10, found.p90) == (timedelta(minutes=1.9), timedelta(minutes=9.1))
    assert found.bins[0].stop == timedelta(minutes=1)
    assert [one.count for one in found.bins] == [0, *[1] * 10]


def test_one_straggler_does_not_squeeze_the_others_into_one_bin() -> None:
    found = histogram(microseconds([*(n * 1_000_000 for n in range(99)), 10**12]))
    assert (found[0].stop, found[0].count) == (timedelta(seconds=5), 5)
    assert (found[-1].stop, found[-1].count) == (timedelta(microseconds=10**12), 5)


def test_nothing_has_no_distribution() -> None:
    assert distribution(microseconds([])) is None


@given(times)
def test_every_time_lies_in_one_bin(numbers: list[int]) -> None:
    bins = histogram(microseconds(numbers))
    assert 1 <= len(bins) <= BINS
    assert bins[0].start == timedelta()
    assert all(one.stop == other.start for one, other in pairwise(bins))
    spans = [timedelta(microseconds=number) for number in numbers]
    expected = [sum(one.start <= span < one.stop for span in spans) for one in bins[:-1]]
    assert [one.count for one in bins] == [*expected, len(numbers) - sum(expected)]
    assert max(spans) <= bins[-1].stop
