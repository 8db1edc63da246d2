from __future__ import annotations

import datetime as dt

import pytest

from sojourn.documents.cells import Cell
from sojourn.documents.plain import paired, plain


def test_a_record_becomes_what_a_file_says() -> None:
    cell = Cell("Slow", id="slow", date=dt.date(2026, 1, 31), channels=("web",))
    assert plain(cell) == {"text": "Slow", "id": "slow", "date": dt.date(2026, 1, 31), "channels": ["web"]}


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ([{"id": "a"}, {"id": "b"}], [{"id": "b"}, {"id": "c"}, {"id": "a"}], [1, None, 0]),
        (["x", "y"], ["y", "z", "x"], [1, None, 0]),
        (["x", "y"], ["z", "y"], [0, 1]),
        ([{"text": "x"}], [{"text": "y"}], [0]),
        ([{"text": "x"}], [{"text": "x", "id": "x"}], [None]),
        ([{"id": "a"}, {"id": "a"}], [{"id": "a"}, {"id": "a"}], [0, None]),
        ([], ["x"], [None]),
    ],
)
def test_what_was_what(old: list[object], new: list[object], pairs: list[int | None]) -> None:
    assert paired(old, new) == pairs
