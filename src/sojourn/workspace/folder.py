"""The folder of a workspace, with what a new one needs."""

from __future__ import annotations

import errno
from pathlib import Path

from sojourn.errors import WorkspaceFull, WorkspaceReadOnly
from sojourn.journeys.stages_file import template
from sojourn.settings import TEMPLATE


def prepared(folder: Path) -> Path:
    """Make sure of the folder and its definitions; returns its `data`. Raises WorkspaceReadOnly, WorkspaceFull."""
    data = folder / "data"
    try:
        data.mkdir(parents=True, exist_ok=True)
        for name, text in (("workspace.yaml", TEMPLATE), ("stages.yaml", template())):
            if not (folder / name).exists():
                (folder / name).write_text(text, "utf-8")
        probe = data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise WorkspaceFull(f"No space left on the disk of {folder}. Free some space and try again.") from error
        raise WorkspaceReadOnly(
            f"{folder} cannot be written ({error.strerror}). Give yourself write permission, or choose another folder."
        ) from error
    return data
