"""Jobs of a cluster: a function over units of work, in Python, on Arrow; and what their failures mean.

Only the DataFrame API is used, so that a job runs over Spark Connect as well.
"""

from __future__ import annotations

import pickle
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from threading import Thread, local
from typing import Any, TypeVar

import pyarrow as pa

from sojourn.engines.spark.sending import Sent, send
from sojourn.engines.spark.session import (
    NO_SOJOURN,
    PYTHONS,
    Seen,
    cancel,
    fresh_name,
    leave,
    open_session,
    require_same,
    tagged,
    this_machine,
)
from sojourn.engines.spark.storage import Storage
from sojourn.engines.spark.telling import found_in, telling
from sojourn.errors import ClusterError

T = TypeVar("T")
Batches = Iterable[pa.RecordBatch]
POLL_SECONDS = 0.5
TOKENS_KEPT = 10_000
"""Of the latest jobs: errors come back while a job runs."""
_VERSIONS = re.compile(r"worker\D*(\d+\.\d+).*driver\D*(\d+\.\d+)", re.DOTALL | re.IGNORECASE)


class Jobs:
    """Runs jobs on the cluster of one session."""

    def __init__(self, engine: object, storage: Storage, key: bytes = b"") -> None:
        """`engine` as for `open_session`, `key` the workspace's. Raises UsageError, MissingExtra, ClusterError."""
        self._session, self._ours = open_session(engine)
        self._storage, self._key, self._is_checked = storage, key, False
        self._files = _Files()
        self._tokens: deque[str] = deque(maxlen=TOKENS_KEPT)

    def close(self) -> None:
        """Leave the cluster; a session that was given stays open."""
        if self._ours:
            leave(self._session)

    @property
    def session(self) -> Any:
        """The SparkSession."""
        return self._session

    def each(self, units: Sequence[T], task: Callable[[T], Batches], schema: str) -> Any:
        """A DataFrame of what `task` yields for each unit; every unit is a task of its own."""
        self._check()
        function = partial(_for_units, self._token(), self._sent((list(units), task)))
        return self._session.range(0, len(units), 1, max(1, len(units))).mapInArrow(function, schema)

    def through(self, frame: Any, task: Callable[[Batches], Batches], schema: str) -> Any:
        """A DataFrame of what `task` makes of the batches of each partition."""
        self._check()
        return frame.mapInArrow(partial(_for_batches, self._token(), self._sent(task)), schema)

    def frame(self, rows: pa.Table) -> Any:
        """Arrow rows of this machine as a DataFrame."""
        return self._session.createDataFrame(rows)

    def collect(self, frame: Any) -> pa.Table:
        """Run a job and bring its rows here. Raises ClusterError, or the SojournError that a worker raised."""
        return self._collected(frame, self._files.take(), fresh_name())

    def _collected(self, frame: Any, files: list[str], tag: str) -> pa.Table:
        try:
            with tagged(self._session, tag):
                return frame.toArrow()
        except Exception as error:
            raise self._meant(error) from error
        finally:
            self._storage.remove(files)

    def watched(self, frame: Any, folder: str, tell: Callable[[int], None]) -> pa.Table:
        """The same; meanwhile tells how many files there are in a folder of the storage. Ctrl-C ends the job."""
        done: list[pa.Table | BaseException] = []
        files, tag = self._files.take(), fresh_name()

        def run() -> None:
            try:
                done.append(self._collected(frame, files, tag))
            except BaseException as error:  # noqa: BLE001 - it is raised again below
                done.append(error)

        thread = Thread(target=run, daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(POLL_SECONDS)
                tell(len(self._storage.names(folder)))
        except BaseException:
            cancel(self._session, tag)
            raise
        if isinstance(done[0], BaseException):
            raise done[0]
        return done[0]

    def _sent(self, found: object) -> Sent:
        """Something for the workers; the file that it may need goes when the job is done."""
        sent = send(self._storage, self._key, found)
        if sent.name:
            self._files.names.append(sent.name)
        return sent

    def _token(self) -> str:
        """A job's own, by which what its workers raise is told from texts that look like it."""
        token = fresh_name()
        self._tokens.append(token)
        return token

    def _check(self) -> None:
        """Before the first job: do all workers that answer run what the driver runs?"""
        if self._is_checked:
            return
        self._is_checked = True
        try:
            self._look_at_workers()
        except BaseException:
            self._is_checked = False
            raise

    def _look_at_workers(self) -> None:
        look = self._session.range(0, 4, 1, 4).mapInArrow(_seen, "seen binary")
        for seen in set(self.collect(look)["seen"].to_pylist()):
            python, packages = pickle.loads(seen)
            require_same(this_machine(), Seen(python, packages))

    def _meant(self, error: BaseException) -> Exception:
        """What an error of Spark means to who called."""
        text = str(error)
        if raised := found_in(text, self._tokens.copy()):
            return raised
        if "PYTHON_VERSION_MISMATCH" in text:
            there, here = _versions(text)
            return ClusterError(PYTHONS.format(here=here, there=there))
        if "No module named 'sojourn" in text:
            return ClusterError(NO_SOJOURN)
        said = self._storage.hidden(text) if text.strip() else type(error).__name__
        lines = [line for line in said.splitlines() if line.strip()]
        told = next((line for line in reversed(lines) if re.match(r"\w*(Error|Exception)\b", line.strip())), lines[0])
        return ClusterError(f"The cluster gave up: {told.strip()}. The logs of its executors say more.")


class _Files(local):
    """Files that the jobs which a thread is putting together have sent: each thread runs its own."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def take(self) -> list[str]:
        """All of them; whoever takes them removes them."""
        taken, self.names = self.names, []
        return taken


def _versions(text: str) -> tuple[str, str]:
    found = _VERSIONS.search(text)
    return (found[1], found[2]) if found else ("another version", this_machine().python)


def _seen(batches: Batches) -> Iterator[pa.RecordBatch]:
    """What a worker runs."""
    from sojourn.engines.spark.session import this_machine

    for _ in batches:
        yield pa.RecordBatch.from_pydict({"seen": pa.array([pickle.dumps(tuple(this_machine()))], pa.binary())})


def _for_units(token: str, sent: Sent, batches: Batches) -> Iterator[pa.RecordBatch]:
    """On a worker: the units whose numbers come in."""
    with telling(token):
        units, task = sent.taken()
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield from task(units[number])


def _for_batches(token: str, sent: Sent, batches: Batches) -> Iterator[pa.RecordBatch]:
    with telling(token):
        yield from sent.taken()(batches)
