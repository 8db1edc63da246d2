"""The folder of a workspace, with what a new one needs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sojourn.errors import WorkspaceFormat, WorkspaceFull, WorkspaceReadOnly
from sojourn.files import UNFINISHED, write_whole
from sojourn.journeys.stages_file import template
from sojourn.settings import TEMPLATE
from sojourn.store.database import FULL

LEFTOVERS = (f"*{UNFINISHED}", f"data/*{UNFINISHED}*", "data/*.spill", "data/sojourn-load-*", "data/.writable")


@contextmanager
def usable(folder: Path) -> Iterator[None]:
    """What the system says about a folder as WorkspaceReadOnly or WorkspaceFull, with the next step."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise WorkspaceFull(f"No space left on the disk of {folder}. Free some space and try again.") from error
        raise WorkspaceReadOnly(
            f"{error.filename or folder} cannot be used ({error.strerror}). "
            "Give yourself permission to read and write it, or choose another folder."
        ) from error


def prepared(folder: Path) -> Path:
    """Make sure of the folder and its definitions; returns its `data`. What is made is for its owner alone."""
    data = folder / "data"
    folder.parent.mkdir(parents=True, exist_ok=True)
    for made in (folder, data):
        made.mkdir(mode=0o700, exist_ok=True)
    for name, text in (("workspace.yaml", TEMPLATE), ("stages.yaml", template())):
        if not (folder / name).exists():
            write_whole(folder / name, text.encode())
    probe = data / ".writable"
    probe.touch()
    probe.unlink(missing_ok=True)
    return data


def is_first_use(data: Path) -> bool:
    """Whether there is no log yet. Raises WorkspaceFormat where there must have been one."""
    log = data / "events.duckdb"
    if not log.exists() and (data / "journeys" / "manifest.json").exists():
        raise WorkspaceFormat(
            f"{log} is gone, and the journeys compiled from it are still there. Restore it from a backup, "
            f"or delete {data} to start anew."
        )
    return not log.exists()


def clear_leftovers(folder: Path) -> None:
    """Remove what a killed process left half done; only for who holds the lock."""
    for pattern in LEFTOVERS:
        for path in folder.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
