from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.journeys.definition import Definition
from sojourn.measures.transitions import transitions
from tests.in_memory import HISTORIES, Took, units_of
from tests.paths import BY_GAP, journeys, logs, name
from tests.shops import shop


def test_which_step_comes_right_after_which(tmp_path: Path) -> None:
    visits = [
        ("anna", "Search", "2026-01-05 10:00"), ("anna", "View", "2026-01-05 10:02"),
        ("anna", "View", "2026-01-05 10:06"),
        ("ben", "Search", "2026-01-06 09:00"), ("ben", "View", "2026-01-06 09:10"),
    ]  # fmt: skip
    with shop(tmp_path, visits) as ws:
        found = ws.journeys().transitions(times=True)
    assert [(edge.source, edge.target, edge.count, edge.customers) for edge in found.edges] == [
        ("Search", "View", 2, 2),
        ("View", "View", 1, 1),
    ]
    assert found.edges[0].median_time == found.edges[0].mean_time == timedelta(minutes=6)
    assert (found.starts, found.ends) == ({"Search": 2}, {"View": 2})
    assert found.to_arrow().column_names == ["source", "target", "count", "customers", "median_time", "mean_time"]


def test_a_customer_counts_once_for_an_arrow_taken_twice() -> None:
    found = transitions(units_of([Took(1, at, code) for at, code in enumerate([1, 2, 1, 2])]))
    assert [(edge.source, edge.target, edge.count, edge.customers) for edge in found.edges] == [
        ("a", "b", 2, 1),
        ("b", "a", 1, 1),
    ]


@pytest.mark.parametrize("word", ["property:channel", "property:properties.channel"])
def test_by_a_property_that_is_called_like_a_column(tmp_path: Path, word: str) -> None:
    more = {"channel": "web", "properties": {"channel": "newsletter"}}
    with shop(tmp_path, [("anna", "Search", "2026-01-05", more)]) as ws:
        assert [group.value for group in ws.journeys().transitions(by=word).groups] == ["newsletter"]
        assert [row.by for row in ws.journeys().measure("engagement", by=word).rows[1:]] == [{word: "newsletter"}]


def test_a_number_is_no_breakdown(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Search", "2026-01-05", {"value": 3})]) as ws:
        with pytest.raises(UsageError, match='"value" is a number'):
            ws.journeys().transitions(by="property:value")
        with pytest.raises(UsageError, match='"value" is a number'):
            ws.journeys().measure("engagement", by="property:value")


def test_by_the_channel_of_the_first_step() -> None:
    found = transitions(units_of([Took(0, 0, 1), Took(0, 1, 2), Took(1, 0, 2), Took(1, 1, 2)]), by="channel")
    assert [(group.value, group.result.starts) for group in found.groups] == [("a", {"a": 1}), ("b", {"b": 1})]


def test_nothing_happened() -> None:
    found = transitions(units_of([]), times=True)
    assert (found.edges, found.starts, found.ends) == ((), {}, {})


@given(logs, st.sampled_from([HISTORIES, BY_GAP]), st.integers(1, 3), st.sampled_from([0, 2000]))
def test_equals_plain_python(log: list[Took], definition: Definition, partitions: int, dense: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sojourn.measures.transitions.DENSE", dense)
        found = transitions(units_of(log, definition, partitions=partitions), times=True)
    units = journeys(log, definition)
    moves = [(before, after) for unit in units for before, after in pairwise(unit)]
    count = Counter((name(before), name(after)) for before, after in moves)
    customers = Counter((source, target) for source, target, _ in {(name(a), name(b), a.who) for a, b in moves})
    assert {(edge.source, edge.target): edge.count for edge in found.edges} == count
    assert {(edge.source, edge.target): edge.customers for edge in found.edges} == customers
    assert found.starts == Counter(name(unit[0]) for unit in units)
    assert found.ends == Counter(name(unit[-1]) for unit in units)
    for edge in found.edges:
        waits = [b.at - a.at for a, b in moves if (name(a), name(b)) == (edge.source, edge.target)]
        assert edge.median_time == timedelta(microseconds=median(waits))
        assert edge.mean_time is not None
        assert edge.mean_time.total_seconds() == pytest.approx(mean(waits) / 1e6, abs=1e-6)
    assert list(found.edges) == sorted(found.edges, key=lambda edge: (-edge.count, edge.source, edge.target))
