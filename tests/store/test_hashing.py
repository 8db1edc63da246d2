"""Row and text hashes are part of the file format: they must never change."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sojourn.store.hashing import hash_rows, hash_text, hash_texts

# Source: the test vectors printed by the reference implementation (xxhsum -H1 over the text's bytes).
KNOWN = {
    "": 0xEF46DB3751D8E999,
    "a": 0xD24EC4F1A98C6E5B,
    "abc": 0x44BC2CF5AD770999,
    "Nobody inspects the spammish repetition": 0xFBCEA83C8A378BF1,
}


@pytest.mark.parametrize(("text", "expected"), KNOWN.items())
def test_texts_hash_as_the_specification_says(text: str, expected: int) -> None:
    assert hash_text(text) == expected


def test_null_hashes_to_zero_and_slices_are_respected() -> None:
    texts = pa.array(["x", None, "abc", ""], pa.string())
    assert hash_texts(texts)[1] == 0
    assert hash_texts(texts.slice(2, 1))[0] == KNOWN["abc"]
    assert hash_texts(texts.cast(pa.large_string()))[2] == KNOWN["abc"]


def test_a_row_hash_depends_on_every_column_and_its_name() -> None:
    a, b = np.array([1, 2], np.int64), np.array([2, 1], np.int64)
    rows = hash_rows({"a": a, "b": b}, 2)
    assert rows[0] != rows[1]
    assert (hash_rows({"a": a, "b": b}, 2) == rows).all()
    assert (hash_rows({"a": b, "b": a}, 2) != rows).all()


def test_a_column_of_nulls_hashes_like_none_at_all() -> None:
    a, nulls = np.array([1, 2], np.int64), np.zeros(2, np.uint64)
    assert (hash_rows({"a": a, "b": nulls}, 2) == hash_rows({"a": a}, 2)).all()
