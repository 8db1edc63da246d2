"""The kernel that says who met an experiment, held to the same in plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.insights.experiments.meeting import NOBODY, UNKNOWN, kernel

Step = tuple[bool, int]
STEPS = st.lists(st.tuples(st.booleans(), st.sampled_from([NOBODY, UNKNOWN, 0, 1])), min_size=1, max_size=6)


def plainly(steps: list[Step]) -> tuple[int, int, bool]:
    """The arm that one unit met first, its first exposure, and whether it met several arms."""
    exposures = [place for place, (exposes, _) in enumerate(steps) if exposes]
    if not exposures:
        return NOBODY, -1, False
    arms = [steps[place][1] for place in exposures if steps[place][1] != NOBODY]
    return (arms[0] if arms else UNKNOWN), exposures[0], len(set(arms)) > 1


@given(st.lists(STEPS, min_size=1, max_size=8))
def test_the_kernel_does_what_plain_python_does(units: list[list[Step]]) -> None:
    steps = [step for unit in units for step in unit]
    end = np.cumsum([len(unit) for unit in units])
    begin = end - [len(unit) for unit in units]
    exposes, arm = np.array([step[0] for step in steps]), np.array([step[1] for step in steps])
    arms, first, several = kernel(exposes, arm, begin, end)
    wanted = [plainly(unit) for unit in units]
    assert arms.tolist() == [arm for arm, _, _ in wanted]
    assert first.tolist() == [
        at if at < 0 else at + start for (_, at, _), start in zip(wanted, begin.tolist(), strict=True)
    ]
    assert several.tolist() == [met for _, _, met in wanted]
