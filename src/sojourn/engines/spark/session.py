"""A session on a cluster: opened by its address, or taken as it is given; and whether its workers fit."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import Any, NamedTuple
from uuid import uuid4

from sojourn.errors import ClusterError, MissingExtra, UsageError

ADDRESSES = ("spark://", "sc://")
SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
    "spark.ui.showConsoleProgress": "false",
}
PACKAGES = ("sojourn", "pyarrow", "duckdb")
JAVA = (
    "Java is not installed, and Spark's driver needs Java 17. Install it (Debian: apt-get install "
    "openjdk-17-jre-headless) or set JAVA_HOME; or reach the cluster by Spark Connect (sc://host:15002), which needs "
    "none."
)
_HOLDERS: dict[int, int] = {}
"""How many hold each session that was opened here: workspaces on one cluster share it."""
_HOLDING = Lock()


class Seen(NamedTuple):
    """What a machine runs: its Python ("3.12"), and the versions of packages that must be the same."""

    python: str
    packages: dict[str, str | None]


def quiet() -> None:
    """PySpark warns, at every call, of a pandas that Sojourn does not use with it."""
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)


def open_session(engine: object) -> tuple[Any, bool]:
    """A SparkSession, and whether it is ours to leave. `engine`: "spark://host:port", "sc://host:port" or a session.

    One that is ours is held until everybody who opened it has left it. Raises UsageError, MissingExtra, ClusterError.
    """
    quiet()
    if not isinstance(engine, str):
        if hasattr(engine, "range") and hasattr(engine, "createDataFrame"):
            return engine, False
        raise UsageError(f"engine= is an address such as spark://host:7077, or a SparkSession, not {type(engine)}.")
    if not engine.startswith(ADDRESSES):
        raise UsageError(f'engine= is "spark://host:port" or "sc://host:port", not "{engine}".')
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtra("pyspark", "spark") from None
    builder = SparkSession.builder.appName("sojourn")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    if engine.startswith("sc://"):
        return _held(_connected(builder.remote(engine), engine)), True
    require_java()
    if (other := SparkSession.getActiveSession()) is not None:
        session = _fitting(other, engine)
        return (_held(session), True) if id(session) in _HOLDERS else (session, False)
    # The workers of a cluster run the Python that this one names; where nobody names one, its own.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return _held(_connected(builder.master(engine), engine)), True


def leave(session: Any) -> None:
    """Let go of a session that is ours; it stops when nobody holds it any more."""
    with _HOLDING:
        _HOLDERS[id(session)] -= 1
        if _HOLDERS[id(session)] > 0:
            return
        del _HOLDERS[id(session)]
    session.stop()


def _held(session: Any) -> Any:
    with _HOLDING:
        _HOLDERS[id(session)] = _HOLDERS.get(id(session), 0) + 1
    return session


def require_java() -> None:
    """Raises ClusterError where there is no Java: Spark would only say that its gateway has left."""
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and shutil.which("java", path=os.path.join(home, "bin"))):  # noqa: PTH118
        raise ClusterError(JAVA)


def _fitting(session: Any, address: str) -> Any:
    """The session that this process has already: Spark allows one, and would hand it out for any address."""
    master = session.conf.get("spark.master", None)
    if master != address:
        raise UsageError(
            f"This process has a Spark session on {master} already. Give that session as engine=, or stop it first."
        )
    return session


def _connected(builder: Any, address: str) -> Any:
    try:
        return builder.getOrCreate()
    except Exception as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ClusterError(
            f"{address} cannot be reached: {first}. Check the address, and that the cluster runs."
        ) from error


def this_machine() -> Seen:
    """What runs here."""
    return Seen(f"{sys.version_info.major}.{sys.version_info.minor}", {name: _version(name) for name in PACKAGES})


def _version(package: str) -> str | None:
    """None where it runs from a checkout."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def require_same(here: Seen, there: Seen) -> None:
    """Raises ClusterError where a worker would compute with something else than the driver."""
    if here.python != there.python:
        raise ClusterError(PYTHONS.format(here=here.python, there=there.python))
    for name, mine in here.packages.items():
        theirs = there.packages.get(name)
        if mine is not None and theirs is not None and mine != theirs:
            raise ClusterError(
                f"Workers have {name} {theirs}, the driver has {mine}. On every worker: pip install {name}=={mine}"
            )


PYTHONS = (
    "Workers run Python {there}, the driver runs {here}: what one pickles the other cannot read. "
    "Set PYSPARK_PYTHON to a Python {here} that is on every worker."
)
NO_SOJOURN = (
    "Sojourn is not installed on the workers. On every worker, in the Python that PYSPARK_PYTHON names: "
    'pip install "sojourn[spark]"'
)


def fresh_name() -> str:
    """A name that nothing else has."""
    return uuid4().hex
