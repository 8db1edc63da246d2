from __future__ import annotations

from pathlib import Path

import pytest

from sojourn.errors import SourceNotFound, UnreadableSource, UsageError
from sojourn.feedback.learning import read_labels


def test_texts_and_labels_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text('comment,intent\n"Where is it?",question\n,\n"Cancel it, please",cancel\n', "utf-8-sig")
    found = read_labels(file, "intent")
    assert (found.texts, found.labels) == (["Where is it?", "Cancel it, please"], ["question", "cancel"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,label\nx,y\n", "has no column called text or comment or message; it has a, label"),
        ("text,label\nhello,\n", 'row 2, column "label": a text has no label'),
        ("text,label\nhello,positive\nho,fine\n", 'row 3, column "label": "fine" is no sentiment'),
        ("", "it has no columns"),
    ],
)
def test_a_wrong_file_is_named_with_row_and_column(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=r"labels\.csv") as error:
        read_labels(file, "sentiment")
    assert said in str(error.value)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="columns text and label"):
        read_labels(tmp_path / "none.csv", "sentiment")
    file = tmp_path / "labels.csv"
    file.write_bytes(b"text,label\n\xff\xfe,positive\n")
    with pytest.raises(UnreadableSource, match="UTF-8"):
        read_labels(file, "sentiment")
