from __future__ import annotations

from datetime import date
from math import isnan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UnknownName, UsageError
from sojourn.estimates import wilson
from sojourn.measures.retention import EARLY, retention
from sojourn.periods import DAY, Calendar, parse_time
from tests.in_memory import Took, units_of
from tests.oracles.cases import known_case, stories
from tests.shops import shop

BERLIN = Calendar("Europe/Berlin")
FIRST = parse_time("2026-03-27T20:00:00")  # the clocks of Berlin go forward on the 29th
FIRST_MONTH = 2026 * 12  # stands for any number: a period of the calendar, whatever its length

log = st.lists(
    st.builds(
        Took, st.integers(0, 5), st.integers(0, 40).map(lambda sixths: FIRST + sixths * DAY // 6), st.integers(1, 2)
    ),
    max_size=25,
)


def test_who_comes_back_in_the_weeks_after(tmp_path: Path) -> None:
    visits = [
        ("anna", "Visit", "2026-01-05"), ("anna", "Visit", "2026-01-13"), ("anna", "Visit", "2026-01-20"),
        ("ben", "Visit", "2026-01-06"), ("ben", "Visit", "2026-01-22"),
    ]  # fmt: skip
    with shop(tmp_path, visits) as ws:
        found = ws.journeys().retention(period="week", periods=3)
    first, second, third = found.cohorts
    assert (first.start, first.size, first.retained) == (date(2026, 1, 5), 2, [2, 1, 2])
    assert (second.start, second.size, second.retained) == (date(2026, 1, 12), 1, [1, 1, 0])
    assert (third.start, third.size, third.open) == (date(2026, 1, 19), 2, [True, True, True])
    assert first.open == [False, False, True]
    assert (found.average[1].value, found.average[1].n) == (1 / 2, 2)
    assert found.average[0].value == 1
    assert isnan(found.average[2].value)


@pytest.mark.parametrize("case", ["retention_day", "retention_unbounded"])
def test_known_answers(shared: Path, tmp_path: Path, case: str) -> None:
    known = known_case(shared, case)
    asked = known["params"]
    with shop(tmp_path, stories(known)) as ws:
        found = ws.journeys().retention(
            asked["period"], asked["intervals"], asked["type"], asked["start"], unbounded=asked.get("cumulative", False)
        )
    assert [cohort.retained for cohort in found.cohorts] == known["expected"]


def test_facts_of_the_known_answers() -> None:
    """The unbounded case of the shared file, shortened to three customers."""
    days = {0: [10, 13, 14], 1: [10, 11], 2: [11, 12, 13]}
    steps = [Took(who, parse_time(f"2020-06-{day}")) for who, seen in days.items() for day in seen]
    found = retention(units_of(steps), Calendar(), "day", 4, start="2020-06-11", unbounded=True)
    assert [cohort.retained for cohort in found.cohorts] == [[2, 1, 1, 0], [1, 1, 0, 0], [2, 1, 0, 0], [1, 0, 0, 0]]
    found = retention(units_of(steps), Calendar(), "day", 4, start="2020-06-10")
    assert [cohort.retained for cohort in found.cohorts] == [[2, 1, 0, 1], [2, 1, 1, 0], [1, 1, 0, 0], [2, 1, 0, 0]]


@given(
    log, st.sampled_from(["hour", "day", "week", "month"]), st.booleans(), st.booleans(), st.booleans(),
    st.integers(1, 3), st.integers(-1, 3),
)  # fmt: skip
def test_equals_plain_python(
    log: list[Took], period: str, once: bool, unbounded: bool, other: bool, partitions: int, later: int
) -> None:
    units, n = units_of(log, partitions=partitions), 4
    return_event = "b" if other else None
    base = min((BERLIN.number(step.at, period) for step in log), default=FIRST_MONTH) + later
    found = retention(
        units, BERLIN, period, n, "first_time" if once else "recurring",
        BERLIN.start(base, period), unbounded=unbounded, return_event=return_event,
    )  # fmt: skip
    retained = [[0] * n for _ in range(n)]
    size = [0] * n
    for who in range(6):
        entered = sorted({BERLIN.number(step.at, period) for step in log if step.who == who})
        active = {BERLIN.number(step.at, period) for step in log if step.who == who and (not other or step.code == 2)}
        for number in entered[:1] if once else entered:
            if 0 <= number - base < n:
                size[number - base] += 1
                for k in range(n):
                    back = any(a >= number + k for a in active) if unbounded else number + k in active
                    retained[number - base][k] += back
    assert [cohort.retained for cohort in found.cohorts] == retained
    assert [cohort.size for cohort in found.cohorts] == size
    for k, share in enumerate(found.average):
        closed = [cohort for cohort in found.cohorts if not cohort.open[k]]
        members = sum(cohort.size for cohort in closed)
        assert share.n == members
        if members:
            assert share.value == sum(cohort.retained[k] for cohort in closed) / members
            assert share.low <= share.value <= share.high


@given(log, st.integers(2, 4))
def test_partitions_do_not_matter(log: list[Took], partitions: int) -> None:
    once, split = (retention(units_of(log, partitions=p), BERLIN, "day", 3) for p in (1, partitions))
    assert once.cohorts == split.cohorts
    assert str(once.average) == str(split.average)


def test_an_empty_log_has_no_cohorts_unless_a_start_is_given() -> None:
    found = retention(units_of([]), BERLIN)
    assert found.cohorts == ()
    assert len(found.average) == 12
    assert isnan(found.average[0].value)
    (cohort,) = retention(units_of([]), BERLIN, periods=1, start="2026-01-07").cohorts
    assert (cohort.start, cohort.size, cohort.retained, cohort.open) == (date(2026, 1, 5), 0, [0], [True])


def test_first_time_customers_are_counted_once_and_warm_up_leaves_early_cohorts_out() -> None:
    steps = [
        Took(who, parse_time(f"2026-01-{day:02}")) for who, days in {0: [5, 13], 1: [13, 20]}.items() for day in days
    ]
    found = retention(units_of(steps), Calendar(), periods=3, kind="first_time")
    assert [cohort.size for cohort in found.cohorts] == [1, 1, 0]
    assert found.notes == (EARLY,)
    assert found.average[1] == wilson(1, 1)
    warm = retention(units_of(steps), Calendar(), periods=3, kind="first_time", warm_up="2d")
    assert [(cohort.start.day, cohort.size) for cohort in warm.cohorts] == [(12, 1), (19, 0), (26, 0)]
    assert warm.notes == ()


def test_a_name_nobody_knows_counts_nobody_and_says_so() -> None:
    found = retention(units_of([Took(0, FIRST)]), BERLIN, periods=1, first_event="A", return_event="bb")
    assert found.cohorts[0].retained == [0]
    assert found.notes == ('No event is called "bb". Did you mean "b"?',)


def test_by_gives_the_same_cohorts_for_each_value() -> None:
    steps = [Took(0, FIRST, 1), Took(1, FIRST + 8 * DAY, 2), Took(1, FIRST + 15 * DAY, 1)]
    found = retention(units_of(steps), BERLIN, periods=2, by="channel")
    assert [(group.value, [cohort.size for cohort in group.result.cohorts]) for group in found.groups] == [
        ("a", [1, 0]),
        ("b", [0, 1]),
    ]


def test_what_cannot_be_asked() -> None:
    with pytest.raises(UnknownName, match='Did you mean "first_time"'):
        retention(units_of([]), BERLIN, kind="first-time")
    with pytest.raises(UnknownName, match='Did you mean "week"'):
        retention(units_of([]), BERLIN, "weeks")
    with pytest.raises(UsageError, match="at least 1"):
        retention(units_of([]), BERLIN, periods=0)
