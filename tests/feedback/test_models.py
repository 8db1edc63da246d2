"""Features, linear models and calibration, each beside the same thing in plain Python."""

from __future__ import annotations

import re
import time
from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.feedback.models.calibration import calibrate, calibration_error
from sojourn.feedback.models.features import PLACES, features, learn
from sojourn.feedback.models.fitting import folds_of, macro_f1, spread
from sojourn.feedback.models.linear import averaged, fit_many, fit_ratios, log_softmax
from sojourn.feedback.models.tokens import tokens


def test_a_text_is_its_words_with_handles_addresses_and_numbers_alike() -> None:
    said = tokens("@Anna LOVED it!!! sooooo good :) see https://example.com/x, order 4711 &amp; 😀 don’t")
    assert said == ["@", "user", "loved", "it", "!!!", "soo", "good", ":)", "see", "http", "order", "0", "😀", "don't"]


def pieces(word: str) -> list[str]:
    wide = f" {word} "
    return [wide[k : k + n] for k in range(len(wide)) for n in range(2, 6) if k + n <= len(wide)]


@given(st.lists(st.text("ab! ", max_size=12), max_size=5))
def test_features_count_words_pairs_and_pieces(texts: list[str]) -> None:
    found = features(texts)
    for row, text in enumerate(texts):
        words = tokens(text)
        counts = found.often[found.start[row] : found.start[row + 1]]
        places = found.place[found.start[row] : found.start[row + 1]]
        halves = places < PLACES
        assert counts[halves].sum() == len(words) + max(len(words) - 1, 0)
        assert sorted(counts[~halves]) == sorted(Counter(p for word in words for p in pieces(word)).values())


def test_a_row_has_length_one_in_each_half_and_rare_words_weigh_more() -> None:
    texts = ["late parcel", "late train", "late bus", "parcel"]
    known = learn(texts, 1)
    matrix = known.matrix(texts)
    assert np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel() == pytest.approx([2, 2, 2, 2], rel=1e-5)
    assert known.rarity.max() == pytest.approx(log(5 / 2) + 1)
    assert known.matrix(["xyz"]).nnz == 0
    assert known.matrix([]).shape == (0, len(known.place))


def test_both_kinds_of_linear_model_tell_what_can_be_told() -> None:
    texts = [f"{word} {k}" for k in range(20) for word in ("good thing", "bad thing", "plain thing")]
    codes = np.tile(np.array([0, 1, 2]), 20)
    matrix, ones = learn(texts).matrix(texts), np.ones(60)
    many, ratios = fit_many(matrix, codes, 3, ones, 4.0), fit_ratios(matrix, codes, 3, ones, 1.0)
    for model in (many, ratios, averaged(many, ratios)):
        assert (model.log_chances(matrix).argmax(axis=1) == codes).all()
    assert np.exp(many.log_chances(matrix)).sum(axis=1) == pytest.approx(np.ones(60))


def test_chances_are_made_honest() -> None:
    rng = np.random.default_rng(1)
    codes = rng.integers(0, 3, 4000)
    scores = log_softmax(rng.normal(size=(4000, 3)) + 1.5 * np.eye(3)[codes])
    bold = 4 * scores
    honest = calibrate(bold[:2000], codes[:2000]).chances(bold[2000:])
    errors = [
        calibration_error(chances.max(axis=1), chances.argmax(axis=1) == codes[2000:])
        for chances in (np.exp(log_softmax(bold[2000:])), honest)
    ]
    assert errors[0] > 0.1
    assert errors[1] < 0.04


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.randoms())
def test_macro_f1_equals_its_definition(true: list[int], random: object) -> None:
    said = [random.choice([*true, -1]) for _ in true]  # type: ignore[attr-defined]
    marks = []
    for name in set(true):
        hit = sum(t == s == name for t, s in zip(true, said, strict=True))
        marks.append(2 * hit / (true.count(name) + said.count(name)))
    assert macro_f1(np.array(true), np.array(said), 4) == pytest.approx(sum(marks) / len(marks))


def test_folds_and_samples_keep_the_shares_of_classes() -> None:
    codes = np.repeat([0, 1], [90, 10])
    fold = folds_of(codes, 5, 0)
    assert [np.bincount(codes[fold == k]).tolist() for k in range(5)] == [[18, 2]] * 5
    assert np.bincount(codes[spread(codes, 50, 0)]).tolist() == [45, 5]
    assert (folds_of(codes, 5, 0) == fold).all()


def test_a_text_of_a_hundred_thousand_letters_costs_no_more_than_its_beginning() -> None:
    begin = time.perf_counter()
    for text in ("a" * 100_000, "ab " * 33_000, "!" * 100_000, "@" * 100_000, "漢字" * 50_000, "http://" * 14_000):
        assert len(features([text]).place) > 0
        assert all(re.search(r"\S", word) for word in tokens(text))
    assert time.perf_counter() - begin < 10
