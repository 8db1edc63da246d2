"""The yardstick's shops in which nothing does anything, through all rooms."""

from __future__ import annotations

import pytest

from benchmarks.science.abilities import chance
from benchmarks.science.ability import total


@pytest.mark.slow
def test_where_nothing_does_anything_next_to_nothing_is_told() -> None:
    notes = tuple(note for seed in (501, 502) for note in chance.score(seed, quick=False))
    assert total(notes, "pain points: wrong") + total(notes, "strengths: wrong") <= 1, "one shop in 20 may"
    for room in chance.ROOMS:
        ranges, hold = total(notes, f"{room}: ranges"), total(notes, f"{room}: hold")
        assert ranges >= 15, room
        assert hold >= 0.85 * ranges, f"{room}: {hold} of {ranges}"
