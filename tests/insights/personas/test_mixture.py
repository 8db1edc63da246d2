from __future__ import annotations

from itertools import pairwise
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.insights.personas.behaviour import Behaviour, Features, behaviour_of, features_of
from sojourn.insights.personas.behaviour import merge as laid_together
from sojourn.insights.personas.mixture import Everybody, Mixture, everybody, fit, marked, maximised, placed
from tests.in_memory import Took, units_of
from tests.paths import histories, logs

FEATURES = Features(("a", "b"), np.array([0, 1]), 0, 0, 0)
GROUP = FEATURES.group
customers = st.lists(
    st.dictionaries(st.integers(0, len(GROUP) - 1), st.integers(1, 4), min_size=1), min_size=2, max_size=12
)


def behaviour(counts: list[dict[int, int]]) -> Behaviour:
    feature = [f for own in counts for f in sorted(own)]
    often = [float(own[f]) for own in counts for f in sorted(own)]
    begin = np.r_[0, np.cumsum([len(own) for own in counts])].astype(np.int64)
    places = np.arange(len(counts))
    return Behaviour(places, begin, np.array(feature, np.int64), np.array(often), places.astype(np.uint64))


def beginning(all_: Everybody, kinds: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(kinds), len(all_.weight))


@given(customers, st.integers(1, 3), st.integers(0, 5))
def test_no_step_makes_it_worse(counts: list[dict[int, int]], kinds: int, seed: int) -> None:
    all_ = everybody(behaviour(counts), GROUP)
    belongs = beginning(all_, kinds, seed)
    gains = []
    for _ in range(15):
        mixture, belongs = marked(all_, maximised(all_, belongs))
        gains.append(mixture.gain)
    assert all(after >= before - 1e-9 * abs(before) for before, after in pairwise(gains))


@given(customers, st.integers(0, 5))
def test_chances_of_belonging_are_those_of_bayes(counts: list[dict[int, int]], seed: int) -> None:
    all_ = everybody(behaviour(counts), GROUP)
    mixture = maximised(all_, beginning(all_, 2, seed))
    belongs, likelihood = placed(all_.behaviour, mixture)
    for u, own in enumerate(counts):
        scores = [log(mixture.share[k]) + sum(n * log(mixture.chance[f, k]) for f, n in own.items()) for k in range(2)]
        whole = sum(map(exp, scores))
        assert belongs[u] == pytest.approx([exp(score) / whole for score in scores])
        assert likelihood[u] == pytest.approx(log(whole))


@given(customers, st.integers(1, 3))
def test_chances_add_up_to_one_in_each_group_that_was_seen(counts: list[dict[int, int]], kinds: int) -> None:
    all_ = everybody(behaviour(counts), GROUP)
    mixture = maximised(all_, beginning(all_, kinds, 1))
    seen = {int(GROUP[f]) for own in counts for f in own}
    for group in seen:
        assert mixture.chance[group == GROUP].sum(axis=0) == pytest.approx(np.ones(kinds))
    assert mixture.share.sum() == pytest.approx(1)


def test_a_weight_counts_as_so_many_customers() -> None:
    counts = [{0: 1, 2: 3}, {1: 1, 5: 2}, {0: 1, 3: 2}]
    one = everybody(behaviour(counts), GROUP, np.array([2.0, 1.0, 0.0]))
    two = everybody(behaviour([counts[0], counts[0], counts[1]]), GROUP)
    assert one.base == pytest.approx(two.base)
    halves = np.full((3, 2), 0.5)
    assert maximised(one, halves).chance == pytest.approx(maximised(two, halves).chance)


def test_two_plain_kinds_are_found() -> None:
    counts = [{0: 1, 2: 6} if n % 4 else {0: 1, 3: 5, 4: 5} for n in range(40)]
    all_ = everybody(behaviour(counts), GROUP)
    mixture = fit(all_, 2)
    assert isinstance(mixture, Mixture)
    assert mixture.share == pytest.approx([31 / 42, 11 / 42], abs=1e-3)
    assert placed(all_.behaviour, mixture)[0].argmax(axis=1).tolist() == [0 if n % 4 else 1 for n in range(40)]


@settings(max_examples=40)
@given(logs, st.integers(1, 3))
def test_counts_are_those_of_plain_python(log_: list[Took], partitions: int) -> None:
    units = units_of(log_, partitions=partitions)
    features = features_of(units, "event", ())
    size = features.size
    found = laid_together(units.collect(lambda view: behaviour_of(view, features, "event")))
    place = {code: int(features.place[code]) for code in range(4)}
    plain = []
    for history in histories(log_):
        own: dict[int, int] = {place[history[0].code]: 1}
        for before, step in pairwise(history):
            way = size + place[before.code] * size + place[step.code]
            own[way] = own.get(way, 0) + 1
        plain.append(sorted(own.items()))
    rows = [
        list(zip(found.feature[a:b].tolist(), found.often[a:b].astype(int).tolist(), strict=True))
        for a, b in zip(found.begin[:-1], found.begin[1:], strict=True)
    ]
    assert sorted(rows) == sorted(plain)
