"""Who is compared with whom: units that reached the same step, and what they met there."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.effects.risk_sets import FOREVER, Question, RiskSet, periods, risk_set
from sojourn.engines.units import Units
from sojourn.journeys.view import View
from sojourn.periods import DAY, HOUR
from tests.in_memory import Took, units_of

A, B, C, D = 1, 2, 3, 4


def asked(units: Units, ahead: int = 2, within: int = DAY, horizon: int = FOREVER) -> tuple[View, RiskSet]:
    """Who reached "a", met "b" soon, before "c" stopped the wait for it, and had "d"."""
    (view,) = units.collect(lambda view: view)
    event = view.steps["event"]
    question = Question(event == A, event == B, event == C, event == D, ahead, within, horizon)
    return view, risk_set(view, question)


def test_exposed_is_who_meets_it_soon_after_reaching_the_step() -> None:
    log = [
        *[Took(0, HOUR * hour, code) for hour, code in enumerate((A, B, D))],
        *[Took(1, HOUR * hour, code) for hour, code in enumerate((A, C, B))],
        *[Took(2, HOUR * hour, code) for hour, code in enumerate((C, B, D))],
        *[Took(3, DAY * day, code) for day, code in enumerate((A, C, C, D))],
        *[Took(4, 2 * DAY * day, code) for day, code in enumerate((A, B))],
    ]
    _, rows = asked(units_of(log))
    assert rows.unit.tolist() == [0, 1, 3, 4], "customer 2 was never there"
    assert rows.exposed.tolist() == [True, False, False, False]
    assert rows.outcome.tolist() == [True, False, True, False]
    assert rows.met.tolist() == [1, -1, -1, -1]


def test_what_the_step_itself_says_is_judged_by_what_came_before_it() -> None:
    units = units_of([Took(0, 0, C), Took(0, HOUR, A), Took(1, 0, A)])
    (view,) = units.collect(lambda view: view)
    event = view.steps["event"]
    rows = risk_set(view, Question(event == A, event == A, event == C, event == D, ahead=0))
    assert rows.exposed.tolist() == [True, True]
    assert rows.at.tolist() == [1, 2]
    assert rows.last.tolist() == [0, 1], "the step before, also where that is no longer of the unit"


steps = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(1, 4)), max_size=24)


@given(steps, st.integers(1, 4), st.integers(0, 20), st.integers(1, 40))
def test_as_ten_lines_of_plain_python_say(
    taken: list[tuple[int, int, int]], ahead: int, within: int, horizon: int
) -> None:
    log = [Took(who, at * HOUR, code) for who, at, code in taken]
    _, rows = asked(units_of(log), ahead, within * HOUR, horizon * HOUR)
    assert [(bool(e), bool(o)) for e, o in zip(rows.exposed, rows.outcome, strict=True)] == [
        found
        for who in range(4)
        if (found := plainly([s for s in sorted(log, key=lambda s: s.at) if s.who == who], ahead, within, horizon))
    ]


def plainly(history: list[Took], ahead: int, within: int, horizon: int) -> tuple[bool, bool] | None:
    codes = [step.code for step in history]
    if A not in codes:
        return None
    first = codes.index(A)
    later = [(step.code, (step.at - history[first].at) / HOUR) for step in history[first + 1 :]]
    exposed = False
    for code, hours in later[:ahead]:
        if hours > within or code in (C, D):
            break
        if code == B:
            exposed = True
            break
    return exposed, any(code == D and hours <= horizon for code, hours in later)


def test_periods_are_calendar_months() -> None:
    moments = np.array(["2026-01-31T23:59", "2026-02-01", "2026-02-28"], "datetime64[us]").astype(np.int64)
    assert (periods(moments) - periods(moments)[0]).tolist() == [0, 1, 1]
