"""Files that are there whole or not at all, whenever the process is killed."""

from __future__ import annotations

import os
from pathlib import Path

UNFINISHED = ".new"
"""How the name of a file ends that is being written; one that is found later was cut off and may go."""


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Make or replace a file in one step: a reader sees the old one or this one. `private`: for its owner alone."""
    fresh = path.with_name(path.name + UNFINISHED)
    try:
        fresh.touch(mode=0o600 if private else 0o666)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
