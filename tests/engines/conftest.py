"""One cluster and one session for all tests of engines, and the same shop on either engine."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import sojourn
from sojourn.journeys import plan
from sojourn.workspace import Workspace
from tests.engines.cluster import HOST, Cluster, cluster, need_java
from tests.engines.shop import write_shop

STEPS_A_PARTITION = 600
KEY = b"the same for both, as ids that come from e-mail addresses are made with it"[:32]


@pytest.fixture(scope="session", name="spark_cluster")
def spark_cluster_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    need_java()
    with cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="session")
def session(spark_cluster: Cluster) -> Iterator[Any]:
    """A session of our own making: a driver on loopback, few partitions, quiet."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = HOST
    with warnings.catch_warnings():
        # PySpark warns of pandas 3, which Sojourn does not use with it, and leaves sockets to the garbage collector.
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(spark_cluster.url).appName("engines")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        made = builder.getOrCreate()
        made.sparkContext.setLogLevel("ERROR")
        yield made
        made.stop()


SETTINGS = {
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.executor.memory": "1g",
    "spark.cores.max": "2",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
}


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parquet files of a shop: many customers with few events, one with many, all shuffled."""
    folder = tmp_path_factory.mktemp("shop")
    write_shop(folder)
    return folder


@pytest.fixture(scope="session")
def local(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with sojourn.open(keyed(tmp_path_factory.mktemp("local"))) as ws:
        filled(ws, shop)
        yield ws


@pytest.fixture(scope="session")
def on_spark(shop: Path, session: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = keyed(tmp_path_factory.mktemp("spark"))
    with sojourn.open(folder, engine=session) as ws:
        with patch.object(plan, "STEPS_A_PARTITION", STEPS_A_PARTITION):  # for this shop, and for no test after it
            filled(ws, shop)
            ws.journeys().transitions()
        yield ws


def keyed(folder: Path) -> Path:
    """A folder for a workspace with the key of these tests."""
    (folder / "data").mkdir()
    (folder / "data" / "key").write_bytes(KEY)
    return folder


def filled(ws: Workspace, shop: Path) -> None:
    """Load the shop's events and customers."""
    (ws.path / "segments").mkdir(exist_ok=True)
    (ws.path / "segments" / "paying.yaml").write_text("customers: tier = 'gold' or tier = 'silver'\n", "utf-8")
    ws.load(shop / "events")
    ws.load_customers(shop / "customers.csv")
    ws.merge("user-3", into="user-4")
