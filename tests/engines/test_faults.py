"""Executors die, customers are huge, partitions are empty, names are many: the answers stay right."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import sojourn
from sojourn.engines.spark import compiling
from sojourn.engines.spark.building import Layout, built
from sojourn.engines.spark.jobs import Batches
from sojourn.engines.spark.storage import Storage
from sojourn.journeys import plan
from sojourn.workspace import Workspace
from tests.engines.cluster import PATIENCE_SECONDS, wait_for

EVENTS = ("View", "Add", "Order")


def events(customer: np.ndarray, names: tuple[str, ...] = EVENTS) -> pa.Table:
    """One event a row, a minute after the other; names by turns."""
    number = np.arange(len(customer))
    return pa.table(
        {
            "user_id": pc.binary_join_element_wise("c", pa.array(customer).cast(pa.string()), ""),
            "event": pa.array(names, pa.string()).take(pa.array(number % len(names))),
            "occurred_at": pa.array(1_767_225_600_000_000 + number * 60_000_000, pa.timestamp("us")),
        }
    )


def both(session: Any, folder: Path, table: pa.Table) -> tuple[Workspace, Workspace]:
    pq.write_table(table, folder / "events.parquet", row_group_size=50_000)
    opened = sojourn.open(folder / "local"), sojourn.open(folder / "spark", engine=session)
    for ws in opened:
        ws.load(folder / "events.parquet")
    return opened


def held_up(marks: Path, storage: Storage, folder: str, layout: Layout, batches: Batches) -> Iterator[pa.RecordBatch]:
    """In place of `built`, on a worker: the first task that comes says which process it is, and waits to be killed."""
    from pyspark import TaskContext

    task = TaskContext.get()
    assert task is not None
    (marks / f"{task.partitionId()}-{task.attemptNumber()}").touch()
    try:
        with (marks / "first").open("x") as mark:
            mark.write(f"{os.getpid()} {task.partitionId()}\n")
    except FileExistsError:
        yield from built(storage, folder, layout, batches)
        return
    threading.Event().wait(PATIENCE_SECONDS)
    raise AssertionError("nobody came to kill")


def victim(process: int, what: str) -> int:
    """The Python process of a task, or the Java process of its executor."""
    while what == "executor" and b"CoarseGrainedExecutorBackend" not in Path(f"/proc/{process}/cmdline").read_bytes():
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return process


def kill(marks: Path, what: str) -> None:
    """Kill the first task, or its executor, while it runs."""
    first = marks / "first"
    wait_for(lambda: first.exists() and first.read_text().endswith("\n"), "the first task")
    os.kill(victim(int(first.read_text().split()[0]), what), signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize("dies", ["executor", "python"])
def test_an_executor_is_killed_in_mid_job(session: Any, tmp_path: Path, dies: str) -> None:
    table, marks = events(np.arange(60_000) % 5_000), tmp_path / "marks"
    marks.mkdir()
    with (
        patch.object(plan, "STEPS_A_PARTITION", 10_000),
        patch.object(compiling, "built", partial(held_up, marks)),
        ThreadPoolExecutor(1) as pool,
    ):
        local, on_spark = both(session, tmp_path, table)
        killing = pool.submit(kill, marks, dies)
        found = on_spark.journeys().transitions()
        killing.result()
        held = (marks / "first").read_text().split()[1]
        assert (marks / f"{held}-1").exists(), "the task that was killed ran again"
        assert found == local.journeys().transitions()
        names = {path.name.split(".")[0] for path in (on_spark.path / "data/cluster/journeys").rglob("p0*.parquet")}
        assert names == {entry.name for entry in on_spark.journeys().units().manifest.partitions}
        local.close()
        on_spark.close()


def test_partitions_without_customers(session: Any, tmp_path: Path) -> None:
    with patch.object(plan, "STEPS_A_PARTITION", 100):
        local, on_spark = both(session, tmp_path, events(np.zeros(600, np.int64)))
        assert [entry.steps for entry in on_spark.journeys().units().manifest.partitions].count(0) == 5
        assert on_spark.journeys().transitions(times=True) == local.journeys().transitions(times=True)
        local.close()
        on_spark.close()


@pytest.mark.slow
def test_ten_thousand_names(session: Any, tmp_path: Path) -> None:
    names = tuple(f"event {n}" for n in range(10_000))
    local, on_spark = both(session, tmp_path, events(np.arange(30_000) % 700, names))
    assert on_spark.journeys().transitions() == local.journeys().transitions()
    assert on_spark.journeys().variants() == local.journeys().variants()
    local.close()
    on_spark.close()


@pytest.mark.slow
def test_a_customer_with_a_million_events(session: Any, tmp_path: Path) -> None:
    customer = np.r_[np.zeros(1_000_000, np.int64), np.arange(200_000) % 20_000]
    local, on_spark = both(session, tmp_path, events(np.random.default_rng(1).permutation(customer)))
    for ask in ASKED:
        assert ask(on_spark) == ask(local)
    local.close()
    on_spark.close()


ASKED: list[Callable[[Workspace], Any]] = [
    lambda ws: ws.journeys().transitions(),
    lambda ws: ws.journeys().funnel(["View", "Order"], within="1h"),
    lambda ws: ws.journeys().sessions(),
]
