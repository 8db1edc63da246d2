from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.feedback.lexicon import felt, vocabularies


def test_words_of_feeling_add_up() -> None:
    assert felt("great service, very friendly").good > felt("great service").good > 0
    assert felt("a terrible mess").bad > 0 == felt("a terrible mess").good
    assert felt("I ordered a lamp on Monday") == (0, 0, 0)


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("not good", "good"),
        ("terrible", "bad"),
        ("great, but the delivery was late", "late delivery, but great"),
        ("extremely slow", "slightly slow"),
        ("good :(", "good :)"),
    ],
)
def test_negations_turns_strength_and_smileys_count(worse: str, better: str) -> None:
    assert felt(worse).balance < felt(better).balance


def test_each_language_has_words_of_its_own() -> None:
    assert set(vocabularies()) == {"en", "de", "fr", "es", "it", "pt", "nl"}
    assert felt("nicht gut", "de").balance < 0 < felt("sehr gut", "de").balance
    assert felt("sehr gut", "xx") == (0, 0, 0)


@given(st.text(max_size=60))
def test_chances_add_up_to_one(text: str) -> None:
    said = felt(text)
    assert sum(said.chances()) == pytest.approx(1)
    assert -1 < said.balance < 1
