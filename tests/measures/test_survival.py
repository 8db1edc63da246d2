from __future__ import annotations

from math import inf, isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.measures import survival
from sojourn.measures.survival import kaplan_meier

# Weeks to relapse of leukaemia patients on 6-MP: Freireich et al., Blood 21 (1963).
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_WELL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
WEEKS = RELAPSED + STILL_WELL
OBSERVED = [True] * len(RELAPSED) + [False] * len(STILL_WELL)

Subjects = list[tuple[int, bool]]
subjects = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=30)


def test_patients_still_well_count_as_long_as_they_were_watched() -> None:
    curve = kaplan_meier(WEEKS, OBSERVED)
    shares = {step.time: round(step.survival.value, 3) for step in curve.steps()}
    assert shares == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert [(step.at_risk, step.events) for step in curve.steps()][:2] == [(21, 3), (17, 1)]
    median = curve.quantile()
    assert (median.value, median.low, median.high, median.n) == (23, 13, inf, 21)


def test_limits_known_answer() -> None:
    """The same patients in R: survfit(Surv(weeks, observed) ~ 1, conf.type = "log-log")."""
    limits = [(round(s.survival.low, 4), round(s.survival.high, 4)) for s in kaplan_meier(WEEKS, OBSERVED).steps()]
    assert limits == [
        (0.6197, 0.9516),
        (0.5631, 0.9228),
        (0.5032, 0.8894),
        (0.4316, 0.8491),
        (0.3675, 0.8049),
        (0.2678, 0.7468),
        (0.1881, 0.6801),
    ]


def test_the_curve_can_be_asked_at_any_time() -> None:
    curve = kaplan_meier(WEEKS, OBSERVED)
    assert curve.at(5).value == 1
    assert curve.at(10) == curve.at(12.9) == curve.steps()[2].survival
    assert curve.at(35).value == curve.steps()[-1].survival.value
    assert isnan(curve.at(36).value)


def test_where_all_ended_the_share_left_is_nought_with_an_upper_limit() -> None:
    last = kaplan_meier([1, 2, 3], [True] * 3).steps()[-1].survival
    assert (last.value, last.low) == (0, 0)
    assert 0.5 < last.high < 1


def test_nobody_and_nothing_happened() -> None:
    assert isnan(kaplan_meier([], []).quantile().value)
    assert isnan(kaplan_meier([], []).at(0).value)
    unfinished = kaplan_meier([4, 5], [False, False])
    assert unfinished.steps() == ()
    assert unfinished.quantile().value == inf
    assert unfinished.at(4).value == 1


@given(subjects)
def test_equals_plain_python(people: Subjects) -> None:
    curve = kaplan_meier([t for t, _ in people], [o for _, o in people])
    assert [step.time for step in curve.steps()] == sorted({t for t, o in people if o})
    for step in curve.steps():
        assert step.survival.value == pytest.approx(plain(people, step.time), abs=1e-12)
        assert 0 <= step.survival.low <= step.survival.value <= step.survival.high <= 1


def plain(people: Subjects, time: float) -> float:
    left = 1.0
    for moment in sorted({t for t, o in people if o and t <= time}):
        at_risk = sum(t >= moment for t, _ in people)
        left *= 1 - sum(t == moment and o for t, o in people) / at_risk
    return left


@given(subjects, st.integers(0, 30))
def test_partitions_merge_to_the_same_curve(people: Subjects, cut: int) -> None:
    parts = [survival.tally([t for t, _ in part], [o for _, o in part]) for part in (people[:cut], people[cut:])]
    merged = survival.curve(survival.merge(parts))
    assert merged.steps() == kaplan_meier([t for t, _ in people], [o for _, o in people]).steps()


@given(st.lists(st.integers(0, 12), min_size=1, max_size=30))
def test_without_open_ends_the_median_is_the_middle_value(times: list[int]) -> None:
    found = kaplan_meier(times, [True] * len(times)).quantile()
    assert found.value == sorted(times)[(len(times) - 1) // 2]
    assert found.low <= found.value <= found.high
