from __future__ import annotations

from datetime import timedelta
from math import inf, isnan
from pathlib import Path
from statistics import mean, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.journeys.definition import Definition
from sojourn.measures import survival
from sojourn.measures.durations import durations
from tests.in_memory import HISTORIES, Took, units_of
from tests.paths import BY_GAP, GAP, SECOND, journeys, logs, name
from tests.shops import shop

TICKETS = [
    ("anna", "Opened", "2026-01-05 10:00"), ("anna", "Answered", "2026-01-05 10:10"),
    ("anna", "Solved", "2026-01-05 11:00"),
    ("ben", "Opened", "2026-01-05 12:00"), ("ben", "Solved", "2026-01-05 15:00"),
    ("carl", "Opened", "2026-01-05 12:00"), ("dora", "Solved", "2026-01-05 12:00"),
]  # fmt: skip


def test_how_long_from_one_step_to_another(tmp_path: Path) -> None:
    with shop(tmp_path, TICKETS) as ws:
        found = ws.journeys().durations("Opened", "Solved")
    assert (found.n, found.n_open, found.n_never) == (2, 0, 1)
    assert (found.median.value, found.mean.value) == (7200, 7200)  # seconds
    assert (found.shortest, found.longest) == (timedelta(hours=1), timedelta(hours=3))
    assert sum(part.count for part in found.histogram) == 2
    assert found.to_arrow()["n"].to_pylist() == [2]


def test_how_long_whole_journeys_last(tmp_path: Path) -> None:
    with shop(tmp_path, TICKETS) as ws:
        found = ws.journeys().durations()
    assert (found.n, found.shortest, found.longest) == (4, timedelta(0), timedelta(hours=3))


def test_journeys_that_are_open_count_as_not_yet() -> None:
    # Three wait for 4 s; two did not get there while they waited as long, and may still: the median is not reached.
    log = [Took(who, who * SECOND, 1) for who in range(5)] + [Took(who, (who + 4) * SECOND, 2) for who in range(2)]
    found = durations(units_of(log, Definition(gap=100 * SECOND)), "a", "b")
    assert (found.n, found.n_open, found.n_never) == (2, 3, 0)
    assert (found.median.value, found.mean.value) == (4, 4)
    assert found.median.high == inf
    assert found.notes == ("3 are still open: the mean of the others is too low.",)


def test_a_name_nobody_knows_is_noted_and_counts_nothing() -> None:
    found = durations(units_of([Took(0, 0, 1)]), "a", "bb")
    assert (found.n, found.n_never) == (0, 1)
    assert found.notes == ('No event is called "bb". Did you mean "b"?',)
    assert isnan(found.median.value)


def test_one_step_alone_is_refused() -> None:
    with pytest.raises(UsageError, match="both"):
        durations(units_of([]), "a")


@given(logs, st.sampled_from([HISTORIES, BY_GAP]), st.integers(1, 3), st.booleans())
def test_equals_plain_python(log: list[Took], definition: Definition, partitions: int, whole: bool) -> None:
    units = units_of(log, definition, partitions=partitions)
    found = durations(units) if whole else durations(units, "a", "b")
    now = max((step.at for step in log), default=0)
    over, waiting, never = [], [], 0
    for unit in journeys(log, definition):
        is_open = definition.gap is not None and now - unit[-1].at <= GAP
        first = 0 if whole else next((k for k, step in enumerate(unit) if name(step) == "a"), None)
        if first is None:
            continue
        since = unit[first].at
        until = unit[-1].at if whole else next((s.at for s in unit[first + 1 :] if name(s) == "b"), None)
        if until is not None and not (whole and is_open):
            over.append((until - since) / SECOND)
        elif is_open:
            waiting.append(((until if whole else now) - since) / SECOND)
        else:
            never += 1
    assert (found.n, found.n_open, found.n_never) == (len(over), len(waiting), never)
    assert sum(part.count for part in found.histogram) == len(over)
    if over:
        assert found.mean.value == pytest.approx(mean(over))
        assert (found.shortest, found.longest) == (timedelta(seconds=min(over)), timedelta(seconds=max(over)))
    if over and not waiting:
        assert found.median.value == pytest.approx(median(over))
        assert found.p90.value == pytest.approx(np.quantile(over, 0.9))
    if waiting:
        curve = survival.kaplan_meier([*over, *waiting], [True] * len(over) + [False] * len(waiting))
        assert found.median.value == curve.quantile(0.5).value
    if over or waiting:
        assert found.median.low <= found.median.value <= found.median.high
