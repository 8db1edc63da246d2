from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sojourn.journeys.definition import define
from sojourn.maps.counting import Counted, count
from sojourn.measures.stages import stages
from tests.in_memory import Took, units_of

EXITS = ("d",)
AWARENESS, PURCHASE, LOYALTY, CHURN = range(1, 5)  # stand for the stages a, b, c and the exit d

log = st.lists(st.builds(Took, st.integers(0, 5), st.integers(0, 20), st.integers(0, 4)), max_size=40)


def counted(steps: list[Took], partitions: int = 1) -> Counted:
    return count(units_of(steps, partitions=partitions, exits=EXITS))


def test_two_customers_of_whom_one_goes_on() -> None:
    found = counted([Took(0, 1, AWARENESS), Took(0, 2, PURCHASE), Took(1, 1, AWARENESS), Took(1, 2, AWARENESS)])
    assert found.reached.tolist() == [0, 2, 1, 0, 0]
    assert (found.entered[AWARENESS], found.onward[AWARENESS]) == (2, 1)
    assert found.totals.tolist() == [2, 2, 0, 4, 4]  # customers, units, open, steps, answers: every step has a score
    assert found.moments.tolist() == [1, 2]


def test_leaving_is_no_later_stage_and_going_back_is_no_going_on() -> None:
    found = counted([Took(0, 1, LOYALTY), Took(0, 2, PURCHASE), Took(0, 3, CHURN)])
    assert found.onward.tolist() == [0, 0, 0, 0, 0]


def test_journeys_that_are_still_open_do_not_count_as_stopped() -> None:
    day = 24 * 3600 * 1_000_000
    steps = [Took(0, 0, AWARENESS), Took(1, 9 * day, AWARENESS)]
    units = units_of(steps, define(gap="2d"), exits=EXITS)
    found = count(units)
    assert (found.reached[AWARENESS], found.entered[AWARENESS]) == (2, 1)
    assert found.totals.tolist()[:3] == [2, 2, 1]


@given(log)
def test_equals_plain_python(steps: list[Took]) -> None:
    found = counted(steps)
    histories = [sorted((s for s in steps if s.who == who), key=lambda s: s.at) for who in range(6)]
    codes = [[step.code for step in history] for history in histories]
    assert found.reached.tolist() == [sum(s in history for history in codes) for s in range(5)]
    assert found.entered.tolist() == found.reached.tolist()
    assert found.onward.tolist() == [sum(goes_on(history, s) for history in codes) for s in range(5)]
    assert found.met.diagonal().tolist() == found.used.diagonal().tolist() == found.reached.tolist()
    assert found.channels.sum() == len({step.code for step in steps})
    assert found.events.tolist() == [sum(step.code == 0 for step in steps), 0, 0, 0, 0]
    assert found.named.tolist() == [found.reached[0], 0, 0, 0, 0]
    assert found.totals[0] == len({step.who for step in steps})


def goes_on(history: list[int], stage: int) -> bool:
    """Whether a stage further along follows the first step in `stage`; leaving (the last code) is none."""
    rank = [0, 1, 2, 3, 0]
    later = history[history.index(stage) + 1 :] if stage in history else []
    return any(rank[code] > rank[stage] for code in later)


@given(log, st.integers(2, 4))
def test_does_not_depend_on_the_number_of_partitions(steps: list[Took], partitions: int) -> None:
    whole, split = counted(steps), counted(steps, partitions)
    assert all((a == b).all() for a, b in zip(whole, split, strict=True))


@given(log)
def test_agrees_with_stage_conversion_on_whole_histories(steps: list[Took]) -> None:
    found = counted(steps)
    for code, stage in enumerate(stages(units_of(steps, exits=EXITS)).stages, start=1):
        assert stage.reached == found.reached[code]
        if stage.to_next is not None and stage.to_next.n:
            assert stage.to_next.n == found.entered[code]
            assert stage.to_next.value == found.onward[code] / found.entered[code]
