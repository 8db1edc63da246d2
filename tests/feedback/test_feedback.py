from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sojourn.errors import UsageError
from tests.shops import Story, shop

SURVEY: tuple[Story, ...] = (
    ("anna", "Order Delivered", "2026-01-01 10:00"),
    ("anna", "Survey Answered", "2026-01-01 12:00", {
        "score_kind": "csat", "score": 1, "text": "Terrible. The parcel was late, write to anna@example.com"}),
    ("ben", "Order Delivered", "2026-01-02 10:00"),
    ("ben", "Survey Answered", "2026-01-02 12:00", {"score_kind": "csat", "score": 5, "text": "Great, quick delivery"}),
    ("cleo", "Order Delivered", "2026-01-03 10:00"),
    ("cleo", "Survey Answered", "2026-01-04 10:00", {"score_kind": "nps", "score": 9}),
    ("dora", "Product Viewed", "2026-01-03 10:00"),
)  # fmt: skip


def test_places_with_scores_sentiment_and_who_could_have_answered(tmp_path: Path) -> None:
    with shop(tmp_path, SURVEY) as ws:
        found = ws.journeys().feedback()
    delivery = found.places[0]
    assert (delivery.touchpoint, delivery.could, delivery.did, delivery.answers) == ("delivery", 3, 2, 2)
    (csat,) = delivery.scores
    assert (csat.kind, csat.mean.value, csat.feeling.value) == ("csat", 3, 0)
    assert delivery.sentiment.texts == 2
    assert 0.3 < delivery.sentiment.negative.value < 0.7
    assert [one.kind for one in found.whole.scores] == ["csat", "nps"]
    assert [(one.answers, round(one.share, 2)) for one in found.joined] == [(2, 0.67), (1, 0.33)]
    assert any("words of feeling alone" in note for note in found.notes)


def test_quotes_are_masked(tmp_path: Path) -> None:
    with shop(tmp_path, SURVEY) as ws:
        quotes = [quote.text for quote in ws.journeys().feedback().whole.quotes]
    assert any("[e-mail]" in text for text in quotes)
    assert not any("anna@example.com" in text for text in quotes)


def test_texts_in_other_languages_come_with_a_warning(tmp_path: Path) -> None:
    said = [
        "Das Paket kam zu spät und niemand war da",
        "荷物が届きませんでした",
        "Посылка так и не пришла",
        "وصل الطرد متأخرا",
    ]
    events = [
        (f"c{k}", "Survey Answered", f"2026-01-01 10:0{k}", {"score_kind": "csat", "score": 2, "text": text})
        for k, text in enumerate([*said, "The parcel never came to me"])
    ]
    with shop(tmp_path, events) as ws:
        found = ws.journeys().feedback()
    assert {one.language for one in found.languages} == {"de", "ja", "ru", "ar", "en"}
    assert any("80% of the texts are not in English" in note for note in found.notes)


def test_no_feedback_says_so(tmp_path: Path) -> None:
    with shop(tmp_path, [("anna", "Product Viewed", "2026-01-01 10:00")]) as ws:
        found, about = ws.journeys().feedback(), ws.journeys().themes()
    assert (found.places, found.whole.answers, about.rows) == ((), 0, ())
    assert "Nobody has rated or said anything here" in found.notes[0]
    assert "Nobody has written anything here" in about.notes[0]


def test_scores_outside_their_scale_are_rejected_and_counted_nowhere(tmp_path: Path) -> None:
    event = ("dan", "Survey Answered", "2026-01-05 10:00", {"score_kind": "csat", "score": 9})
    with shop(tmp_path, [*SURVEY, event]) as ws:
        found = ws.journeys().feedback()
        assert ws.rejects()["reason"].to_pylist() == ["csat_not_1_to_5"]
    assert found.whole.scores[0].mean.value == 3


def test_a_text_of_a_hundred_thousand_letters_is_read(tmp_path: Path) -> None:
    long = "Terrible service and a late parcel. " * 3000
    with shop(tmp_path, [("anna", "Survey Answered", "2026-01-01 10:00", {"text": long})]) as ws:
        found = ws.journeys().feedback()
    assert found.whole.sentiment.negative.value > 0.8
    assert found.whole.quotes == ()


def test_the_model_of_a_workspace_takes_the_place_of_words(tmp_path: Path) -> None:
    words = {1: "zonk", 5: "plim"}
    events = [
        (f"c{k}", "Survey Answered", f"2026-01-01 10:{k:02}", {
            "score_kind": "stars", "score": score, "text": f"{word} thing {k}"})
        for k in range(30) for score, word in words.items()
    ]  # fmt: skip
    with shop(tmp_path, events) as ws:
        before = ws.journeys().feedback()
        marks = ws.train()
        after = ws.journeys().feedback()
    assert before.whole.sentiment.feeling.value == pytest.approx(0, abs=0.1)
    assert marks.source == "comments with a score"
    assert after.sentiment_by == "a model trained on 60 comments with a score"
    assert after.whole.sentiment.negative.value == pytest.approx(0.5, abs=0.1)
    assert after.whole.sentiment.neutral.value < 0.2


def test_a_model_of_scores_that_say_nothing_of_the_texts_is_not_kept(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    says = ("was late", "is lovely", "came broken", "is great", "is for my kitchen")
    events = [
        (f"c{k}", "Survey Answered", f"2026-01-{1 + k % 28:02} 10:00", {
            "score_kind": "stars", "score": int(rng.integers(1, 6)), "text": f"My lamp {says[rng.integers(5)]} {k}"})
        for k in range(200)
    ]  # fmt: skip
    with shop(tmp_path, events) as ws:
        before = ws.journeys().feedback()
        marks = ws.train()
        assert (marks.kept, ws.journeys().feedback()) == (False, before)
        assert marks.by_words is not None
        assert marks.notes[0].startswith("The model is not kept, and the word lists stay in use: on texts held out")
        assert f"macro-F1 {marks.macro_f1.value:.2f}" in marks.notes[0]
        kept = ws.train(keep="always")
        assert kept.kept
        assert kept.notes[0].startswith("The model is kept all the same, as asked")
        assert "a model trained on 200" in ws.journeys().feedback().sentiment_by
        assert "the one learnt earlier stays in use" in ws.train().notes[0]
        with pytest.raises(UsageError, match='keep="no" is not known'):
            ws.train(keep="no")  # type: ignore[arg-type]


def test_what_cannot_be_learnt_is_refused_with_the_next_step(tmp_path: Path) -> None:
    with shop(tmp_path, SURVEY[:1]) as ws:
        with pytest.raises(UsageError, match="No comment here came with a score"):
            ws.train()
        with pytest.raises(UsageError, match="--task emotion --labels FILE"):
            ws.train("emotion")
        with pytest.raises(UsageError, match='Did you mean "theme"'):
            ws.train("themes")


def test_fewer_than_no_quotes_or_themes_cannot_be_asked_for(tmp_path: Path) -> None:
    with shop(tmp_path, SURVEY) as ws:
        with pytest.raises(UsageError, match="quotes=-1 is no number"):
            ws.journeys().feedback(quotes=-1)
        with pytest.raises(UsageError, match="top=0 is no number"):
            ws.journeys().themes(top=0)
