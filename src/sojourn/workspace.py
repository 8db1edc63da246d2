"""A workspace: a folder that holds a log, its journeys and their definitions. It hands abilities out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType

from sojourn.analysis import Journeys
from sojourn.conditions import Condition
from sojourn.engines.local import LocalEngine
from sojourn.engines.protocol import Progress, silent
from sojourn.errors import WorkspaceReadOnly
from sojourn.identities.unify import unify
from sojourn.journeys.definition import Step, define
from sojourn.journeys.journey_store import JourneyStore
from sojourn.journeys.stages import StageModel
from sojourn.lock import hold
from sojourn.settings import TEMPLATE, read_key, read_settings
from sojourn.sources import open_source
from sojourn.store.event_log import EventLog
from sojourn.store.loading import Batches
from sojourn.store.reports import LoadReport

Moment = str | date | datetime


class Workspace:
    """Open one with `sojourn.open(path)`; close it, or use it in a `with` block."""

    def __init__(self, path: str | Path) -> None:
        """Make the folder on first use. Raises WorkspaceLocked, WorkspaceReadOnly, WorkspaceFormat."""
        self.path = Path(path)
        data = _prepared(self.path)
        self._lock = hold(data / "lock")
        self.settings = read_settings(self.path / "workspace.yaml")
        self._key = read_key(data / "key")
        threads = self.settings.threads or os.cpu_count() or 1
        self.log = EventLog(data / "events.duckdb", self.settings.memory_limit, threads)
        store = JourneyStore(data / "journeys")
        self._engine = LocalEngine(self.log, store, lambda: StageModel.read(self.path / "stages.yaml"), threads)

    def load(
        self,
        source: object,
        *,
        columns: Mapping[str, str | None] | None = None,
        format: str | None = None,  # noqa: A002 - the word users know
        time_format: str | None = None,
        timezone: str = "UTC",
        name: str | None = None,
        progress: Progress = silent,
    ) -> LoadReport:
        """Load a file, folder, glob, DataFrame or iterable of dicts: all of it or, on an error, nothing."""
        readings = open_source(
            source, columns=columns, format=format, time_format=time_format, timezone=timezone, name=name,
            temp_directory=self.path / "data",
        )  # fmt: skip
        done = 0

        def loaded(rows: int) -> None:
            nonlocal done
            done += rows
            progress("Loading", done, sum(reading.expected_rows or 0 for reading in readings))

        batches = [Batches(reading.name, reading.batches(), reading.notes) for reading in readings]
        whole = name or (str(source) if isinstance(source, str | Path) else readings[0].name)
        report = self.log.load(batches, whole, progress=loaded)
        unify(self.log.people, self._key)
        return report

    def journeys(
        self,
        *,
        start: Step | list[str] | None = None,
        goal: Step | list[str] | None = None,
        gap: str | timedelta | None = None,
        case: str | None = None,
        between: tuple[Moment, Moment] | None = None,
        where: str | Condition | None = None,
        customers: str | Condition | None = None,
        progress: Progress = silent,
    ) -> Journeys:
        """Every customer's whole history, or the journeys cut from it by a definition."""
        definition = define(start, goal, gap, case, between, where, customers)
        return Journeys(self._engine, definition, self.settings, progress)

    def close(self) -> None:
        """Write everything out and let the folder go."""
        self.log.close()
        self._lock.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open(path: str | Path) -> Workspace:  # noqa: A001 - sojourn.open
    """Open the workspace at `path`; a folder is made on first use."""
    return Workspace(path)


def _prepared(folder: Path) -> Path:
    """The folder `data` of a workspace, with what a new one needs beside it."""
    data = folder / "data"
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not (folder / "workspace.yaml").exists():
            (folder / "workspace.yaml").write_text(TEMPLATE, "utf-8")
        (data / ".writable").touch()
        (data / ".writable").unlink()
    except OSError as error:
        raise WorkspaceReadOnly(
            f"{folder} cannot be written ({error.strerror}). Give yourself write permission, or choose another folder."
        ) from error
    return data
