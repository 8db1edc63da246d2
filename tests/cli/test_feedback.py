from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run

THINGS = ("lamp", "rug", "chair", "pan", "sheet", "desk", "shelf", "vase")
SAYS = (("My {} was lost", "negative"), ("A lovely {}", "positive"), ("I ordered a {} on Monday", "neutral"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        f"c{k},Survey Answered,2026-01-0{k + 1}T10:00:00Z,csat,{1 + k % 5},The parcel was late {k}" for k in range(8)
    ]
    (tmp_path / "survey.csv").write_text("\n".join(["user_id,event,occurred_at,score_kind,score,text", *rows]), "utf-8")
    assert run("load", tmp_path / "shop", tmp_path / "survey.csv").exit_code == 0
    return tmp_path / "shop"


def test_feedback_is_told_by_place(folder: Path) -> None:
    told = run("feedback", folder)
    assert "everywhere" in told.stdout
    assert "The parcel was late" in told.stdout
    assert "Sentiment by words of feeling." in told.stdout
    found = json.loads(run("feedback", folder, "--json").stdout)
    assert found["whole"]["answers"] == 8
    assert found["joined"][0]["answers"] == 8


def test_themes_are_told_with_their_share(folder: Path) -> None:
    assert "Waiting (waiting)" in run("themes", folder, "--quick").stdout
    assert json.loads(run("themes", folder, "--quick", "--json").stdout)["texts"] == 8


def test_training_says_how_good_the_model_is(folder: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    rows = [f"{said.format(thing)},{label}" for thing in THINGS for said, label in SAYS]
    labels.write_text("\n".join(["text,label", *rows]), "utf-8")
    told = run("train", folder, "--labels", labels)
    assert "Learnt sentiment from 24 labels and 8 texts without one." in told.stdout
    assert "macro-F1" in told.stdout
    assert "a model trained on 24 labels" in run("feedback", folder).stdout


def test_a_model_that_says_nothing_is_not_kept_unless_asked(folder: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    rows = [f"My {thing} is thing {k},{'positive' if (k * 7 + n) % 2 else 'negative'}" for n, thing in enumerate(THINGS)
            for k in (1, 2, 4)]  # fmt: skip
    labels.write_text("\n".join(["text,label", *rows]), "utf-8")
    told = run("train", folder, "--labels", labels)
    assert "Tried to learn sentiment from 24 labels" in told.stdout
    assert "; the word lists 0." in told.stdout
    assert "Note: The model is not kept, and the word lists stay in use" in told.stdout.replace("\n", " ")
    assert json.loads(run("train", folder, "--labels", labels, "--json").stdout)["kept"] is False
    assert "Sentiment by words of feeling." in run("feedback", folder).stdout
    assert "Learnt sentiment" in run("train", folder, "--labels", labels, "--keep-anyway").stdout
    assert "a model trained on 24 labels" in run("feedback", folder).stdout


def test_a_wrong_task_or_file_is_named(folder: Path, tmp_path: Path) -> None:
    wrong = run("train", folder, "--task", "mood")
    assert (wrong.exit_code, 'No task is called "mood"' in wrong.stderr) == (2, True)
    assert "columns text and label" in run("train", folder, "--labels", tmp_path / "none.csv").stderr
