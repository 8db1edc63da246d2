from __future__ import annotations

from collections import Counter
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.estimates import wilson
from sojourn.journeys.definition import Definition
from sojourn.measures.variants.kernel import kernel
from sojourn.measures.variants.variants import variants
from tests.in_memory import HISTORIES, Took, units_of
from tests.paths import BY_GAP, journeys, logs, name
from tests.shops import shop


def test_the_sequences_that_customers_take(tmp_path: Path) -> None:
    visits = [
        (who, what, f"2026-01-05 10:{minute:02}")
        for who, story in {"anna": "SVO", "ben": "SVO", "carl": "S", "dora": "SV"}.items()
        for minute, what in enumerate(story)
    ]
    with shop(tmp_path, visits) as ws:
        found = ws.journeys().variants(top=2)
    assert [(row.path, row.journeys) for row in found.rows] == [(("S", "V", "O"), 2), (("S",), 1)]
    assert found.rows[0].share == wilson(2, 4)
    assert (found.total, found.coverage) == (3, 3 / 4)
    assert found.to_arrow().column_names[:2] == ["path", "journeys"]


@given(logs, st.sampled_from([HISTORIES, BY_GAP]), st.integers(1, 3), st.integers(1, 6))
def test_equals_plain_python(log: list[Took], definition: Definition, partitions: int, top: int) -> None:
    found = variants(units_of(log, definition, partitions=partitions), top)
    paths = Counter(tuple(map(name, journey)) for journey in journeys(log, definition))
    expected = sorted(paths.items(), key=lambda item: (-item[1], item[0]))[:top]
    assert [(row.path, row.journeys) for row in found.rows] == expected
    assert found.total == len(paths)
    assert [row.share.value for row in found.rows] == [pytest.approx(n / paths.total()) for _, n in expected]
    assert all(row.share.low <= row.share.value <= row.share.high for row in found.rows)
    if log:
        assert found.coverage == pytest.approx(sum(n for _, n in expected) / paths.total())


def test_a_hash_shared_by_two_paths_does_not_join_them() -> None:
    codes, begin = np.array([1, 2, 1, 2, 2], np.uint32), np.array([0, 1, 2, 3])
    hashes = np.full(4, 2**63, np.uint64)
    first, count = kernel(hashes, codes, begin, np.array([1, 2, 3, 5]), np.ones(4, np.int64))
    assert (first.tolist(), count.tolist()) == ([0, 1, 0, 3], [2, 1, 0, 1])


def test_where_customers_repeat_the_range_is_by_customer() -> None:
    # One customer makes half of the journeys, all alike: by journey that would look certain.
    steps = [Took(0, hour * 3600_000_000, 1) for hour in range(40)]
    steps += [Took(1 + hour % 5, hour * 3600_000_000, 2) for hour in range(40)]
    row = variants(units_of(steps, BY_GAP)).rows[0]
    assert (row.path, row.share.value, row.share.n) == (("a",), 0.5, 80)
    assert row.share.method == "bootstrap by customer"
    assert row.share.high - row.share.low > 2 * (wilson(40, 80).high - wilson(40, 80).low)


def test_nobody_has_a_path() -> None:
    found = variants(units_of([], partitions=2))
    assert (found.rows, found.total) == ((), 0)
    assert isnan(found.coverage)


def test_top_is_at_least_one() -> None:
    with pytest.raises(UsageError, match="at least 1"):
        variants(units_of([]), 0)
