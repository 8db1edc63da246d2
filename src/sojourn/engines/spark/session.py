"""A session on a cluster: opened by its address, or taken as it is given; and whether its workers fit."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
    with _HOLDING:
        if engine.startswith("sc://"):
            return _shared(_connect_session(), _endpoint, _plain(engine), builder.remote(engine))
        require_java()
        # The workers of a cluster run the Python that this one names; where nobody names one, its own.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        return _shared(_classic_session(SparkSession), _master, engine, builder.master(engine))


def _shared(before: Any, address_of: Callable[[Any], str | None], address: str, builder: Any) -> tuple[Any, bool]:
    """The session that this process has already, or one of our own; held where it is ours.

    Spark would hand out one that is there for any address, also where another thread has made it in the meantime.
    """
    session = _connected(builder, address) if before is None else before
    known = address_of(session)
    if known not in (None, address):
        raise UsageError(
            f"This process has a Spark session on {known} already. Give that session as engine=, or stop it first."
        )
    ours = before is None or id(session) in _HOLDERS
    if ours:
        _HOLDERS[id(session)] = _HOLDERS.get(id(session), 0) + 1
    return session, ours


def _classic_session(kind: Any) -> Any:
    """The session of this process, whichever thread made it; None where there is none.

    `getActiveSession` knows those of the thread at hand alone.
    """
    from pyspark import SparkContext

    made = getattr(kind, "_instantiatedSession", None)
    if made is not None and made._sc._jsc is not None:
        return made
    context = SparkContext._active_spark_context
    # A session on a context that is there is not ours to stop: that would stop the context as well.
    return kind.getActiveSession() if context is None else kind(context)


def _connect_session() -> Any:
    """The same of Spark Connect; None where it is not installed, which who connects is then told."""
    try:
        from pyspark.sql.connect.session import SparkSession
    except ImportError:
        return None
    return SparkSession.getActiveSession() or SparkSession._get_default_session()


def _master(session: Any) -> str | None:
    found: str | None = session.conf.get("spark.master", None)
    return found


def _endpoint(session: Any) -> str | None:
    """The address of a session over Connect, without what may follow its port; None where it does not say."""
    told = getattr(getattr(getattr(session, "client", None), "_builder", None), "endpoint", None)
    return None if told is None else f"sc://{told}"


def leave(session: Any) -> None:
    """Let go of a session that is ours; it stops when nobody holds it any more."""
    with _HOLDING:
        _HOLDERS[id(session)] -= 1
        if _HOLDERS[id(session)] > 0:
            return
        del _HOLDERS[id(session)]
        # Within the lock: who opens one meanwhile must not be given this one.
        session.stop()


@contextmanager
def tagged(session: Any, tag: str) -> Iterator[None]:
    """Jobs of this thread within it are called `tag`, and do not go on where nobody waits for them any more (Ctrl-C).

    A session with a context knows its own tags by thread, so there they are the context's.
    """
    context = getattr(session, "sparkContext", None)
    add, remove = (session.addTag, session.removeTag) if context is None else (context.addJobTag, context.removeJobTag)
    add(tag)
    try:
        yield
    except KeyboardInterrupt:
        cancel(session, tag)
        raise
    finally:
        with suppress(Exception):  # where the session has died, that is what is to be told
            remove(tag)


def cancel(session: Any, tag: str) -> None:
    """End the jobs of a tag, from whatever thread."""
    context = getattr(session, "sparkContext", None)
    with suppress(Exception):
        session.interruptTag(tag) if context is None else context.cancelJobsWithTag(tag)


def require_java() -> None:
    """Raises ClusterError where there is no Java: Spark would only say that its gateway has left."""
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and shutil.which("java", path=os.path.join(home, "bin"))):  # noqa: PTH118
        raise ClusterError(JAVA)


def _plain(address: str) -> str:
    """The host and port of an address over Connect, whose port is 15002 where it says none."""
    place = address.removeprefix("sc://").partition("/")[0]
    return f"sc://{place if ':' in place else f'{place}:15002'}"


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
