from __future__ import annotations

from typing import Any

import pytest

from sojourn.errors import ConditionError, UsageError
from sojourn.measures.funnel.asking import ask
from sojourn.measures.funnel.records import Exclusion, FunnelStep


def test_a_question_counts_steps_from_nought_and_knows_what_may_follow_what() -> None:
    steps = ["A", FunnelStep("B", optional=True), FunnelStep(["C", "D"], within="1s"), FunnelStep("E", optional=True)]
    asked = ask(steps, within="14d", exclude=[Exclusion("X", 1, 3)])
    assert asked.names == ["A", "B", "C or D", "E"]
    assert asked.required == [0, 0, 0, 2]
    assert asked.goal == 2
    assert asked.rules.within == 14 * 86_400_000_000
    assert asked.rules.previous.tolist() == [0, 0, 0, 2]
    assert asked.rules.gap.tolist()[2] == 1_000_000
    assert (asked.rules.after.tolist(), asked.rules.before.tolist()) == ([0], [2])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"steps": []}, "1 to 32 steps, not 0"),
        ({"steps": ["A"] * 33}, "1 to 32 steps, not 33"),
        ({"steps": "A"}, r'steps is a list, such as \["A"\]'),
        ({"steps": ["A"], "exclude": "X"}, r'exclude is a list, such as \["X"\]'),
        ({"steps": ["A"], "order": "orderd"}, 'Did you mean "ordered"?'),
        ({"steps": ["A"], "attempt": "last"}, "furthest, first"),
        ({"steps": ["A"], "within": "10 stops"}, "no unit that is known"),
        ({"steps": [FunnelStep("A", optional=True)]}, "first step cannot be optional"),
        ({"steps": ["A", FunnelStep("B", within="1h")], "order": "unordered"}, 'Use "ordered"'),
        ({"steps": ["A", "B"], "exclude": [Exclusion("X", 2, 1)]}, "not between 2 and 1"),
        ({"steps": ["A", "B"], "exclude": [Exclusion("X", 0)]}, "not between 0 and 2"),
        ({"steps": ["A", "B", "C"], "exclude": [Exclusion("X", 2)], "order": "unordered"}, "from first to last"),
        ({"steps": ["A", FunnelStep("B", optional=True), "C"], "exclude": [Exclusion("X", 2)]}, "an optional step"),
    ],
)
def test_what_cannot_be_asked(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        ask(**wrong)


def test_a_condition_that_cannot_be_read() -> None:
    with pytest.raises(ConditionError):
        ask([FunnelStep("A", where="value >")])
