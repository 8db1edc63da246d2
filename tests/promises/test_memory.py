"""A log larger than the memory that a workspace may use is compiled all the same, and in less memory."""

from __future__ import annotations

from pathlib import Path

import pytest

import sojourn
from benchmarks.logs import write_log
from sojourn.journeys.spilling import BYTES_A_ROW
from tests.promises.processes import run

EVENTS = 6_000_000
ROWS_MB = EVENTS * BYTES_A_ROW / 1e6


def peak_mb(folder: Path, limit: str) -> float:
    """The most memory that a process held while it compiled everything."""
    (folder / "workspace.yaml").write_text(f"memory_limit: {limit}\n", "utf-8")
    outcome = run("compile", folder)
    assert outcome.ended == 0
    assert outcome.all("failed") == []
    ((kilobytes,),) = outcome.all("memory")
    return int(kilobytes) / 1000


@pytest.mark.slow
def test_compiling_a_log_ten_times_as_large_as_its_limit(tmp_path: Path) -> None:
    write_log(tmp_path / "log.parquet", EVENTS)
    with sojourn.open(tmp_path / "shop") as ws:
        assert ws.load(tmp_path / "log.parquet").accepted == EVENTS
    size = (tmp_path / "shop" / "data" / "events.duckdb").stat().st_size
    limit = size // 10
    small = peak_mb(tmp_path / "shop", f"{limit // 10**6}MB")
    with sojourn.open(tmp_path / "shop") as ws:
        few = ws.journeys().transitions().starts
        ws._opened.engine.drop()
    large = peak_mb(tmp_path / "shop", "4GB")
    with sojourn.open(tmp_path / "shop") as ws:
        assert ws.journeys().transitions().starts == few
    assert small < large - ROWS_MB / 2, "rows wait in a file"
