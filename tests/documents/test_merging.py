from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sojourn.documents.merging import Standing, merged, merged_words

Words = list[str]
words = st.lists(st.sampled_from("abcdef"), unique=True)


def test_words_of_a_person_stay_and_the_others_follow() -> None:
    assert merged_words(["a", "b", "c"], ["a", "mine", "c"], ["a", "b", "fresh"]) == ("a", "mine", "fresh")


def test_what_a_person_moved_stays_there() -> None:
    assert merged_words(["a", "b", "c"], ["c", "a", "b"], ["a", "b", "new", "c"]) == ("c", "a", "b", "new")


def test_words_that_stand_twice_are_taken_as_a_whole() -> None:
    assert merged_words(["a"], ["a", "a"], ["b"]) == ("a", "a")
    assert merged_words(["a", "a"], ["a", "a"], ["b"]) == ("b",)


def test_a_thing_can_stand_elsewhere() -> None:
    base = {"x": Standing("one", 1), "y": Standing("one", 2)}
    mine = {"x": Standing("two", 1), "y": Standing("one", 2)}
    fresh = {"x": Standing("one", 5), "y": Standing("three", 6)}
    found = merged(base, mine, fresh, lambda _, __, now: now)
    assert found == {"x": Standing("two", 5), "y": Standing("three", 6)}
    assert merged(base, mine, fresh, lambda _, __, now: now, lambda home: home != "three")["y"].home == "one"


@given(words, words, words)
def test_the_rules_of_a_merge(base: Words, mine: Words, fresh: Words) -> None:
    found = list(merged_words(base, mine, fresh))
    assert set(found) == (set(mine) - set(base)) | (set(mine) & set(fresh)) | (set(fresh) - set(base))
    assert list(merged_words(base, base, fresh)) == fresh
    assert list(merged_words(base, mine, base)) == mine
    assert list(merged_words(base, found, fresh)) == found
