from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UnknownName, UsageError
from sojourn.measures.feelings import SCALES, feeling, feelings


def test_each_scale_runs_by_straight_lines_from_bad_over_neutral_to_good() -> None:
    assert [feeling(score, "csat") for score in (1, 2, 3, 4, 5)] == [-2, -1, 0, 1, 2]
    assert [feeling(score, "ces") for score in (1, 4, 5.5, 7)] == [-2, 0, 1, 2]
    assert [feeling(score, "nps") for score in (0, 7.5, 10)] == [-2, 0, 2]
    assert feeling(6, "nps") == pytest.approx(-0.4)
    assert feeling(9, "nps") == pytest.approx(1.2)


def test_a_workspace_may_set_its_own_neutral() -> None:
    assert feeling(4, "stars", neutral=4) == 0
    assert feeling(2.5, "stars", neutral=4) == -1
    with pytest.raises(UsageError, match="between 1 and 5 for stars, not at 5"):
        feeling(4, "stars", neutral=5)


def test_a_score_outside_its_scale_says_nothing() -> None:
    assert all(isnan(feeling(score, "csat")) for score in (0, 5.5, nan))
    with pytest.raises(UnknownName, match='Did you mean "csat"'):
        feeling(3, "cst")


@given(st.sampled_from(sorted(SCALES)), st.lists(st.floats(-1, 11) | st.just(nan)))
def test_many_at_once_are_each_by_itself(kind: str, scores: list[float]) -> None:
    one_by_one = [feeling(score, kind) for score in scores]
    assert feelings(np.array(scores, np.float64), kind) == pytest.approx(one_by_one, nan_ok=True)
