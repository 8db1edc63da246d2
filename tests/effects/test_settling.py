"""Whose outcome is known, whatever became of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sojourn.effects.risk_sets import FOREVER, Question, RiskSet, risk_set
from sojourn.effects.settling import known_by, settled
from sojourn.engines.units import Units
from sojourn.journeys.definition import Definition
from sojourn.journeys.view import View
from sojourn.periods import DAY
from tests.in_memory import Took, units_of

A, B, D = 1, 2, 4
BY_PAUSE = Definition(goal="d", gap=5 * DAY)


def rows_of(view: View) -> RiskSet:
    """Who reached "a", whether "b" came right after it, and "d" later."""
    event = view.steps["event"]
    return risk_set(view, Question(event == A, event == B, event == D, event == D, ahead=1))


def told(units: Units, horizon: int = FOREVER) -> list[bool]:
    known = known_by(units, rows_of, horizon)
    return [bool(one) for part in units.collect(lambda view: settled(view, rows_of(view), known)) for one in part]


def test_rows_whose_horizon_is_not_over_are_left_out_whatever_became_of_them() -> None:
    log = [Took(0, 0, A), Took(0, DAY, D), Took(1, 8 * DAY, A), Took(2, 8 * DAY, A), Took(2, 10 * DAY, D)]
    assert told(units_of(log), horizon=5 * DAY) == [True, False, False]


def test_journeys_that_may_still_go_on_are_left_out_with_all_that_began_as_late() -> None:
    log = [Took(0, 0, A), Took(0, DAY, D), Took(1, 2 * DAY, A), Took(2, 31 * DAY, A), Took(3, 29 * DAY, A)]
    log += [Took(3, 30 * DAY, D)]
    assert told(units_of(log, BY_PAUSE, "journey")) == [True, True, False, False]


def test_a_slow_kind_of_customer_gets_the_time_that_it_takes() -> None:
    """By the time that everybody takes, the slow ones who fail early would be kept and those who succeed not be."""
    quick = [Took(who, day * DAY, code) for who in (0, 1, 2) for day, code in ((20, A), (21, D))]
    slow = [Took(3, day * DAY, code) for day, code in ((0, A), (1, B), (5, B), (9, B), (13, D))]
    late = [Took(4, 20 * DAY, A), Took(4, 21 * DAY, B), Took(5, 27 * DAY, A)]
    assert told(units_of(quick + slow + late, BY_PAUSE, "journey")) == [False, False, False, True, False, False]


def test_where_nobody_is_under_way_everybody_counts() -> None:
    assert told(units_of([Took(0, 0, A), Took(1, 9 * DAY, A)])) == [True, True]


took = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40), st.sampled_from([A, B, D])), min_size=1, max_size=40)


@given(took, st.integers(2, 5))
def test_it_does_not_depend_on_the_layout(taken: list[tuple[int, int, int]], partitions: int) -> None:
    log = [Took(who, day * DAY, code) for who, day, code in taken]
    one, many = (known_by(units_of(log, BY_PAUSE, "journey", partitions=n), rows_of) for n in (1, partitions))
    assert one == many
