"""Open the workspace that a command is about."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sojourn.errors import WorkspaceNotFound, did_you_mean

if TYPE_CHECKING:
    from sojourn.workspace import Workspace


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    """The workspace that is in a folder; never makes one. Raises WorkspaceNotFound."""
    if not is_workspace(folder):
        shops = [path.parent.name for path in folder.parent.glob("*/workspace.yaml")]
        near = did_you_mean(folder.name, shops)
        example = f"sojourn load {shlex.quote(str(folder))} events.csv"
        raise WorkspaceNotFound(f"{folder} holds no workspace.{near} Make one by loading events: {example}")
    from sojourn.workspace import open_workspace

    with open_workspace(folder) as workspace:
        yield workspace


def is_workspace(folder: Path) -> bool:
    """Whether a folder has been opened by Sojourn before."""
    return (folder / "workspace.yaml").is_file()
