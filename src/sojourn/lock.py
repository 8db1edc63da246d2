"""One process owns a workspace: a lock file, held until the process ends however it ends."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from sojourn.errors import WorkspaceLocked


def hold(path: Path) -> IO[str]:
    """Take the lock at `path`, or raise WorkspaceLocked naming the process that has it."""
    file = path.open("a+", encoding="ascii")
    if not _take(file):
        file.seek(0)
        owner = file.read().strip() or "another process"
        file.close()
        raise WorkspaceLocked(
            f"{path.parent.parent} is open in another process ({owner}). Close it there, or open a copy of the folder."
        )
    file.truncate(0)
    file.write(f"process {os.getpid()}")
    file.flush()
    return file


def _take(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:
        return _take_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_on_windows(file: IO[str]) -> bool:
    import msvcrt

    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # only on Windows
    except OSError:
        return False
    return True
