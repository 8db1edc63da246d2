"""A real Spark cluster on loopback: one master and two workers, each a process of its own, from the PySpark package."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
HOST = "127.0.0.1"
PATIENCE_SECONDS = 60


class Cluster:
    """Where a cluster listens, and the processes that it is made of."""

    def __init__(self, url: str, folder: Path, processes: list[subprocess.Popen[bytes]]) -> None:
        self.url, self.folder, self.processes = url, folder, processes

    def logs(self) -> str:
        """Everything that its processes and their executors have written."""
        return "\n".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.rglob("*")) if is_log(path))


def is_log(path: Path) -> bool:
    return path.is_file() and (path.suffix == ".log" or path.name in ("stdout", "stderr"))


def home() -> Path:
    """The Spark in the PySpark package."""
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def need_java() -> None:
    """Skip a test where no cluster can be started; where everything is to be checked (CI), it fails."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("Java is not installed: apt-get install openjdk-17-jre-headless")


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start a master and workers with two cores each; end them by their process ids."""
    port, processes = free_port(), list[subprocess.Popen[bytes]]()
    found = Cluster(f"spark://{HOST}:{port}", folder, processes)
    try:
        processes.append(
            start(folder, "master", "master.Master", "--port", str(port), "--webui-port", str(free_port()))
        )
        wait_for(lambda: answers(port), "the master")
        for number in range(workers):
            name = f"worker{number}"
            given = ("-c", "2", "-m", "3g", "-d", str(folder / name), "--webui-port", str(free_port()), found.url)
            processes.append(start(folder, name, "worker.Worker", *given))
        registered = "Registering worker"
        wait_for(lambda: (folder / "master.log").read_text("utf-8").count(registered) == workers, "the workers")
        yield found
    finally:
        for process in processes[::-1]:
            end(process)


def start(folder: Path, name: str, what: str, *arguments: str) -> subprocess.Popen[bytes]:
    """One process of the cluster, with this checkout's Sojourn and this Python for its executors."""
    command = [str(home() / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", "--host", HOST, *arguments]
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(command, env=environment(folder), stdout=log, stderr=log, start_new_session=True)


def environment(folder: Path) -> dict[str, str]:
    """What every process of a cluster finds."""
    return os.environ | {
        "SPARK_HOME": str(home()),
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_DAEMON_MEMORY": "256m",
    }


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and those that it started: they are a session of their own."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def wait_for(is_there: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Until it is there; AssertionError where it does not come."""
    until = time.monotonic() + seconds
    while not is_there():
        assert time.monotonic() < until, f"{what} did not come within {seconds} seconds"
        time.sleep(0.1)
