from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.journeys.definition import Definition
from sojourn.measures.step_matrix import StepMatrix, step_matrix
from tests.in_memory import HISTORIES, Took, units_of
from tests.paths import BY_GAP, journeys, logs, name
from tests.shops import shop


def test_where_customers_are_at_each_position(tmp_path: Path) -> None:
    visits = [("anna", "Search", "2026-01-05"), ("anna", "View", "2026-01-06"), ("ben", "View", "2026-01-05")]
    with shop(tmp_path, visits) as ws:
        found = ws.journeys().step_matrix(depth=2)
    assert [(cell.step, cell.name, cell.journeys, cell.share) for cell in found.cells] == [
        (1, "Search", 1, 0.5),
        (1, "View", 1, 0.5),
        (2, "View", 1, 0.5),
        (2, "ended", 1, 0.5),
    ]


@given(logs, st.sampled_from([HISTORIES, BY_GAP]), st.integers(1, 3), st.integers(1, 5))
def test_equals_plain_python(log: list[Took], definition: Definition, partitions: int, depth: int) -> None:
    found = step_matrix(units_of(log, definition, partitions=partitions), depth)
    units = [list(map(name, unit)) for unit in journeys(log, definition)]
    expected = Counter((p + 1, (unit + ["ended"] * depth)[p]) for unit in units for p in range(depth))
    assert {(cell.step, cell.name): cell.journeys for cell in found.cells} == expected
    assert all(cell.share == cell.journeys / len(units) for cell in found.cells)
    assert list(found.cells) == sorted(found.cells, key=lambda cell: (cell.step, -cell.journeys, cell.name))


def test_nobody_is_anywhere() -> None:
    assert step_matrix(units_of([])) == StepMatrix((), 0)


def test_depth_is_at_least_one() -> None:
    with pytest.raises(UsageError, match="at least 1"):
        step_matrix(units_of([]), 0)
