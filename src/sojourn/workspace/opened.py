"""What a workspace stands on, open once in a process however many hold it: the folder's lock, its log, its engine."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import ClassVar

from sojourn.engines.local import LocalEngine
from sojourn.engines.protocol import Limits
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
from sojourn.workspace import people
from sojourn.workspace.folder import clear_leftovers, is_first_use, prepared, usable
from sojourn.workspace.people import Forgotten

LOGS_SHARE = 0.35
"""Of `memory_limit`: what the log's database may hold; the rest is for what is made of it."""


class Opened:
    """Take it with `Opened.take(path)`, and let it go once for each time it was taken."""

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
            threads = self.settings.threads or os.cpu_count() or 1
            memory = f"{int(self.settings.memory * LOGS_SHARE)}B"
            self.log = EventLog(data / "events.duckdb", memory, threads, self._settle)
            held.callback(self.log.close)
            limits = Limits(threads, self.settings.memory)
            self.engine = LocalEngine(self.log, JourneyStore(data / "journeys"), self.model, limits)
            self.finish_forgetting()
            self._held = held.pop_all()

    @classmethod
    def take(cls, path: Path) -> Opened:
        """The one at `path`, opened if nobody in this process has it open. Raises as `Opened`."""
        with cls._changing:
            found = cls.by_path.get(path) or cls(path)
            found.holders += 1
            cls.by_path[path] = found
            return found

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

    def suppressed(self) -> Suppressed:
        """Who was forgotten and stays so."""
        return Suppressed(self.key, self.log.people.suppressed())

    def mark_simulated(self) -> None:
        """For all who hold it, and whoever opens it later."""
        mark_simulated(self.path / "workspace.yaml")
        self.settings = read_settings(self.path / "workspace.yaml")

    def forget(self, value: str) -> Forgotten:
        """Journeys go first: killed in between, the log still says that its own rewrite is due. Raises UnknownName."""
        gone, customers = people.forget(self.log, self.key, value)
        self.engine.erase(customers)
        self.log.rewrite()
        return gone

    def finish_forgetting(self) -> None:
        """What a killed process had begun; nobody knows any more of whom, so all journeys go."""
        if self.log.rewrite_is_due():
            self.engine.drop()
            self.log.rewrite()

    def _settle(self, changed: People) -> None:
        unify(changed, self.key)
