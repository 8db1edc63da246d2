from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.estimates import Estimate, unknown, wilson
from sojourn.maps import words


def test_a_share_as_it_stands_on_a_page() -> None:
    # The measured cell of the demo: 759 of 5,804 finished mailings redeemed, its range by household.
    redeemed = Estimate(759 / 5804, 0.119, 0.143, 5804, "bootstrap by customer")
    assert words.in_100(redeemed, 759, "coupon mailing") == "13 in 100 coupon mailings"
    assert words.interval(redeemed) == "13.1\u202f% (likely 11.9–14.3)"


@pytest.mark.parametrize(
    ("successes", "n", "said"),
    [
        (0, 0, "None of the 0 customers"),
        (0, 1, "Not the one customer"),
        (1, 1, "The one customer"),
        (0, 40, "None of the 40 customers"),
        (5, 12, "5 of 12 customers"),
        (13, 100, "13 in 100 customers"),
        (1, 1000, "Fewer than 1 in 100 customers"),
        (999, 1000, "More than 99 in 100 customers"),
        (1200, 1200, "All 1,200 customers"),
    ],
)
def test_so_many_in_100_is_said_only_where_it_is_true(successes: int, n: int, said: str) -> None:
    assert words.in_100(wilson(successes, n), successes, "customer") == said


@pytest.mark.parametrize(
    ("successes", "n", "said"),
    [
        (0, 500, "0"),
        (1, 500, "0.2"),
        (1, 5000, "under 0.1"),
        (4999, 5000, "over 99.9"),
        (5000, 5000, "100"),
        (1, 3, "33"),
    ],
)
def test_a_percentage_is_none_or_all_only_where_it_is(successes: int, n: int, said: str) -> None:
    assert words.percent(wilson(successes, n)) == f"{said}\u202f%"


@given(n=st.integers(1, 10**7), data=st.data())
def test_no_share_is_rounded_to_none_or_all(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    for said in (words.percent(wilson(successes, n)), words.short_percent(wilson(successes, n))):
        number = said.removesuffix("\u202f%")
        assert (number in ("0", "0.0")) == (successes == 0)
        assert (number in ("100", "100.0")) == (successes == n)


@pytest.mark.parametrize(
    ("share", "low", "high", "said"),
    [
        (0.0004, 0.0002, 0.0008, "likely up to 0.1"),
        (0.9996, 0.9992, 0.9998, "likely 99.9 or more"),
        (0.0004, 0.0002, 0.0018, "likely up to 0.2"),
        (0.0032, 0.0031, 0.0033, "likely 0.3–0.3"),
    ],
)
def test_a_range_does_not_begin_above_its_figure(share: float, low: float, high: float, said: str) -> None:
    assert words.likely(Estimate(share, low, high, 5000, "wilson")) == said


def test_what_is_not_known_has_no_range() -> None:
    assert words.likely(unknown("wilson")) == ""


@pytest.mark.parametrize(
    ("names", "more", "said"),
    [
        ([], 0, ""),
        (["Use"], 0, "Use"),
        (["Use", "Service"], 0, "Use and Service"),
        (["web", "app"], 2, "web, app and 2 more"),
    ],
)
def test_lists_read_as_sentences_do(names: list[str], more: int, said: str) -> None:
    assert words.listed(names, more) == said


def test_counts_agree_with_their_nouns() -> None:
    assert [words.counted(n, "customer") for n in (0, 1, 1200)] == ["no customers", "1 customer", "1,200 customers"]


def test_days() -> None:
    assert words.day(datetime(2018, 1, 1, 4, 1)) == "1 Jan 2018"
    assert words.day(None) == "no date"


def test_few_customers_are_remarked_upon() -> None:
    assert words.few(12) == "Few customers (12)."
    assert words.few(30) == ""
    assert words.hidden(5) == "Hidden: fewer than 5 customers."
