"""Each distinct text gets one code, in order of first appearance, and keeps it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sojourn.store.codes import EMPTY, Codes
from sojourn.store.hashing import hash_texts


def nothing_known() -> Codes:
    return Codes(np.zeros(0, np.uint64), np.zeros(0, np.int32), 0)


def test_codes_follow_first_appearance() -> None:
    encoded = nothing_known().encode(pa.array(["web", "app", None, "web"]))
    assert encoded.codes.tolist() == [0, 1, EMPTY, 0]
    assert encoded.fresh.tolist() == [0, 1]


def test_known_texts_keep_their_codes() -> None:
    codes = Codes(hash_texts(pa.array(["web", "app"])), np.array([4, 7], np.int32), 9)
    encoded = codes.encode(pa.array(["store", "app"]))
    assert encoded.codes.tolist() == [9, 7]
    assert encoded.fresh.tolist() == [0]


@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=40), max_size=6))
def test_batches_encode_like_a_dict(batches: list[list[str | None]]) -> None:
    codes, plain = nothing_known(), dict[str, int]()
    for batch in batches:
        encoded = codes.encode(pa.array(batch, pa.string()))
        expected = [EMPTY if text is None else plain.setdefault(text, len(plain)) for text in batch]
        assert encoded.codes.tolist() == expected
    assert codes.next_code == len(plain)
