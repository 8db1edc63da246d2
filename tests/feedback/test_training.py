from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from sojourn.errors import UsageError, WorkspaceFormat
from sojourn.feedback.models.storing import path_of, read, write
from sojourn.feedback.models.training import train

THINGS = ("lamp", "rug", "chair", "pan", "sheet", "desk", "shelf", "vase", "cup", "bowl")
SAYINGS = {
    "negative": ("The {} came broken", "Terrible {}", "The {} was late again", "I hate this {}"),
    "positive": ("A lovely {}", "The {} is great", "I love my {}", "Quick and friendly, and a fine {}"),
    "neutral": ("I ordered a {} on Monday", "The {} is for my kitchen", "Which {} is it", "A {} and a bag"),
}
LABELLED = [(said.format(thing), name) for name, all_ in SAYINGS.items() for said in all_ for thing in THINGS]
TEXTS, LABELS = [text for text, _ in LABELLED], [label for _, label in LABELLED]


def test_a_model_is_marked_on_labels_it_has_not_seen() -> None:
    model, marks = train("sentiment", TEXTS, LABELS)
    assert (marks.labels, marks.held_out) == (120, 120)
    assert marks.macro_f1.value > 0.9
    assert marks.macro_f1.low <= marks.macro_f1.value <= marks.macro_f1.high
    assert [one.name for one in marks.classes] == ["negative", "neutral", "positive"]
    said = model.predict(["The vase came broken", "I love my bowl"])
    assert [model.classes[code] for code in said.code] == ["negative", "positive"]
    assert said.chances.sum(axis=1) == pytest.approx([1, 1])


def test_a_model_is_held_against_what_there_is_without_it() -> None:
    words = dict(zip(TEXTS, LABELS, strict=True))
    good = train("sentiment", TEXTS, LABELS, without=lambda texts: ["neutral"] * len(texts))[1]
    assert good.by_words is not None
    assert good.by_guessing is not None
    assert good.by_words < 0.2 < good.by_guessing < 0.6
    assert good.better
    dealt = np.random.default_rng(1).permutation(LABELS).tolist()
    bad = train("sentiment", TEXTS, dealt, without=lambda texts: [words[text] for text in texts])[1]
    assert not bad.better
    assert train("emotion", TEXTS, LABELS)[1].by_words is None


def test_of_many_labels_a_fifth_is_held_out() -> None:
    texts = [f"{text} {k}" for k in range(5) for text in TEXTS]
    assert train("sentiment", texts, LABELS * 5)[1].held_out == 120


def test_the_same_labels_give_the_same_model() -> None:
    one, other = (train("sentiment", TEXTS, LABELS)[0] for _ in range(2))
    assert (one.words.weight == other.words.weight).all()
    assert one.calibration.bold == other.calibration.bold


def test_texts_without_a_label_are_learnt_from_where_labels_are_few() -> None:
    more = [text.replace("lamp", "mirror") for text in TEXTS if "lamp" in text]
    assert train("sentiment", TEXTS, LABELS, more)[1].unlabelled == len(more)


def test_of_many_classes_a_text_that_is_like_none_gets_none() -> None:
    labels = [f"{label} {k % 2}" for k, label in enumerate(LABELS)]
    model, _ = train("intent", TEXTS, labels)
    assert len(model.classes) == 6
    said = model.predict(["Quite another matter entirely", TEXTS[0]])
    assert said.code[0] == -1


def test_labels_that_nothing_can_be_learnt_from_are_refused() -> None:
    with pytest.raises(UsageError, match="Only one label has 6 texts or more"):
        train("sentiment", TEXTS[:40], LABELS[:40])
    with pytest.raises(UsageError, match="No label has 6 texts or more"):
        train("sentiment", TEXTS[:2], LABELS[:2])
    _, marks = train("theme", [*TEXTS, "odd one"], [*LABELS, "rare"])
    assert any("Left out" in note and "rare" in note for note in marks.notes)


def test_a_stored_model_says_the_same_and_holds_no_objects(tmp_path: Path) -> None:
    model, marks = train("sentiment", TEXTS, LABELS)
    path = write(tmp_path, model, marks)
    stored = read(tmp_path, "sentiment")
    assert stored is not None
    assert stored.training == marks
    np.testing.assert_allclose(stored.classifier.predict(TEXTS).chances, model.predict(TEXTS).chances, atol=0.01)
    with np.load(path, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)
    assert read(tmp_path, "emotion") is None


def test_a_file_that_is_no_model_is_refused_with_the_next_step(tmp_path: Path) -> None:
    model, marks = train("sentiment", TEXTS, LABELS)
    whole = write(tmp_path, model, marks).read_bytes()
    for content in (b"", b"nothing", whole[: len(whole) // 2]):
        path_of(tmp_path, "sentiment").write_bytes(content)
        with pytest.raises(WorkspaceFormat, match="sojourn train"):
            read(tmp_path, "sentiment")


def test_a_training_turns_into_a_table() -> None:
    marks = train("sentiment", TEXTS, LABELS)[1]
    assert marks.to_arrow().column_names[:2] == ["name", "texts"]
    assert msgspec.json.decode(msgspec.json.encode(marks), type=type(marks)).task == "sentiment"
