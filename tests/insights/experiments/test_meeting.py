"""The kernel that says who met an experiment, held to the same in plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sojourn.insights.experiments.meeting import NOBODY, SEVERAL, UNKNOWN, kernel

Step = tuple[bool, int]
STEPS = st.lists(st.tuples(st.booleans(), st.sampled_from([NOBODY, UNKNOWN, 0, 1])), min_size=1, max_size=6)


def plainly(steps: list[Step]) -> tuple[int, int]:
    """The arm and the first exposure of one unit."""
    exposures = [place for place, (exposes, _) in enumerate(steps) if exposes]
    if not exposures:
        return NOBODY, -1
    arms = {steps[place][1] for place in exposures} - {NOBODY}
    if len(arms) > 1:
        return SEVERAL, exposures[0]
    return (arms.pop() if arms else UNKNOWN), exposures[0]


@given(st.lists(STEPS, min_size=1, max_size=8))
def test_the_kernel_does_what_plain_python_does(units: list[list[Step]]) -> None:
    steps = [step for unit in units for step in unit]
    end = np.cumsum([len(unit) for unit in units])
    begin = end - [len(unit) for unit in units]
    arms, first = kernel(np.array([step[0] for step in steps]), np.array([step[1] for step in steps]), begin, end)
    wanted = [plainly(unit) for unit in units]
    assert arms.tolist() == [arm for arm, _ in wanted]
    assert first.tolist() == [
        at if at < 0 else at + start for (_, at), start in zip(wanted, begin.tolist(), strict=True)
    ]
