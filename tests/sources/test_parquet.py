"""Parquet: files, folders, globs; truncated and garbage ones."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.errors import SourceNotFound, UnreadableSource
from sojourn.sources import open_source


def write(path: Path, who: str, **more) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    times = pa.array([datetime(2026, 1, 1, tzinfo=UTC)], pa.timestamp("ms", tz="Europe/Berlin"))
    table = pa.table({"user_id": [who], "event": ["a"], "occurred_at": times, **more})
    pq.write_table(table, path)
    return path


def test_a_parquet_file_becomes_events(read, tmp_path):
    path = write(tmp_path / "e.parquet", "u1", value=[2.5], tags=[["x", "y"]], at=[{"city": "Oslo", "zip": None}])
    (event,) = read(path).events
    assert (event["user_id"], event["occurred_at"], event["value"]) == ("u1", datetime(2026, 1, 1), 2.5)
    assert event["properties"] == '{"tags":["x","y"],"at":{"city":"Oslo"}}'


def test_a_folder_and_a_glob_are_read_in_the_order_of_their_names(read, tmp_path):
    for name in ("b/2.parquet", "a/1.parquet", ".hidden/x.parquet", "_SUCCESS", "notes.md"):
        write(tmp_path / name, name)
    assert read(tmp_path).each("user_id") == ["a/1.parquet", "b/2.parquet"]
    assert read(tmp_path / "*" / "[ab12]*.parquet").each("user_id") == ["a/1.parquet", "b/2.parquet"]
    assert [reading.name for reading in open_source(tmp_path)] == ["1.parquet", "2.parquet"]


def test_signs_that_a_glob_would_read_otherwise(read, tmp_path):
    assert read(write(tmp_path / "it's [1]*.parquet", "u1")).each("user_id") == ["u1"]


def test_every_type_of_number_and_id(read, tmp_path):
    rows = {
        "value": [Decimal("12.50")],
        "anonymous_id": pa.array([7], pa.uint64()),
        "score": pa.array([9], pa.int8()),
    }
    (event,) = read(write(tmp_path / "e.parquet", "u1", **rows)).events
    assert (event["value"], event["anonymous_id"], event["score"]) == (12.5, "7", 9.0)


def test_ids_that_pandas_turned_into_floats(read):
    found = read(pa.table({"user_id": [42.0, None], "anonymous_id": ["x", "y"], "event": ["a", "b"], "time": [0, 0]}))
    assert found.each("user_id") == ["42", None]


def test_nan_is_no_value_and_infinity_is_broken(read):
    table = pa.table(
        {
            "user_id": ["u"] * 3,
            "event": ["a"] * 3,
            "time": [0] * 3,
            "value": [1.0, float("nan"), float("inf")],
        }
    )
    found = read(table)
    assert found.each("value") == [1.0, None]
    assert found.rejects == [("broken_number", 3)]


def test_what_is_not_there(read, tmp_path):
    write(tmp_path / "events.parquet", "u1")
    with pytest.raises(SourceNotFound, match=r'Did you mean "events\.parquet"'):
        read(tmp_path / "event.parquet")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceNotFound, match="no data files"):
        read(tmp_path / "empty")


def test_a_truncated_file_and_garbage_name_the_file(read, tmp_path):
    path = write(tmp_path / "cut.parquet", "u1")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableSource, match=r"cut\.parquet"):
        read(path)
    path.write_bytes(b"garbage" * 100)
    with pytest.raises(UnreadableSource, match=r"cut\.parquet is no Parquet file"):
        read(path)
