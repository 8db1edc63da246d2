from __future__ import annotations

import importlib.metadata
from pathlib import Path

import numpy as np
import pytest

from sojourn.errors import MissingExtra, UsageError
from sojourn.feedback.models import embedding
from sojourn.feedback.models.embedding import SETTING, Embedder, is_installed

needs_model = pytest.mark.skipif(not is_installed(), reason='the extra is not installed: pip install "sojourn[text]"')


@needs_model
def test_texts_that_mean_the_same_are_near_one_another() -> None:
    embed = Embedder()
    near, same, far = embed(["My parcel is late.", "The package has been delayed.", "I like the colour of the lamp."])
    assert near @ same > near @ far + 0.25
    assert np.linalg.norm(embed(["", "x " * 50_000, "漢字"]), axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert embed([]).shape == (0, 384)


def test_what_is_missing_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(embedding, "distribution", nothing)
    with pytest.raises(MissingExtra, match=r'pip install "sojourn\[text\]"'):
        Embedder()
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match="onnxruntime is not installed"):
        Embedder()
    assert not is_installed()


def test_another_file_than_the_tested_one_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "tokenizer.json"
    monkeypatch.setenv(SETTING, str(other))
    with pytest.raises(UsageError, match="which is no file"):
        embedding.tokenizer_file()
    other.write_text("{}", "utf-8")
    with pytest.raises(UsageError, match="not the file that Sojourn was tested with"):
        embedding.tokenizer_file()
