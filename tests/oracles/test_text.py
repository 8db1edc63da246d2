"""Comments of public data, on small parts of them: floors well below what `python -m benchmarks.text` measures."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from sojourn.feedback.lexicon import felt
from sojourn.feedback.models.fitting import fit, macro_f1
from sojourn.feedback.themes.clusters import clusters

pytestmark = pytest.mark.slow
SENTIMENTS = ("negative", "neutral", "positive")


@pytest.fixture(scope="module")
def tweets(shared: Path) -> list[dict[str, str]]:
    """Every seventh tweet."""
    with gzip.open(shared / "data/feedback/airline_tweets.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))[::7]


def coded(rows: Sequence[dict[str, str]]) -> tuple[list[str], np.ndarray]:
    return [row["text"] for row in rows], np.array([SENTIMENTS.index(row["airline_sentiment"]) for row in rows])


def test_words_of_feeling_do_better_than_the_usual_list(tweets: list[dict[str, str]]) -> None:
    """VADER reaches a macro-F1 of .457 on all of them."""
    texts, true = coded(tweets)
    said = np.array([felt(text).chances() for text in texts]).argmax(axis=1)
    assert macro_f1(true, said, 3) > 0.57


def test_five_hundred_labels_by_words_alone(tweets: list[dict[str, str]]) -> None:
    texts, true = coded(tweets)
    model = fit("sentiment", texts[:500], true[:500], SENTIMENTS)
    said = model.predict(texts[1000:])
    assert macro_f1(true[1000:], said.code, 3) > 0.65
    sure = said.chances.max(axis=1) > 0.8
    assert np.mean((said.chances.argmax(axis=1) == true[1000:])[sure]) > 0.82


def test_groups_found_without_labels_agree_weakly_with_peoples(tweets: list[dict[str, str]]) -> None:
    from sklearn.metrics import normalized_mutual_info_score

    rows = [row for row in tweets if row["negativereason"]]
    groups = clusters([row["text"] for row in rows])
    placed = [(rows[k]["negativereason"], number) for number, group in enumerate(groups) for k in group.texts.tolist()]
    agreement = normalized_mutual_info_score(*zip(*placed, strict=True))
    assert 0.1 < agreement < 0.6
    assert len(placed) > 50
