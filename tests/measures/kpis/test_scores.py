from __future__ import annotations

from math import isnan, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.engines.units import Units
from sojourn.errors import UsageError
from sojourn.estimates import mean_of, nps, wilson
from tests.in_memory import Took, units_of
from tests.measures.kpis.asking import START, ask, figures, only

Answer = tuple[int, str | None, float]  # customer, kind, score
answers = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["nps", "csat", "ces", "stars", None]), st.integers(-1, 11)),
    max_size=25,
)


def units(said: list[Answer], partitions: int = 1) -> Units:
    log = [Took(who, START + n, 1 + n % 2) for n, (who, _, _) in enumerate(said)]
    more = [{"score_kind": kind, "score": score} for _, kind, score in said]
    return units_of(log, partitions=partitions, more=more)


def of(kind: str, scores: list[float]) -> list[Answer]:
    """One answer from each of the customers."""
    return [(who, kind, score) for who, score in enumerate(scores)]


def test_the_net_promoter_score_with_its_adjusted_wald_interval() -> None:
    """By hand: 3 promoters, 1 detractor of 6; p = 3.75/9, d = 1.75/9, se = sqrt((p + d - (p - d)^2) / 9)."""
    found = only(ask(units(of("nps", [10, 9, 9, 8, 7, 6])), "nps")).estimate
    half = 1.959964 * sqrt((5.5 / 9 - (2 / 9) ** 2) / 9)
    assert found.value == pytest.approx(100 * 2 / 6)
    assert (found.low, found.high) == pytest.approx((100 * (2 / 9 - half), 100 * (2 / 9 + half)), abs=1e-3)
    assert (found.n, found.method) == (6, "adjusted wald")


def test_who_answers_twice_makes_the_interval_one_by_customer() -> None:
    found = only(ask(units([*of("nps", [10, 9, 3, 8]), (0, "nps", 10)]), "nps")).estimate
    assert (found.value, found.n, found.method) == (pytest.approx(40), 5, "bootstrap by customer")
    alike = only(ask(units([*of("nps", [10, 9]), (0, "nps", 10)]), "nps")).estimate
    assert (alike.value, alike.low, alike.n) == (100, nps(2, 0, 2).low, 3)


def test_shares_and_means_of_the_other_kinds() -> None:
    csat = ask(units(of("csat", [5, 4, 3, 1])), "csat")
    assert only(csat).estimate == wilson(2, 4)
    effort = units(of("ces", [7, 5, 4, 2]))
    assert only(ask(effort, "ces")).estimate == mean_of([7, 5, 4, 2])
    assert only(ask(effort, "ces", kind="share")).estimate == wilson(2, 4)
    assert (ask(effort, "ces").unit, ask(effort, "ces", kind="share").unit) == ("points", "share")
    assert only(ask(units(of("stars", [5, 4])), "rating")).estimate.value == 4.5
    with pytest.raises(UsageError, match='is "mean" or "share"'):
        ask(effort, "ces", kind="median")


def test_kinds_are_never_mixed_and_impossible_scores_are_left_out_and_counted() -> None:
    found = ask(units([(0, "nps", 10), (1, "nps", 11), (2, "csat", 1), (3, None, 0)]), "nps")
    assert (only(found).estimate.value, only(found).estimate.n) == (100, 1)
    assert found.notes == ("1 scores outside 0 to 10 were left out.",)


def test_scores_that_do_not_say_their_kind_count_where_they_are_said_to() -> None:
    unsaid = units([(0, None, 10)])
    said = ask(unsaid, "nps").notes[0]
    assert "(in Python unlabelled=True, in a shell --option unlabelled=true)" in said
    assert only(ask(unsaid, "nps", unlabelled=True)).estimate.value == 100


def test_of_customers_all_alike_a_mean_has_no_interval() -> None:
    found = only(ask(units([(0, "stars", 4), (0, "stars", 4)]), "rating")).estimate
    assert (found.value, isnan(found.low)) == (4, True)


@given(answers, st.sampled_from([("nps", "nps", 0, 10), ("csat", "csat", 1, 5), ("rating", "stars", 1, 5)]))
def test_equals_plain_python(said: list[Answer], figure: tuple[str, str, int, int]) -> None:
    name, kind, low, high = figure
    worth: Any = {"nps": lambda s: 100 * ((s >= 9) - (s <= 6)), "csat": lambda s: s >= 4, "rating": lambda s: s}[name]
    valid = [(who, score) for who, own, score in said if own == kind and low <= score <= high]
    plain = [worth(score) for _, score in valid]
    found = only(ask(units(said), name)).estimate
    assert found.n == len(plain)
    assert found.value == pytest.approx(sum(plain) / len(plain)) if plain else isnan(found.value)
    repeats = len({who for who, _ in valid}) < len(valid)
    assert ("by customer" in found.method or "over customers" in found.method) == repeats


@given(answers, st.integers(2, 4))
def test_partitions_do_not_matter(said: list[Answer], partitions: int) -> None:
    whole, split = units(said), units(said, partitions)
    assert figures(ask(whole, "nps", by="channel")) == figures(ask(split, "nps", by="channel"))
