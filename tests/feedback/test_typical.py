from __future__ import annotations

import csv
import gzip
from math import log, sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.feedback import typical as module
from sojourn.feedback.masking import mask
from sojourn.feedback.typical import LONGEST, SHORTEST, Typical, typical, weigh

LATE = [
    "The delivery was three weeks late.", "Delivery late again, three weeks of waiting for my parcel.",
    "My parcel was late, and nobody told me about the delivery.", "Late delivery, parcel damaged.",
    "Delivery of the parcel took three weeks, far too late.",
]  # fmt: skip
OTHER = ["Lovely colours on the website and the page is quick.", "Do you also sell shoes for children?", "ok", ""]


def test_the_quote_that_is_like_most_others_comes_first_with_how_many_are() -> None:
    texts = [*OTHER, *LATE]
    first, *others = typical(texts, 2)
    assert (texts[first.index], first.alike, first.of) == (LATE[0], 3, 9)
    assert [texts[other.index] in LATE for other in others] == [True]


def test_quotes_are_neither_too_short_nor_too_long() -> None:
    long = "Delivery late, parcel late, three weeks late. " * 4
    assert typical(["Late delivery!", long, "late", "???", "1 2 3 4 5 6 7 8 9 10 11 12"], 3) == ()
    (found,) = typical(["Late delivery!", long, LATE[0]], 3)
    assert found.index == 2


def test_a_quote_in_which_much_was_masked_is_not_chosen_and_neither_is_one_in_which_much_would_be() -> None:
    masked = "[name] of [handle]: the delivery was three weeks late."
    raw = "Anna (anna@example.com, +49 171 1234567): delivery three weeks late."
    assert typical([masked, raw], 2) == ()
    assert [quote.index for quote in typical([masked, raw, "[name] was three weeks late with the delivery."], 2)] == [2]


def test_the_same_words_again_count_as_like_it_and_are_quoted_once() -> None:
    assert typical([LATE[0], LATE[0].upper(), LATE[0] + "!!"], 3) == (Typical(0, 3, 3),)


def test_what_says_the_same_is_not_quoted_beside_it() -> None:
    same = ["The delivery was three weeks late.", "The delivery was three long weeks late."]
    assert len(typical([*same, *OTHER], 5)) == 3


def test_one_phrase_about_two_things_is_quoted_once() -> None:
    things = ("wool rug", "desk lamp", "garden chair", "linen sheet")
    same = [f"Always a good choice when I need a {thing}." for thing in things]
    about = [f"The {thing} arrived broken and dirty, weeks after the holidays." for thing in things]
    quotes = typical([*same, *about], 3)
    assert sorted([*same, *about][quote.index].split()[0] for quote in quotes) == ["Always", "The"]


def test_nothing_said_gives_nothing() -> None:
    assert typical([], 3) == ()
    assert typical(["", "12 34", "and the of"], 3) == ()
    assert typical(LATE, 0) == ()


def test_of_very_many_texts_evenly_spread_ones_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_MOST", 10)
    texts = [f"{text} {'x' * (k % 7)}" for k in range(10) for text in LATE]
    found = typical(texts, 2)
    assert found == typical(texts, 2)
    assert {quote.of for quote in found} == {10}


words = st.lists(st.sampled_from(["late", "parcel", "weeks", "shoes", "nice", "price"]), min_size=1, max_size=5)


@given(st.lists(words.map(tuple), min_size=1, max_size=8))
def test_weights_equal_plain_python(texts: list[tuple[str, ...]]) -> None:
    weights = weigh(texts)
    have = {word: sum(word in text for text in texts) for text in texts for word in text}
    for row, text in enumerate(texts):
        raw = {word: (1 + log(text.count(word))) * log((len(texts) + 1) / have[word]) for word in text}
        length = sqrt(sum(value * value for value in raw.values()))
        assert sorted(v for v in weights.of(row).tolist() if v) == pytest.approx(
            sorted(v / length for v in raw.values())
        )


@given(st.lists(st.sampled_from([*LATE, *OTHER]) | st.text(max_size=50), max_size=12), st.integers(0, 4))
def test_quotes_are_different_texts_that_can_be_quoted(texts: list[str], n: int) -> None:
    found = typical(texts, n)
    assert len(found) <= n
    assert len({quote.index for quote in found}) == len(found)
    for quote in found:
        assert SHORTEST <= len(texts[quote.index].strip()) <= LONGEST
        assert 1 <= quote.alike <= quote.of == len(texts)


@pytest.mark.slow
def test_tweets_about_lost_luggage_are_typically_about_luggage(shared: Path) -> None:
    with gzip.open(shared / "data/feedback/airline_tweets.csv.gz", "rt", encoding="utf-8") as file:
        texts = [mask(row["text"]).text for row in csv.DictReader(file) if row["negativereason"] == "Lost Luggage"]
    found = typical(texts, 5)
    about = [any(word in texts[quote.index].casefold() for word in ("bag", "luggage")) for quote in found]
    assert len(found) == 5
    assert sum(about) >= 4
    assert found[0].of == 724


def test_texts_in_scripts_in_which_names_cannot_be_told_are_not_quoted() -> None:
    latin = "Das Paket kam viel zu spät, wie immer ❤️"
    texts = [
        latin,
        "Анна Иванова не привезла посылку вовремя",
        "配達の田中さんはとても遅かったです",
        "Driver Αννα came too late again",
    ]
    assert [texts[one.index] for one in typical(texts, 4)] == [latin]
