from __future__ import annotations

from collections import defaultdict
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.errors import UsageError
from sojourn.insights.attribution import attribution_of_paths
from sojourn.insights.attribution import markov as chains
from sojourn.insights.attribution.large_chains import effects_of, solved
from sojourn.insights.attribution.markov import chain_of, removal_effects
from sojourn.insights.attribution.table import paths_of_table

Table = list[tuple[str, int, int]]
tables = st.lists(
    st.tuples(
        st.lists(st.sampled_from("abcd"), min_size=1, max_size=5).map(">".join), st.integers(0, 4), st.integers(0, 4)
    ),
    min_size=1,
    max_size=8,
).filter(lambda rows: any(won for _, won, _ in rows))


def chance_to_convert(table: Table, order: int, without: str = "") -> float:
    """By walking the chain until next to nobody is on the way; whoever comes to `without` is lost."""
    moves: dict[tuple[str, ...], dict[tuple[str, ...], float]] = defaultdict(lambda: defaultdict(float))
    for path, won, lost in table:
        touches = tuple(path.split(">"))
        states = [touches[max(0, n - order) : n] for n in range(len(touches) + 1)]
        for source, target in pairwise(states):
            moves[source][target] += won + lost
        moves[states[-1]][("won", "")] += won
        moves[states[-1]][("lost", "")] += lost
    there: dict[tuple[str, ...], float] = {(): 1.0}
    won_by_now = 0.0
    for _ in range(20_000):
        following: dict[tuple[str, ...], float] = defaultdict(float)
        for state, share in there.items():
            total = sum(moves[state].values())
            for target, count in moves[state].items():
                following[target] += share * count / total if total else 0.0
        won_by_now += following.pop(("won", ""), 0.0)
        following.pop(("lost", ""), None)
        there = {state: share for state, share in following.items() if state[-1] != without}
        if sum(there.values()) < 1e-12:
            break
    return won_by_now


@settings(max_examples=40)
@given(tables, st.integers(1, 3), st.booleans())
def test_removal_is_that_of_a_walk_through_the_chain(table: Table, order: int, large: bool) -> None:
    paths = paths_of_table(table)
    chain, everyone = chain_of(paths, order), np.ones(len(paths.stop))
    counts = chain.counts(everyone, everyone)
    if large:
        found = effects_of(solved(chain, counts, len(paths.names)).chance)
    else:
        found = removal_effects(chain, counts, len(paths.names))
    whole = chance_to_convert(table, order)
    expected = [1 - chance_to_convert(table, order, name) / whole for name in paths.names]
    assert found == pytest.approx(expected, abs=1e-8)


def test_ranges_of_large_chains_are_those_of_small_ones() -> None:
    table = [("a > b", 300, 300), ("b", 100, 500), ("a", 200, 400), ("c > a", 50, 250), ("c", 20, 280)]
    small = attribution_of_paths(table, order=2).rows
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chains, "DENSE", 0)
        large = attribution_of_paths(table, order=2).rows
    for one, other in zip(small, large, strict=True):
        assert (one.name, one.removal_effect) == (other.name, pytest.approx(other.removal_effect))
        assert (other.share.low, other.share.high) == pytest.approx((one.share.low, one.share.high), abs=0.01)


def test_a_chain_that_would_not_fit_into_memory_is_refused() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chains, "MOST", 5)
        with pytest.raises(UsageError, match="2 names make too many moves for a chain of order 2"):
            attribution_of_paths([("a > b > a", 1, 1)], order=2)


@settings(max_examples=30)
@given(tables)
def test_shapley_is_the_average_over_all_orders_of_arrival(table: Table) -> None:
    names = sorted({name for path, _, _ in table for name in path.split(">")})

    def worth(group: set[str]) -> int:
        return sum(won for path, won, _ in table if set(path.split(">")) <= group)

    gains: dict[str, float] = defaultdict(float)
    orders = list(permutations(names))
    for order in orders:
        for n, name in enumerate(order):
            gains[name] += (worth(set(order[: n + 1])) - worth(set(order[:n]))) / len(orders)
    found = attribution_of_paths(table, "shapley")
    assert {row.name: row.conversions.value for row in found.rows} == pytest.approx(gains)


@settings(max_examples=8)
@given(tables)
def test_every_model_gives_away_all_conversions(table: Table) -> None:
    found = attribution_of_paths(table, "all")
    for model in found.models:
        assert sum(row.conversions.value for row in found.of(model)) == pytest.approx(found.conversions)
        assert sum(row.share.value for row in found.of(model)) == pytest.approx(1)


def test_by_position_the_ends_get_two_fifths() -> None:
    found = attribution_of_paths([("a > b > c > d", 10, 0)], "position")
    assert {row.name: row.conversions.value for row in found.rows} == pytest.approx({"a": 4, "b": 1, "c": 1, "d": 4})


@pytest.mark.slow
def test_an_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Fresh samples of 400 paths out of a large table with a known share."""
    table = [("a > b", 300, 300), ("b", 100, 500), ("a", 200, 400), ("c > a", 50, 250), ("c", 20, 280)]
    truth = {row.name: row.share.value for row in attribution_of_paths(table).rows}
    outcomes = [(path, k) for path, won, lost in table for k, n in ((1, won), (0, lost)) for _ in range(n)]
    random = np.random.default_rng(5)
    covered = []
    for _ in range(40):
        drawn = [outcomes[n] for n in random.integers(0, len(outcomes), 400)]
        sample = [
            (path, drawn.count((path, 1)), drawn.count((path, 0))) for path in sorted({path for path, _ in drawn})
        ]
        rows = attribution_of_paths(sample).rows
        covered += [row.share.low <= truth[row.name] <= row.share.high for row in rows]
    assert 0.88 <= np.mean(covered) <= 0.99
