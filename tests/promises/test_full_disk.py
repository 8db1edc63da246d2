"""A disk that fills up: the error says so, and the workspace holds exactly the loads that were reported done."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import sojourn
from sojourn.errors import WorkspaceFull
from tests.promises.logs import write_files
from tests.promises.processes import Outcome, run


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 20 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system; the test with a limit on file sizes stands in")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no small file system can be mounted here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def assert_full(outcome: Outcome) -> None:
    ((name, message),) = outcome.all("failed")
    assert name == WorkspaceFull.__name__
    assert "free some space" in message.lower()


def assert_exactly(folder: Path, outcome: Outcome) -> None:
    """The workspace opens and holds the loads that were reported done."""
    with sojourn.open(folder) as ws:
        events = ws.sql(
            "select o.source, count(*) as n from events join loads o using (load_id) group by all"
        ).to_pylist()
        assert {row["source"]: str(row["n"]) for row in events} == dict(outcome.all("done"))
        assert len(ws.sql("select * from loads")) == len(outcome.all("done"))


def test_a_load_that_no_longer_fits(tmp_path: Path) -> None:
    files = write_files(tmp_path / "files", seed=2, sizes=(100, 9_000))
    outcome = run("--largest-file", 600_000, "load", tmp_path / "shop", *files)
    assert_full(outcome)
    assert len(outcome.all("done")) == 1
    assert_exactly(tmp_path / "shop", outcome)
    with sojourn.open(tmp_path / "shop") as ws:
        assert ws.load(files[1]).accepted > 8_000


@pytest.mark.slow
def test_a_first_opening_on_a_full_disk(disk: Path) -> None:
    ballast = fill(disk, leave=40_000)
    with pytest.raises(WorkspaceFull, match="ree some space"):
        sojourn.open(disk / "shop")
    ballast.unlink()
    with sojourn.open(disk / "shop") as ws:
        assert ws.load([{"user_id": "anna", "event": "Visit", "occurred_at": "2026-01-01"}]).accepted == 1


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(15_000,) * 8, (3_000,) * 30, (1_000, 300_000)])
def test_loads_until_the_disk_is_full(sizes: tuple[int, ...], disk: Path, tmp_path: Path) -> None:
    files = write_files(tmp_path / "files", seed=3, sizes=sizes)
    ballast = fill(disk, leave=4_000_000)
    outcome = run("load", disk / "shop", *files)
    assert_full(outcome)
    ballast.unlink()
    assert_exactly(disk / "shop", outcome)
    with sojourn.open(disk / "shop") as ws:
        assert ws.load(files[len(outcome.all("done"))]).accepted > 0


@pytest.mark.slow
def test_a_load_that_is_written_but_cannot_be_tidied_up(disk: Path, tmp_path: Path) -> None:
    """DuckDB folds what it wrote ahead into its file when that has grown to 16 MB."""
    files = write_files(tmp_path / "files", seed=5, sizes=(60_000,) * 6)
    outcome = run("load", disk / "shop", *files)
    assert_full(outcome)
    subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
    assert_exactly(disk / "shop", outcome)


@pytest.mark.slow
def test_a_workspace_on_a_full_disk_goes_on_when_there_is_space_again(disk: Path, tmp_path: Path) -> None:
    files = write_files(tmp_path / "files", seed=4, sizes=(20_000, 60_000))
    with sojourn.open(disk / "shop") as ws:
        first = ws.load(files[0])
        ballast = fill(disk, leave=100_000)
        with pytest.raises(WorkspaceFull):
            ws.load(files[1])
        with pytest.raises(WorkspaceFull):
            ws.journeys().transitions()
        with pytest.raises(WorkspaceFull):
            ws.forget("user-1")
        ballast.unlink()
        assert ws.journeys().units().size > 0
        assert ws.load(files[1]).accepted > 0
        assert ws.sql("select count(*) as n from events where load_id = 1")["n"][0].as_py() <= first.accepted


def fill(disk: Path, leave: int) -> Path:
    """A file that leaves so many bytes of the disk."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(b"x" * (free - leave))
    return ballast
