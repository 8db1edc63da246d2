"""The same over Spark Connect: the driver runs in a server of its own, and this process needs no Java."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.cluster import HOST, ROOT, Cluster, answers, end, environment, free_port, home, wait_for

ASK = """
import sojourn
from tests.engines.test_loading import ROWS
with sojourn.open("local") as local, sojourn.open("spark", engine="{address}") as ws:
    ws.load(ROWS), local.load(ROWS)
    assert ws.load(ROWS[:2]).duplicates == 2
    assert ws.journeys().transitions(by="property:plan") == local.journeys().transitions(by="property:plan")
    assert ws.customer("anna") == local.customer("anna")
print("the same")
"""


@pytest.mark.slow
def test_a_cluster_over_connect(spark_cluster: Cluster, tmp_path: Path) -> None:
    port = free_port()
    command = [
        str(home() / "bin" / "spark-submit"), "--class", "org.apache.spark.sql.connect.service.SparkConnectServer",
        "--master", spark_cluster.url, "--conf", f"spark.connect.grpc.binding.port={port}", "--conf",
        f"spark.connect.grpc.binding.address={HOST}", "--conf", f"spark.driver.host={HOST}", "--conf",
        "spark.ui.enabled=false", "--conf", "spark.executor.memory=512m", "--conf", "spark.cores.max=1", "--conf",
        "spark.sql.shuffle.partitions=2", "spark-internal",
    ]  # fmt: skip
    with (tmp_path / "connect.log").open("wb") as log:
        # Spark counts this server among its daemons, and a driver needs more memory than they do.
        roomy = environment(tmp_path) | {"SPARK_DAEMON_MEMORY": "600m"}
        server = subprocess.Popen(command, env=roomy, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(lambda: answers(port), "the Connect server", 120)
        asked = ASK.format(address=f"sc://{HOST}:{port}")
        known = environment(tmp_path) | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/nowhere"}
        done = subprocess.run(
            [sys.executable, "-c", asked],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=known,
            timeout=300,
            check=False,
        )
        assert done.stdout.endswith("the same\n"), done.stderr[-3000:]
    finally:
        end(server)
