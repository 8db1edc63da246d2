"""Pain points in plain words."""

from __future__ import annotations

from math import nan

import pytest

from sojourn.estimates import Estimate, wilson
from sojourn.insights.pain_points import telling
from sojourn.insights.pain_points.grammar import GOODS, PAINS, Candidate
from sojourn.insights.pain_points.scene import _sounds_wrong
from sojourn.insights.words import robustness_word
from sojourn.periods import DAY, HOUR


def test_a_long_wait_is_told_with_how_many_wait() -> None:
    waiting = Candidate("waiting", "delivery", 1, "order", threshold=6 * DAY)
    assert telling.title(waiting) == "Waiting for delivery"
    said = telling.sentence(waiting, wilson(4310, 21480), 4310, 21480, "customer")
    assert said == (
        "1 in 5 customers who reach delivery waits over 6 days for it after order "
        "(20 %, likely 20 to 21; 4,310 of 21,480)."
    )


@pytest.mark.parametrize("kind", [*PAINS, *GOODS])
def test_every_kind_has_its_words(kind: str) -> None:
    one = Candidate(kind, "cart", 1, "search", event="Cart Viewed", theme="price", threshold=HOUR)  # type: ignore[arg-type]
    for said in (telling.title(one), telling.happening(one), telling.subject(one, "journey")):
        assert said
        assert "_" not in said


def test_what_it_may_bring_is_told_in_money_or_in_outcomes() -> None:
    gain = Estimate(18_400, 11_900, 24_800, 100, "shrunk")
    money = telling.worth(gain, "EUR", "Order Completed", "associated")
    assert money == "About 18,400 EUR a month (11,900 to 24,800). Associated, not proven."
    assert 'About 18,400 more "Sale" a month' in telling.worth(gain, "", "Sale", "possible")


@pytest.mark.parametrize(("k", "word"), [(0.5, "low"), (1.0, "medium"), (2.0, "high"), (10.0, "high"), (nan, "low")])
def test_robustness_has_a_word_and_a_sentence(k: float, word: str) -> None:
    assert robustness_word(k) == word
    assert telling.robust_sentence(k).startswith("Robustness: ")


@pytest.mark.parametrize(
    ("microseconds", "said"), [(6 * DAY, "6 days"), (36 * HOUR, "36 hours"), (90 * 60_000_000, "90 minutes")]
)
def test_spans_are_told_in_the_unit_people_would_use(microseconds: int, said: str) -> None:
    assert telling.span(microseconds) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.2, "1 in 5"), (0.42, "4 in 10"), (0.004, "1 in 250"), (0.9, "9 in 10"), (1.0, "10 in 10")]
)
def test_shares_are_told_as_one_in_so_many(share: float, said: str) -> None:
    assert telling.one_in(share) == said


def test_errors_are_known_by_their_names() -> None:
    wrong = ("Upload Failed", "api_error", "Card Declined", "SessionTimeout", "Item Out Of Stock")
    fine = ("A_DECLINED", "Upload Completed", "Terror Watch", "Quote Requested")
    assert [name for name in (*wrong, *fine) if _sounds_wrong(name)] == list(wrong)
