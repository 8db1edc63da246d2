"""What a workspace on a cluster stands on: the folder's lock and definitions, its log in storage, the cluster."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import numpy as np
from numpy.typing import NDArray

from sojourn.engines.protocol import Progress
from sojourn.engines.spark import ledger
from sojourn.engines.spark.engine import SparkEngine
from sojourn.engines.spark.jobs import Jobs
from sojourn.engines.spark.log import ClusterLog
from sojourn.engines.spark.owning import bind, own
from sojourn.engines.spark.sources import Asked as Reading
from sojourn.engines.spark.storage import Storage, absolute
from sojourn.errors import NotOnCluster, UsageError
from sojourn.files import write_whole
from sojourn.identities.suppression import Suppressed
from sojourn.sources import read_customers
from sojourn.store.reports import LoadReport
from sojourn.workspace.intake import Reader, visible
from sojourn.workspace.opened import Asked, Opened
from sojourn.workspace.people import Customer, Forgotten, Identifier, segments_of, steps_of


class OpenedOnCluster(Opened):
    """The same abilities as of one machine, but for those that ask for its database."""

    def __init__(self, path: Path, engine: object, storage: str | None, options: Mapping[str, str] | None) -> None:
        """`engine` and `storage` as for `sojourn.open`. Raises as `Opened`, ClusterError, MissingExtra, UsageError."""
        self._given, self._options = Asked(engine, storage), options
        super().__init__(path)

    def _stand(self, data: Path, held: ExitStack) -> None:
        if (data / "events.duckdb").exists():
            raise UsageError(
                f"{self.path} was made without a cluster. Open it without engine=, or give another folder."
            )
        folder = data / "cluster"
        # Also where storage is elsewhere: who opens the folder without a cluster is then told.
        folder.mkdir(exist_ok=True)
        self._url = _url(folder, self._given.storage)
        storage = Storage(self._url or str(folder), self._options)
        bind(storage, self.key)
        held.callback(own(storage, is_locked=self._url is None))
        # Of two who came first at once, one has it now: is it bound to that one?
        bind(storage, self.key)
        _remember(folder, self._url)
        ledger.clear_leftovers(storage)
        jobs = Jobs(self._given.engine, storage, self.key)
        held.callback(jobs.close)
        engine = SparkEngine(jobs, storage, self.model, self.key)
        engine.clear_stale()
        self.engine = engine
        self.cluster_log = ClusterLog(jobs, storage, engine, self.key)

    def require_same(self, asked: Asked) -> None:
        """Raises UsageError where another cluster or storage is asked for than the one at hand."""
        same = asked.engine is self._given.engine or (
            isinstance(asked.engine, str) and asked.engine == self._given.engine
        )
        elsewhere = asked.storage is not None and _named(self.path / "data" / "cluster", asked.storage) != self._url
        if not same or elsewhere:
            raise UsageError(
                f"{self.path} is open in this process with another engine= or storage=. Close it first, or open it "
                "with the same."
            )

    def load(self, source: object, name: str | None, reader: Reader, progress: Progress) -> LoadReport:
        """Load a source as one load."""
        asked = Reading(reader.columns, reader.format, reader.time_format, reader.timezone)
        return self.cluster_log.load(source, asked, name, progress)

    def load_customers(self, source: object, reader: Reader) -> int:
        """Load customers' attributes, read by the driver."""
        rows, suppressed = read_customers(source, reader.columns, reader.format, None), self.suppressed()
        return self.cluster_log.load_customers(rows.filter(visible(rows, suppressed)) if suppressed.hashes else rows)

    def suppressed(self) -> Suppressed:
        """Who was forgotten and stays so."""
        return self.cluster_log.suppressed()

    def rejects(self) -> Any:
        """All rejects kept so far."""
        return self.cluster_log.rejects()

    def customer(self, value: str) -> Customer:
        """The customer that an identifier or id names."""
        called = self.cluster_log.find(value)[0].customer
        identifiers = tuple(Identifier(*who) for who in self.cluster_log.members(called))
        place = self.cluster_log.at(called)
        if place is None:
            return Customer(called, identifiers, (), {})
        generation, words = self.engine.generation(), _Words(self.cluster_log, place.partition.name)
        steps = steps_of(words, generation, place.partition, place.row)
        return Customer(called, identifiers, steps, segments_of(generation, place.partition, place.row))

    def merge(self, value: str, into: str) -> None:
        """Decide that two are one customer, called as `into` is."""
        self.cluster_log.decide("merge", self.cluster_log.find(value)[0].stands, self.cluster_log.find(into)[0].stands)

    def unmerge(self, value: str, from_: str | None) -> None:
        """Decide that an identifier is not its customer's, or not that of `from_`."""
        own = self.cluster_log.find(value)[0]
        other = self.cluster_log.find(from_)[0] if from_ is not None else None
        partner = (other.kind, other.value) if other else self.cluster_log.partner(own)
        self.cluster_log.decide("apart", (own.kind, own.value), partner)

    def retry_rejects(self, changed: Mapping[str, Any], progress: Progress) -> NoReturn:
        """Not on a cluster."""
        raise NotOnCluster(
            "Rejects are not read again on a cluster. Look at ws.rejects(), mend them in the source, and load that."
        )

    def forget(self, value: str) -> Forgotten:
        """Delete a customer from every file of the storage, and suppress later events."""
        return Forgotten(*self.cluster_log.forget(value))

    def sql(self, query: str, limit: int, seconds: float) -> NoReturn:
        """Not on a cluster."""
        raise NotOnCluster(
            "ws.sql is for workspaces of one machine. Ask Spark: the log is Parquet in log/ of the storage."
        )

    def doctor(self) -> NoReturn:
        """Not on a cluster."""
        raise NotOnCluster("The doctor looks at workspaces of one machine. Load a sample into one, and ask there.")


class _Words:
    """The words of the events of one partition."""

    def __init__(self, log: ClusterLog, partition: str) -> None:
        self._log, self._partition = log, partition

    def details(self, seqs: NDArray[np.int64]) -> dict[int, tuple[str | None, str | None]]:
        """Text and properties (JSON) of a few events, by seq."""
        return self._log.details(seqs, self._partition)


def _url(own: Path, asked: str | None) -> str | None:
    """Where a workspace keeps its data: as it did before, or as asked; None for its own folder. Raises UsageError."""
    given = None if asked is None else _named(own, asked)
    remembered = own / REMEMBERED
    if not remembered.exists() and not (own / ledger.NAME).exists():
        return given
    before = msgspec.json.decode(remembered.read_bytes(), type=Kept).url if remembered.exists() else None
    if asked is not None and given != before:
        raise UsageError(
            f"This workspace keeps its data in {before or own}, not in {given or own}. Open it without storage=, or "
            "make another workspace."
        )
    return before


def _named(own: Path, asked: str) -> str | None:
    """A storage as it is remembered: None for the workspace's own folder."""
    url = absolute(asked)
    return None if url == str(own) else url


REMEMBERED = "storage.json"


class Kept(msgspec.Struct, frozen=True):
    """Where the data are, without options, which may be credentials; None in the folder itself, which may be moved."""

    url: str | None


def _remember(own: Path, url: str | None) -> None:
    write_whole(own / REMEMBERED, msgspec.json.encode(Kept(url)))
