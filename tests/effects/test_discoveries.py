"""Which of many tests to believe."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.effects import discoveries
from sojourn.errors import UsageError


def test_those_below_the_line_are_found() -> None:
    # The example of Benjamini and Hochberg (1995), section 4.1: four of fifteen at q = 0.05.
    first, second = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344], [0.0459, 0.324, 0.4262]
    p = [*first, *second, 0.5719, 0.6528, 0.759, 1]
    assert discoveries(p).tolist() == [True] * 4 + [False] * 11


@given(st.lists(st.one_of(st.floats(0, 1), st.floats(0, 0.01), st.just(nan)), max_size=30), st.floats(0.01, 0.5))
def test_as_the_definition_says(p: list[float], q: float) -> None:
    tests = sorted(each for each in p if each == each)
    line = max((each for k, each in enumerate(tests, 1) if each <= q * k / len(tests)), default=-1.0)
    assert discoveries(p, q).tolist() == [each <= line for each in p]


def test_nothing_tested_is_nothing_found() -> None:
    assert discoveries([]).tolist() == []
    assert discoveries(np.array([nan, nan])).tolist() == [False, False]


@pytest.mark.parametrize(("p", "q"), [([1.2], 0.05), ([-0.1], 0.05), ([0.5], 0.0), ([0.5], 1.0)])
def test_what_is_no_share_is_refused(p: list[float], q: float) -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        discoveries(p, q)
