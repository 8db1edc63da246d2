"""Log and journeys in a bucket: an S3 server on loopback, and credentials that show up nowhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq
import pytest

import sojourn
from sojourn.engines.spark.storage import Storage
from sojourn.errors import ClusterError, SourceNotFound
from tests.engines.cluster import HOST, Cluster, free_port
from tests.engines.test_loading import ROWS

SECRET, ACCESS = "this-is-a-secret-of-the-tests", "AKIATESTSOJOURN"


@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    """The options with which the bucket "shop" is reached."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(HOST, free_port(), verbose=False)
    server.start()
    options = {
        "access_key": ACCESS,
        "secret_key": SECRET,
        "endpoint_override": f"{HOST}:{server.get_host_and_port()[1]}",
        "scheme": "http",
        "region": "us-east-1",
        "allow_bucket_creation": "true",
    }
    system = pafs.S3FileSystem(**{**options, "allow_bucket_creation": True})
    system.create_dir("shop")
    yield {name: value for name, value in options.items() if name != "allow_bucket_creation"}
    server.stop()


@pytest.mark.slow
def test_a_workspace_in_a_bucket(
    session: Any, spark_cluster: Cluster, bucket: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    incoming = Storage("s3://shop/incoming", bucket)
    incoming.write("b.parquet", pa.Table.from_pylist(ROWS))
    incoming.write("a.parquet", pa.Table.from_pylist(ROWS[::-1]))
    (tmp_path / "in").mkdir()
    for name in ("a.parquet", "b.parquet"):
        pq.write_table(incoming.table(name), tmp_path / "in" / name)
    with (
        sojourn.open(tmp_path / "local") as alone,
        sojourn.open(tmp_path / "spark", engine=session, storage="s3://shop/data", storage_options=bucket) as ws,
    ):
        assert ws.load("s3://shop/incoming").accepted == alone.load(tmp_path / "in").accepted
        assert ws.load("s3://shop/incoming/*.parquet").accepted == 0
        assert ws.journeys().transitions() == alone.journeys().transitions()
        assert ws.customer("anna").steps == alone.customer("anna").steps
        shown = [repr(ws), repr(ws.__dict__), repr(incoming), str(ws.journeys().units().manifest)]
    ledger = Storage("s3://shop/data", bucket).get("ledger.json")
    assert ledger is not None
    written = [path.read_text("utf-8", "replace") for path in (tmp_path / "spark").rglob("*") if path.is_file()]
    for text in (*shown, *written, ledger.decode(), caplog.text, spark_cluster.logs()):
        assert SECRET not in text
        assert ACCESS not in text


def test_a_bucket_that_is_not_there(session: Any, bucket: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="s3://nowhere/data cannot be used") as raised:
        sojourn.open(tmp_path, engine=session, storage="s3://nowhere/data", storage_options=bucket)
    assert SECRET not in str(raised.value)
    sojourn.open(tmp_path, engine=session, storage="s3://shop/there", storage_options=bucket).close()


def test_a_folder_without_parquet(session: Any, bucket: dict[str, str], tmp_path: Path) -> None:
    with (
        sojourn.open(tmp_path, engine=session, storage="s3://shop/other", storage_options=bucket) as ws,
        pytest.raises(SourceNotFound, match="holds no Parquet files"),
    ):
        ws.load("s3://shop/nothing-here")


def test_options_are_hidden_in_what_is_said() -> None:
    storage = Storage("s3://shop", {"secret_key": SECRET, "session_token": "t0", "region": "us-east-1"})
    assert storage.hidden(f"key {SECRET} and t0 refused in us-east-1") == "key *** and *** refused in us-east-1"
