"""The generated logs: as many events as asked for, the same every time, and what the questions need in them."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.jobs import STEPS
from benchmarks.walks import NAMES, write_walks


@pytest.mark.parametrize(("shape", "customers"), [("many", 500), ("few", 5)])
def test_a_log_of_walks(shape: str, customers: int, tmp_path: Path) -> None:
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        write_walks(folder, 5000, shape)
    log = pq.read_table(tmp_path / "a" / "log.parquet")
    assert log.equals(pq.read_table(tmp_path / "b" / "log.parquet"))
    assert (len(log), len(log["user_id"].unique())) == (5000, customers)
    assert set(STEPS) <= set(log["event"].unique().to_pylist()) <= set(NAMES)
    assert len(log.group_by(["user_id", "occurred_at"]).aggregate([])) == 5000
    more = pq.read_table(tmp_path / "a" / "more.parquet")
    assert len(more) == 50
    assert set(more["user_id"].to_pylist()) <= set(log["user_id"].to_pylist())
