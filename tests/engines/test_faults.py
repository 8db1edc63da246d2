"""Executors die, customers are huge, partitions are empty, names are many: the answers stay right."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import sojourn
from sojourn.journeys import plan
from sojourn.workspace import Workspace
from tests.engines.cluster import Cluster, wait_for

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


def children(of: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == of:
                found += [int(entry.name), *children(int(entry.name))]
    return found


def executor_of(worker: int) -> int:
    """The Java process that runs a worker's tasks."""
    executors = []

    def is_there() -> bool:
        executors[:] = [one for one in children(worker) if b"CoarseGrainedExecutorBackend" in command(one)]
        return bool(executors)

    wait_for(is_there, "an executor")
    return executors[0]


def command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("dies", [pytest.param("executor", marks=pytest.mark.slow), "python"])
def test_an_executor_is_killed_in_mid_job(session: Any, spark_cluster: Cluster, tmp_path: Path, dies: str) -> None:
    table = events(np.arange(60_000) % 5_000)
    with patch.object(plan, "STEPS_A_PARTITION", 10_000):
        local, on_spark = both(session, tmp_path, table)
        started = threading.Event()

        def tell(doing: str, done: int, total: int) -> None:
            if doing == "Compiling journeys":
                started.set()

        killer = threading.Thread(target=kill, args=(spark_cluster.processes[1].pid, dies, started))
        killer.start()
        found = on_spark.journeys(progress=tell).transitions()
        killer.join()
        assert found == local.journeys().transitions()
        names = {path.name.split(".")[0] for path in (on_spark.path / "data/cluster/journeys").rglob("p0*.parquet")}
        assert names == {entry.name for entry in on_spark.journeys().units().manifest.partitions}
        local.close()
        on_spark.close()


def kill(worker: int, what: str, when: threading.Event) -> None:
    """Kill an executor of a worker, or one of its Python processes, once a job is under way."""
    when.wait(120)
    executor = executor_of(worker)
    victims = [executor] if what == "executor" else [one for one in children(executor) if b"python" in command(one)]
    for victim in victims[-1:]:
        os.kill(victim, signal.SIGKILL)


def test_partitions_without_customers(session: Any, tmp_path: Path) -> None:
    with patch.object(plan, "STEPS_A_PARTITION", 100):
        local, on_spark = both(session, tmp_path, events(np.zeros(600, np.int64)))
        assert [entry.steps for entry in on_spark.journeys().units().manifest.partitions].count(0) == 5
        assert on_spark.journeys().transitions(times=True) == local.journeys().transitions(times=True)
        local.close()
        on_spark.close()


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
