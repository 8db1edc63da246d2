from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.measures.funnel.asking import ask
from sojourn.measures.funnel.attempts import attempts
from sojourn.measures.funnel.records import Exclusion, FunnelStep
from tests.measures.funnel.plain import LETTERS, VALUES, Event, History, attempt, units_and_view

histories = st.lists(
    st.lists(
        st.builds(Event, st.sampled_from(LETTERS), st.integers(0, 12), st.integers(0, len(VALUES) - 1)), max_size=8
    ).map(lambda history: sorted(history, key=lambda event: event.time)),
    max_size=4,
)
names = st.sampled_from([*LETTERS, "never seen", ("A", "B"), ("B", "C", "never seen"), None])
windows = st.none() | st.integers(0, 10).map(lambda us: timedelta(microseconds=us))
limits = windows | st.integers(0, 5).map(lambda n: f"{n} steps")
named = st.lists(st.builds(FunnelStep, names), min_size=1, max_size=4)
orders = st.sampled_from(["ordered", "strict"])
tries = st.sampled_from(["furthest", "furthest", "first"])


@st.composite
def chosen_steps(draw: st.DrawFn) -> list[FunnelStep]:
    more = draw(st.lists(st.builds(FunnelStep, names, st.none(), st.booleans(), windows), max_size=3))
    return [FunnelStep(draw(names)), *more]


@st.composite
def ruled(draw: st.DrawFn) -> dict[str, Any]:
    """Ordered and strict funnels with all that can be asked of them."""
    steps = draw(chosen_steps())
    begins = [k for k, step in enumerate(steps[:-1], 1) if not step.optional]
    excluded = []
    for _ in range(draw(st.integers(0, 2)) if begins else 0):
        after = draw(st.sampled_from(begins))
        excluded.append(Exclusion(draw(names.filter(bool)), after, draw(st.integers(after + 1, len(steps)))))
    return {
        "steps": steps,
        "within": draw(limits),
        "order": draw(orders),
        "exclude": excluded,
        "same": draw(st.sampled_from([None, "value"])),
        "attempt": draw(tries),
    }


def agree(asked: dict[str, Any], histories: list[History]) -> None:
    question = ask(**asked)
    units, view = units_and_view(histories)
    begins = view.begin
    expected = [
        [place if place < 0 else place + begin for place in attempt(question, history)]
        for begin, history in zip(begins, histories, strict=True)
    ]
    assert attempts(question, units, view).tolist() == expected


def test_the_furthest_attempt_counts_and_of_equals_the_earliest() -> None:
    history = [Event(name, time) for time, name in enumerate("AABABC")]
    units, view = units_and_view([history])
    assert attempts(ask(["A", "B"]), units, view).tolist() == [[0, 2]]
    assert attempts(ask(["A", "B", "C"], within=timedelta(microseconds=2)), units, view).tolist() == [[3, 4, 5]]
    assert attempts(ask(["A", "B"], order="strict"), units, view).tolist() == [[1, 2]]
    assert attempts(ask(["C", "B"], order="unordered"), units, view).tolist() == [[2, 5]]


def test_the_window_is_inclusive() -> None:
    units, view = units_and_view([[Event("A", 0), Event("B", 10)]])
    assert attempts(ask(["A", "B"], timedelta(microseconds=10)), units, view).tolist() == [[0, 1]]
    assert attempts(ask(["A", "B"], timedelta(microseconds=9)), units, view).tolist() == [[0, -1]]


def test_an_event_gives_up_its_step_for_another_that_fits_it_too() -> None:
    """A takes the first step, makes room for B, then for D; and so all three are done."""
    units, view = units_and_view([[Event(name, time) for time, name in enumerate("ABD")]])
    question = ask([("A", "B"), ("A", "D"), ("A", "C")], order="unordered")
    assert attempts(question, units, view).tolist() == [[0, 1, 2]]


@given(named, limits, tries, histories)
def test_plain_funnels_equal_plain_python(
    steps: list[FunnelStep], within: timedelta | str | None, tried: str, histories: list[History]
) -> None:
    agree({"steps": steps, "within": within, "attempt": tried}, histories)


@given(ruled(), histories)
def test_ruled_funnels_equal_plain_python(asked: dict[str, Any], histories: list[History]) -> None:
    agree(asked, histories)


@given(named, limits, st.lists(names.filter(bool), max_size=1), st.sampled_from([None, "value"]), tries, histories)
def test_unordered_funnels_equal_plain_python(
    steps: list[FunnelStep],
    within: timedelta | str | None,
    exclude: list[str],
    same: str | None,
    tried: str,
    histories: list[History],
) -> None:
    agree(
        {"steps": steps, "within": within, "order": "unordered", "exclude": exclude, "same": same, "attempt": tried},
        histories,
    )


@given(
    st.integers(60, 70),
    st.lists(st.builds(Event, st.sampled_from("ABCD"), st.integers(55, 75), st.just(0)), max_size=6),
    st.integers(0, 12).map(lambda us: timedelta(microseconds=us)),
    tries,
)
def test_many_starts_equal_plain_python(starts: int, others: History, within: timedelta, tried: str) -> None:
    """Starts are tried in blocks of 64, and whole blocks may be passed over."""
    history = sorted([Event("A", time) for time in range(starts)] + others, key=lambda event: event.time)
    steps = ["A", FunnelStep("B", optional=True), "C"]
    agree({"steps": steps, "within": within, "exclude": ["D"], "attempt": tried}, [history])
    agree({"steps": ["C", "A"], "within": within, "order": "unordered", "attempt": tried}, [history])


@given(chosen_steps(), limits, histories)
def test_no_customer_is_lost_where_a_step_is_asked_for_in_vain(
    steps: list[FunnelStep], within: timedelta | str | None, histories: list[History]
) -> None:
    """Rules that forbid nothing lead through another kernel to the same places as the plain one."""
    plain = [FunnelStep(step.name) for step in steps]
    units, view = units_and_view(histories)
    harmless = [FunnelStep(step.name, within="9999d") for step in plain]
    assert attempts(ask(plain, within), units, view).tolist() == attempts(ask(harmless, within), units, view).tolist()


@pytest.mark.parametrize("order", ["ordered", "strict", "unordered"])
def test_a_log_without_anything(order: str) -> None:
    units, view = units_and_view([])
    assert attempts(ask(["A", "B"], order=order, same="value"), units, view).shape == (0, 2)
    units, view = units_and_view([[], []])
    assert attempts(ask(["A", "B"], order=order), units, view).tolist() == [[-1, -1]] * 2
