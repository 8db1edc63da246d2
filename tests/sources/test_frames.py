"""DataFrames: pandas, polars, Arrow, and whatever speaks Arrow's C stream protocol."""

from __future__ import annotations

import json
from datetime import datetime

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

DATA = {
    "user_id": ["u1", "u2"],
    "event": ["a", "b"],
    "time": [datetime(2026, 1, 1), datetime(2026, 1, 2, 3, 4, 5, 6)],
    "plan": ["pro", None],
}


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(DATA),
        pd.DataFrame(DATA).astype({"event": "category"}),
        pl.DataFrame(DATA),
        pl.DataFrame(DATA).lazy(),
        pl.DataFrame(DATA).with_columns(pl.col("event").cast(pl.Categorical)),
        pa.table(DATA),
        pa.table(DATA).to_reader(),
        pa.RecordBatch.from_pydict(DATA),
    ],
    ids=["pandas", "categories", "polars", "lazy", "polars categories", "arrow", "reader", "batch"],
)
def test_every_kind_of_frame(read, frame):
    found = read(frame)
    assert [(row["user_id"], row["event"], row["occurred_at"]) for row in found.events] == list(
        zip(*(DATA[name] for name in ("user_id", "event", "time")), strict=True)
    )
    assert found.each("properties") == ['{"plan":"pro"}', None]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_with_a_zone_become_utc(read, unit):
    times = pd.to_datetime(pd.Series(["2026-01-01T00:00", None])).dt.as_unit(unit).dt.tz_localize("Europe/Berlin")
    frame = pd.DataFrame(DATA | {"time": times, "seen": times})
    found = read(frame)
    assert found.each("occurred_at") == [datetime(2025, 12, 31, 23)]
    assert found.rejects == [("missing_time", 2)]


def test_an_index_with_a_name_is_a_column(read):
    frame = pd.DataFrame(DATA).set_index("time")
    assert read(frame).each("occurred_at") == DATA["time"]


def test_cells_of_mixed_types_become_text(read):
    frame = pd.DataFrame(DATA | {"user_id": pd.Series([7, "x"], dtype=object), "more": [{"a": 1}, 2.5]})
    found = read(frame)
    assert found.each("user_id") == ["7", "x"]
    assert [json.loads(text) for text in found.each("properties")] == [
        {"plan": "pro", "more": '{"a":1}'},
        {"more": "2.5"},
    ]


def test_names_that_differ_only_in_case(read):
    found = read(pa.table([["u"], ["a"], [0], ["x"], ["y"]], names=["user_id", "event", "time", "Tag", "tag"]))
    assert found.each("properties") == ['{"Tag":"x","tag_2":"y"}']
