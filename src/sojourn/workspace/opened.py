"""What a workspace stands on, open once in a process however many hold it: the folder's lock, its log, its engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, NamedTuple

from sojourn.engines.local import LocalEngine
from sojourn.engines.protocol import Engine, Limits, Progress
from sojourn.errors import UsageError
from sojourn.identities.suppression import Suppressed
from sojourn.identities.unify import unify
from sojourn.journeys.journey_store import JourneyStore
from sojourn.journeys.plan import Model
from sojourn.journeys.stages import StageModel
from sojourn.journeys.stored import read_segments
from sojourn.lock import hold
from sojourn.settings import mark_simulated, read_key, read_settings
from sojourn.store.event_log import EventLog
from sojourn.store.people import People
from sojourn.store.reports import LoadReport
from sojourn.workspace import intake, people
from sojourn.workspace.doctor import Diagnosis, diagnose
from sojourn.workspace.folder import clear_leftovers, is_first_use, prepared, usable
from sojourn.workspace.intake import Reader
from sojourn.workspace.people import Customer, Forgotten

LOGS_SHARE = 0.35
"""Of `memory_limit`: what the log's database may hold; the rest is for what is made of it."""
LEAST = 64_000_000
"""Bytes without which a database cannot work at all."""


class Asked(NamedTuple):
    """With what a folder is opened: a cluster or None for this machine, and where that keeps its data."""

    engine: object = None
    storage: str | None = None


class Opened:
    """Take it with `Opened.take(path)`, and let it go once for each time it was taken."""

    engine: Engine
    by_path: ClassVar[dict[Path, Opened]] = {}
    _changing: ClassVar[Lock] = Lock()
    """Held while folders are opened and closed, so that nobody is given one that is just being closed."""

    def __init__(self, path: Path) -> None:
        """Make the folder on first use. Raises WorkspaceLocked, WorkspaceReadOnly, WorkspaceFull, WorkspaceFormat."""
        self.path, self.holders = path, 0
        with ExitStack() as held, usable(path):
            data = prepared(path)
            held.enter_context(hold(data / "lock"))
            clear_leftovers(path)
            self.settings = read_settings(path / "workspace.yaml")
            self.key = read_key(data / "key", first_use=is_first_use(data))
            self._stand(data, held)
            self._held = held.pop_all()

    def _stand(self, data: Path, held: ExitStack) -> None:
        """Open the log and its engine; `held` lets go of them."""
        if (data / "cluster").exists():
            raise UsageError(f"{self.path} is a workspace on a cluster. Open it with engine=.")
        threads = self.settings.threads or os.cpu_count() or 1
        memory = f"{max(int(self.settings.memory * LOGS_SHARE), LEAST)}B"
        self.log = EventLog(data / "events.duckdb", memory, threads, self._settle)
        held.callback(self.log.close)
        limits = Limits(threads, self.settings.memory)
        self.local = LocalEngine(self.log, JourneyStore(data / "journeys"), self.model, limits)
        self.engine = self.local
        self.finish_forgetting()

    @classmethod
    def take(cls, path: Path, asked: Asked | None = None, make: Callable[[Path], Opened] | None = None) -> Opened:
        """The one at `path`, opened with `make` if nobody in this process has it open. Raises as `Opened`.

        Raises UsageError where it is open with another engine or storage than `asked`.
        """
        with cls._changing:
            found = cls.by_path.get(path)
            if found is None:
                found = (make or cls)(path)
            else:
                found.require_same(asked or Asked())
            found.holders += 1
            cls.by_path[path] = found
            return found

    def require_same(self, asked: Asked) -> None:
        """Raises UsageError where a cluster is asked for."""
        if asked.engine is not None:
            raise UsageError(f"{self.path} is open in this process without a cluster. Open it without engine=.")

    def let_go(self) -> None:
        """Write everything out and let the folder go, when nobody holds it any more."""
        with Opened._changing:
            self.holders -= 1
            if self.holders == 0:
                del Opened.by_path[self.path]
                self._held.close()

    def model(self) -> Model:
        """The definitions as they are on disk."""
        return Model(StageModel.read(self.path / "stages.yaml"), read_segments(self.path / "segments"))

    def load(self, source: object, name: str | None, reader: Reader, progress: Progress) -> LoadReport:
        """Load a source as one load."""
        return intake.load(self.log, source, name, reader, self.suppressed(), progress)

    def load_customers(self, source: object, reader: Reader) -> int:
        """Load customers' attributes; returns how many changed."""
        return intake.load_customers(self.log, source, reader, self.suppressed())

    def rejects(self) -> Any:
        """All rejects kept so far."""
        return self.log.rejects()

    def retry_rejects(self, changed: Mapping[str, Any], progress: Progress) -> LoadReport:
        """Read all rejects again, with what is changed of the reader's options."""
        return intake.retry_rejects(self.log, changed, self.suppressed(), progress)

    def customer(self, value: str) -> Customer:
        """The customer that an identifier or id names."""
        return people.customer(self.log, self.engine.generation(), value)

    def merge(self, value: str, into: str) -> None:
        """Decide that two are one customer, called as `into` is."""
        people.merge(self.log, value, into)

    def unmerge(self, value: str, from_: str | None) -> None:
        """Decide that an identifier is not its customer's, or not that of `from_`."""
        people.unmerge(self.log, value, from_)

    def forget(self, value: str) -> Forgotten:
        """Delete a customer from every byte of the workspace, and suppress later events.

        The log's own rewrite comes last: killed in between, it still says that this is due.
        """
        done: list[Forgotten] = []

        def forget(compiled: int) -> list[str]:
            gone, customers = people.forget(self.log, self.key, value, compiled)
            done.append(gone)
            return customers

        self.local.erase(forget)
        self.log.rewrite()
        return done[0]

    def sql(self, query: str, limit: int, seconds: float) -> Any:
        """The rows of one SELECT over the documented views."""
        return self.log.sql(query, limit, seconds)

    def doctor(self) -> Diagnosis:
        """What a careful person would look at."""
        return diagnose(self.log, self.model().stages)

    def suppressed(self) -> Suppressed:
        """Who was forgotten and stays so."""
        return Suppressed(self.key, self.log.people.suppressed())

    def mark_simulated(self) -> None:
        """For all who hold it, and whoever opens it later."""
        mark_simulated(self.path / "workspace.yaml")
        self.settings = read_settings(self.path / "workspace.yaml")

    def finish_forgetting(self) -> None:
        """What a killed process had begun; nobody knows any more of whom, so all journeys go."""
        if self.log.rewrite_is_due():
            self.local.drop()
            self.log.rewrite()

    def _settle(self, changed: People) -> None:
        unify(changed, self.key)
