"""A log on a real Spark cluster of this machine: `python -m benchmarks.cluster [EVENTS]`, ten million by default.

One master and two workers with a core each, as separate processes on loopback. What it costs to load, compile and ask
goes into docs/benchmarks.json, from which the capacity page is written; both engines must give the same answers.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sojourn
from benchmarks.environments import WORK, work_alone
from benchmarks.jobs import STEPS, WITHIN_DAYS
from benchmarks.machine import commit, machine
from benchmarks.report import JSON
from benchmarks.results import OnCluster, read, write
from benchmarks.tool import clock
from benchmarks.walks import write_walks
from tests.engines.cluster import HOST, cluster

EVENTS, CORES = 10_000_000, 2


def main(events: int) -> OnCluster:
    """Measure, compare with one machine, and keep what was found."""
    folder = WORK / "cluster"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_walks(folder, events, "many")
    local, _ = asked(sojourn.open(folder / "local"), folder / "log.parquet")
    os.environ |= {"SPARK_LOCAL_IP": HOST, "PYSPARK_PYTHON": sys.executable}
    with TemporaryDirectory() as place, cluster(Path(place), workers=CORES) as found:
        driver = session(found.url)
        there, seconds = asked(sojourn.open(folder / "shop", engine=driver), folder / "log.parquet")
        driver.stop()
    assert there == local, "one machine and a cluster disagree"
    sizes = {name: size_of(folder / "shop" / "data", name) for name in ("log", "journeys")}
    made = OnCluster(events, datetime.now(UTC).date().isoformat(), commit(), machine(), CORES, seconds, sizes)
    write(JSON, read(JSON).with_cluster(made))
    return made


def asked(ws: sojourn.Workspace, log: Path) -> tuple[list[Any], dict[str, float]]:
    """The answers, and seconds by what was done; questions are asked twice, and the second time counts."""
    with ws:
        seconds, answers = {}, []
        steps: dict[str, Callable[[], Any]] = {
            "load": lambda: ws.load(log).accepted,
            "compile": lambda: ws.journeys().units().size,
            "transitions": lambda: ws.journeys().transitions().to_dict(),
            "funnel": lambda: [step.customers for step in ws.journeys().funnel(STEPS, within=f"{WITHIN_DAYS}d").steps],
        }
        for name, step in steps.items():
            if name in ("transitions", "funnel"):
                step()
            wall, _, answer = clock(step)
            seconds[name] = wall
            answers.append(answer)
        return answers, seconds


def session(url: str) -> Any:
    """A driver on loopback, whose executors have a core each."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(url).appName("benchmark")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


SETTINGS = {
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.ui.enabled": "false",
    "spark.executor.memory": "2g",
    "spark.executor.cores": "1",
    "spark.cores.max": str(CORES),
}


def size_of(folder: Path, part: str) -> int:
    """Bytes of Parquet below a folder of the storage."""
    return sum(path.stat().st_size for path in folder.rglob("*.parquet") if f"/{part}/" in path.as_posix())


if __name__ == "__main__":
    with work_alone():
        print(main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS))
