"""When two answers are the same."""

from __future__ import annotations

from benchmarks.answers import agree
from benchmarks.peers.funnels import cohorts, listed, ranges, reached


def test_counts_are_compared_to_the_last_one() -> None:
    assert agree("funnel", [10, 5, 2, 1], (10, 5, 2, 1))
    assert not agree("funnel", [10, 5, 2, 1], [10, 5, 2, 2])
    assert not agree("transitions", [["a", "b", 3]], [["a", "b", 3], ["b", "a", 1]])


def test_means_may_differ_in_the_last_digits_and_parts_may_be_missing() -> None:
    own = {"sessions": 3, "mean_steps": 1 / 3, "mean_seconds": 5.0}
    assert agree("sessions", own, {"sessions": 3, "mean_steps": 0.33333333333333})
    assert not agree("sessions", own, {"sessions": 3, "mean_steps": 0.3334})
    assert not agree("sessions", own, {})


def test_ranges_may_differ_by_chance_but_not_counts() -> None:
    own = {"reached": [100, 50], "ranges": [[0.40, 0.60]]}
    assert agree("bootstrap", own, {"reached": [100, 50], "ranges": [[0.41, 0.59]]})
    assert not agree("bootstrap", own, {"reached": [100, 50], "ranges": [[0.48, 0.52]]})
    assert not agree("bootstrap", own, {"reached": [100, 51], "ranges": [[0.40, 0.60]]})


def test_the_furthest_step_counts_for_all_steps_before_it() -> None:
    assert reached([(1, 5), (4, 2), (None, 9), (0, 3)]) == [7, 2, 2, 2]


def test_weeks_as_bits_become_cohorts() -> None:
    first, second, *_ = cohorts([(0b101, 2), (0b110, 1)], first_week=0)
    assert first == ["1970-01-05", 2, [2, 0, 2] + [0] * 9]
    assert second == ["1970-01-12", 1, [1, 1] + [0] * 10]


def test_equally_frequent_paths_are_listed_by_name() -> None:
    assert listed([(("b",), 1), (("a", "c"), 1), (("c",), 2)], 2) == [[["c"], 2], [["a", "c"], 1]]


def test_buckets_that_are_all_alike_have_no_spread() -> None:
    found = ranges([[4, 2, 1, 0]] * 8)
    assert found == {"reached": [32, 16, 8, 0], "ranges": [[0.5, 0.5], [0.25, 0.25], [0.0, 0.0]]}
