from __future__ import annotations

from math import isnan
from pathlib import Path

import numpy as np

from sojourn.feedback.hearing import SENTIMENTS, Models, hear
from sojourn.feedback.voices import feeling_at, voices
from tests.shops import Story, shop

SAID: tuple[Story, ...] = (
    ("anna", "Order Delivered", "2026-01-01 10:00"),
    ("anna", "Survey Answered", "2026-01-01 12:00", {"text": "Terrible, the parcel came late"}),
    ("ben", "Order Delivered", "2026-01-01 10:00"),
    (
        "ben",
        "Survey Answered",
        "2026-01-01 12:00",
        {"score_kind": "csat", "score": 5, "text": "Great price, thank you"},
    ),
    ("cleo", "Survey Answered", "2026-01-01 12:00", {"score_kind": "csat", "score": 5}),
)


def test_each_comment_has_its_themes_and_sentiment(tmp_path: Path) -> None:
    with shop(tmp_path, SAID) as ws:
        units = ws.journeys().units()
        found = voices(units)
        parts = units.collect(lambda view: found.of(units, view))
    told = {
        (SENTIMENTS[mood], tuple(name for name, about in zip(found.themes, row, strict=True) if about))
        for part in parts
        for mood, row in zip(part.sentiment.tolist(), part.about.tolist(), strict=True)
    }
    assert told == {("negative", ("delivery", "waiting")), ("positive", ("price",))}
    assert all(len(np.unique(part.seq)) == len(part.at) for part in parts)


def test_how_people_felt_at_a_place_is_read_from_texts_alone(tmp_path: Path) -> None:
    with shop(tmp_path, SAID) as ws:
        units = ws.journeys().units()
        heard = hear(units, Models())
        there = feeling_at(units, heard, touchpoint="delivery")
        nowhere = feeling_at(units, heard, stage="purchase")
    assert there.n == 2
    assert -1 < there.value < 1
    assert (isnan(nowhere.value), nowhere.n) == (True, 0)
