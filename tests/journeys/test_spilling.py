"""Rows that do not fit into memory come back from the disk as they went."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import patch

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sojourn
from sojourn.engines.local import cost
from sojourn.engines.local.cost import announce
from sojourn.engines.protocol import Limits
from sojourn.errors import WorkspaceFull
from sojourn.journeys import spilling
from sojourn.journeys.builder import RowsOfLog
from sojourn.journeys.spilling import BYTES_A_ROW, InMemory, Spilled, Splits, splits_within
from sojourn.journeys.splitting import Split
from tests.shops import shop


def split_of(partitions: list[list[int]], *, valued: bool) -> Split:
    """A batch whose partition p has the rows `partitions[p]`."""
    numbers = np.array([number for rows in partitions for number in rows], np.int64)
    given_ = {"value": numbers / 7} if valued else {}
    rows = RowsOfLog(numbers.astype(np.int32), numbers * 3, numbers + 1, numbers.astype(np.uint32), given_)
    return Split(rows, np.cumsum([0, *map(len, partitions)]))


batches = st.lists(st.lists(st.lists(st.integers(0, 1000), max_size=4), min_size=3, max_size=3), max_size=5)


@given(batches, st.booleans())
def test_a_file_gives_back_what_memory_does(found: list[list[list[int]]], valued: bool) -> None:
    """Whatever the batches and how the rows are spread over partitions."""
    splits = [split_of(batch, valued=valued) for batch in found]
    kept = InMemory()
    with TemporaryDirectory() as folder, splits_within(0, 1, Path(folder)) as spilled:
        assert isinstance(spilled, Spilled)
        for split in splits:
            kept.add(split)
            spilled.add(split)
        for partition in range(3):
            assert same(kept, spilled, partition)


def same(one: Splits, other: Splits, partition: int) -> bool:
    left, right = one.gather(partition), other.gather(partition)
    columns = [getattr(rows, name).tolist() for rows in (left, right) for name in RowsOfLog._fields[:4]]
    given_ = [{name: column.tolist() for name, column in rows.given.items()} for rows in (left, right)]
    return columns[:4] == columns[4:] and given_[0] == given_[1]


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[sojourn.Workspace]:
    events = [(f"u{n % 17}", f"Event {n % 5}", f"2026-01-{1 + n % 28:02}T0{n % 7}:00:00Z") for n in range(400)]
    with shop(tmp_path, events) as opened:
        yield opened


def test_journeys_are_the_same_however_little_memory_there_is(ws: sojourn.Workspace) -> None:
    whole = msgspec.to_builtins(ws.journeys().transitions(times=True))
    ws._opened.engine.drop()
    with patch.object(Limits, "rows", 400 * BYTES_A_ROW - 1), patch.object(spilling, "InMemory", None):
        assert msgspec.to_builtins(ws.journeys().transitions(times=True)) == whole
    assert not list(ws.path.rglob("*.spill"))


def test_long_work_says_beforehand_how_long_and_how_large(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    announce(100_000_000, 10_000_000, Limits(2), tmp_path, lambda *said: told.append(said))
    announce(1_000_000, 100_000, Limits(2), tmp_path, lambda *said: told.append(said))
    ((sentence, *zeros),) = told
    assert sentence == (
        "Compiling 100,000,000 events of 10,000,000 customers: about 30 seconds, and 5.3 GB of disk for the journeys"
    )
    assert zeros == [0, 0]


def test_a_disk_without_room_is_told_before_anything_is_read(tmp_path: Path) -> None:
    little = SimpleNamespace(free=10**9)
    with patch.object(cost.shutil, "disk_usage", lambda place: little), pytest.raises(WorkspaceFull) as raised:
        announce(100_000_000, 10_000_000, Limits(2), tmp_path, print)
    assert "needs about 9.7 GB of disk" in str(raised.value)
    assert "1.0 GB are free" in str(raised.value)
