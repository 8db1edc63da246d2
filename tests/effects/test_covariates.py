"""What was known of a unit before it could be exposed."""

from __future__ import annotations

import numpy as np

from sojourn.effects.covariates import Columns, covariates, joined, known
from sojourn.effects.risk_sets import Question, risk_set
from sojourn.engines.units import Units
from sojourn.journeys.definition import Definition
from sojourn.periods import DAY, HOUR
from tests.in_memory import Took, units_of

A, B, C, D = 1, 2, 3, 4


def columns_of(units: Units, ahead: int) -> dict[str, list[float]]:
    """By name, of those who reached "a": asked for "b", with "d" as the outcome."""
    (view,) = units.collect(lambda view: view)
    event = view.steps["event"]
    rows = risk_set(view, Question(event == A, event == B, event == C, event == D, ahead))
    found = covariates(units, view, rows, known(units), event == D)
    return dict(zip(found.names, found.values.T.round(6).tolist(), strict=True))


def test_history_counts_up_to_the_step_and_not_beyond() -> None:
    log = [Took(0, 0, C), Took(0, HOUR, C), Took(0, DAY, A), Took(0, 2 * DAY, B), Took(0, 3 * DAY, C), Took(1, 0, A)]
    found = columns_of(units_of(log), ahead=1)
    assert found["earlier c"] == [round(np.log1p(2), 6), 0]
    assert found["earlier b"] == [0, 0]
    assert found["earlier a"] == [round(np.log(2), 6)] * 2
    assert found["days since the first step"] == [round(np.log(2), 6), 0]
    assert found["began with=c"] == [1, 0]
    assert found["last score"] == [1, 1], "the score of the step itself is known by then"


def test_where_the_step_itself_tells_it_is_no_covariate() -> None:
    log = [Took(0, 0, C), Took(0, DAY, A)]
    found = columns_of(units_of(log), ahead=0)
    assert found["earlier a"] == [0]
    assert found["last score"] == [C]
    assert found["days since the first step"] == [0]


def test_a_first_step_that_tells_by_itself_is_no_covariate_either() -> None:
    log = [Took(0, 0, A), Took(1, 0, A), Took(2, 0, C), Took(2, DAY, A), Took(3, 0, A)]
    found = columns_of(units_of(log), ahead=0)
    assert found["earlier a"] == [0, 0, 0, 0]
    assert found["last score"] == [0, 0, C, 0]
    assert found["last score=known"] == [0, 0, 1, 0]
    assert found["days since the first step"] == [0, 0, 0, 0]


def test_outcomes_of_earlier_journeys_count_with_this_one_left_out() -> None:
    log = [Took(0, n * DAY, code) for n, code in enumerate((A, D, A, D, A, B, D))]
    found = columns_of(units_of(log, Definition(goal="d"), "journey"), ahead=1)
    assert found["outcomes before=1"] == [0, 1, 0]
    assert found["outcomes before=2"] == [0, 0, 1]
    assert found["outcomes before=3"] == [0, 0, 0]


def test_how_long_the_path_becomes_is_no_covariate() -> None:
    short = [Took(0, 0, A), Took(1, 0, A)]
    long = [*short, *(Took(0, n * HOUR, C) for n in range(1, 9))]
    assert columns_of(units_of(short), 1)["earlier a"] == columns_of(units_of(long), 1)["earlier a"]
    assert columns_of(units_of(long), 1)["earlier c"] == [0, 0]


def test_partitions_are_laid_together_by_name() -> None:
    one, other = Columns(np.ones((2, 2)), ("a", "b")), Columns(np.full((1, 2), 3.0), ("c", "a"))
    together = joined([one, other])
    assert together.names == ("a", "b", "c")
    assert together.values.tolist() == [[1, 1, 0], [1, 1, 0], [3, 0, 3]]


def test_nor_is_the_channel_of_a_first_step_that_tells_by_itself() -> None:
    found = columns_of(units_of([Took(0, 0, A), Took(1, 0, C), Took(1, DAY, A)]), ahead=0)
    for name, column in found.items():
        if name.startswith(("began on=", "channel=")):
            assert column[0] == 0, name
    assert sum(column[1] for name, column in found.items() if name.startswith("began on=")) == 1
