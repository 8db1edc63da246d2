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
from sojourn.measures.variants.kernel import add_up, hash_paths
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


def test_paths_are_told_apart_by_both_hashes() -> None:
    hashes, others = np.array([5, 5, 7, 5], np.uint64), np.array([1, 2, 1, 1], np.uint64)
    same, taken, firsts = add_up(hashes, others, np.array([10, 20, 30, 40]))
    assert (same.tolist(), taken.tolist(), firsts.tolist()) == ([0, 1, 2, 0], [50, 20, 30, 0], [0, 1, 2])


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 3), st.integers(1, 9)), max_size=300))
def test_adding_up_is_a_dict(rows: list[tuple[int, int, int]]) -> None:
    few = [(hash_ % 40 * 2**58 + hash_ % 3, other, taken) for hash_, other, taken in rows]
    hashes, others, taken = (
        np.array([row[k] for row in few], kind) for k, kind in enumerate((np.uint64,) * 2 + (np.int64,))
    )
    same, total, firsts = add_up(hashes, others, taken)
    first: dict[tuple[int, int], int] = {}
    wanted = [0] * len(few)
    for row, (hash_, other, count) in enumerate(few):
        wanted[first.setdefault((hash_, other), row)] += count
    assert total.tolist() == wanted
    assert same.tolist() == [first[row[:2]] for row in few]
    assert sorted(firsts.tolist()) == sorted(first.values())


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


@given(st.lists(st.lists(st.integers(0, 4), max_size=90), max_size=60), st.sampled_from([5, 60, 300, 70_000]))
def test_only_equal_paths_have_equal_hashes(paths: list[list[int]], names: int) -> None:
    codes = np.array([code * (names - 1) // 4 for path in paths for code in path], np.uint32)
    end = np.cumsum([len(path) for path in paths], dtype=np.int64)
    begin = end - [len(path) for path in paths]
    both = list(zip(*(column.tolist() for column in hash_paths(codes, begin, end, names)), strict=True))
    one, other = ({pair[k] for pair in both} for k in (0, 1))
    assert len(one) == len(other) == len({tuple(path) for path in paths})


@pytest.mark.parametrize("names", [2, 3, 60, 400])
def test_paths_that_differ_in_two_places_have_other_hashes(names: int) -> None:
    """Every pair of places in a path of several words: what one word changes, the next must not undo."""
    length = 140
    base = np.zeros(length, np.uint32)
    paths = [base]
    for first in range(length):
        for second in range(first, length):
            path = base.copy()
            path[[first, second]] = names - 1
            paths.append(path)
    end = np.arange(1, len(paths) + 1) * length
    for hashes in hash_paths(np.concatenate(paths), end - length, end, names):
        assert len(np.unique(hashes)) == len(paths)
