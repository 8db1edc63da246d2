"""Random logs with ties in time, and the same journeys as plain lists: what measures of paths are held to."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from sojourn.journeys.definition import Definition
from tests.in_memory import NAMES, Took

SECOND = 1_000_000
GAP = 10 * SECOND
BY_GAP = Definition(gap=GAP)

logs = st.lists(
    st.builds(Took, st.integers(0, 5), st.integers(0, 30).map(lambda second: second * SECOND), st.integers(1, 3)),
    max_size=30,
)


def histories(log: list[Took]) -> list[list[Took]]:
    """The steps of each customer who has any, in time order; steps at the same time keep their order."""
    ordered = sorted(log, key=lambda step: step.at)
    return [[step for step in ordered if step.who == who] for who in sorted({step.who for step in log})]


def journeys(log: list[Took], definition: Definition) -> list[list[Took]]:
    """The histories, cut at pauses where the definition has a gap."""
    if definition.gap is None:
        return histories(log)
    found = []
    for history in histories(log):
        journey = [history[0]]
        for before, step in pairwise(history):
            if step.at - before.at > definition.gap:
                found.append(journey)
                journey = []
            journey.append(step)
        found.append(journey)
    return found


def name(step: Took) -> str:
    """What a step is called."""
    return NAMES["event"][step.code]
