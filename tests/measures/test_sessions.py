from __future__ import annotations

from itertools import pairwise
from math import isnan
from pathlib import Path
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.journeys.definition import Definition
from sojourn.measures.sessions import LONG, sessions
from tests.in_memory import HISTORIES, Took, units_of
from tests.paths import BY_GAP, SECOND, journeys, logs
from tests.shops import shop


def test_a_long_pause_begins_another_session(tmp_path: Path) -> None:
    visits = [
        ("anna", "Visit", "2026-01-05 10:00"), ("anna", "Visit", "2026-01-05 10:30"),
        ("anna", "Visit", "2026-01-05 11:01"),
        ("ben", "Visit", "2026-01-06 09:00"),
    ]  # fmt: skip
    with shop(tmp_path, visits) as ws:
        found = ws.journeys().sessions(gap="30m")
    assert (found.sessions, found.customers) == (3, 2)
    assert (found.mean_steps.value, found.median_steps.value) == (4 / 3, 1)
    assert found.mean_duration.value == 600  # seconds: one of half an hour, two of a single step
    assert found.per_customer.value == 3 / 2
    assert found.to_arrow()["sessions"].to_pylist() == [3]


@given(logs, st.sampled_from([HISTORIES, BY_GAP]), st.integers(1, 3), st.integers(0, 12))
def test_equals_plain_python(log: list[Took], definition: Definition, partitions: int, gap: int) -> None:
    found = sessions(units_of(log, definition, partitions=partitions), f"{gap}s")
    lists = [split(unit, gap * SECOND) for unit in journeys(log, definition)]
    expected = [session for unit in lists for session in unit]
    customers = len({step.who for step in log})
    assert (found.sessions, found.customers) == (len(expected), customers)
    if not log:
        assert all(isnan(each.value) for each in (found.mean_steps, found.median_steps, found.per_customer))
        return
    assert found.mean_steps.value == pytest.approx(mean(map(len, expected)), rel=1e-12)
    assert found.median_steps.value == median(map(len, expected))
    assert found.mean_duration.value == pytest.approx(mean((s[-1].at - s[0].at) / SECOND for s in expected), rel=1e-9)
    assert found.per_customer.value == pytest.approx(len(expected) / customers)
    assert found.median_steps.low <= found.median_steps.value <= found.median_steps.high or customers < 3


def split(unit: list[Took], gap: int) -> list[list[Took]]:
    found = [unit[:1]]
    for before, step in pairwise(unit):
        if step.at - before.at > gap:
            found.append([])
        found[-1].append(step)
    return found


def test_very_long_sessions_have_an_exact_median_without_a_range() -> None:
    log = [Took(who, at) for who in range(5) for at in range(LONG + 10 * who)]
    found = sessions(units_of(log, partitions=2))
    assert found.median_steps.value == LONG + 20
    assert isnan(found.median_steps.low)
    assert found.mean_steps.value == LONG + 20
