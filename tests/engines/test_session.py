"""A cluster that cannot be used says why, and what to do, before Spark says it in a hundred lines."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest

import sojourn
from sojourn.engines.spark import jobs
from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.session import Seen, leave, open_session, require_same, this_machine
from sojourn.engines.spark.storage import Storage
from sojourn.errors import ClusterError, MissingExtra, UsageError
from tests.engines.cluster import PATIENCE_SECONDS, Cluster, need_java, wait_for


def test_an_address_of_no_cluster(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='"spark://host:port" or "sc://host:port", not "local'):
        sojourn.open(tmp_path, engine="local[2]")


def test_storage_without_a_cluster(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Give engine= as well"):
        sojourn.open(tmp_path, storage="s3://bucket/shop")


def test_without_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ClusterError, match=r"Spark's driver needs Java 17\. Install it"):
        sojourn.open(tmp_path / "shop", engine="spark://127.0.0.1:7077")


def test_where_all_is_checked_a_missing_java_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="Java is not installed"):
        need_java()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="Java is not installed"):
        need_java()


def test_without_pyspark(tmp_path: Path) -> None:
    with (
        patch.dict(sys.modules, {"pyspark.sql": None}),
        pytest.raises(MissingExtra, match=r'pip install "sojourn\[spark\]"'),
    ):
        sojourn.open(tmp_path / "shop", engine="spark://127.0.0.1:7077")


def test_a_shared_session_stops_when_its_last_holder_leaves() -> None:
    stopped: list[str] = []
    shared = SimpleNamespace(stop=lambda: stopped.append("stopped"))
    with patch("sojourn.engines.spark.session._connected", lambda builder, address: shared):
        for _ in range(2):
            assert open_session("sc://127.0.0.1:15002") == (shared, True)
    leave(shared)
    assert stopped == []
    leave(shared)
    assert stopped == ["stopped"]


def test_a_session_of_another_thread_is_found(session: Any, spark_cluster: Cluster) -> None:
    def take() -> None:
        found.append(open_session(spark_cluster.url))
        with pytest.raises(UsageError, match=f"has a Spark session on {spark_cluster.url} already"):
            open_session("spark://127.0.0.1:1")

    found: list[tuple[Any, bool]] = []
    with ThreadPoolExecutor(1) as pool:
        pool.submit(take).result()
    assert found == [(session, False)]


def test_a_session_that_another_thread_makes_in_the_meantime_is_left_alone() -> None:
    stopped: list[str] = []
    conf = SimpleNamespace(get=lambda name, default: "spark://there:1")
    made = SimpleNamespace(conf=conf, stop=lambda: stopped.append("stopped"))
    with (
        patch("sojourn.engines.spark.session._classic_session", lambda kind: None),
        patch("sojourn.engines.spark.session._connected", lambda builder, address: made),
        pytest.raises(UsageError, match="on spark://there:1 already"),
    ):
        open_session("spark://here:1")
    assert stopped == []


def test_a_worker_with_another_python() -> None:
    with pytest.raises(ClusterError, match=r"Workers run Python 3\.9, the driver runs 3\.12.*Set PYSPARK_PYTHON"):
        require_same(Seen("3.12", {}), Seen("3.9", {}))


def test_a_worker_with_another_sojourn() -> None:
    with pytest.raises(
        ClusterError, match=r"Workers have sojourn 0\.1, the driver has 0\.2.*pip install sojourn==0\.2"
    ):
        require_same(Seen("3.12", {"sojourn": "0.2"}), Seen("3.12", {"sojourn": "0.1"}))


def test_workers_are_looked_at_before_the_first_job(session: object, tmp_path: Path) -> None:
    here = this_machine()
    other = here._replace(packages={**here.packages, "pyarrow": "1.0"})
    with patch.object(jobs, "this_machine", lambda: other), pytest.raises(ClusterError, match=r"the driver has 1\.0"):
        Jobs(session, Storage(str(tmp_path))).each([1], lambda unit: iter(()), "x long")


def asleep(unit: int) -> Iterator[pa.RecordBatch]:
    time.sleep(PATIENCE_SECONDS)
    yield pa.RecordBatch.from_pydict({"x": pa.array([unit])})


def test_an_interrupted_job_is_not_left_to_the_cluster(session: Any, tmp_path: Path) -> None:
    def tell(files: int) -> None:
        if running():
            raise KeyboardInterrupt

    def running() -> list[int]:
        return list(session.sparkContext.statusTracker().getActiveJobsIds())

    asked = Jobs(session, Storage(str(tmp_path)))
    with pytest.raises(KeyboardInterrupt):
        asked.watched(asked.each([1, 2], asleep, "x long"), "nothing", tell)
    wait_for(lambda: not running(), "the end of the job", PATIENCE_SECONDS / 3)


def test_importing_sojourn_imports_no_pyspark() -> None:
    asked = "import sys, sojourn; sojourn.Workspace; print('pyspark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
